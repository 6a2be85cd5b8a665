# An amount that never becomes known.
.skip .La-.Lb
