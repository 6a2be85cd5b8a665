## SPDX-License-Identifier: GPL-2.0-or-later
 / indented
 // indented
nop ; / after semi
nop ; // after semi
a: / after label
