# The PLT takes four bytes.
callw bar@PLT
