## SPDX-License-Identifier: GPL-2.0-or-later
.macro m
.endm
.macro m
.endm
