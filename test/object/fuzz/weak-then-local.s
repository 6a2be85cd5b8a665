# .weak wins over .local.
.weak alpha
.local alpha
alpha: call alpha
.data
.quad alpha
