# SPDX-License-Identifier: GPL-2.0-or-later
# .startof.() and .sizeof.() are names for a linker, and not what is called so.
.long .startof.(.text), .startof.(.text)+4, .STARTOF.(.text)
.long .startof.("a b")-.
mov $.sizeof.(.text),%eax
.sizeof.foo: .long .sizeof.foo, .sizeof. ( foo )
foo: .long .sizeof.(foo)
.set x,.sizeof.(foo)
.long x, .sizeofx
