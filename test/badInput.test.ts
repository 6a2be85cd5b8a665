// SPDX-License-Identifier: GPL-2.0-or-later
// Bad and unfinished input: each gets a clear message at its own line, and the function with a mistake at the end of the file is still
// found out. Whatever the input is, there is an answer in reasonable time.

import { describe, expect, test } from 'vitest';
import { lineAt } from '../server/src/base/text.ts';
import { findingsOf } from '../server/src/ide/findings.ts';
import { inlayHints } from '../server/src/ide/inlayHints.ts';
import { memoryFileSystem } from '../server/src/project/fileSystem.ts';
import { createWorkspace, openFile, type Analysed } from '../server/src/workspace.ts';

const header = '#include <linux/linkage.h>\n';
const mistaken = 'SYM_FUNC_START(mistaken)\n\tpush %rbx\n\tret\nSYM_FUNC_END(mistaken)\n';

interface Told { readonly said: string[]; readonly hints: number; readonly milliseconds: number; readonly notAnalysed?: string }

function tell(text: string, others: Readonly<Record<string, string>> = {}): Told {
  const files = new Map([['/project/x.S', text], ...Object.entries(others).map(([name, content]) => [`/project/${name}`, content] as const)]);
  const start = performance.now();
  const opened = openFile(createWorkspace(memoryFileSystem(files)), '/project/x.S')!;
  if (opened.kind === 'not-analysed') return { said: [], hints: 0, milliseconds: performance.now() - start, notAnalysed: opened.reason };
  const findings = findingsOf(opened.analysis);
  const hints = inlayHints(opened.analysis).length;
  return { said: findings.map(f => `${lineAt(opened.analysis.source, f.origin.start) + 1}: ${f.code}`), hints, milliseconds: performance.now() - start };
}

const lineOf = (text: string, word: string) => text.slice(0, text.indexOf(word)).split('\n').length;

/** What is in front of the mistaken function, and what is said of it. */
const broken: readonly (readonly [what: string, text: string, said: readonly string[]])[] = [
  ['a missing header', '#include <no/such.h>\n', ['2: cpp-missing-include']],
  ['a missing header and its macros', '#include <no/such.h>\n\tSAVE_ALL rdi\n\tDONE(x)\n', ['2: cpp-missing-include']],
  ['a directory named like a header', '#include "dir.h"\n', ['2: cpp-missing-include']],
  ['an unknown macro', '\tSAVE_ALL %rax, 3\n', ['2: as-instruction']],
  ['an unknown mnemonic', '\tmvo %rax, %rbx\n', ['2: as-instruction']],
  ['an unknown directive', '\t.foo 1\n', ['2: as-unknown-pseudo-op']],
  ['an .if without .endif', '.if 1\n', ['2: as-unterminated-conditional']],
  ['an #if without #endif', '#if 1\n', ['2: cpp-unterminated-if']],
  ['an #endif too many', '#endif\n', ['2: cpp-else-without-if']],
  ['an .endif too many', '.endif\n', ['2: as-endif-without-if']],
  ['a .macro without .endm', '.macro save\n', ['2: as-unterminated-macro']],
  ['a .rept without .endr', '.rept 3\n', ['2: as-unterminated-rept']],
  ['a macro that calls itself for ever', '.macro again\n\tagain\n.endm\n\tagain\n', ['5: as-macros-nested-too-deeply']],
  ['a macro that calls itself twice', '.macro again\n\tagain\n\tagain\n.endm\n\tagain\n', ['6: as-macros-nested-too-deeply']],
  ['a .rept beyond all measure', '.rept 1<<40\n\tnop\n.endr\n', ['2: as-expansion-too-large']],
  ['a .skip beyond all measure', '.data\n.skip 1<<40\n.text\n', ['3: as-space-too-large']],
  ['an .org beyond all measure', '.data\n.org 1<<50\n.text\n', ['3: as-space-too-large']],
  ['an unterminated string', '.data\n.ascii "abc\n.text\n', ['3: as-unterminated-string', '3: as-string']],
  ['an expression of a hundred thousand parentheses', `.data\n.long ${'('.repeat(1e5)}1${')'.repeat(1e5)}\n.text\n`, ['3: as-bad-expression']],
  ['an operand of a hundred thousand parentheses', `\tmov $${'('.repeat(1e5)}1${')'.repeat(1e5)}, %eax\n`, ['2: as-instruction']],
  ['a condition of a hundred thousand parentheses', `#if ${'('.repeat(1e5)}1${')'.repeat(1e5)}\n#endif\n`, ['2: cpp-if-depth']],
  ['a condition of fifty thousand choices', `#if ${'1?'.repeat(5e4)}1${':1'.repeat(5e4)}\n#endif\n`, ['2: cpp-if-depth']],
];

