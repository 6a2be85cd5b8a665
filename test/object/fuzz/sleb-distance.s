# SPDX-License-Identifier: GPL-2.0-or-later
# A positive distance over a fragment border that is known when read: `as` loses its sign and writes twelve bytes.
.Ltwo:
.fill 10,8,-1
gamma:
.sleb128 gamma-.Ltwo
