# SPDX-License-Identifier: GPL-2.0-or-later
# `as` says that it ignores a macro named as a directive, and refuses the second one for it.
.macro .byte a
.endm
.macro .byte a
.endm
