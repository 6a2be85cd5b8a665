## SPDX-License-Identifier: GPL-2.0-or-later
.long q
q = 4
.byte q
q = 5
.byte q
