// SPDX-License-Identifier: GPL-2.0-or-later
// What a reader sees of values: hover facts, return tails, alternatives side by side, static calls, backtraces, and the fixes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { alternativeView, renderAlternatives } from '../../server/src/ide/alternatives.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { fixesFor } from '../../server/src/ide/fixes.ts';
import { applyEdits } from '../../server/src/ide/fixes/fix.ts';
import { frameFacts } from '../../server/src/ide/frameFacts.ts';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { paraSite } from '../../server/src/ide/paraSite.ts';
import { printCfi } from '../../server/src/ide/printCfi.ts';
import { returnTail } from '../../server/src/ide/returnTail.ts';
import { staticCallSite } from '../../server/src/ide/staticCall.ts';
import { interruptAt } from '../../server/src/ide/unwind.ts';
import { analysed, instructionLike } from './analysed.ts';

const entry = `#include <asm/segment.h>
#include <asm/errno.h>
	.section .entry.text, "ax"
SYM_CODE_START(system_call)
	UNWIND_HINT_ENTRY
	swapgs
	mov	%rsp, PER_CPU_VAR(user_stack)
	mov	PER_CPU_VAR(kernel_stack), %rsp
	push	$__USER_DS
	push	PER_CPU_VAR(user_stack)
	push	%r11
	push	$__USER_CS
	push	%rcx
	push	%rax
	PUSH_AND_CLEAR_REGS rax=$-ENOSYS
	mov	%rsp, %rdi
	call	do_system_call
	mov	ORIG_RAX(%rsp), %rdx
	mov	RIP(%rsp), %rcx
	mov	EFLAGS(%rsp), %r11
	mov	RSP(%rsp), %rsp
	UNWIND_HINT_END_OF_STACK
	swapgs
	sysretq
SYM_CODE_END(system_call)
`;

describe('pt_regs', () => {
  const analysis = analysed(entry);
  const rows = (text: string, which = 0) => frameFacts(analysis, instructionLike(analysis, text, which))!;

  test('a frame under construction', () => {
    const facts = rows('push %rcx');
    expect(facts.building).toBe(4);
    expect(facts.ptRegs.slice(0, 6).map(row => `${row.member}: ${row.written ?? 'not written'}: ${row.holds}`)).toEqual([
      'ss: written by line 10: $43', 'sp: written by line 11: loaded from user_stack', "flags: written by line 12: user's flags (%r11 at syscall)", 'cs: written by line 13: $51',
      'ip: not written: ', 'orig_ax: not written: ',
    ]);
  });
  test('complete in front of the call', () => {
    const facts = rows('call do_system_call');
    expect(facts.building).toBeUndefined();
    expect(facts.ptRegs.every(row => row.written !== undefined)).toBe(true);
    const of = new Map(facts.ptRegs.map(row => [row.member, row]));
    expect(of.get('ax')).toMatchObject({ holds: '$-ENOSYS', spOffset: 80 });
    expect(of.get('ip')!.holds).toBe("user's rip (%rcx at syscall)");
    expect(of.get('cx')!.holds).toBe("user's rip (%rcx at syscall)");
  });
  test('operands have names, and words keep their identity through the call', () => {
    expect(rows('mov 15*8(%rsp)').operands).toEqual([{ operand: '120(%rsp)', member: 'orig_ax', holds: "as left by do_system_call (line 18); before the call user's %rax", written: 'written by line 15' }]);
  });
  test('nothing is wrong with it', () => expect(findingsOf(analysis).filter(f => f.severity !== 'information')).toEqual([]));
  test('the missing push is found, and put back', () => {
    const short = analysed(entry.replace('\tpush\t%r11\n', ''));
    const finding = findingsOf(short).find(f => f.code === 'ptregs-slot-undefined')!;
    expect(finding.message).toContain('20 words were pushed');
    expect(mended(short, finding.code)).toBe(short.source.text.replace('\tpush\t$__USER_CS', '\tpush\t%r11\n\tpush\t$__USER_CS'));
  });
});

