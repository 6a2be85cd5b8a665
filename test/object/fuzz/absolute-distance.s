# A number seen from here.
s0 = 242
.quad s0-.
