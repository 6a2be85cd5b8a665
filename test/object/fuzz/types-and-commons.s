# SPDX-License-Identifier: GPL-2.0-or-later
# Which types outlast others; what .comm and .lcomm leave of what was said before; == with registers.
.eqv v5,%al
.byte v5
v6==%ax
v6==.Ly
.size "foo", 7
.lcomm foo 3
.local foo2
.common foo2,1,"bss"
.type "foo3",@common
.xcom foo3, 4
.uleb128 0xffffffff , !foo4 , 3!!1
.comm foo4, 5
.type "foo5", 2
.type foo5, @common
"foo5": nop
.type foo6 @gnu_unique_object
.type foo6, %function
foo6: nop
.type foo7 @gnu_unique_object
.type foo7, %object
foo7: nop
.type foo8 @gnu_unique_object
.weak foo8
foo8: nop
.long foo8
.type foo9,@tls_object
.type foo9,@object
.type foo9,@gnu_unique_object
foo9: nop
.fill w1-w1,,5
.weakref w1,q1
.type .Ly2,@common
.local L2, .Ly2
.type fooA,@gnu_indirect_function
.type fooA,@common
