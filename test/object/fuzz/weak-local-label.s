# SPDX-License-Identifier: GPL-2.0-or-later
# An undefined weak .L name stays.
.weak .Lone
