# SPDX-License-Identifier: GPL-2.0-or-later
# `lea` cuts an address off at the width of its register, and so takes displacements of any.
lea 0xffffffff,%ecx
lea 0xffffffff,%cx
mov 0xffffffff,%ecx
lea 0x80000000,%ecx
lea 0x7fffffff,%ecx
lea -1,%ecx
lea 0xfffffffffffffffe,%ecx
