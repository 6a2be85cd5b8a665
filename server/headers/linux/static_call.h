/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/static_call_types.h>
