# SPDX-License-Identifier: GPL-2.0-or-later
# How far a byte may look in ELF32.
.byte foo-.
.skip 126
.byte foo-.
.byte foo-.
.data
foo: .skip 20
.byte 1f-foo
.text
.skip 300
1:
