## SPDX-License-Identifier: GPL-2.0-or-later
.equiv a,5
.equiv a,6
