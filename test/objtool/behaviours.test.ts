// SPDX-License-Identifier: GPL-2.0-or-later
// What a tree's own sources show of a behaviour decides, one at a time: the same text with and without it.

import { expect, test } from 'vitest';
import { analyse, type Analysis } from '../../server/src/analysis/analyse.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import type { Behaviour } from '../../server/src/objtool/behaviour.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { noOptions } from '../../server/src/objtool/options.ts';

function analysed(text: string, behaviour: Partial<Behaviour>): Analysis {
  const rules = { ...defaultRules('6.1', { ...noOptions, orc: true, backtrace: true }), behaviour };
  return analyse({ source: sourceText('a.S', text), cpp: cppOptions([]), readHeader: () => 'absent', mode: 64, assemblerVersion: 24000, rules, findings: 'none' });
}

const called = '\t.type f, @function\nf:\tcall g\n\tret\n\t.size f, . - f\ng:\tret\n';

test('a call leads to a symbol without a size, or to none', () => {
  const words = (callsAnySymbol: boolean) => analysed(called, { callsAnySymbol }).parity.findings.map(one => one.code);
  expect(words(false)).toContain('intra-call');
  expect(words(true)).not.toContain('intra-call');
});

test('rows begin at the first instruction, or at the first that is known', () => {
  const text = '\tnop\n\t.type f, @function\nf:\tret\n\t.size f, . - f\n';
  const offsets = (firstAlwaysHasRow: boolean) => analysed(text, { firstAlwaysHasRow }).rows.map(row => row.offset);
  expect(offsets(false)).toEqual([1, 2]);
  expect(offsets(true)).toEqual([0, 1, 2]);
});

test('a backtrace ends at a function, or at a symbol', () => {
  const text = '\t.type f, @function\nf:\tpush %rax\n\tret\n\t.size f, . - f\n';
  const last = (tracesFromFunctions: boolean) => analysed(text, { tracesFromFunctions }).parity.findings[0]?.trace?.at(-1);
  expect(last(false)).toMatch(/\(sym\)$/);
  expect(last(true)).toMatch(/\(func\)$/);
});

const record = (original: string, replacement: string): string => `.Lo:\t${original}\n.Lp:\n\t.pushsection .altinstructions, "a"\n\t.long .Lo - ., .Ln - .\n\t.2byte 1\n\t.byte .Lp - .Lo, .Lm - .Ln\n\t.popsection\n`
  + `\t.pushsection .altinstr_replacement, "ax"\n.Ln:\t${replacement}\n.Lm:\n\t.popsection\n`;
const inFunction = (body: string): string => `\t.type f, @function\nf:\n${body}\n\t.size f, . - f\n`;
const codes = (text: string, behaviour: Partial<Behaviour>): string[] => analysed(text, behaviour).parity.findings.map(one => one.code);

test('an empty replacement is a nop, or a jump that a backtrace cannot name', () => {
  const text = inFunction(`${record('nop', '')}\tpush %rax\n\tret`);
  expect(codes(text, {})).toEqual(['return-modified-frame']);
  expect(codes(text, { replacementsJump: true })).toEqual(['return-modified-frame', 'crash-empty-alternative']);
});

test('an empty original is told, or crashes the tool', () => {
  const text = inFunction(`${record('', 'nop')}\tret`);
  expect(codes(text, {})).toEqual(['alt-empty']);
  expect(codes(text, { tellsEmptyOriginals: false })).toEqual(['crash-empty-alternative']);
});

test('an alternative may move the stack, or may not', () => {
  const text = inFunction(`${record('push %rax; pop %rax', 'push %rax; pop %rax')}\tret`);
  expect(codes(text, {})).toEqual([]);
  expect(codes(text, { replacementsJump: true, sharesStates: false, alternativesKeepStack: true })).toEqual(['alt-moves-stack']);
});

test('operands are read, or fixed encodings', () => {
  const words = (fixedEncodings: boolean) => codes(inFunction('\tpush %rbp\n\tmov %rsp, %rbp\n\tlea -16(%rbp), %r10\n\tmov %r10, %rbp\n\tpop %rbp\n\tret'), { fixedEncodings });
  expect(words(true)).toEqual(words(false));
  const states = (fixedEncodings: boolean) => analysed(inFunction('\tpush %rbp\n\tmov %rsp, %rbp\n\tmov -2000(%rbp), %rbp\n\tnop\n\tud2'), { fixedEncodings }).rows.map(({ sp }) => sp);
  // A load with a displacement of four bytes is none that old decoders know.
  expect(states(false)).not.toEqual(states(true));
});

test('leave is two operations, or one that wants its frame', () => {
  const text = inFunction('\tpush %rbx\n\tleave\n\tret');
  expect(codes(text, { fixedEncodings: true })).not.toContain('leave-modified-frame');
  expect(codes(text, { fixedEncodings: true, leaveIsOne: true })).toEqual(['leave-modified-frame']);
});

test('an opcode that 64-bit mode does not have takes its operands along, or not', () => {
  const offsets = (removedOpcodesStop: boolean) => analysed('\t.byte 0xea\n\tjne .\n\tret\n\tnop\n\tnop\n\tnop\n\tnop\n', { removedOpcodesStop }).checked.instructions.map(({ offset }) => offset);
  expect(offsets(false)).toEqual([0, 7]);
  expect(offsets(true)).toEqual([0, 1, 3, 4, 5, 6, 7]);
});

test('what was read before a fatal finding becomes rows, or nothing does', () => {
  const text = inFunction('\tcall 1f\n1:\tret');
  expect(analysed(text, { rowsAfterStop: true, firstAlwaysHasRow: true }).rows.length).toBeGreaterThan(0);
  expect(analysed(text, { firstAlwaysHasRow: true }).rows).toEqual([]);
});

test('a function is the one where the walk began, or the one that the way is in', () => {
  const text = '\t.type f, @function\nf:\tjmp g\n\t.size f, . - f\ng:\tiretq\n';
  expect(codes(text, { tailCallsBySymbol: false })).toContain('ctx-switch-in-func');
  expect(codes(text, { tailCallsBySymbol: false, functionFollows: true })).not.toContain('ctx-switch-in-func');
});