describe('return tails', () => {
  const text = (body: string) => `\t.text\nSYM_FUNC_START(f)\n${body}\nSYM_FUNC_END(f)\n`;
  test('one word', () => {
    const analysis = analysed(text('\tpush\t%rdi\n\tUNWIND_HINT_FUNC\n\tret'));
    expect(returnTail(analysis, instructionLike(analysis, 'ret'))).toEqual({ extraBytes: 8, target: "caller's %rdi", jump: false, words: [{ line: 4, holds: "caller's %rdi" }], announced: undefined, rewritten: false });
  });
  test('the slot itself', () => {
    const analysis = analysed(text('\tmov\t%rsi, (%rsp)\n\tret'));
    expect(returnTail(analysis, instructionLike(analysis, 'ret'))).toMatchObject({ extraBytes: 0, target: "caller's %rsi", rewritten: true });
  });
  // Whatever puts the target there: the word on top is where control goes.
  test.each([
    ['pushed and exchanged', '\tpush\t%rax\n\txchg\t%rdi, (%rsp)\n\tret', { extraBytes: 8, target: "caller's %rdi", rewritten: false }],
    ['room made and filled', '\tsub\t$8, %rsp\n\tmov\t%rdi, (%rsp)\n\tret', { extraBytes: 8, target: "caller's %rdi", rewritten: false }],
    ['a symbol', '\tpush\t$target\n\tret', { extraBytes: 8, target: '$target', rewritten: false }],
    ['the slot, by address', '\tlea\ttarget(%rip), %rax\n\tmov\t%rax, (%rsp)\n\tret', { extraBytes: 0, target: '$target', rewritten: true }],
    ['the slot, from further down', '\tpush\t%rbx\n\tmov\t%rsi, 8(%rsp)\n\tpop\t%rbx\n\tret', { extraBytes: 0, target: "caller's %rsi", rewritten: true }],
    ['the slot, exchanged', '\txchg\t%rdi, (%rsp)\n\tret', { extraBytes: 0, target: "caller's %rdi", rewritten: true }],
    ['two words', '\tpush\t%rdi\n\tpush\t%rsi\n\tret', { extraBytes: 16, target: "caller's %rsi", rewritten: false }],
    ['popped and pushed', '\tadd\t$8, %rsp\n\tpush\t%rdi\n\tret', { extraBytes: 0, target: "caller's %rdi", rewritten: true }],
    ['with bytes for the caller', '\tpush\t%rdi\n\tret\t$8', { extraBytes: 8, target: "caller's %rdi", rewritten: false }],
  ] as const)('%s', (_name, body, expected) => {
    const analysis = analysed(text(body));
    expect(returnTail(analysis, instructionLike(analysis, 'ret'))).toMatchObject(expected);
  });
  test('a tail call above a word returns to it', () => {
    const analysis = analysed(text('\tpush\t%rdi\n\tUNWIND_HINT_RET_OFFSET\n\tjmp\tother'));
    expect(returnTail(analysis, instructionLike(analysis, 'jmp'))).toMatchObject({ extraBytes: 8, jump: true, target: "caller's %rdi" });
  });
  test('a return through a register can be a jump', () => {
    const analysis = analysed(text('\tpush\t%rax\n\tret')), finding = findingsOf(analysis).find(f => f.code === 'return-modified-frame')!;
    const fix = fixesFor(analysis, finding).find(each => each.title.startsWith('Jump with'))!;
    expect(applyEdits(analysis.source.text, fix.edits)).toBe(analysis.source.text.replace('\tpush\t%rax\n\tret', '\tJMP_NOSPEC rax'));
  });
  test('announced', () => {
    const analysis = analysed(text('\tpush\t%rdi\n\tUNWIND_HINT_RET_OFFSET sp_offset=8\n\tret'));
    expect(returnTail(analysis, instructionLike(analysis, 'ret'))).toMatchObject({ extraBytes: 8, announced: 8 });
    expect(findingsOf(analysis)).toEqual([]);
  });
  test("the author's ADJUST accounts for a return; a wrong number does not", () => {
    const good = analysed(text('\tpush\t%rax\n\tcall\ttakes_one_word\n\tUNWIND_HINT_ADJUST sp_add=8\n\tret'));
    expect(findingsOf(good).map(f => `${f.severity} ${f.code}`)).toEqual(['information return-modified-frame']);
    const wrong = analysed(text('\tpush\t%rax\n\tcall\ttakes_one_word\n\tUNWIND_HINT_ADJUST sp_add=16\n\tret'));
    expect(findingsOf(wrong).map(f => `${f.severity} ${f.code}`).sort()).toEqual(['warning adjust-contradicts', 'warning return-modified-frame']);
  });
});

