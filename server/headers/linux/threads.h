/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNWIND_LENS_LINUX_THREADS_H
#define UNWIND_LENS_LINUX_THREADS_H
#define NR_CPUS	64
#endif
