# SPDX-License-Identifier: GPL-2.0-or-later
# Two names of something undefined have no distance.
.set s0,g_one
.word g_one-g_one
.word s0-g_one
