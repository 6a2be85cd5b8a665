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
    ['the wrong amount', f('sub $24, %rsp', 'mov %rdi, 8(%rsp)', 'add $16, %rsp', 'RET'), f('sub $24, %rsp', 'mov %rdi, 8(%rsp)', 'add $24, %rsp', 'RET')],
    ['room that is not given back', f('sub $24, %rsp', 'mov %rdi, 8(%rsp)', 'RET'), f('sub $24, %rsp', 'mov %rdi, 8(%rsp)', 'add $24, %rsp', 'RET')],
    ['another register than the stack pointer', f('sub $24, %rsp', 'mov %rdi, 8(%rsp)', 'add $24, %rcx', 'RET'), f('sub $24, %rsp', 'mov %rdi, 8(%rsp)', 'add $24, %rsp', 'RET')],
    ['a register not back from its slot', f('sub $24, %rsp', 'mov %rbx, 8(%rsp)', 'mov %r12, 16(%rsp)', 'nop', 'mov 8(%rsp), %rbx', 'add $24, %rsp', 'RET'),
      f('sub $24, %rsp', 'mov %rbx, 8(%rsp)', 'mov %r12, 16(%rsp)', 'nop', 'mov 8(%rsp), %rbx', 'mov 16(%rsp), %r12', 'add $24, %rsp', 'RET')],
    ['a register from another slot', f('sub $24, %rsp', 'mov %rbx, 8(%rsp)', 'nop', 'mov 16(%rsp), %rbx', 'add $24, %rsp', 'RET'), f('sub $24, %rsp', 'mov %rbx, 8(%rsp)', 'nop', 'mov 8(%rsp), %rbx', 'add $24, %rsp', 'RET')],
    ['flags that are read', f('pushf', 'RET'), f('pushf', 'pop %rax', 'RET')],
    ['the frame one line late', f('push %rbp', 'and $-16, %rsp', 'mov %rsp, %rbp', 'leave', 'RET'), f('push %rbp', 'mov %rsp, %rbp', 'and $-16, %rsp', 'leave', 'RET')],
    ['a push in front of the function', f('mov %rdi, %rbx', 'pop %rbx', 'RET').replace('SYM_FUNC_START(f)\n', '\tpush\t%rbx\nSYM_FUNC_START(f)\n'), f('push %rbx', 'mov %rdi, %rbx', 'pop %rbx', 'RET')],
    ['a jump to nowhere, and a label of no use', f('push %rbx', 'mov %rdi, %rbx', 'test %rbx, %rbx', 'jz nowhere', 'nop', '1:', 'pop %rbx', 'RET'), f('push %rbx', 'mov %rdi, %rbx', 'test %rbx, %rbx', 'jz 1f', 'nop', '1:', 'pop %rbx', 'RET')],
    ['a jump to nowhere, and where others go', f('push %rbx', 'mov %rdi, %rbx', 'test %rbx, %rbx', 'jz .Lout', 'test %rsi, %rsi', 'jz nowhere', 'nop', '.Lout:', 'pop %rbx', 'RET'),
      f('push %rbx', 'mov %rdi, %rbx', 'test %rbx, %rbx', 'jz .Lout', 'test %rsi, %rsi', 'jz .Lout', 'nop', '.Lout:', 'pop %rbx', 'RET')],
    ['a hint that does not belong there', f('push %rbx', 'mov %rdi, %rbx', 'UNWIND_HINT_END_OF_STACK', 'nop', 'pop %rbx', 'RET'), f('push %rbx', 'mov %rdi, %rbx', 'nop', 'pop %rbx', 'RET')],
    ['a .cold that is no half of anything', f('RET').replaceAll('(f)', '(thing.cold)'), f('RET').replaceAll('(f)', '(thing_cold)')],
    ['a helper that is called', `\t.text\nSYM_CODE_START_LOCAL(helper)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_CODE_END(helper)\n${f('call helper', 'RET').replace('\t.text\n', '')}`, `\t.text\nSYM_FUNC_START_LOCAL(helper)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_FUNC_END(helper)\n${f('call helper', 'RET').replace('\t.text\n', '')}`],
    ['a fixup into an instruction', f('1:', 'mov $0x11223344, %eax', '2:', 'RET').replace('SYM_FUNC_END', '\t_ASM_EXTABLE(1b + 1, 2b)\nSYM_FUNC_END'), f('1:', 'mov $0x11223344, %eax', '2:', 'RET').replace('SYM_FUNC_END', '\t_ASM_EXTABLE(1b, 2b)\nSYM_FUNC_END')],
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

