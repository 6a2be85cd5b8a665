## SPDX-License-Identifier: GPL-2.0-or-later
.altmacro
.macro q x
LOCAL z
.byte \x
z:
.endm
q %5
q <1;.byte 2>
.macro r a b
.ascii "\a,\b"
.endm
.rept 2
.ascii "&x"
.endr
.noaltmacro
.macro p a
.byte \a ; .byte \a+1; .if \a; .byte 9 ; .endif
.endm
p 0 ; p 1
lab: p 2
.macro nest n
.if \n
nest "(\n-1)"
.endif
.byte \n
.endm
nest 3
.macro u a:req b=3, c:vararg
.byte \a,\b
.ifnb \c
.byte \c
.endif
.endm
u 1
u 1,2,3,4
u 1,,"3",4
.irp x,%rax,%rbx
push \x
.endr
.irpc x,abcd
.ifc \x,c
.exitm
.endif
.ascii "\x"
.endr
.byte 'a','\n', '"', '#'
.macro lbl n
L\n\()_\@: .byte \@
.endm
lbl 1
lbl 1
.macro def n
.macro m\n x
.byte \n, \\x, \x
.endm
.endm
.rept 3
.irp z,1,2
.byte \z
.endr
.endr
.if 0
.macro zz
.endif
.byte 77
.if 1;.byte 5;.else;.byte 6;.endif
.if 0;.byte 5;.elseif 1;.byte 6;.else;.byte 7;.endif
.macro w a=1 b="x y"
.ascii "\a \b"
.endm
w
w b=<z>
w , 5
foo = 3
foo=foo+1
.byte foo
/ comment
 // comment
nop /* c */; nop
lock; incl (%rax)
rep movsb
{vex} vaddps %xmm0, %xmm1, %xmm2
