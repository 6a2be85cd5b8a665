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
