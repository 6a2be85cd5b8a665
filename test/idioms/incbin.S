/* A file's bytes taken in, all of them and a part. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
	.section .rodata
	.balign	4
	.globl	blob, blob_end
blob:
	.incbin	"incbin.bin"
blob_end:
	.incbin	"incbin.bin", 6, 5
	.incbin	"incbin.bin", 12
	.long	blob_end - blob
