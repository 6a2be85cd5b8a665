## SPDX-License-Identifier: GPL-2.0-or-later
.ascii "\n\t\r\b\f\0\1\12\123\1234\x4\x41\x414\\\"\q\e\v\a"
.byte 0xff
.ascii "\8\9\400\777"
