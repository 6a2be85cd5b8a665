# SPDX-License-Identifier: GPL-2.0-or-later
# IFUNC and TLS are not taken back.
.type w_one,@gnu_indirect_function
.type w_one,@function
.type t,@tls_object
.type t,@object
