# A pattern in .bss is refused.
.bss
.fill 10,4,4660