describe('the running state with the author\'s ADJUST', () => {
  const column = (text: string, ...lines: string[]) => { const analysis = analysed(`\t.text\nSYM_FUNC_START(f)\n${text}\nSYM_FUNC_END(f)\n`); const printed = printCfi(analysis).split('\n'), typed = analysis.source.text.split('\n'); return lines.map(line => printed[typed.indexOf(line)]); };
  const taken = '\tpush\t%rax\n\tcall\ttakes_one_word\n\tUNWIND_HINT_ADJUST sp_add=8';
  test('from the note on', () => expect(column(`${taken}\n\tpush\t%rbx\n\tpop\t%rbx\n\tret`, '\tcall\ttakes_one_word', '\tpush\t%rbx', '\tpop\t%rbx', '\tret')).toEqual(['rsp+16', 'rsp+8 (adjusted)', 'rsp+16 (adjusted)  rbx@-16', 'rsp+8 (adjusted)']));
  test('notes add up', () => expect(column(`\tpush\t%rdi\n${taken}\n\tcall\tanother\n\tUNWIND_HINT_ADJUST sp_add=8\n\tret`, '\tcall\tanother', '\tret')).toEqual(['rsp+16 (adjusted)', 'rsp+8 (adjusted)']));
  test('up to a hint', () => expect(column(`${taken}\n\tnop\n\tUNWIND_HINT_FUNC\n\tret`, '\tnop', '\tret')).toEqual(['rsp+8 (adjusted)', 'rsp+8']));
  test('ways that meet agree', () => {
    const analysis = analysed(`\t.text\nSYM_FUNC_START(f)\n\ttest\t%rdi, %rdi\n\tjz\t1f\n${taken}\n\tnop\n1:\tRET\nSYM_FUNC_END(f)\n`);
    expect(findingsOf(analysis).map(f => `${f.severity} ${f.code}`)).toEqual(['information stack-mismatch-cfa']);
  });
  test('objtool counts an iret itself', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tmov\t%ss, %eax\n\tpush\t%rax\n\tlea\t8(%rsp), %rax\n\tpush\t%rax\n\tpushf\n\tmov\t%cs, %eax\n\tpush\t%rax\n\tlea\t1f(%rip), %rax\n\tpush\t%rax\n\tiretq\n\tUNWIND_HINT_ADJUST sp_add=40\n1:\tRET\nSYM_FUNC_END(f)\n');
    expect(findingsOf(analysis)).toEqual([]);
    expect(printCfi(analysis).split('\n').slice(12, 15)).toEqual(['rsp+48', '', 'rsp+8']);
  });
  test('the hover tells both', () => {
    const analysis = analysed(`\t.text\nSYM_FUNC_START(f)\n${taken}\n\tret\nSYM_FUNC_END(f)\n`);
    const text = renderHover(hover(analysis, analysis.source.text.indexOf('\tret') + 1)!);
    expect(text).toContain('**CFA = rsp+8** before');
    expect(text).toContain('objtool does not read it and has rsp+16');
  });
});

