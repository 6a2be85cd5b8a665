# SPDX-License-Identifier: GPL-2.0-or-later
# A weak name that a `.set` used is in the table, though the `.set` was replaced.
.set s2,omega-g_two
.set s2,143
.weak g_two
.set s3,(alpha>>1)+beta-gamma
.set s3,1
.weak alpha,beta,gamma
.weak unused
