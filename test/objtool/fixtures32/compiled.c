/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What compilers do with a stack: arguments, locals, loops, alloca, realignment, calls through pointers, tail calls, far too many variables. */

extern int outside(int, ...);
extern void take(void *);

int leaf(int a, int b) { return a * b + 3; }

int sums(const int *from, int count)
{
	int sum = 0;
	for (int i = 0; i < count; i++)
		sum += from[i] > 3 ? outside(from[i], i) : leaf(sum, i);
	return sum;
}

int many(int a, int b, int c, int d, int e, int f)
{
	int x = outside(a, b, c), y = outside(d, e, f), z = outside(x, y);
	if (x > y)
		return outside(a, b, c, d, e, f, x, y, z);
	while (z-- > 0)
		x ^= outside(y, z) + a * b - c / (d | 1) + e % (f | 1);
	return x + y + z + a + b + c;
}

int varying(int size)
{
	char *room = __builtin_alloca(size);
	take(room);
	for (int i = 0; i < size; i++)
		if (room[i] == 7)
			return outside(i);
	return room[size / 2];
}

int aligned(int a)
{
	int numbers[8] __attribute__((aligned(64)));
	take(numbers);
	return numbers[a & 7] + outside(a);
}

int through(int (*const *table)(int, int), int which)
{
	switch (which) {
	case 0: return table[0](1, 2);
	case 1: return table[1](3, 4) + 1;
	case 5: outside(5); return 6;
	default: return table[which](which, which);
	}
}

long long wide(long long a, long long b, unsigned shift) { return (a * b >> shift) + outside((int)a) * b; }

int tail(int a, int b) { return a ? leaf(b, outside(a)) : outside(b); }

int recursive(int n) { return n < 2 ? n : recursive(n - 1) + recursive(n - 2); }

void early(int *to, int n)
{
	if (!to)
		return;
	if (n > 100) {
		outside(n, 1, 2, 3, 4, 5, 6, 7);
		to[0] = outside(n);
		return;
	}
	for (int i = 0; i < n; i++) {
		int local[4] = { i, n, i ^ n, i - n };
		take(local);
		to[i] = local[i & 3];
	}
}
