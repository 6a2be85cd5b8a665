// SPDX-License-Identifier: GPL-2.0-or-later
// How many instructions the walk goes through after an edit; and whatever it does not go through again has the state that a walk through
// everything gives it, in random programs whose parts jump into each other, too (ROUNDS=N for more of them).

import { expect, test } from 'vitest';
import { memoryFor, type Analysis } from '../../server/src/analysis/analyse.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { generator } from '../bench/edits.ts';
import { analysed } from '../frame/analysed.ts';

function session() {
  const memory = memoryFor(sourceText('', ''));
  return (text: string) => {
    const analysis = analysed(text, [], memory);
    const walked = analysis.parity.program.walked, said = saidOf(analysis);
    expect(said, text).toEqual(saidOf(analysed(text)));
    return { walked, visited: analysis.parity.instructions.filter(at => at.visited).length, findings: analysis.parity.findings.length };
  };
}

/** All that objtool says. */
function saidOf({ parity, checked, rows }: Analysis) {
  return {
    rows, groups: checked.groups, findings: parity.findings, more: checked.findings, exit: parity.exit,
    instructions: checked.instructions.map(({ section, offset, state, hint, visited, beyond, symbol, group, next }) => ({ section, offset, state, hint, visited, beyond, symbol, group, next })),
  };
}

function functions(count: number): string {
  return Array.from({ length: count }, (_, i) => [
    `SYM_FUNC_START(f${i})`, '\tpushq %rbx', `\tmovl $${i}, %eax`, '1:\ttestl %eax, %eax', '\tjne 1b', '\tpopq %rbx', i % 3 === 1 ? '\tjmp f0' : '\tRET', `SYM_FUNC_END(f${i})`,
  ].join('\n')).join('\n');
}

/** Each jumps to the first, where the state is the hint's. */
function stubs(count: number): string {
  return Array.from({ length: count }, (_, i) => `SYM_CODE_START(c${i})\n\tUNWIND_HINT_REGS\n\tpushq $${i}\n\taddq $8, %rsp\n\tjmp c0\nSYM_CODE_END(c${i})`).join('\n');
}

test('an edit in one function has that function walked again, and what it falls from and into', () => {
  const edit = session(), text = functions(30), size = 6;
  expect(edit(text)).toMatchObject({ walked: 30 * size, findings: 0 });
  expect(edit(text.replace('$7, %eax', '$70, %eax')).walked).toBeLessThanOrEqual(size);
  expect(edit(text).walked).toBeLessThanOrEqual(size);
  expect(edit(text.replace('movl $7, %eax', 'movl $7, %eax\n\tnop')).walked).toBeLessThanOrEqual(3 * size);
  expect(edit(text).walked).toBeLessThanOrEqual(3 * size);
  expect(edit(`\tnop\n${text}`).walked).toBeLessThanOrEqual(2 * size);
});

test('a hint outside of functions is a border, whoever jumps to it', () => {
  const edit = session(), text = stubs(30), size = 3;
  expect(edit(text)).toMatchObject({ walked: 30 * size, findings: 0 });
  expect(edit(text.replace('pushq $7\n', 'pushq $7\n\tnop\n')).walked).toBeLessThanOrEqual(3 * size + 1);
  expect(edit(text).walked).toBeLessThanOrEqual(3 * size);
  expect(edit(text.replace('pushq $7\n\taddq $8, %rsp', 'pushq $7\n\taddq $8, %rsp\n\tpushq $7\n\taddq $8, %rsp')).walked).toBeLessThanOrEqual(3 * size + 2);
  expect(edit(text).findings).toBe(0);
});

test('a finding has all walked again, and so does the next revision', () => {
  const edit = session(), text = functions(10);
  edit(text);
  expect(edit(text.replace('\tpopq %rbx\n\tRET', '\tRET')).findings).toBeGreaterThan(0);
  const after = edit(text);
  expect(after.findings).toBe(0);
  expect(after.walked).toBe(60);
  expect(edit(text.replace('$5, %eax', '$50, %eax')).walked).toBeLessThanOrEqual(6);
});

