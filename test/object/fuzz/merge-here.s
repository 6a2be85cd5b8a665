# SPDX-License-Identifier: GPL-2.0-or-later
# The place of a datum in a merge section has a name.
.section .str,"aMS",@progbits,1
.long ., .-4
g_one:
