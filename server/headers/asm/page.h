/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <asm/page_types.h>
