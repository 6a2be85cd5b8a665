# SPDX-License-Identifier: GPL-2.0-or-later
# The size of a weak `.L` name is looked at though nobody uses it.
.size .Lx, .-foo
.weak .Lx
