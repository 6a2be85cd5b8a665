# SPDX-License-Identifier: GPL-2.0-or-later
# A prefix ends at a blank, a slash or a comma; `wait` is one too.
wait nop
rep/movsb
lock,incl (%rax)
wait,wait
wait
