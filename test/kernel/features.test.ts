// SPDX-License-Identifier: GPL-2.0-or-later
// The five designs on the kernel's own entry code: what a reader is shown there, and what happens when a line is taken out or changed.

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { statementOf } from '../../server/src/analysis/sites.ts';
import { alternativeView } from '../../server/src/ide/alternatives.ts';
import { copyFacts } from '../../server/src/ide/copiedFrame.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { fixesFor } from '../../server/src/ide/fixes.ts';
import { applyEdits } from '../../server/src/ide/fixes/fix.ts';
import { frameFacts } from '../../server/src/ide/frameFacts.ts';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { printCfi } from '../../server/src/ide/printCfi.ts';
import { returnTail } from '../../server/src/ide/returnTail.ts';
import { interruptAt } from '../../server/src/ide/unwind.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { kernelTree, sourcesOf } from './tree.ts';

const entry = 'arch/x86/entry/entry_64.S', ftrace = 'arch/x86/kernel/ftrace_64.S', xen = 'arch/x86/xen/xen-asm.S';
const framePointers = path.join(path.dirname(fs.realpathSync(kernelTree)), 'build-6.12-frame-pointer');

interface Opened { readonly analysis: Analysis; /** As it lies on the disk. */ readonly text: string }

function open(name: string, edit: (text: string) => string = text => text, build?: string): Opened {
  const file = path.join(build === undefined ? kernelTree : sourcesOf(build), name), text = fs.readFileSync(file, 'utf8'), edited = edit(text);
  const workspace = createWorkspace(disk, build === undefined ? {} : { build });
  if (edited !== text) workspace.buffers.set(file, { text: edited, version: 1 });
  const opened = openFile(workspace, file);
  if (opened?.kind !== 'analysed') throw new Error(name);
  return { analysis: opened.analysis, text };
}

/** objtool 6.1 gives symbols to functions only. */
function find({ analysis }: Opened, symbol: string, like: RegExp, which = 0): number {
  let left = which;
  return analysis.checked.instructions.findIndex((at, i) => (at.symbol === symbol || at.symbol === undefined) && like.test(statementOf(analysis, i)?.source.text ?? '') && left-- === 0);
}

