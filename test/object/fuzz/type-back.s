# SPDX-License-Identifier: GPL-2.0-or-later
# @notype takes IFUNC back.
.type g_two,@gnu_indirect_function
.type g_two,@notype
.type t,@tls_object
.type t,@notype
