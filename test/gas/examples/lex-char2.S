## SPDX-License-Identifier: GPL-2.0-or-later
.byte 'a + 1, 'a'+1
.byte '"
.byte '\"
.byte '\''
.byte '#
.byte ';
.byte '/
