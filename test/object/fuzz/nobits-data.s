# Data with a symbol in .bss is refused.
.bss
.long omega-.