describe('hints', () => {
  const switches = ['CONFIG_FRAME_POINTER=1'];
  const example = (code: string) => { const analysis = analysed(readFileSync(join(import.meta.dirname, `../../docs/findings/examples/${code}.wrong.S`), 'utf8'), code === 'encode-fp-missing' ? switches : []); return { analysis, text: mended(analysis, code) }; };
  test('RESTORE where a plain hint says the same', () => {
    const { analysis, text } = example('restore-replaceable');
    expect(text).toBe(analysis.source.text.replace('\tUNWIND_HINT_SAVE\n', '').replace('UNWIND_HINT_RESTORE', 'UNWIND_HINT_FUNC'));
  });
  test('the SAVE stays if another RESTORE needs it', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tUNWIND_HINT_SAVE\n\tmov\t(%rdi), %rsp\n\tUNWIND_HINT_RESTORE\n\tnop\n\tmov\t(%rsi), %rsp\n\tUNWIND_HINT_RESTORE\n\tRET\nSYM_FUNC_END(f)\n');
    expect(mended(analysis, 'restore-replaceable')).toBe(analysis.source.text.replace('UNWIND_HINT_RESTORE', 'UNWIND_HINT_FUNC'));
  });
  test('what only SAVE can say stays', () => expect(findingsOf(analysed('\t.text\nSYM_FUNC_START(f)\n\tpush\t%rbx\n\tUNWIND_HINT_SAVE\n\tmov\t(%rdi), %rsp\n\tUNWIND_HINT_RESTORE\n\tpop\t%rbx\n\tRET\nSYM_FUNC_END(f)\n'))).toEqual([]));
  test('a frame that lies elsewhere', () => {
    const { analysis, text } = example('regs-hint-misplaced');
    expect(text).toBe(analysis.source.text.replace('push\t$-1\n\tUNWIND_HINT_IRET_REGS', 'push\t$-1\n\tUNWIND_HINT_IRET_REGS offset=8'));
  });
  test.each(['int3-gap', 'encode-fp-missing', 'regs-passed-without-hint', 'ptregs-slot-undefined'])('%s is mended', code => {
    const { text } = example(code);
    expect(findingsOf(analysed(text!, code === 'encode-fp-missing' ? switches : [])).map(f => f.code)).toEqual([]);
  });
});

describe('alternatives', () => {
  const text = (original: string, replacement: string) => `\t.text\nSYM_FUNC_START(f)\n\tALTERNATIVE "${original}", "${replacement}", X86_FEATURE_XENPV\n\tret\nSYM_FUNC_END(f)\n`;
  test('rows by byte, streams by the names of the source', () => {
    const analysis = analysed(text('call *slot(%rip)', 'pushf; pop %rax'));
    expect(renderAlternatives(alternativeView(analysis, instructionLike(analysis, 'call'))!)).toBe([
      'byte  original          X86_FEATURE_XENPV  state',
      '+0    call *slot(%rip)  pushf              rsp+8',
      '+1    .                 pop %rax           rsp+16',
      '+2    .                 (padding)          rsp+8', ''].join('\n'));
  });
  test('a look at the name shows them', () => {
    const analysis = analysed(text('call *slot(%rip)', 'pushf; pop %rax'));
    expect(renderHover(hover(analysis, analysis.source.text.indexOf('ALTERNATIVE') + 2)!)).toContain('+1    .                 pop %rax           rsp+16');
  });
  test('names through macros of gas and cpp', () => {
    const analysis = analysed('\t.text\n.macro MINE feature\n\tALTERNATIVE "nop", "cli", \\feature\n.endm\n#define ANOTHER ALTERNATIVE_2 "nop; nop", "sti", X86_FEATURE_SMEP, "cld; cld", ALT_NOT(X86_FEATURE_XENPV)\nSYM_FUNC_START(f)\n\tMINE ALT_NOT(X86_FEATURE_FSRM)\n\tANOTHER\n\tALTERNATIVE oldinstr="nop", newinstr="std; cld", ft_flags=X86_FEATURE_ERMS\n\tret\nSYM_FUNC_END(f)\n');
    const names = (text: string) => alternativeView(analysis, instructionLike(analysis, text))!.streams.map(stream => stream.name);
    expect(names('cli')).toEqual(['original', 'ALT_NOT(X86_FEATURE_FSRM)']);
    expect(names('sti')).toEqual(['original', 'X86_FEATURE_SMEP', 'ALT_NOT(X86_FEATURE_XENPV)']);
    expect(names('std')).toEqual(['original', 'X86_FEATURE_ERMS']);
  });
  test('an empty version lies where another one begins', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tALTERNATIVE "jmp 1f", "", X86_FEATURE_ERMS\n1:\tALTERNATIVE_2 "nop", "", X86_FEATURE_FSRM, "cli", X86_FEATURE_XENPV\n\tret\nSYM_FUNC_END(f)\n');
    expect(alternativeView(analysis, instructionLike(analysis, 'cli'))!.streams.map(stream => stream.name)).toEqual(['original', 'X86_FEATURE_FSRM', 'X86_FEATURE_XENPV']);
    expect(alternativeView(analysis, instructionLike(analysis, 'jmp'))!.streams.map(stream => stream.name)).toEqual(['original', 'X86_FEATURE_ERMS']);
  });
  test('a short original needs a nop of its own', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tALTERNATIVE_2 "nop", "push %rbx; pop %rbx", X86_FEATURE_SMEP, "pushf; pop %rax", X86_FEATURE_XENPV\n\tret\nSYM_FUNC_END(f)\n');
    expect(findingsOf(analysis)[0]!.related!.map(r => r.message)).toEqual(['at +1 in the original: (padding), rsp+8', 'at +1 in the version for X86_FEATURE_SMEP: pop %rbx, rsp+16 with rbx saved', 'at +1 in the version for X86_FEATURE_XENPV: pop %rax, rsp+16']);
    const text = mended(analysis, 'alt-stack-conflict');
    expect(text).toBe(analysis.source.text.replace('"nop"', '".nops 4; nop"').replace('"push %rbx', '".nops 2; push %rbx'));
    expect(findingsOf(analysed(text!.slice(text!.indexOf('\n') + 1)))).toEqual([]);
  });
  test('pv sites of older kernels', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tPARA_SITE(PARA_PATCH(40), ANNOTATE_RETPOLINE_SAFE; call PARA_INDIRECT(pv_ops+40))\n\tret\nSYM_FUNC_END(f)\n');
    expect(paraSite(analysis, instructionLike(analysis, 'call'))).toEqual({ operation: '((40)/8)', length: 6, offset: 0 });
    expect(paraSite(analysis, instructionLike(analysis, 'ret'))).toBeUndefined();
  });
  test.each([['call *slot(%rip); nop', 'pushf; .nops 5; pop %rax'], ['push %rax; pop %rax', 'push %rbx; pop %rbx']])('the shortest padding for %s', (original, replacement) => {
    const analysis = analysed(text(original, replacement));
    expect(findingsOf(analysis).map(f => f.code)).toEqual(['alt-stack-conflict']);
    expect(mended(analysis, 'alt-stack-conflict')).toBe(analysis.source.text.replace(`"${original}"`, `".nops 2; ${original}"`));
  });
});

