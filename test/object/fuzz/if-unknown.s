# SPDX-License-Identifier: GPL-2.0-or-later
# A condition that is not known is refused, and then goes by the number beside the names; so do the other forms and `.elseif`.
.if undef
.error "not here"
.elseif undef+4
.error "here"
.endif
.ifeq undef
.error "here"
.endif
.ifgt 4-undef
.error "not here"
.endif
.iflt undef-4
.error "here"
.endif
.if undef*2+1
.error "here"
.endif
.if %rax
.error "here"
.endif
