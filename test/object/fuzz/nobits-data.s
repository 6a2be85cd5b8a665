# SPDX-License-Identifier: GPL-2.0-or-later
# Data with a symbol in .bss is refused.
.bss
.long omega-.