describe('static calls', () => {
  const body = (nops: number) => `#include <linux/static_call_types.h>\n\t.text\n\t.balign 64\nSYM_FUNC_START(f)\n\tsub\t$8, %rsp\n\tcall\tSTATIC_CALL_TRAMP(notifier)\n\tadd\t$8, %rsp\n\t.nops\t${nops}\n\tjmp\tSTATIC_CALL_TRAMP(notifier)\nSYM_FUNC_END(f)\n`;
  test('their rows; jumps come first', () => {
    const analysis = analysed(body(50));
    expect(staticCallSite(analysis, instructionLike(analysis, 'call'))).toEqual({
      trampoline: '__SCT__notifier', key: '__SCK__notifier', tail: false, init: false, form: 'e8', linePosition: 4, crosses: 'no', operandCrosses: 'no', share: 0,
      row: { offset: 8, section: '.text', instruction: 4, key: '__SCK__notifier', addend: 0 },
    });
    expect(staticCallSite(analysis, instructionLike(analysis, 'jmp'))!.row).toEqual({ offset: 0, section: '.text', instruction: 63, key: '__SCK__notifier', addend: 1 });
  });
  // Byte 59 is the last one at which all five bytes lie in one line; at 63 the line ends in front of the operand.
  test.each([[46, 59, 'no', 'no'], [47, 60, 'yes', 'yes'], [49, 62, 'yes', 'yes'], [50, 63, 'yes', 'no'], [51, 0, 'no', 'no']])('with %i nops at byte %i', (nops, linePosition, crosses, operandCrosses) => {
    const analysis = analysed(body(nops));
    expect(staticCallSite(analysis, instructionLike(analysis, 'jmp'))).toMatchObject({ tail: true, form: 'e9', linePosition, crosses, operandCrosses });
    expect(findingsOf(analysis).map(f => f.code)).toEqual(operandCrosses === 'yes' ? ['patch-site-crosses-line'] : []);
  });
  test('a smaller alignment leaves several places', () => {
    const analysis = analysed(body(47).replace('.balign 64', '.balign 16'));
    expect(staticCallSite(analysis, instructionLike(analysis, 'jmp'))).toMatchObject({ linePosition: undefined, operandCrosses: 'may', share: 0.25 });
    expect(staticCallSite(analysis, instructionLike(analysis, 'call'))).toMatchObject({ operandCrosses: 'no', share: 0 });
  });
});

