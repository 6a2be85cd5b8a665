# SPDX-License-Identifier: GPL-2.0-or-later
# A size that is no number is looked at in the end, whatever .lcomm says.
.size "foo", .-foo
.lcomm foo 3