describe('bad input', () => {
  test.each(broken)('%s', (_what, text, said) => {
    const whole = header + text + mistaken;
    const told = tell(whole, { 'dir.h/inner.h': '' });
    expect(told.said.filter(s => !s.endsWith('as-string') || said.includes(s))).toEqual(expect.arrayContaining(said.slice(0, 1)));
    expect(told.said.filter(s => /return-modified-frame/.test(s))).toEqual([`${lineOf(whole, '\tret\n')}: return-modified-frame`]);
    expect(told.said.length).toBeLessThanOrEqual(said.length + 1);
    expect(told.hints).toBeGreaterThan(0);
  });
  test('a symbol chain without end', () => {
    expect(tell(`${header}.set a, b\n.set b, a\n.quad a\n${mistaken}`).said).toContain('7: return-modified-frame');
    expect(tell(`${header}${mistaken}${Array.from({ length: 5000 }, (_, i) => `.set c${i}, c${i + 1}+1\n`).join('')}.quad c0\n`).said).toContain('5006: as-invalid-operands');
  });
  test('a layout that never settles is one error at its cause', () => expect(tell(`${header}a: .skip b-a+1\nb:\n${mistaken}`).said).toEqual(['2: as-layout-loop']));
  test('neither does one whose .org cannot be obeyed, and nothing lies over anything', () => {
    const nops = (count: number): string => `\t.rept ${count}\n\tnop\n\t.endr\n`;
    const text = `\t.org f + 256, 0xcc\n\tcall g\n${nops(4)}f:\n\t.align 4096\n${nops(100)}\tcall h\n\t.org f + 256, 0xcc\n`;
    expect(tell(text).said).toEqual(['1: as-org', '1: as-layout-loop', `${lineOf(text, '\tcall h') + 1}: as-org-backwards`]);
  });
  test('headers that include themselves', () => {
    expect(tell(`${header}#include "x.S"\n`).said).toContain('2: cpp-include-depth');
    expect(tell(`${header}#include "twice.h"\n${mistaken}`, { 'twice.h': '#include "twice.h"\n#include "twice.h"\n' }).said).toEqual(['2: cpp-include-depth', '2: cpp-include-limit']);
  });
  test('bombs of macros end', () => {
    const gas = Array.from({ length: 20 }, (_, i) => `.macro m${i}\n${`\tm${i + 1}\n`.repeat(4)}.endm\n`).join('');
    expect(tell(`${header}${gas}.macro m20\n\tnop\n.endm\n\tm0\n${mistaken}`).said[0]).toMatch(/^\d+: as-expansion-too-large$/);
    const cpp = Array.from({ length: 24 }, (_, i) => `#define A${i + 1} A${i} A${i} A${i} A${i}\n`).join('');
    expect(tell(`${header}#define A0 x\n${cpp}\tA24\n${mistaken}`).said.join()).toContain('cpp-expansion-limit');
  });
});

describe('odd but good input', () => {
  const good = ['6: return-modified-frame'];
  const text = `${header}\n\n${mistaken}`;
  test('line ends of DOS', () => expect(tell(text.replaceAll('\n', '\r\n')).said).toEqual(good));
  test('a byte-order mark', () => expect(tell(`\ufeff${text}`).said).toEqual(good));
  test('no line end at the end', () => expect(tell(text.trimEnd()).said).toEqual(good));
  test('letters beyond ASCII in a comment', () => expect(tell(text.replace('\n\n', '\n/* für \ufffd */\n')).said).toEqual(good));
  test('an empty file', () => { expect(tell('').said).toEqual([]); expect(tell('\n \n\n').said).toEqual([]); });
  test('binary files are left alone with a reason', () => {
    expect(tell('\x7fELF\x02\x01\x01\0\0\0').notAnalysed).toBeDefined();
    expect(tell(`${text}${'x'.repeat(5000)}\0\0`).notAnalysed).toBeDefined();
  });
});

describe('large input', () => {
  const large: readonly (readonly [string, string])[] = [
    ['a line of a million bytes', `.data\n.byte ${Array(500_000).fill('1').join()}\n.text\n`],
    ['a line of two hundred thousand statements', `${'nop;'.repeat(200_000)}\n`],
    ['a name of a million letters', `${'a'.repeat(1_000_000)}:\n`],
    ['a comment of 10 MB', `/*${'x\n'.repeat(5_000_000)}*/\n`],
    ['a hundred thousand definitions', Array.from({ length: 100_000 }, (_, i) => `#define X${i} ${i}\n`).join('')],
    ['a hundred thousand errors', '\tfoo %rax\n'.repeat(100_000)],
    ['fifty thousand open conditionals', '.if 1\n'.repeat(50_000)],
    ['thirty thousand sections', `${Array.from({ length: 30_000 }, (_, i) => `.section .s${i},"ax"\n\tnop\n`).join('')}.text\n`],
    ['twenty thousand far branches', `${Array.from({ length: 20_000 }, (_, i) => `\tjz l${(i * 7919) % 20_000}\nl${i}:\tnop\n`).join('')}`],
  ];
  test.each(large)('%s', (_what, text) => {
    const told = tell(header + text + mistaken);
    expect(told.said.length).toBeGreaterThan(0);
    expect(told.milliseconds).toBeLessThan(60_000);
  });
  test('more code than anybody reads is not checked, and says so', () => expect(tell(`${header}.text\n.ascii "${'x'.repeat(10_000_000)}"\n`).said).toEqual(['1: too-much-code']));
  test('how much code that is counts in instructions', () => {
    const files = new Map([['/project/x.S', `${header}	.rept 3\n\tnopl 8(%rax, %rbx)\n\t.endr\n\t.byte 0x90, 0x90\n\tret\n`]]);
    const saidOf = (mostInstructions: number) => findingsOf((openFile(createWorkspace(memoryFileSystem(files), {}, { mostInstructions }), '/project/x.S') as Analysed).analysis).map(({ code }) => code);
    expect(saidOf(5)).toContain('too-much-code');
    expect(saidOf(6)).not.toContain('too-much-code');
  });
  test('a program of 2 MB', () => {
    const one = (i: number) => `SYM_FUNC_START(f${i})\n\tpush %rbx\n\tmov $${i}, %eax\n\tmov 8(%rsp), %rcx\n\ttest %rax, %rax\n\tjz 1f\n\tcall g\n1:\tpop %rbx\n\tret\nSYM_FUNC_END(f${i})\n\n`;
    let text = header;
    for (let i = 0; text.length < 2_000_000; i++) text += one(i);
    const told = tell(text);
    console.log(`2 MB: ${Math.round(told.milliseconds)} ms`);
    expect(told.said).toEqual([]);
  });
});
