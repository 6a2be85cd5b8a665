// SPDX-License-Identifier: GPL-2.0-or-later
// What a person sees: the published list, its words and its related information.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lineAt } from '../../server/src/base/text.ts';
import { findingsOf, type PlacedFinding } from '../../server/src/ide/findings.ts';
import { lintKinds } from '../../server/src/ide/kinds/lints.ts';
import { analyseExample } from './page.ts';

const project = join(import.meta.dirname, '../..');
const published = (text: string, grades = {}, options: string[] = []) => { const analysis = analyseExample({ text, options }, grades); return findingsOf(analysis).map(f => ({ ...f, line: lineAt(analysis.source, f.origin.start) + 1 })); };
const relatedOf = (finding: PlacedFinding | undefined) => (finding?.related ?? []).map(r => r.message);

test('a mismatch names both ways, the split, the steps and the join', () => {
  const [finding, ...others] = published(readFileSync(join(project, 'examples/probe.S'), 'utf8'));
  expect(others).toEqual([]);
  expect(finding!.message).toBe('stack state mismatch: cfa1=4+16 cfa2=4+24 (rsp+16 with rbx saved by the jump at line 9; rsp+24 with rbx, rbp saved by falling through, one word pushed, rbp saved at line 10)');
  expect(relatedOf(finding)).toEqual([
    '`jz 1f\' - the ways part here, rsp+16', '`push %rbp\' - by falling through: one word pushed, rbp saved, then rsp+24',
    'they meet here, line 12; objtool: probe+0xc: stack state mismatch: cfa1=4+16 cfa2=4+24',
  ]);
});

test('repeated steps are one', () => {
  const finding = published(readFileSync(join(project, 'examples/static-call-gap.S'), 'utf8'))[0];
  expect(relatedOf(finding).filter(words => words.includes('(6 times)'))).toHaveLength(1);
  expect(relatedOf(finding).filter(words => words.startsWith('`push'))).toHaveLength(1);
});

test('what only follows is told by its cause', () => {
  const found = published(readFileSync(join(project, 'examples/alternatives-union.S'), 'utf8'));
  expect(found.map(f => `${f.line} ${f.code}`)).toEqual(['29 alt-stack-conflict', '36 alt-stack-conflict', '43 alt-stack-conflict', '44 return-modified-frame']);
  expect(relatedOf(found[3])).toContain('a consequence, line 44: stack state mismatch: cfa1=4+16 cfa2=4+8');
});

test('who pushed is named', () => {
  const [finding] = published('\t.text\nSYM_FUNC_START(f)\n\tpush\t%rbx\n\tmov\t%rdi, %rbx\n\tRET\nSYM_FUNC_END(f)\n');
  expect(finding!.message).toContain('8 bytes still on the stack (line 3); rbx (saved at line 3) not restored; the return address is at rsp+8');
});

test('a run of dead code is one finding', () => {
  expect(published('\t.text\nSYM_FUNC_START(f)\n\tRET\n\tmov\t%rdi, %rax\n\tmov\t%rdi, %rax\n\tmov\t%rdi, %rax\n\tRET\nSYM_FUNC_END(f)\n').map(f => `${f.line} ${f.code}`)).toEqual(['4 unreachable']);
});

describe('grades', () => {
  const text = '\t.text\nSYM_FUNC_START(f)\n\tpush\t%rbx\n\tRET\nSYM_FUNC_END(f)\n';
  test('off', () => expect(published(text, { 'return-modified-frame': 'off' })).toEqual([]));
  test('error', () => expect(published(text, { 'return-modified-frame': 'error' })[0]!.severity).toBe('error'));
});

test('vmlinux withholds what only an undefined symbol makes', () => {
  const text = '\t.section .noinstr.text, "ax"\nSYM_FUNC_START(f)\n\tcall\telsewhere\n\tRET\nSYM_FUNC_END(f)\n';
  expect(published(text, {}, ['--link', '--noinstr'])).toEqual([]);
  expect(published(text.replace('RET\nSYM_FUNC_END(f)', 'RET\nSYM_FUNC_END(f)\n\t.text\nSYM_FUNC_START(elsewhere)\n\tRET\nSYM_FUNC_END(elsewhere)'), {}, ['--link', '--noinstr']).map(f => f.code)).toEqual(['noinstr-call']);
});

describe('our own lints keep silent where objtool has spoken or has nothing to say', () => {
  for (const folder of ['examples', 'test/objtool/fixtures']) {
    test.each(readdirSync(join(project, folder)).filter(name => name.endsWith('.S')))(`${folder} %s`, name => {
      const text = readFileSync(join(project, folder, name), 'utf8').replace(/#include "minikernel.h"/, '');
      expect(published(text).filter(f => lintKinds.some(kind => kind.code === f.code) && (f.severity === 'error' || f.severity === 'warning')).map(f => `${f.line} ${f.code}`)).toEqual([]);
    });
  }
});
