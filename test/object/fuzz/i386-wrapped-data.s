# SPDX-License-Identifier: GPL-2.0-or-later
# In ELF32 data of four bytes wraps before it is looked at.
.section .tbss,"awx"
.eqv v5,0x7fffffffffffffff
.long v5+1
.long 5
