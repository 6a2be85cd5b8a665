// SPDX-License-Identifier: GPL-2.0-or-later
	.text
	.type	example.cold, @function
example.cold:
	RET
	.size	example.cold, . - example.cold