describe('an interrupt here', () => {
  const steps = (analysis: Analysis, at: number, of: 'orc' | 'framePointer' | 'truth') => interruptAt(analysis, at)![of].map(step => `${step.reliable ?? '?'}: ${step.text}`);
  test('before and behind the frame is set up', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tpush\t%rbp\n\tmov\t%rsp, %rbp\n\tcall\tg\n\tpop\t%rbp\n\tret\nSYM_FUNC_END(f)\n');
    const call = instructionLike(analysis, 'call');
    expect(steps(analysis, call, 'framePointer')).toEqual(['true: 8(%rbp) is the return address: the caller of f', "true: (%rbp) is taken for the next frame: caller's %rbp"]);
    expect(steps(analysis, call, 'orc')).toEqual(['true: CFA = rbp+16, return address at CFA-8: the caller of f', "true: the caller's rbp is at CFA-16"]);
    expect(steps(analysis, call - 1, 'framePointer')[0]).toContain('false: rbp is still the caller\'s: the caller of f is skipped');
  });
  test('a hint that lies', () => {
    const analysis = analysed('\t.text\nSYM_FUNC_START(f)\n\tpush\t%rdi\n\tUNWIND_HINT_FUNC\n\tret\nSYM_FUNC_END(f)\n');
    expect(steps(analysis, instructionLike(analysis, 'ret'), 'orc')[0]).toContain("false: CFA = rsp+8, return address at CFA-8, where caller's %rdi lies");
    expect(steps(analysis, instructionLike(analysis, 'ret'), 'truth')[0]).toContain('the return address is at 8(%rsp)');
  });
  test('an encoded frame pointer', () => {
    const analysis = analysed('\t.text\nSYM_CODE_START(f)\n\tUNWIND_HINT_REGS\n\tENCODE_FRAME_POINTER\n\tmov\t%rsp, %rdi\n\tcall\thandler\n\tjmp\telsewhere\nSYM_CODE_END(f)\n', ['CONFIG_FRAME_POINTER=1']);
    expect(steps(analysis, instructionLike(analysis, 'call'), 'framePointer')).toEqual(['true: rbp is odd: it encodes the pt_regs, and what was interrupted is found', 'true: it goes on at pt_regs.ip (pt_regs.ip), with pt_regs.bp (pt_regs.bp)']);
  });
});

describe('what a frame-pointer walk finds, beside the state', () => {
  const column = (text: string) => printCfi(analysed(text, ['CONFIG_FRAME_POINTER=1']), { framePointer: true }).split('\n').flatMap(line => / {2}fp: (.*)$/.exec(line)?.[1] ?? []);
  test('in a function', () => expect(column('\t.text\nSYM_FUNC_START(f)\n\tpush\t%rbp\n\tmov\t%rsp, %rbp\n\tcall\tg\n\tpop\t%rbp\n\tret\nSYM_FUNC_END(f)\n')).toEqual(['!skips the caller', '!skips the caller', 'caller', 'caller', '!skips the caller']));
  test('in the frame of 2016, whatever its marker is called', () => expect(column('\t.text\nSYM_CODE_START(f)\n\tUNWIND_HINT_REGS\n\tpush\t%rsp\n\tpush\t$marker+1\n\tpush\t%rbp\n\tmov\t%rsp, %rbp\n\tcall\thandler\n\tpop\t%rbp\n\tadd\t$16, %rsp\n\tjmp\telsewhere\nSYM_CODE_END(f)\n')).toEqual([...new Array<string>(4).fill('!skips what was interrupted'), 'pt_regs by its frame', 'pt_regs by its frame', ...new Array<string>(2).fill('!skips what was interrupted')]));
  test('encoded', () => expect(column('\t.text\nSYM_CODE_START(f)\n\tUNWIND_HINT_REGS\n\tlea\t1(%rsp), %rbp\n\tcall\thandler\n\tjmp\telsewhere\nSYM_CODE_END(f)\n')).toEqual(['!skips what was interrupted', 'pt_regs', 'pt_regs']));
});

/** The text after the first fix of a finding. */
function mended(analysis: Analysis, code: string): string | undefined {
  const finding = findingsOf(analysis).find(f => f.code === code)!;
  const [fix] = fixesFor(analysis, finding);
  return fix && applyEdits(analysis.source.text, fix.edits);
}
