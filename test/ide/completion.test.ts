// SPDX-License-Identifier: GPL-2.0-or-later
// What comes first among completions, and what is not offered at all.

import { describe, expect, test } from 'vitest';
import { completion } from '../../server/src/ide/completion.ts';
import { withCursor } from './unit.ts';

const head = '#include <linux/linkage.h>\n#include <asm/unwind_hints.h>\n#include <asm/cpufeatures.h>\n#include <asm/alternative.h>\n\t.text\nlong_name:\n';

function labels(marked: string, options: readonly string[] = []): string[] {
  const { analysis, offset } = withCursor(head + marked);
  return (completion(analysis, offset, () => [], () => options)?.items ?? []).map(({ label }) => label);
}

describe('completion', () => {
  test('names that begin as they are typed come first', () => {
    expect(labels('\tpush‸\n')[0]).toBe('push');
    expect(labels('\tmovq X86_FEATURE_SM‸\n').slice(0, 3)).toEqual(expect.arrayContaining(['X86_FEATURE_SMAP']));
    expect(labels('\tlock cmpx‸\n')[0]).toBe('cmpxchg');
  });
  test('what is being typed is no name of its own', () => {
    expect(labels('\tcall long_n‸\n')).toEqual(['long_name']);
    expect(labels('\tcall nowhere_to_be_fou‸\n')).toEqual([]);
  });
  test('registers that fit the instruction and its other operands come first', () => {
    expect(labels('\tmov %rax, ‸\n').slice(0, 2)).toEqual(['%rax', '%rcx']);
    expect(labels('\tmov %eax, %‸\n')[0]).toBe('eax');
    expect(labels('\tvpaddq %ymm0, ‸\n').slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, i) => `%ymm${i}`));
    expect(labels('\tmov %rax, %r‸\n')).toContain('r8d');
  });
  test('values of arguments', () => {
    expect(labels('\tUNWIND_HINT type=‸\n')[0]).toMatch(/^UNWIND_HINT_TYPE_/);
    expect(labels('\tUNWIND_HINT_REGS base=‸\n').slice(0, 3)).toEqual(['%rsp', '%rax', '%rcx']);
    expect(labels('\t.macro flagged x=0\n\t.endm\n\tflagged x=‸\n').slice(0, 2)).toEqual(['0', '1']);
  });
  test('options that are not set, in conditionals only', () => {
    expect(labels('#ifdef CONFIG_KAS‸\n', ['CONFIG_KASAN'])).toContain('CONFIG_KASAN');
    expect(labels('\tmov $CONFIG_KAS‸\n', ['CONFIG_KASAN'])).not.toContain('CONFIG_KASAN');
  });
  test('all directives', () => { expect(labels('\t.cfi_def‸\n')).toEqual(expect.arrayContaining(['.cfi_def_cfa', '.cfi_def_cfa_offset'])); });
});
