/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entry code includes this file by its bare name. */
#include <asm/calling.h>
