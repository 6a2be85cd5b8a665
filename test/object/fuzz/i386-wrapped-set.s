# Numbers of an ELF32 object have 32 bits.
.set s3,.Lthree-.Lfour
.Lthree: nop
.Lfour: nop
