# SPDX-License-Identifier: GPL-2.0-or-later
# A comparison of places is something to store.
.bss
a: b: .long a-b
.long a==b
