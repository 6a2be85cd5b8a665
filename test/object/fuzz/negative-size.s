# SPDX-License-Identifier: GPL-2.0-or-later
# A size is unsigned.
.size gamma,.-gamma
.byte 1
gamma:
