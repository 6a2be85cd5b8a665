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

const function_ = (name: string, body: string): string => `\t.globl ${name}\n\t.type ${name}, @function\n${name}:\n${body}\n\t.size ${name}, . - ${name}\n`;

test('a function comes back unless the one behind its tail call does not, if that is looked at', () => {
  const text = function_('g', '\tjmp h') + function_('h', '\tud2') + function_('f', '\tpush %rax\n\tcall g\n\tret');
  expect(codes(text, {})).toEqual(['return-modified-frame']);
  expect(codes(text, { tailCallsKeepTarget: true })).toEqual(['unreachable']);
});

test('a jump into the middle of a function is followed, lost or a tail call', () => {
  const text = function_('f', '\tpush %rax\n\tjmp inside') + function_('g', '\tnop\ninside:\tret');
  expect(codes(text, {})).toEqual(['func-falls-through']);
  expect(codes(text, { tailCallsByTarget: true })).toEqual([]);
  expect(codes(text, { tailCallsByTarget: true, anyLeavingIsTailCall: true })).toEqual(['sibling-call-modified-frame']);
});

test('a tail call leaves the function that it lies in, or the one that is walked', () => {
  const text = function_('f', '\tpush %rax\n\tjmp code') + '\t.type code, @notype\ncode:\tjmp *%rax\n\t.size code, . - code\n';
  expect(codes(text, {})).toEqual([]);
  expect(codes(text, { tailCallsOfOwner: false })).toEqual(['sibling-call-modified-frame']);
});

test('a callee in a replacement may end the way', () => {
  const text = function_('g', '\tud2') + function_('f', `\tpush %rax\n${record('nop; nop; nop; nop; nop', 'call g')}\tpop %rax\n\tret`);
  const ends = (deadEndsInWalk: boolean) =>
    analysed(text, { deadEndsInWalk }).parity.instructions.find(one => one.decoded.type === 'call' && one.group !== undefined)?.next.length;
  expect(ends(false)).toBe(1);
  expect(ends(true)).toBe(0);
});

test('code without a state may run off the end of its section, or may not', () => {
  const text = function_('f', '\tmov %rax, %rsp\n\tnop');
  expect(codes(text, {})).not.toContain('end-of-section');
  expect(codes(text, { unknownMayEnd: false })).toContain('end-of-section');
});

test('mov %rbp, %rsp brings the depth back, or is not known', () => {
  const text = function_('f', '\tpush %rbp\n\tmov %rsp, %rbp\n\tsub $32, %rsp\n\tmov %rbp, %rsp\n\tpush %rbx\n\tnop\n\tud2');
  const saved = (frameRestoresDepth: boolean) => analysed(text, { frameRestoresDepth }).parity.instructions.at(-1)?.state?.regs[3];
  expect(saved(true)).toMatchObject({ offset: -24 });
  expect(saved(false)?.offset).not.toBe(-24);
});

test('rbp as a scratch register is told with its place, or with its function', () => {
  const told = (scratchNamesFunction: boolean) => {
    const rules = { ...defaultRules('6.1', { ...noOptions, orc: true, stackval: true }), behaviour: { scratchNamesFunction } };
    const source = sourceText('a.S', function_('f', '\tpush %rbp\n\tpop %rbp\n\tret'));
    const { parity } = analyse({ source, cpp: cppOptions([]), readHeader: () => 'absent', mode: 64, assemblerVersion: 24000, rules, findings: 'none' });
    return parity.findings.map(one => `${one.where}${one.words}`);
  };
  expect(told(false)).toEqual(['f+0x2: BP used as a scratch register']);
  expect(told(true)).toEqual(['f uses BP as a scratch register']);
});

test('both of two hints at one place count, or a SAVE takes the other back', () => {
  const hint = (type: number): string =>
    `\t.pushsection .discard.unwind_hints\n\t.long here - .\n\t.2byte 8\n\t.byte 5, ${type}, 0\n\t.skip 3\n\t.popsection\n`;
  const { hintTypes } = defaultRules('6.1', noOptions), of = (wanted: string): number => [...hintTypes].find(([, type]) => type === wanted)![0];
  const hinted = (types: readonly number[], behaviour: Partial<Behaviour>) =>
    analysed(`\tnop\nhere:\tnop\n${types.map(hint).join('')}`, behaviour).parity.instructions[1]!;
  expect(hinted([of('call'), of('save')], {}).hint).toBe(false);
  expect(hinted([of('call'), of('save')], { savesTakeBack: false }).hint).toBe(true);
  expect(hinted([of('regs'), of('func')], {}).state?.type).toBe('call');
  expect(hinted([of('regs'), of('func')], { funcHintsKeepType: true }).state?.type).toBe('regs');
});

test('a function goes on behind a switch to another context, or another walk begins there', () => {
  const next = (switchesComeBack: boolean) => analysed(function_('f', '\tsyscall\n\tnop\n\tret'), { switchesComeBack }).parity.instructions[0]!.next.length;
  expect(next(true)).toBe(1);
  expect(next(false)).toBe(0);
});

test('what an alternative shares is the first state that was there, or that of its instruction', () => {
  const text = function_('f', `again:\n${record('nop; nop; nop', 'stac')}\tmov %rsp, %rcx\n\tjmp again`);
  expect(codes(text, { userAccessIfAsked: false })).toEqual(['alt-stack-conflict']);
  expect(codes(text, { userAccessIfAsked: false, groupsFollowInstructions: true })).toEqual(['uaccess-recursive']);
});

test('a notrack prefix is told, or nobody looks', () => {
  const text = function_('f', '\tnotrack jmp *%rax');
  expect(codes(text, {})).toContain('notrack');
  expect(codes(text, { tellsNotrack: false })).not.toContain('notrack');
});

test('a jump label whose key says so is a nop at first', () => {
  const label = '.La:\tjmp .Lb\n\t.pushsection __jump_table, "aw"\n\t.long .La - ., .Lb - .\n\t.quad key + 2 - .\n\t.popsection';
  const text = function_('f', `${label}\n\tpush %rax\n.Lb:\tret`);
  const first = (behaviour: Partial<Behaviour>) => analysed(text, behaviour).parity.instructions[0]!.next.map(({ to, kind }) => `${kind} ${to}`);
  expect(first({})).toEqual(['jump-label 1', 'jump 2']);
  expect(first({ keysMakeNopsIfAsked: false })[0]).toBe('jump-label 2');
});

test('a call may be marked as leading into its own function, or nobody looks', () => {
  const text = function_('f', '\t.pushsection .discard.intra_function_calls\n\t.long .La\n\t.popsection\n.La:\tcall .Lb\n.Lb:\tpop %rax\n\tret');
  expect(codes(text, {})).not.toContain('intra-call');
  expect(codes(text, { readsIntraFunctionCalls: false })).toContain('intra-call');
});

test('hints in a function that is not to be looked at begin a walk, or none', () => {
  const hint = '\t.pushsection .discard.unwind_hints\n\t.long .La - .\n\t.2byte 8\n\t.byte 5, 0, 0\n\t.skip 3\n\t.popsection\n';
  const text = function_('f', `\tnop\n.La:\tret\n${hint}`) + '\t.pushsection .discard.func_stack_frame_non_standard, "aw"\n\t.quad f\n\t.popsection\n';
  expect(codes(text, {})).toEqual([]);
  expect(codes(text, { ignoredHintsRest: false })).toEqual(['ignored-func-validated']);
});

test('functions without a size are told in the order of their places, or behind all that have one', () => {
  const text = `${function_('a', '\tret')}\t.globl b\n\t.type b, @function\nb:\tnop\n\t.globl c\n\t.type c, @function\nc:\tret\n`;
  const told = (emptySymbolsAreForgotten: boolean) =>
    analysed(text, { emptySymbolsAreForgotten }).parity.findings.filter(one => one.code === 'missing-size').map(one => one.function);
  expect(told(true)).toEqual(['c', 'b']);
  expect(told(false)).toEqual(['b', 'c']);
});

test('a call to no symbol is told by its kind, or by its target', () => {
  const told = (tellsCallOffset: boolean) => analysed(function_('f', '\tcall .Lb\n.Lb:\tret'), { tellsCallOffset }).parity.findings[0]!.words;
  expect(told(false)).toBe('unannotated intra-function call');
  expect(told(true)).toBe("can't find call dest symbol at offset 0x5");
});

test('a cold part is that of a function, or of any code, and a function whatever its symbol says', () => {
  const text = `\t.globl f\n\t.type f, @notype\nf:\n\tjmp f.cold\n\t.size f, . - f\n\t.section .text.unlikely, "ax"\nf.cold:\n\tud2\n\t.size f.cold, . - f.cold\n`;
  const owners = (codeHasColdParts: boolean) => analysed(text, { errors: true, resolvesAllJumps: true, codeHasColdParts }).parity.instructions.map(at => at.symbol);
  expect(owners(true)).toEqual([undefined, 'f.cold']);
  expect(owners(false)).toEqual([undefined, undefined]);
});

test('an alias of another size is walked by itself, though nobody is to look at its function', () => {
  const text = `${function_('f', '\tpush %rax\n\tpop %rax\n\tret')}\t.globl g\n\t.set g, f\n\t.type g, @function\n\t.size g, 1\n\t.pushsection .discard.func_stack_frame_non_standard, "aw"\n\t.quad f\n\t.popsection\n`;
  const first = (errors: boolean) => analysed(text, { errors }).parity.instructions[0]!.state !== undefined;
  expect(first(true)).toBe(true);
  expect(first(false)).toBe(false);
});
