// SPDX-License-Identifier: GPL-2.0-or-later
// Random stack code, the same for a seed and a generation of kernels everywhere: functions and code regions full of pushes, pops, jumps, hints and
// alternatives, with the records as that generation lays them out.

import { behaviourOf } from '../../server/src/objtool/behaviour.ts';
import type { HintType, Rules } from '../../server/src/objtool/rules.ts';

/** By their numbers since 6.4. */
const wanted: readonly HintType[] = ['undefined', 'end-of-stack', 'call', 'regs', 'regs-partial', 'func', 'save', 'restore'];
const registerNames: readonly string[] = ['undefined', 'prev-sp', 'dx', 'di', 'bp', 'sp', 'r10', 'r13', 'bp-indirect', 'sp-indirect'];

/** A program of a few functions and code regions. */
export function stackProgram(seed: number, rules: Rules): string {
  const random = generator(seed), pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!, below = (n: number): number => Math.floor(random() * n);
  const registers = ['rax', 'rbx', 'rcx', 'rdx', 'rbp', 'rsi', 'rdi', 'r8', 'r10', 'r12', 'r13', 'r14', 'r15'], functions = 2 + below(5);
  const out: string[] = [];
  let hints = 0;
  const hint = (type: number, register = 5, offset = 8 * below(5), signal = below(2)): void => {
    out.push(`.Lh${hints}: .pushsection .discard.unwind_hints; ${hintRecord(rules, `.Lh${hints++} - .`, wanted[type]!, registerNames[register]!, offset, signal)}; .popsection`);
  };
  for (let f = 0; f < functions; f++) {
    const labels = 1 + below(4), length = 6 + below(24), isFunction = random() < 0.75, placed = new Set<number>(), r = (): string => `%${pick(registers)}`;
    let table = 0;
    out.push(`.globl f${f}`, `.type f${f}, @${isFunction ? 'function' : 'notype'}`, `f${f}:`);
    if (random() < 0.3) out.push('endbr64');
    if (!isFunction) hint(pick([1, 2, 3, 4, 5]), pick([5, 5, 5, 4, 9]));
    if (random() < 0.3) out.push('push %rbp', 'mov %rsp, %rbp');
    if (random() < 0.1) out.push('lea 8(%rsp), %r10', 'and $-16, %rsp', 'push -8(%r10)', 'push %rbp', 'mov %rsp, %rbp', 'push %r10');
    for (let i = 0; i < length; i++) {
      if (random() < 0.12) { const label = below(labels); if (!placed.has(label)) { placed.add(label); out.push(`.L${f}_${label}:`); } }
      const jump = `.L${f}_${below(labels)}`;
      const kind = below(46);
      if (kind < 8) out.push(`push ${r()}`);
      else if (kind < 15) out.push(`pop ${r()}`);
      else if (kind < 17) out.push(`sub $${8 * below(5)}, %rsp`);
      else if (kind < 19) out.push(`add $${8 * below(5)}, %rsp`);
      else if (kind === 19) out.push(`mov ${r()}, ${8 * below(4)}(%rsp)`);
      else if (kind === 20) out.push(`mov ${8 * below(4)}(%rsp), ${r()}`);
      else if (kind === 21) out.push(`mov ${r()}, -${8 * below(5)}(%rbp)`);
      else if (kind === 22) out.push(`mov -${8 * below(5)}(%rbp), ${r()}`);
      else if (kind === 23) out.push(`mov %rsp, ${r()}`);
      else if (kind === 24) out.push(`mov ${r()}, %rsp`);
      else if (kind === 25) out.push(`lea ${8 * below(5) - 16}(${pick(['%rsp', '%rbp', '%r10', '%rax'])}), ${pick(['%rsp', '%rbp', '%r10', '%rax'])}`);
      else if (kind === 26) out.push(pick(['leave', 'pushf', 'popf', 'push $1', 'pushq (%rax)', 'popq (%rax)', 'push %fs', 'pop %gs']));
      else if (kind === 27) out.push(pick(['and $-16, %rsp', 'and $-64, %rsp', 'mov %rsp, (%rax)', 'mov %rax, %rsp', 'pop %rsp', 'sub %rax, %rsp']));
      else if (kind < 32) out.push(`${pick(['je', 'jne', 'jc', 'js'])} ${jump}`);
      else if (kind === 32) out.push(`jmp ${jump}`);
      else if (kind === 33) out.push(`call ${pick(['outside', 'panic', `f${below(functions)}`])}`);
      else if (kind === 34) out.push(pick(['jmp outside', 'jne outside', 'jmp *%rax', 'call *%rax', `jmp f${below(functions)}`]));
      else if (kind === 35) out.push(pick(['ret', 'ret; int3', 'ud2', 'int3', 'hlt', 'iretq', 'syscall']));
      else if (kind === 36) out.push(pick(['stac', 'clac', 'std', 'cld', 'nop', 'xor %eax, %eax']));
      else if (kind === 37) hint(pick([0, 1, 2, 3, 4, 5, 6, 7]), pick([0, 4, 5, 9, 6]));
      else if (kind < 41) {
        const body = (): string => pick(['nop', 'push %rbx; pop %rbx', 'xchg %ax, %ax', 'push %rax; nop; pop %rax', 'stac', 'clac', 'call outside', '', 'nopl (%rax)', 'pushf; pop %rax', 'pop %rbx', 'push %rbx']);
        const id = `${f}_${i}_${table++}`, feature = pick([1, 1, 1, 308, 151]);
        out.push(`.Lo${id}: ${body()}`, `.Lp${id}: .skip -((.Lz${id} - .Ln${id}) > (.Lp${id} - .Lo${id})) * ((.Lz${id} - .Ln${id}) - (.Lp${id} - .Lo${id})), 0x90`, `.Lq${id}:`);
        out.push('.pushsection .altinstructions, "a"', `.long .Lo${id} - ., .Ln${id} - .`, alternativeRest(rules, feature, `.Lq${id} - .Lo${id}`, `.Lz${id} - .Ln${id}`), '.popsection');
        out.push('.pushsection .altinstr_replacement, "ax"', `.Ln${id}: ${body()}`, `.Lz${id}:`, '.popsection');
      } else if (kind === 41) out.push(`.Le${f}_${i}: mov (%rdi), %rax`, '.pushsection __ex_table, "a"', `.balign 4; .long .Le${f}_${i} - ., ${jump} - ., 1`, '.popsection');
      else if (kind === 42) out.push(`.Ln${f}_${i}: nop`, ...(behaviourOf(rules).annotateRecords ? ['.pushsection .discard.annotate_insn, "M", @progbits, 8', `.long .Ln${f}_${i} - ., 2`] : ['.pushsection .discard.retpoline_safe', `.quad .Ln${f}_${i}`]), '.popsection');
      else if (kind === 43) out.push(`lea f${below(functions)}(%rip), %rax`);
      else out.push(pick(['mov $1, %eax', 'add %rax, %rbx', 'test %eax, %eax', 'vpxor %xmm0, %xmm0, %xmm0']));
    }
    for (let label = 0; label < labels; label++) if (!placed.has(label)) out.push(`.L${f}_${label}:`);
    out.push(random() < 0.85 ? 'ret' : 'nop', random() < 0.5 ? 'int3' : 'nop', `.size f${f}, . - f${f}`);
  }
  out.push('.pushsection .data', `.quad f0, f1 + ${below(4)}`, '.popsection', '.section .note.GNU-stack, "", @progbits', '');
  return out.join('\n');
}

