# SPDX-License-Identifier: GPL-2.0-or-later
# Refused: a number has no PLT, and nothing has a distance from a function chosen at run time.
.set s0,132
.long s0@PLT
