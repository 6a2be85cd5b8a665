# SPDX-License-Identifier: GPL-2.0-or-later
# Sizes that are told later are zero when `as` looks whether a wide pattern fits; what it leaves out then comes behind all that follows.
1: .nops 1
.balignl 8,0x90909090
foo: ret
