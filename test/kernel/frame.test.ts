// SPDX-License-Identifier: GPL-2.0-or-later
// What frame/ shows on the kernel's own entry code.

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { statementOf } from '../../server/src/analysis/sites.ts';
import { frameFacts } from '../../server/src/ide/frameFacts.ts';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { returnTail } from '../../server/src/ide/returnTail.ts';
import { interruptAt } from '../../server/src/ide/unwind.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelTree } from './tree.ts';

const workspace = createWorkspace(disk);

function open(name: string): Analysis {
  const opened = openFile(workspace, path.join(kernelTree, 'arch/x86', name));
  if (opened?.kind !== 'analysed') throw new Error(name);
  return opened.analysis;
}

function find(analysis: Analysis, symbol: string, text: RegExp): number {
  return analysis.checked.instructions.findIndex((at, i) => at.symbol === symbol && text.test(statementOf(analysis, i)?.source.text ?? ''));
}

describe('entry_64.S', () => {
  const analysis = open('entry/entry_64.S');
  test('the frame of a system call is complete when C gets it', () => {
    const call = find(analysis, 'entry_SYSCALL_64', /^call\s+do_syscall_64/), facts = frameFacts(analysis, call)!;
    expect(facts.ptRegs).toHaveLength(21);
    expect(facts.ptRegs.filter(row => row.written === undefined)).toEqual([]);
    expect(facts.ptRegs.find(row => row.member === 'ip')!.holds).toBe("user's rip (%rcx at syscall)");
    expect(facts.ptRegs.find(row => row.member === 'flags')!.holds).toBe("user's flags (%r11 at syscall)");
  });
  test('operands of error_entry have names', () => {
    const compare = find(analysis, 'error_entry', /^cmpq.*\(16\*8\)\+8\(%rsp\)|^cmpq.*%rax,.*\(%rsp\)/);
    expect(compare).toBeGreaterThan(0);
    expect(frameFacts(analysis, compare)!.operands.map(operand => operand.member)).toContain('ip');
  });
  test('an exception interrupted by another', () => {
    const call = find(analysis, 'asm_exc_page_fault', /^call\s+exc_page_fault/);
    expect(interruptAt(analysis, call)!.orc[0]).toMatchObject({ reliable: true });
    expect(interruptAt(analysis, call)!.orc[0]!.text).toContain('a pt_regs at rsp+0');
  });
  test('alternatives at their name', () => {
    const text = analysis.source.text, at = text.indexOf('ALTERNATIVE "", "jmp xenpv_restore_regs_and_return_to_usermode", X86_FEATURE_XENPV');
    if (at < 0) return;
    expect(renderHover(hover(analysis, at)!)).toMatch(/byte +original +X86_FEATURE_XENPV/);
  });
});

test('ftrace_64.S: the return that is a tail call', () => {
  const analysis = open('kernel/ftrace_64.S');
  const tails = analysis.checked.instructions.flatMap((at, i) => at.symbol?.startsWith('ftrace_regs_caller') === true ? [returnTail(analysis, i)] : []).filter(tail => tail !== undefined);
  expect(tails.some(tail => tail.extraBytes === 8 || tail.rewritten)).toBe(true);
});

test('xen-asm.S: every instruction has an answer', () => {
  const analysis = open('xen/xen-asm.S');
  analysis.checked.instructions.forEach((at, i) => {
    if (at.visited) expect(interruptAt(analysis, i)!.orc.length).toBeGreaterThan(0);
  });
});
