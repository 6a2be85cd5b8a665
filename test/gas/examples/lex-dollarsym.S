## SPDX-License-Identifier: GPL-2.0-or-later
1$: nop
.quad 1$
