/* As a script would write it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
ROW(0, sys_first)
ROW(1, sys_second)
ROW(400, sys_last)
