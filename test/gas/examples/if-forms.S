## SPDX-License-Identifier: GPL-2.0-or-later
.if 1 == 1
.byte 1
.endif
.if 0
.byte 2
.elseif 1
.byte 3
.elseif 1
.byte 4
.else
.byte 5
.endif
.ifeq 0
.byte 6
.endif
.ifne 1
.byte 7
.endif
.ifgt 1
.byte 8
.endif
.ifge 0
.byte 9
.endif
.iflt -1
.byte 10
.endif
.ifle 0
.byte 11
.endif
.ifc a b,a b
.byte 12
.endif
.ifc a  b,a b
.byte 13
.endif
.ifc " a",a
.byte 14
.endif
.ifc "a","a"
.byte 15
.endif
.ifc "a",a
.byte 16
.endif
.ifc a , a
.byte 17
.endif
.ifnc a,b
.byte 18
.endif
.ifc ,
.byte 19
.endif
.ifeqs "a","a"
.byte 20
.endif
.ifnes "a","b"
.byte 21
.endif
.ifb
.byte 22
.endif
.ifb  
.byte 23
.endif
.ifnb x
.byte 24
.endif
.ifb ""
.byte 25
.endif
.ifc A,a
.byte 26
.endif
.ifc 'a','a'
.byte 27
.endif
.ifc (a),(a )
.byte 28
.endif
.ifc %eax,%eax 
.byte 29
.endif
.ifnotdef q
.byte 30
.endif
.ifndef q
.byte 31
.endif
