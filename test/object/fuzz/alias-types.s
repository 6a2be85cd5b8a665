# SPDX-License-Identifier: GPL-2.0-or-later
# What an alias takes over: types add up; nothing at the end if something is added to the target.
.set a,f
.type a,@object
.type f,@function
f: nop
.size f,1
.set b,g+4
.type g,@object
g: nop
.size g,.-g
.set c,t
.type t,@tls_object
t: nop
.type i,@gnu_indirect_function
.type i,@object
i: nop
.type j,@tls_object
.type j,@object
j: nop
