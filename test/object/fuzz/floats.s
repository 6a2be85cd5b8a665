# SPDX-License-Identifier: GPL-2.0-or-later
# Any part of a floating number may be missing; it is rounded by the first bit left out, and is a NaN beyond its format.
.double 1e, .e5, 1.e2, -, e3
.float 1.5, 0f1.5, 16777217, 1e39, 1e-60, 1e-45, -nan, snan, inf, -infinity, :3f80
.hfloat 1.0, 65519, 65520, 1e-7, 5.9e-8
.bfloat16 1.00390625, 3.4e38, 1e-40
.tfloat 0.1, 1e-4940, 1.18973149535723176505e4932
.float 1 2
.double 1x
