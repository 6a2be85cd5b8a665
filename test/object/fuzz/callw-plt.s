# SPDX-License-Identifier: GPL-2.0-or-later
# The PLT takes four bytes.
callw bar@PLT
