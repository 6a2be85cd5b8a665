# SPDX-License-Identifier: GPL-2.0-or-later
# Refused twice: what a name is set to, and what is made of it as if it were a number.
.long (s0-beta)*2
.set s0,gamma-beta
.long 5-s1, s1+4
.set s1,gamma-beta