test('thousands of parts in a row', () => {
  const edit = session();
  const parts = Array.from({ length: 1200 }, (_, i) => [`SYM_CODE_START(c${i})`, '\tUNWIND_HINT_REGS', `\tmovl $${i}, %eax`, `\tjmp c${i + 1}`, `SYM_CODE_END(c${i})`]);
  const text = [...parts.flat(), 'SYM_CODE_START(c1200)', '\tUNWIND_HINT_REGS', '\tud2', 'SYM_CODE_END(c1200)'].join('\n');
  for (const now of [text, text.replace('$7, %eax', '$70, %eax'), text.replace('movl $900, %eax', 'nop\n\tmovl $900, %eax'), text]) expect(edit(now).findings).toBe(0);
});

const rounds = Number(process.env['ROUNDS'] ?? 12);

// The states differ in their signal bit only, which no join compares: whoever comes first decides.
test.each(Array.from({ length: rounds }, (_, i) => i))('random parts that jump into each other, %i', round => {
  const random = generator(round + 7000), below = (n: number): number => Math.floor(random() * n), any = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const count = 4 + below(12), edit = session(), hint = (): string => any(['\tUNWIND_HINT_REGS', '\tUNWIND_HINT_REGS signal=0']);
  let kept = 0, findings = 0;
  const line = (own: number): string => {
    switch (below(14)) {
      case 0: case 1: return `\tjne c${below(count)}`;
      case 2: case 3: return `\tje .Lgate${below(count)}`;
      case 4: case 5: return `\tje .Lmiddle${own}`;
      case 6: return `\tjc .Lmiddle${below(count)}`;
      case 7: return '\tpushq %rax\n\tpopq %rax';
      case 8: return '\tALTERNATIVE "nop", "nop; nop", 3';
      case 9: return any([`\tje .Lgate${below(count)}`, '\tnop', '\tUNWIND_HINT_REGS', '\tUNWIND_HINT_REGS signal=0', `\tjmp .Lgate${below(count)}`]);
      case 10: return below(12) === 0 ? any(['\tpushq %rbx', '\tcall other', '\tstd']) : '\tnop';
      default: return `\tmovl $${below(9)}, %eax`;
    }
  };
  const body = (i: number): string[] => Array.from({ length: below(3) }, () => line(i));
  const part = (i: number): string[] => below(8) === 0
    ? [`SYM_FUNC_START(c${i})`, '\tpushq %rbx', '\tnop', '\tpopq %rbx', '\tRET', `SYM_FUNC_END(c${i})`]
    : [
      `SYM_CODE_START(c${i})`, hint(), ...body(i), `.Lmiddle${i}:`, ...body(i), any(['\tiretq', `\tjmp c${below(count)}`, '\tud2', '\tnop']),
      `.Lgate${i}:`, hint(), ...body(i), any([`\tjmp .Lmiddle${i}`, '\tud2']), `SYM_CODE_END(c${i})`,
    ];
  const lines = [...Array.from({ length: count }, (_, i) => part(i)).flat(), 'SYM_CODE_START(end)', '\tUNWIND_HINT_REGS', '\tud2', 'SYM_CODE_END(end)'];
  const looked = (): void => {
    const { walked, visited, findings: found } = edit(lines.join('\n'));
    if (walked < visited) kept++;
    if (found > 0) findings++;
  };
  looked();
  for (let step = 0; step < 25; step++) {
    const at = below(lines.length), before = [...lines];
    switch (below(4)) {
      case 0: if (/^\t/.test(lines[at]!)) lines.splice(at, 1); break;
      case 1: case 2: lines.splice(at, 0, line(below(count))); break;
      default: if (/^\t/.test(lines[at]!)) lines[at] = line(below(count));
    }
    looked();
    if (below(3) > 0) { lines.splice(0, lines.length, ...before); looked(); }
  }
  // Rounds in which most steps find something say little.
  expect(kept + findings).toBeGreaterThan(20);
});
