# SPDX-License-Identifier: GPL-2.0-or-later
# A number has no GOT slot.
.set s0,265
mov s0@GOTPCREL(%rip),%rax
