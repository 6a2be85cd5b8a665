# SPDX-License-Identifier: GPL-2.0-or-later
# Relocations of a section without contents.
.bss
mov $w_one,%eax
jmp undef
