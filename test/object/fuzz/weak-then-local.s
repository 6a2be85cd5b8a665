# SPDX-License-Identifier: GPL-2.0-or-later
# .weak wins over .local.
.weak alpha
.local alpha
alpha: call alpha
.data
.quad alpha
