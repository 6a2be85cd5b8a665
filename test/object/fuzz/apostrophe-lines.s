# SPDX-License-Identifier: GPL-2.0-or-later
# The end of a line as a character takes the next line in, and `as` forgets to count it.
.byte '
, 2
.err
