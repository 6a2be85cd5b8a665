# SPDX-License-Identifier: GPL-2.0-or-later
# In quotes a number is a name; `..` and `_.L_` begin names that stay out of the table; TLS outlasts @common.
"1": nop
jmp "1"
1: nop
jmp 1b
jmp "1b"
"51": .long "51"
..y: q: nop
_.L_z: nop
.string32 <1><2>
.type .Ly, @tls_object
.type .Ly, @common
