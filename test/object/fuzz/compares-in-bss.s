# A comparison of places is something to store.
.bss
a: b: .long a-b
.long a==b