/** struct unwind_hint. What the generation has no type for is said by what it has: no register and the end bit, or a plain call hint. */
function hintRecord(rules: Rules, ip: string, type: HintType, register: string, offset: number, signal: number): string {
  const { hint, hintTypes, orcRegisters } = rules, numberOf = (known: HintType): number | undefined => [...hintTypes].find(([, meaning]) => meaning === known)?.[0];
  const empty = numberOf(type) === undefined && (type === 'undefined' || type === 'end-of-stack');
  const number = numberOf(type) ?? numberOf('call')!, base = empty ? 0 : [...orcRegisters].find(([, name]) => name === register)![0];
  const bytes = new Map<number, string>([[0, `.long ${ip}`], [hint.spOffset, `.2byte ${empty ? 0 : offset}`], [hint.spReg, `.byte ${base}`], [hint.type, `.byte ${number}`]]);
  if (hint.signal !== undefined) bytes.set(hint.signal, `.byte ${signal}`);
  if (hint.end !== undefined) bytes.set(hint.end, `.byte ${empty ? 1 : 0}`);
  const rest = hint.size - Math.max(...bytes.keys()) - 1;
  return [...[...bytes].sort(([a], [b]) => a - b).map(([, text]) => text), `.skip ${rest}`].join('; ');
}

/** struct alt_instr behind its two addresses. */
export function alternativeRest({ alternative: { size, feature, originalLength, replacementLength } }: Rules, number: number, original: string, replacement: string): string {
  return `.${originalLength - feature}byte ${number}; .byte ${original}; .byte ${replacement}${size > replacementLength + 1 ? `; .byte 0` : ''}`;
}

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}
