# SPDX-License-Identifier: GPL-2.0-or-later
# `.local` says nothing of a symbol that is common: other files see it.
.comm a,4
.local a
.local b, c
.type b, @common
.long a, b