/** `which` counts occurrences. */
const without = (line: RegExp, which = 0) => (text: string) => { let left = which; return text.replace(new RegExp(`^${line.source}\n`, 'gm'), found => left-- === 0 ? '' : found); };
const codes = ({ analysis }: Opened) => findingsOf(analysis).map(finding => finding.code);
function mended({ analysis }: Opened, code: string): string | undefined {
  const [fix] = fixesFor(analysis, findingsOf(analysis).find(finding => finding.code === code)!);
  return fix && applyEdits(analysis.source.text, fix.edits);
}
const blanks = (text: string | undefined) => text?.replace(/[ \t]+/g, ' ').replace(/\/\*.*?\*\//g, '').replace(/\bpushq\b/g, 'push').replace(/ +$/gm, '');

const is612 = kernelTree.includes('6.12');

describe('return tails', () => {
  const opened = open(ftrace);
  test('the words above the return address are named', () => {
    const tails = opened.analysis.checked.instructions.flatMap((at, i) => at.symbol?.startsWith('ftrace_regs_caller') === true ? returnTail(opened.analysis, i) ?? [] : []);
    expect(tails.some(tail => tail.extraBytes === 8 || tail.rewritten)).toBe(true);
  });
  test('a FUNC hint taken out', () => {
    const broken = open(ftrace, without(/\tUNWIND_HINT_FUNC/));
    expect(broken.analysis.source.text).not.toBe(broken.text);
    expect(codes(broken)).not.toEqual([]);
  });
});

describe('alternatives', () => {
  test.each([[entry, 'X86_FEATURE_XENPV'], [ftrace, 'X86_FEATURE_CALL_DEPTH']])('%s names its streams', (name, feature) => {
    const { analysis } = open(name), names = new Set(analysis.checked.instructions.flatMap((_, i) => alternativeView(analysis, i)?.streams.map(stream => stream.name) ?? []));
    if (names.size === 0) return;
    for (const stream of names) expect(stream).toMatch(/^(?:original|replacement \d|ALT_NOT\(\w+\)|X86_(?:FEATURE|BUG)_\w+|ALT_\w+)$/);
    if (name === entry) expect([...names]).toContain(feature);
  });
  test('a conflict names the instructions of both versions', () => {
    const opened = open(entry, text => text.replace('SYM_CODE_START(entry_SYSCALL_64)', 'SYM_FUNC_START(lens_probe)\n\tALTERNATIVE "call lens_callee; nop", "pushf; .nops 4; pop %rax", ALT_NOT(X86_FEATURE_XENPV)\n\tRET\nSYM_FUNC_END(lens_probe)\nSYM_CODE_START(entry_SYSCALL_64)'));
    const finding = findingsOf(opened.analysis).find(each => each.code === 'alt-stack-conflict');
    expect(finding!.related!.map(r => r.message)).toEqual(['at +5 in the original: nop, rsp+8', 'at +5 in the version for ALT_NOT(X86_FEATURE_XENPV): pop %rax, rsp+16']);
    expect(codes(open(entry, () => mended(opened, 'alt-stack-conflict')!))).toEqual([]);
  });
});

describe('the gap of a breakpoint', () => {
  test('both frames are explained', () => {
    const opened = open(entry), push = find(opened, 'asm_exc_int3', /^pushq\s+5\*8\(%rsp\)/), facts = copyFacts(opened.analysis, push)!;
    expect(facts).toMatchObject({ words: 6, copy: 8, original: 56, type: 'regs-partial', here: 0, hinted: true });
    expect(facts.rows.map(row => row.member)).toEqual(['ss', 'sp', 'flags', 'cs', 'ip', 'orig_ax']);
    expect(renderHover(hover(opened.analysis, opened.text.indexOf('pushq\t5*8(%rsp)'))!)).toContain('the copy is the frame now');
  });
  test('without its hint, which is put back', () => {
    const broken = open(entry, text => text.replace('\t\t.endr\n\t\tUNWIND_HINT_IRET_REGS offset=8\n', '\t\t.endr\n'));
    expect(codes(broken)).toEqual(['stack-mismatch-cfa']);
    expect(findingsOf(broken.analysis)[0]!.message).toContain('UNWIND_HINT_IRET_REGS offset=8 is missing');
    expect(mended(broken, 'stack-mismatch-cfa')).toBe(broken.text);
  });
  test('with a wrong one', () => {
    const broken = open(entry, text => text.replace('\t\t.endr\n\t\tUNWIND_HINT_IRET_REGS offset=8\n', '\t\t.endr\n\t\tUNWIND_HINT_IRET_REGS offset=16\n'));
    expect(codes(broken)).toEqual(['int3-gap']);
    expect(mended(broken, 'int3-gap')).toBe(broken.text);
  });
});

describe('the pt_regs of a system call', () => {
  test('a push taken out, and put back', () => {
    const broken = open(entry, without(/\tpushq\t%r11.*/));
    expect(codes(broken)).toEqual(['ptregs-slot-undefined']);
    expect(findingsOf(broken.analysis)[0]!.message).toContain('20 words were pushed');
    expect(blanks(mended(broken, 'ptregs-slot-undefined'))).toBe(blanks(broken.text));
  });
  test('rcx and r11 exchanged', () => {
    const broken = open(entry, text => text.replace(/\tpushq\t%r11/, '\tpushq\t%TMP').replace(/\tpushq\t%rcx/, '\tpushq\t%r11').replace('%TMP', '%rcx'));
    expect(codes(broken).filter(code => code === 'ptregs-slot-order')).toHaveLength(2);
  });
  test('-1 for rcx', () => {
    const broken = open(entry, text => text.replace('PUSH_AND_CLEAR_REGS rax=$-ENOSYS', 'PUSH_AND_CLEAR_REGS rcx=$-1 rax=$-ENOSYS'));
    expect(codes(broken)).toEqual(['ptregs-slot-differs', 'sysret-rcx-r11']);
  });
  test('no swapgs, no END_OF_STACK', () => {
    const swapgs = open(entry, text => text.replace(/(entry_SYSRETQ_unsafe_stack, SYM_L_GLOBAL\)\n(?:\tANNOTATE_NOENDBR\n)?)\tswapgs\n/, '$1'));
    expect(codes(swapgs)).toEqual(['swapgs-balance']);
    const hint = open(entry, text => text.replace(/(TSS_sp0\), %rsp\n)\tUNWIND_HINT_(?:END_OF_STACK|EMPTY)\n/, '$1'));
    expect(codes(hint)).toEqual(['sysret-stack-hint']);
    expect(mended(hint, 'sysret-stack-hint')).toBe(hint.text);
  });
  test.skipIf(!is612)('an entry that forgets cld', () => expect(codes(open(entry, text => text.replace('\tASM_CLAC\n\tcld\n', '\tASM_CLAC\n')))).toEqual(['clac-cld-entry']));
});

