# SPDX-License-Identifier: GPL-2.0-or-later
# Weak symbols have places inside one section.
.weak .Lone
.long (gamma-.Lone)*2
gamma:
.Lone: nop
g_two:
.code16
jmp delta
.quad g_two-.
.weak g_two
