/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quoting an instruction list that was written without quotes, after its macros are expanded: what ALTERNATIVE's arguments need. */
#ifndef UNWIND_LENS_LINUX_STRINGIFY_H
#define UNWIND_LENS_LINUX_STRINGIFY_H
#define __stringify_as_written(list...)	#list
#define __stringify(list...)		__stringify_as_written(list)
#endif
