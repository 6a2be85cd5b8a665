// SPDX-License-Identifier: GPL-2.0-or-later
// Fixes: for each mistake the text that the first fix leaves behind. All of them are proven by `fixesFor`; here it is about which one comes
// first and how it is written.

import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { fixAll, fixesFor } from '../../server/src/ide/fixes.ts';
import { applyEdits } from '../../server/src/ide/fixes/fix.ts';
import { analyseExample, exampleOf } from './page.ts';

const f = (...lines: string[]) => `\t.text\nSYM_FUNC_START(f)\n${lines.map(line => /^[\w.]+:|^SYM_|^#/.test(line) ? line : `\t${line.replace(' ', '\t')}`).join('\n')}\nSYM_FUNC_END(f)\n`;

function firstFix(text: string, options: string[] = []) {
  const analysis = analyseExample({ text, options });
  const finding = findingsOf(analysis).find(each => each.severity === 'warning' || each.severity === 'error');
  const fixes = finding ? fixesFor(analysis, finding) : [];
  return { fixes, code: finding?.code, text: fixes[0] ? applyEdits(text, fixes[0].edits) : undefined };
}

describe('the first fix gives back what was meant', () => {
  test.each([
    ['a pop was forgotten', f('push %rbx', 'push %rbp', 'mov %rdi, %rbx', 'mov %rdi, %rbp', 'pop %rbx', 'RET'), f('push %rbx', 'push %rbp', 'mov %rdi, %rbx', 'mov %rdi, %rbp', 'pop %rbp', 'pop %rbx', 'RET')],
    ['a push was forgotten', f('push %rbx', 'mov %rdi, %rbx', 'mov %rdi, %rbp', 'pop %rbp', 'pop %rbx', 'RET'), f('push %rbx', 'push %rbp', 'mov %rdi, %rbx', 'mov %rdi, %rbp', 'pop %rbp', 'pop %rbx', 'RET')],
    ['a push twice', f('push %rbx', 'push %rbx', 'mov %rdi, %rbx', 'pop %rbx', 'RET'), f('push %rbx', 'mov %rdi, %rbx', 'pop %rbx', 'RET')],
    ['the wrong order', f('push %rbx', 'push %rbp', 'mov %rdi, %rbx', 'mov %rdi, %rbp', 'pop %rbx', 'pop %rbp', 'RET'), f('push %rbx', 'push %rbp', 'mov %rdi, %rbx', 'mov %rdi, %rbp', 'pop %rbp', 'pop %rbx', 'RET')],
    ['the wrong register', f('push %rbx', 'mov %rdi, %rbx', 'pop %rbp', 'RET'), f('push %rbx', 'mov %rdi, %rbx', 'pop %rbx', 'RET')],
    ['no return', `${f('mov %rdi, %rax')}SYM_FUNC_START(g)\n\tRET\nSYM_FUNC_END(g)\n`, `${f('mov %rdi, %rax', 'RET')}SYM_FUNC_START(g)\n\tRET\nSYM_FUNC_END(g)\n`],
    ['no end', f('RET').replace('SYM_FUNC_END(f)\n', ''), f('RET')],
    ['an end of another kind', f('RET').replace('SYM_FUNC_END', 'SYM_CODE_END'), f('RET')],
    ['a call to a local label', f('call 1f', '1:', 'add $8, %rsp', 'RET'), f('ANNOTATE_INTRA_FUNCTION_CALL', 'call 1f', '1:', 'add $8, %rsp', 'RET')],
    ['no frame', f('and $-16, %rsp', 'RET').replace('\tand', '\tpush\t%rbp\n\tand').replace('RET', 'leave\n\tRET'), f('push %rbp', 'mov %rsp, %rbp', 'and $-16, %rsp', 'leave', 'RET')],
    ['a jump to another function', `${f('test %rdi, %rdi', 'jz .Lother', 'nop', '.Lown:', 'RET')}SYM_FUNC_START(g)\n\tnop\n.Lother:\n\tnop\n\tRET\nSYM_FUNC_END(g)\n`, `${f('test %rdi, %rdi', 'jz .Lown', 'nop', '.Lown:', 'RET')}SYM_FUNC_START(g)\n\tnop\n.Lother:\n\tnop\n\tRET\nSYM_FUNC_END(g)\n`],
    ['user access left open', f('stac', 'mov (%rdi), %rax', 'RET').replace('stac', 'ASM_STAC'), undefined],
  ] as const)('%s', (_name, wrong, right) => {
    const { fixes, text } = firstFix(wrong);
    if (right === undefined) { expect(fixes.length).toBeGreaterThan(0); return; }
    expect(text, fixes.map(fix => fix.title).join(' | ')).toBe(right);
    expect(fixes[0]!.after).toBe(0);
  });
  test.each([
    ['an indirect jump', 'retpoline-jump', 'rax'], ['no int3 behind it', 'sls-jmp', '\tint3'], ['no frame around a call', 'call-without-frame', '%rbp'],
  ])('%s (%s)', (_name, code, expected) => {
    const example = exampleOf(code, 'wrong')!;
    const { text, fixes, code: found } = firstFix(example.text, [...example.options]);
    expect(found).toBe(code);
    expect(text, fixes.map(fix => fix.title).join(' | ')).toContain(expected);
  });
});

test('what only asserts is never preferred, and says so', () => {
  const { fixes } = firstFix('\t.text\nSYM_CODE_START(entry)\n\tswapgs\n\tjmp\tsomewhere\nSYM_CODE_END(entry)\n');
  expect(fixes.length).toBeGreaterThan(0);
  for (const fix of fixes) { expect(fix.preferred).toBe(false); expect(fix.title).toMatch(/^Assert/); }
});

test('a fix must hold in the other arm of a conditional too', () => {
  const text = f('push %rbx', 'mov %rdi, %rbx', '#ifdef EXAMPLE', 'pop %rbx', '#endif', 'RET');
  const { fixes } = firstFix(text);
  for (const fix of fixes.filter(each => each.mendsCode)) {
    for (const define of ['', '#define EXAMPLE\n']) expect(findingsOf(analyseExample({ text: define + applyEdits(text, fix.edits), options: [] })).map(each => each.code)).toEqual([]);
  }
});

test('all of a kind at once', () => {
  const text = `${f('push %rbx', 'mov %rdi, %rbx', 'RET')}${f('push %r12', 'mov %rdi, %r12', 'RET').replaceAll('(f)', '(g)').replace('\t.text\n', '')}`;
  const together = fixAll(analyseExample({ text, options: [] }), 'return-modified-frame');
  expect(together?.count).toBe(2);
  expect(findingsOf(analyseExample({ text: applyEdits(text, together!.edits), options: [] }))).toEqual([]);
});
