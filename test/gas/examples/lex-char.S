## SPDX-License-Identifier: GPL-2.0-or-later
.byte 'a, 'b, 'a', '\n, '\\, '\'', '', ' , '\t