describe.skipIf(!fs.existsSync(framePointers) || !is612)('with frame pointers', () => {
  test.each([[0, 'FRED', 'arch/x86/entry/entry_64_fred.S', 2], [5, 'error_entry', entry, 2], [6, 'asm_exc_nmi', entry, 1]])('ENCODE_FRAME_POINTER %i taken out of %s', (which, _name, file, count) => {
    const broken = open(file, without(/\tENCODE_FRAME_POINTER.*/, which), framePointers);
    expect(codes(broken)).toEqual(new Array<string>(count).fill('encode-fp-missing'));
  });
  test('it is put back', () => {
    const broken = open(entry, without(/\tENCODE_FRAME_POINTER.*/, 6), framePointers);
    expect(codes({ analysis: open(entry, () => mended(broken, 'encode-fp-missing')!, framePointers).analysis, text: '' })).toEqual([]);
  });
  test('the column of a frame-pointer walk', () => {
    const { analysis, text } = open(entry, undefined, framePointers), printed = printCfi(analysis, { framePointer: true }).split('\n'), typed = text.split('\n');
    const at = typed.findIndex((line, i) => line.includes('call\texc_nmi') && i > 0);
    expect(printed[at]).toMatch(/fp: pt_regs$/);
    expect(printed.some(line => line.endsWith('fp: !skips what was interrupted'))).toBe(true);
  });
});

describe('an interrupt anywhere', () => {
  test.each([entry, ftrace, xen])('%s: every visited instruction has an answer', name => {
    const { analysis } = open(name);
    analysis.checked.instructions.forEach((at, i) => {
      if (!at.visited) return;
      const traces = interruptAt(analysis, i)!;
      expect(traces.orc.length).toBeGreaterThan(0);
      expect(traces.framePointer.length).toBeGreaterThan(0);
      expect(traces.truth.length).toBeGreaterThan(0);
    });
  });
  test('xen-asm.S: words are named where a hint says what they are', () => {
    const { analysis } = open(xen), named = analysis.checked.instructions.flatMap((_, i) => frameFacts(analysis, i)?.operands.filter(operand => operand.member !== undefined) ?? []);
    const tails = analysis.checked.instructions.flatMap((_, i) => returnTail(analysis, i) ?? []);
    expect(named.length + analysis.checked.instructions.filter((_, i) => (frameFacts(analysis, i)?.ptRegs.length ?? 0) > 0).length).toBeGreaterThan(0);
    // Its functions return to their callers.
    expect(tails).toEqual([]);
  });
});
