# SPDX-License-Identifier: GPL-2.0-or-later
# A number seen from here.
s0 = 242
.quad s0-.
