# A size is unsigned.
.size gamma,.-gamma
.byte 1
gamma:
