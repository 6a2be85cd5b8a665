# SPDX-License-Identifier: GPL-2.0-or-later
# The same in 64-bit code.
mov s1@GOTPCREL(%rip),%eax
movabs $s1@GOTOFF,%rax
.quad s1@GOTOFF
s1 = 5
