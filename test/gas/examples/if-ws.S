## SPDX-License-Identifier: GPL-2.0-or-later
.if(1)
.byte 1
.endif
.if 1;.byte 2;.else;.byte 3;.endif
.IF 1
.byte 4
.Else
.ENDIF
.ifc a,b;.byte 5;.else;.byte 6;.endif
.ifeqs "a;b" , "a;b"
.byte 8
.endif
.ifnb "";.byte 9;.endif
.ifb ;.byte 10;.endif
.ifc ,;.byte 11;.endif
