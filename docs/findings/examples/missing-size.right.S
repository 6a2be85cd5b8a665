// SPDX-License-Identifier: GPL-2.0-or-later
	.text
	.type	example, @function
example:
	RET
	.size	example, . - example
