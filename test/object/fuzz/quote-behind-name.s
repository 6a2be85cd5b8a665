# SPDX-License-Identifier: GPL-2.0-or-later
# `as` takes a quote right behind a name for the end of one in quotes, and so the next one for the begin of a string that goes on to the next line.
.ascii""
.byte 1
.ascii "x"
