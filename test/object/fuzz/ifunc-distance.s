# SPDX-License-Identifier: GPL-2.0-or-later
# IFUNC has no distance.
.Lone:
.long gamma
.nops 12
mov $.Lone-.,%ecx
.type .Lone,@gnu_indirect_function
