# SPDX-License-Identifier: GPL-2.0-or-later
# Other sections name what lies in a comdat group.
lea g_one+8(%rip),%ebx
.section .grp,"axG",@progbits,gname,comdat
g_one: .quad g_one
