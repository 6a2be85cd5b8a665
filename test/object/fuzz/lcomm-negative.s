# SPDX-License-Identifier: GPL-2.0-or-later
# A size that is negative without a minus in it is taken, and leads backwards. The compared numbers are -1.
.lcomm a,2>1
.lcomm b,1-2
.comm c,2>1
.lcomm d,-1
