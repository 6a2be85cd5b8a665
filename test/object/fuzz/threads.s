# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever lies in a section of threads is one of their objects; a type alone does not make one of it to relocations.
.section .tdata
one: .long 1
.type two,@function
two: .long 1
.text
.type three,@tls_object
three: .long three, one
