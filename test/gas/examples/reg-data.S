## SPDX-License-Identifier: GPL-2.0-or-later
.set X,%rdi
.byte X
.long %rax
