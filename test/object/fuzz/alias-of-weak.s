# SPDX-License-Identifier: GPL-2.0-or-later
# What an alias stands for stays in the table.
.weak undef
.set s3,undef+4
