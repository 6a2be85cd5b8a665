# SPDX-License-Identifier: GPL-2.0-or-later
# An alias with an offset takes the type as well.
.type .Lfour,@gnu_indirect_function
s3 = .Lfour+4
.Lfour: nop
.type f,@function
.size f,3
f: nop
s4 = f+1
