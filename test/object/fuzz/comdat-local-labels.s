# SPDX-License-Identifier: GPL-2.0-or-later
# Local labels of a comdat group go by section.
jmp .Lthree
.section .grp,"axG",@progbits,gname,comdat
.cfi_startproc
.Lthree: nop
.cfi_endproc