test('a return that is gone: what falls in with nothing on the stack', () => {
  const text = (lines: string[]) => f('test %rdi, %rdi', 'jz 1f', 'push %rbx', 'mov %rdi, %rbx', 'jmp 2f', '1:', 'mov %rsi, %rax', ...lines, '2:', 'pop %rbx', 'RET');
  expect(firstFix(text([])).text).toBe(text(['RET']));
});

test('the address of code without ENDBR', () => {
  const text = '\t.text\nSYM_CODE_START(target)\n\tUNWIND_HINT_FUNC\n\tRET\nSYM_CODE_END(target)\nSYM_FUNC_START(f)\n\tlea\ttarget(%rip), %rax\n\tRET\nSYM_FUNC_END(f)\n';
  const { fixes, text: fixed } = firstFix(text, ['--ibt', '--link']);
  // The built-in headers know no IBT: ENDBR is empty there.
  expect(fixed, fixed).toContain('UNWIND_HINT_FUNC\n\tendbr64\n\tRET');
  expect(fixes.map(fix => `${fix.preferred} ${fix.title}`)).toEqual(['true Insert `endbr64\' at target: it may be jumped to indirectly', 'false Assert with ANNOTATE_NOENDBR that nothing jumps to target indirectly']);
});

test('rbp for arithmetic under frame pointers', () => {
  const { text } = firstFix(f('push %rbp', 'mov %edi, %ebp', 'lea (%rbp,%rsi), %rax', 'pop %rbp', 'RET'), ['--stackval']);
  expect(text).toBe(f('push %rbx', 'mov %edi, %ebx', 'lea (%rbx,%rsi), %rax', 'pop %rbx', 'RET'));
});

test('every arm counts: #elif, and a function far away that shares a macro', () => {
  const chain = f('push %rbx', 'mov %rdi, %rbx', '#if VARIANT == 1', 'pop %rbx', '#elif VARIANT == 2', 'pop %rbx', '#endif', 'RET');
  for (const fix of firstFix(chain).fixes.filter(each => each.mendsCode)) {
    for (const variant of [0, 1, 2]) expect(findingsOf(analyseExample({ text: `#define VARIANT ${variant}\n${applyEdits(chain, fix.edits)}`, options: [] })).map(each => each.code)).toEqual([]);
  }
  const shared = '\t.macro LEAVE\n\tnop\n\t.endm\n' + f('push %rbx', 'mov %rdi, %rbx', 'LEAVE', 'RET') + '#ifdef CONFIG_OTHER\n' + f('push %rbx', 'mov %rdi, %rbx', 'LEAVE', 'pop %rbx', 'RET').replaceAll('(f)', '(g)') + '#endif\n';
  for (const fix of firstFix(shared).fixes.filter(each => each.mendsCode)) expect(findingsOf(analyseExample({ text: `#define CONFIG_OTHER 1\n${applyEdits(shared, fix.edits)}`, options: [] })).map(each => each.code)).toEqual([]);
});

test('all of a kind at once', () => {
  const text = `${f('push %rbx', 'mov %rdi, %rbx', 'RET')}${f('push %r12', 'mov %rdi, %r12', 'RET').replaceAll('(f)', '(g)').replace('\t.text\n', '')}`;
  const together = fixAll(analyseExample({ text, options: [] }), 'return-modified-frame');
  expect(together?.count).toBe(2);
  expect(findingsOf(analyseExample({ text: applyEdits(text, together!.edits), options: [] }))).toEqual([]);
});
