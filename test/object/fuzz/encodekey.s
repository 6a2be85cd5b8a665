# SPDX-License-Identifier: GPL-2.0-or-later
# Its registers have 32 bits, which takes a prefix in 16-bit code.
encodekey128 %edx,%ebx
.code16
encodekey128 %edx,%ebx
encodekey256 %eax,%ebp
