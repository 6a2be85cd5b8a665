// SPDX-License-Identifier: GPL-2.0-or-later
// Components, and how many of them an edit makes anew. That what is kept says the same as a run from scratch is held here for a few edits, and
// for thousands in test/kernel/.

import { expect, test } from 'vitest';
import { memoryFor, type Analysis } from '../../server/src/analysis/analyse.ts';
import { framesOf } from '../../server/src/analysis/frames.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { lint } from '../../server/src/frame/lint.ts';
import { before } from '../../server/src/frame/trace.ts';
import { analysed } from './analysed.ts';

/** `count` functions; every third one jumps to the first, and each has a lint for a hint that says something else than its push. */
function functions(count: number): string {
  return Array.from({ length: count }, (_, i) => [
    `SYM_FUNC_START(f${i})`, '\tpushq %rbx', `\tmovl $${i}, %eax`, '1:\ttestl %eax, %eax', '\tjne 1b', '\tcall other', '\tUNWIND_HINT_FUNC', '\tmovl $1, %ecx', '\tpopq %rbx', i % 3 === 1 ? '\tjmp f0' : '\tRET', `SYM_FUNC_END(f${i})`,
  ].join('\n')).join('\n');
}

const options = { framePointers: false, emulatesCalls: true, untrains: false };

/** What rules and traces say, in plain words. */
function said(analysis: Analysis) {
  const traced = framesOf(analysis);
  return { findings: lint(traced, options), values: analysis.checked.instructions.map((_, i) => before(traced, i)) };
}

function session() {
  const memory = memoryFor(sourceText('', ''));
  return (text: string) => {
    const analysis = analysed(text, [], memory), counted = { linted: 0 };
    lint(framesOf(analysis), options, undefined, counted);
    expect(said(analysis)).toEqual(said(analysed(text)));
    return { linted: counted.linted, findings: said(analysis).findings.length, components: framesOf(analysis).flow.components.size };
  };
}

test('a jump to a function joins nothing, and one into its middle does', () => {
  const jumping = (to: string) => framesOf(analysed(`SYM_FUNC_START(a)\n\tjmp ${to}\nSYM_FUNC_END(a)\nSYM_FUNC_START(b)\n\tnop\n.Lb:\n\tRET\nSYM_FUNC_END(b)`)).flow.components.size;
  expect(jumping('b')).toBe(2);
  expect(jumping('.Lb')).toBe(1);
});

test('an edit in one function is its own affair, and that of what lies next to it', () => {
  const edit = session(), text = functions(20);
  const first = edit(text);
  expect(first).toMatchObject({ linted: first.components, components: 20, findings: 20 });
  expect(edit(text.replace('$7, %eax', '$70, %eax')).linted).toBe(1);
  expect(edit(text).linted).toBe(1);
  expect(edit(text.replace('\tmovl $7, %eax', '\tmovl $7, %eax\n\tnop')).linted).toBeLessThanOrEqual(3);
  expect(edit(text).linted).toBeLessThanOrEqual(3);
  expect(edit(`\n\n${text}`).linted).toBe(0);
  expect(edit(`${text}\n# a comment`).linted).toBe(0);
});

test('labels, jumps and functions come and go', () => {
  const edit = session(), text = functions(8);
  for (const now of [
    text,
    text.replace('jmp f0', 'jmp .Lx').replace('$0, %eax', '$0, %eax\n.Lx:'), text,
    text.replace('SYM_FUNC_END(f3)\nSYM_FUNC_START(f4)\n', ''), text,
    text.replace('$5, %eax', '$5, %eax\nSYM_FUNC_END(f5)\nSYM_FUNC_START(g5)').replace('SYM_FUNC_END(f5)\nSYM_FUNC_START(f6)', 'SYM_FUNC_END(g5)\nSYM_FUNC_START(f6)'), text,
    text.replace('movl $2, %eax', 'half typ'), text.replace('\tcall other', '\tcall f3'), text.replaceAll('other', 'another'), functions(5), functions(12), text,
  ]) edit(now);
});

test('what one function stores, another one may restore', () => {
  const edit = session(), text = `${functions(6)}\nSYM_FUNC_START(saves)\n\tnop\n\tRET\nSYM_FUNC_END(saves)`.replace('$4, %eax', '$4, %eax\n\tmovq saved(%rip), %rsp');
  const without = edit(text).findings;
  // The rule is about the object: with the store there is nothing to say, wherever it stands.
  expect(edit(text.replace('\tnop', '\tmovq %rsp, saved(%rip)')).findings).toBe(without - 1);
  expect(edit(text).findings).toBe(without);
});
