# Relocations of a section without contents.
.bss
mov $w_one,%eax
jmp undef
