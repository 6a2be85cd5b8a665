# SPDX-License-Identifier: GPL-2.0-or-later
# A name that is the end of the input and something stays out of the table; an alias of a weak reference keeps its target.
.equ v2 , w1
.weakref w1,"a b"
.eqv v5,.-0x7f
v6==.+4
.eqv v7,.
