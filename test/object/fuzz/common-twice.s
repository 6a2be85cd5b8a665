# SPDX-License-Identifier: GPL-2.0-or-later
# The first size of a common symbol stays.
.comm common0,1,8
.comm common0,32
