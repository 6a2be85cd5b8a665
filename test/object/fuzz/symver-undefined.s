# SPDX-License-Identifier: GPL-2.0-or-later
# A version of something undefined stays only where an expression names it; what the third field says holds for definitions without `@@@`.
.symver unused, unused@V1
.symver used, used@V1
.quad !used^5
.symver renamed, new@@@V2, remove
renamed: nop
.symver hidden, other@@V2, local
.globl hidden
hidden: nop
