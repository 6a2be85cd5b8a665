# SPDX-License-Identifier: GPL-2.0-or-later
# An amount that never becomes known.
.skip .La-.Lb
