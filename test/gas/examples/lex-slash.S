## SPDX-License-Identifier: GPL-2.0-or-later
.byte 8/2
.byte 8 / 2
/ line
