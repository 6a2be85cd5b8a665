// SPDX-License-Identifier: GPL-2.0-or-later
// Definitions in C by their shape.

import { expect, test } from 'vitest';
import { cDefinitions } from '../../server/src/project/cDefinitions.ts';

const text = `#include <linux/linkage.h>
extern int declared(void);
void prototype(int x);
__visible noinstr bool called(struct pt_regs *regs, int nr)
{
	return prototype(1);
}
static __always_inline unsigned long
broken_line(unsigned long a,
	    unsigned long b) __must_hold(lock)
{
}
DEFINE_IDTENTRY(exc_made)
{
}
DEFINE_PER_CPU(unsigned long, per_cpu_word);
__visible DEFINE_PER_CPU_PAGE_ALIGNED(struct tss_struct, cpu_tss) = {
};
SYMBOL(no_definition);
EXPORT_SYMBOL(called);
unsigned long plain;
u8 array[4] = { 1 };
const char name[] __initconst = "x";
struct thing initialised = { 0 };
`;

test('functions, variables and what macros define; nothing else', () => {
  const wanted = new Set(['declared', 'prototype', 'called', 'broken_line', 'exc_made', 'per_cpu_word', 'cpu_tss', 'no_definition', 'plain', 'array', 'name', 'initialised']);
  expect(cDefinitions(text, wanted).map(({ name, kind, line, start }) => `${line + 1}:${start + 1} ${kind} ${name}`)).toEqual([
    '4:24 function called', '9:1 function broken_line', '13:17 function exc_made', '16:31 object per_cpu_word', '17:58 object cpu_tss', '21:15 object plain', '22:4 object array', '23:12 object name', '24:14 object initialised']);
  expect(cDefinitions(text, new Set(['other']))).toEqual([]);
});
