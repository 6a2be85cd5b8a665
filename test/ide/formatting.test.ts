// SPDX-License-Identifier: GPL-2.0-or-later
// Columns of instructions: what is formatted, what is left alone.

import { expect, test } from 'vitest';
import { formatting } from '../../server/src/ide/formatting.ts';
import { analysed } from './unit.ts';

function formatted(text: string, first?: number, last?: number): string {
  const edits = formatting(analysed({ '/w/a.S': text }), first, last);
  let result = text;
  for (const { start, end, text: wanted } of [...edits].sort((a, b) => b.start - a.start)) result = result.slice(0, start) + wanted + result.slice(end);
  return result;
}

test('mnemonic, operands, commas and the end of the line', () => {
  expect(formatted('        mov   %rax ,%rbx  \n  ret\n1:  jmp 1b\n\t\tlea 8(%rax,%rbx,2),%rcx /* a,b */\n  rep   movsb\n\tlock cmpxchg %rax,(%rbx)\n'))
    .toBe('\tmov\t%rax, %rbx\n\tret\n1:  jmp\t1b\n\t\tlea\t8(%rax,%rbx,2), %rcx /* a,b */\n\trep   movsb\n\tlock cmpxchg\t%rax, (%rbx)\n');
});

test('all else stays', () => {
  const text = '#define SAVE push %rbx ; \\\n  push   %r12\n.macro m a,b\n.endm\n   m   1,2\n  .byte 1,2\n  nop;  nop\n# comment   with , blanks\n  .ascii "mov   a,b"\n';
  expect(formatted(text)).toBe(text);
});

test('a range', () => { expect(formatted('  nop \n  nop \n  nop \n', 1, 1)).toBe('  nop \n\tnop\n  nop \n'); });

test('formatted text stays as it is', () => {
  const once = formatted('  mov %rax,%rbx\n push   $1\n');
  expect(formatted(once)).toBe(once);
});
