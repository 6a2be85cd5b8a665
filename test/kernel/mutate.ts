// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes that people make, made by a seeded generator: one edit of one file, so that whoever sees a disagreement can make it again.

import { provocations } from './provoke.ts';

export interface Mutant {
  readonly operator: string;
  /** 0-based. */
  readonly line: number;
  readonly text: string;
  /** What stood there and what stands there now, for reports. */
  readonly before: string;
  readonly after: string;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;

function pick<T>(random: Random, list: readonly T[]): T { return list[Math.floor(random() * list.length)]!; }

/** One line becomes other lines; undefined if the operator has nothing to do there. */
type Rewrite = (line: string, random: Random, lines: readonly string[], at: number) => string[] | undefined;

interface Operator { readonly name: string; readonly weight: number; readonly wanted: RegExp | 'last'; readonly rewrite: Rewrite }

const registers = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];
const code = /^\s+[a-zA-Z.]|^[A-Z_0-9]+[ (]/;
const stack = /\b(push|pop|sub|add|lea|mov|PUSH|POP|leave|FRAME_|UNWIND_HINT)\w*/;

/** Lines that somebody could have typed by mistake, one for most of objtool's rules. */
const strange = [
  'ret', 'RET', 'jmp\t*%rax', 'call\t*%rax', 'iretq', 'sysretq', 'syscall', 'std', 'cld', 'stac', 'clac', 'push\t%rbx', 'push\t%rbp', 'push\t%rax', 'pop\t%rbx', 'pop\t%rbp', 'pop\t%rcx',
  'sub\t$8, %rsp', 'add\t$8, %rsp', 'sub\t%rax, %rsp', 'and\t$-16, %rsp', 'mov\t%rsp, %rbp', 'mov\t%rdi, %rsp', 'mov\t%rbp, %rsp', 'lea\t8(%rsp), %r10', 'lea\t-16(%rbp), %rsp', 'leave',
  'call\tsomewhere', 'call\t.+5', 'call\t.+7', 'jmp\tsomewhere', 'jmp\t.+3', 'jz\tsomewhere', 'jmp\t.', 'UNWIND_HINT_FUNC', 'UNWIND_HINT_REGS', 'UNWIND_HINT_IRET_REGS offset=8', 'UNWIND_HINT_UNDEFINED',
  'UNWIND_HINT_END_OF_STACK', 'UNWIND_HINT_SAVE', 'UNWIND_HINT_RESTORE', 'ANNOTATE_RETPOLINE_SAFE', 'ANNOTATE_INTRA_FUNCTION_CALL', 'ANNOTATE_NOENDBR', 'ENDBR', '.byte\t0xe9, 0, 0', '.byte\t0x48', 'ud2',
  'int3', 'call\tpanic', 'call\t__stack_chk_fail', 'pushf', 'popf', 'ALTERNATIVE "nop", "push %rbx", X86_FEATURE_SMAP', 'ALTERNATIVE "", "stac", X86_FEATURE_SMAP', 'ALTERNATIVE "pop %rbx; push %rbx", "push %rbx; pop %rbx", X86_FEATURE_FSGSBASE',
  'notrack jmp\t*%rax', '.text', '.section .rodata', 'xchg\t%rsp, %rax', 'enter\t$16, $0', 'pushw\t%bx', 'movq\t%rsp, 8(%rdi)', 'mov\t%rbx, 8(%rsp)', 'mov\t8(%rsp), %rbx', 'jmp\t__fentry__',
  'FRAME_BEGIN', 'FRAME_END', '.quad 0', '771:', 'rep; ret', 'lret', 'UNWIND_HINT_REGS base=%rdi', 'UNWIND_HINT_REGS base=%rax', 'UNWIND_HINT type=UNWIND_HINT_TYPE_CALL sp_reg=14 sp_offset=8', '_ASM_EXTABLE(.-1, .)',
  '.pushsection .discard.unwind_hints; .long 0; .popsection', '.pushsection .altinstructions, "a"; .byte 0; .popsection', '.pushsection __ex_table, "a"; .long 0, 0, 0; .popsection', 'enqcmd (%rax), %rbx',
  '.type\tsomething, @function; something:', 'STATIC_CALL_HERE', 'xor\t%eax', 'mov\t$1, %rax, %rbx', 'push', '.if 1', '.endif', '.macro', '#if 1', '#include "missing.h"', '.long undefined - .', 'movl\t%rax, %ebx', 'UNDEFINED_MACRO(1)',
];

const operators: readonly Operator[] = [
  { name: 'delete', weight: 14, wanted: code, rewrite: () => [] },
  { name: 'delete stack line', weight: 10, wanted: stack, rewrite: () => [] },
  { name: 'duplicate', weight: 6, wanted: code, rewrite: line => [line, line] },
  { name: 'duplicate stack line', weight: 6, wanted: stack, rewrite: line => [line, line] },
  { name: 'swap', weight: 6, wanted: code, rewrite: (line, _random, lines, at) => lines[at + 1] === undefined || lines[at + 1] === line ? undefined : [lines[at + 1]!, line] },
  { name: 'change register', weight: 10, wanted: /%r\w+/, rewrite: (line, random) => changeOne(line, /%r(?:[a-d]x|[sd]i|[sb]p|\d+)\b/g, random, () => `%${pick(random, registers)}`) },
  { name: 'change immediate', weight: 6, wanted: /\$\d|-?\d+\(/, rewrite: (line, random) => changeOne(line, /(?<=\$)\d+|-?\d+(?=\()|(?<=\$)0x[0-9a-f]+/g, random, () => pick(random, ['0', '8', '16', '-8', '24', '1', '128'])) },
  { name: 'change target', weight: 8, wanted: /^\s*(j\w+|call|loop)\s+[.\w]/, rewrite: (line, random, lines) => changeOne(line, /(?<=^\s*\w+\s+)[.\w]+/g, random, () => labelOf(lines, random)) },
  { name: 'change macro argument', weight: 5, wanted: /^\s*[A-Z_]+[A-Z_0-9]*[ (]+[\w%]/, rewrite: (line, random) => changeOne(line, /(?<==)\w+|(?<=[ (,])\d+/g, random, () => pick(random, ['0', '1', '8', '16', '24'])) },
  { name: 'drop hint', weight: 5, wanted: /UNWIND_HINT|ANNOTATE_/, rewrite: () => [] },
  { name: 'insert hint', weight: 5, wanted: code, rewrite: (line, random) => [`\t${pick(random, ['UNWIND_HINT_FUNC', 'UNWIND_HINT_REGS', 'UNWIND_HINT_END_OF_STACK', 'UNWIND_HINT_UNDEFINED', 'UNWIND_HINT_SAVE', 'UNWIND_HINT_RESTORE', 'UNWIND_HINT_IRET_REGS', 'UNWIND_HINT_REGS offset=8'])}`, line] },
  { name: 'change hint', weight: 4, wanted: /UNWIND_HINT_\w+/, rewrite: (line, random) => [line.replace(/UNWIND_HINT_\w+/, `UNWIND_HINT_${pick(random, ['FUNC', 'REGS', 'END_OF_STACK', 'UNDEFINED', 'IRET_REGS', 'SAVE', 'RESTORE', 'ENTRY'])}`)] },
  { name: 'drop SYM_*', weight: 6, wanted: /^(SYM_\w+|ENTRY|ENDPROC|END)\(/, rewrite: () => [] },
  { name: 'change SYM_*', weight: 4, wanted: /^SYM_(FUNC|CODE)_/, rewrite: line => [line.includes('SYM_FUNC') ? line.replace('SYM_FUNC', 'SYM_CODE') : line.replace('SYM_CODE', 'SYM_FUNC')] },
  { name: 'change alternative', weight: 4, wanted: /ALTERNATIVE/, rewrite: (line, random) => changeOne(line, /"[^"]*"/g, random, () => pick(random, ['""', '"nop"', '"push %rbx"', '"nop; nop; nop"', '"jmp 1f; 1:"', '"ret"'])) },
  { name: 'provoke inside', weight: 2, wanted: code, rewrite: (line, random) => [...pick(random, provocations.filter(p => !p.behind)).lines, line] },
  { name: 'provoke behind', weight: 10, wanted: 'last', rewrite: (line, random) => [line, ...pick(random, provocations.filter(p => p.behind)).lines, ''] },
  { name: 'insert', weight: 22, wanted: code, rewrite: (line, random) => [`\t${pick(random, strange)}`, line] },
];

/** Undefined if the draw has no line to work on. `only`: names of operators to draw from. */
export function mutate(text: string, random: Random, only: readonly string[] = []): Mutant | undefined {
  const lines = text.split('\n');
  const drawn = only.length === 0 ? operators : operators.filter(operator => only.includes(operator.name));
  let draw = random() * drawn.reduce((sum, operator) => sum + operator.weight, 0);
  const operator = drawn.find(o => (draw -= o.weight) < 0) ?? drawn[0]!;
  const inComment = commentLines(lines);
  const places = lines.flatMap((line, at) => (operator.wanted === 'last' ? at === lines.length - 1 : !inComment.has(at) && operator.wanted.test(line) && !line.startsWith('#')) ? [at] : []);
  if (places.length === 0) return undefined;
  const at = pick(random, places), line = lines[at]!;
  const made = operator.rewrite(line, random, lines, at);
  if (!made) return undefined;
  const removed = operator.name === 'swap' ? 2 : 1;
  const text2 = [...lines.slice(0, at), ...made, ...lines.slice(at + removed)].join('\n');
  return text2 === text ? undefined : { operator: operator.name, line: at, text: text2, before: lines.slice(at, at + removed).join('\\n'), after: made.join('\\n') };
}

function changeOne(line: string, what: RegExp, random: Random, to: () => string): string[] | undefined {
  const places = [...line.matchAll(what)];
  if (places.length === 0) return undefined;
  const place = pick(random, places), changed = to();
  return changed === place[0] ? undefined : [line.slice(0, place.index) + changed + line.slice(place.index + place[0].length)];
}

function labelOf(lines: readonly string[], random: Random): string {
  const labels = lines.flatMap(line => /^([.\w]+):/.exec(line)?.[1] ?? /^SYM_\w+\((\w+)/.exec(line)?.[1] ?? []);
  const label = labels.length > 0 && random() < 0.9 ? pick(random, labels) : 'nowhere';
  return /^\d+$/.test(label) ? `${label}${random() < 0.5 ? 'b' : 'f'}` : label;
}

function commentLines(lines: readonly string[]): Set<number> {
  const inside = new Set<number>();
  let open = false;
  for (const [at, line] of lines.entries()) {
    const starts = line.indexOf('/*');
    if (open || (starts >= 0 && line.slice(0, starts).trim() === '')) inside.add(at);
    if (open ? line.includes('*/') : starts >= 0 && !line.includes('*/', starts)) open = !open;
  }
  return inside;
}
