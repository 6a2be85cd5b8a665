# SPDX-License-Identifier: GPL-2.0-or-later
# .type x, @common makes a local name global.
.local L2,L2,"foo"
call foo
.type "foo" @common
.data
foo: .byte 1
