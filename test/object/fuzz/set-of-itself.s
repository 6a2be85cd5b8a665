# SPDX-License-Identifier: GPL-2.0-or-later
# To itself a name can only be added to; anything else never comes to an end.
.set v1,!bar
v1=v1%2
