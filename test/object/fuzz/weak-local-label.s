# An undefined weak .L name stays.
.weak .Lone
