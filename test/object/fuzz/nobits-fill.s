# SPDX-License-Identifier: GPL-2.0-or-later
# A pattern in .bss is refused.
.bss
.fill 10,4,4660
