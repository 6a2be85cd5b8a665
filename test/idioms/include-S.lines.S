/* Two lines that include-S.S takes into a macro's body. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
	add	$\n, %eax
	sub	$\n, %edx
