# SPDX-License-Identifier: GPL-2.0-or-later
# The fill of .ds and its kin is read once, so that `.` is the place where all of it begins.
nop
foo:
.ds.d 8,.
.ds.l 3,.-foo
.ds.w 3,foo-.
.ds.l 3,bar-.
.skip 3,.-foo+1000
.dcb.l 3,.
.skip 3,bar
