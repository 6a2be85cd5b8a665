## SPDX-License-Identifier: GPL-2.0-or-later
.float 1.5, -2, 0x10
.double 1.5, 1e3, 0f3.5
.single 1
.tfloat 1.5
.float nan, inf
.float 0f1.5
.hfloat 1.5
.bfloat16 1.5
