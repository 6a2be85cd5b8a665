/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name under which assembly files included the alternatives before 5.12. */
#include <asm/alternative.h>
