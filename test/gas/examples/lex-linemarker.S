## SPDX-License-Identifier: GPL-2.0-or-later
# 100 "foo.S"
 .error "x"
#200 "bar.S"
 .error "y"
# 300
 .error "z"
#400
 .error "w"
 # 500 "indented.S"
 .error "v"
#APP
 .error "app"
#NO_APP
 .error "noapp"
