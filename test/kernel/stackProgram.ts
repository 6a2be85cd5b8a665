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
    if (random() < 0.08) out.push('call __fentry__');
    if (random() < 0.1) out.push('lea 8(%rsp), %r10', 'and $-16, %rsp', 'push -8(%r10)', 'push %rbp', 'mov %rsp, %rbp', 'push %r10');
    for (let i = 0; i < length; i++) {
      if (random() < 0.12) { const label = below(labels); if (!placed.has(label)) { placed.add(label); out.push(`.L${f}_${label}:`); } }
      const jump = `.L${f}_${below(labels)}`;
      const kind = below(62);
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
        const body = (): string => pick(['nop', 'push %rbx; pop %rbx', 'xchg %ax, %ax', 'push %rax; nop; pop %rax', 'stac', 'clac', 'call outside', '',
        'nopl (%rax)', 'pushf; pop %rax', 'pop %rbx', 'push %rbx', 'call panic', 'jmp outside',
          'lfence; jmp *%rax', 'mov $1, %eax', 'ret', 'endbr64', 'jne 1f; nop; 1:', `call f${below(functions)}`, 'call __x86_indirect_thunk_rax',
        'mov 8(%rsp), %rax']);
        const id = `${f}_${i}_${table++}`, feature = pick([1, 1, 1, 308, 151]);
        if (random() < 0.15) out.push(...annotation(rules, 'ignore-alternatives', `.Lo${id}`));
        out.push(`.Lo${id}: ${body()}`, `.Lp${id}: .skip -((.Lz${id} - .Ln${id}) > (.Lp${id} - .Lo${id})) * ((.Lz${id} - .Ln${id}) - (.Lp${id} - .Lo${id})), 0x90`, `.Lq${id}:`);
        out.push('.pushsection .altinstructions, "a"', `.long .Lo${id} - ., .Ln${id} - .`, alternativeRest(rules, feature, `.Lq${id} - .Lo${id}`, `.Lz${id} - .Ln${id}`), '.popsection');
        out.push('.pushsection .altinstr_replacement, "ax"', `.Ln${id}: ${body()}`, `.Lz${id}:`, '.popsection');
        if (random() < 0.15) out.push('.pushsection .altinstructions, "a"', `.long .Lo${id} - ., .Ln${id} - .`,
        alternativeRest(rules, 2, `.Lq${id} - .Lo${id}`, `.Lz${id} - .Ln${id}`), '.popsection');
      } else if (kind === 41) out.push(`.Le${f}_${i}: mov (%rdi), %rax`, '.pushsection __ex_table, "a"', `.balign 4; .long .Le${f}_${i} - ., ${jump} - ., 1`, '.popsection');
      else if (kind === 42) out.push(`.Ln${f}_${i}: nop`, ...annotation(rules, 'retpoline-safe', `.Ln${f}_${i}`));
      else if (kind === 46) out.push(pick(['call __SCT__site', 'jmp __SCT__site', 'jne __SCT__site', 'call __x86_indirect_thunk_rax',
        'jmp __x86_indirect_thunk_r11', 'je __x86_indirect_thunk_rcx', 'jmp __x86_return_thunk', 'call __fentry__']));
      else if (kind === 47) out.push(pick(['rep movsb', 'rep stosq', 'rep; ret', 'lock incq (%rsp)', 'xchg %rax, 8(%rsp)', 'enter $16, $0', 'leave',
        'loop .+2', 'bswap %rax', 'cmpxchg %rbx, (%rsp)', 'notrack jmp *%rax', 'data16 nop']));
      else if (kind === 48) {
        const id = `${f}_${i}`;
        out.push(pick([`jmp *.Lt${id}(,%rax,8)`, `mov .Lt${id}(,%rax,8), %rax; jmp *%rax`,
        `lea .Lt${id}(%rip), %rax; add %rax, %rdx; notrack jmp *%rdx`]), '.pushsection .rodata, "a"', `.Lt${id}: .quad ${jump}, .L${f}_${below(labels)}`,
        '.popsection');
      } else if (kind === 49) out.push(...annotation(rules, 'intra-function-call', `.Li${f}_${i}`), `.Li${f}_${i}: call ${jump}`);
      else if (kind === 50) out.push('ud2', `.Lr${f}_${i}:`, ...annotation(rules, pick(['reachable', 'reachable', 'unreachable']), `.Lr${f}_${i}`));
      else if (kind === 51) out.push(`${pick(['je', 'jmp'])} f${f}.cold`);
      else if (kind === 52 && rules.jumpLabelSize === 16) {
        const id = `${f}_${i}`;
        out.push(`.Lj${id}: ${pick(['.byte 0x0f, 0x1f, 0x44, 0x00, 0x00', `jmp ${jump}`, '.byte 0x66, 0x90'])}`, '.pushsection __jump_table, "aw"',
        `.balign 8; .long .Lj${id} - ., ${jump} - .; .quad key + ${pick([0, 1, 2, 3])} - .`, '.popsection');
      } else if (kind === 53) out.push(`lea ${jump}(%rip), %rax`, ...(random() < 0.5 ? annotation(rules, 'noendbr', jump) : []));
      else if (kind === 54) { const label = `.Lb${f}_${i}`; out.push(`${label}: nop`, ...annotation(rules, pick(['instr-begin', 'instr-end']), label)); }
      else if (kind === 55) out.push(`inner${f}_${i}: .type inner${f}_${i}, @${pick(['notype', 'function'])}`, 'nop',
        ...(random() < 0.5 ? [`.size inner${f}_${i}, 1`] : []));
      else if (kind === 56) { hint(6); out.push('pushf', 'popf'); hint(7); }
      else if (kind === 57) out.push(pick(['push %rsp', 'push $-8', 'pushq 8(%rsp)', 'popq 8(%rsp)', 'mov %rsp, 8(%rax)', 'mov %rsp, (%rbp)',
        'mov (%rsp), %rsp', 'add $8, %rbp', 'and $-32, %rbp', 'lea -8(%rsp), %rsp', 'lea 16(%rbp), %rsp', 'xor %ebp, %ebp', 'mov $0, %rbp']));
      else if (kind === 58) out.push(pick(['sti', 'cli', 'int $0x80', 'sysretq', 'sysenter', 'iretl', 'lretq', 'swapgs', 'wrmsr', 'endbr64', 'lcall *(%rax)',
        'ljmp *(%rax)', 'int3; int3', 'jrcxz .+2']));
      else if (kind === 59) out.push(`mov %rsp, %rcx`, `mov %rcx, ${pick(['%rsp', '%rdx', '%rbp'])}`);
      else if (kind === 60) out.push(pick([`call f${f}+1`, `jmp f${below(functions)} + 1`, `mov $f${below(functions)}, %rax`, `call inside`,
        `mov $${jump}, %rax`]));
      else if (kind === 43) out.push(`lea f${below(functions)}(%rip), %rax`);
      else out.push(pick(['mov $1, %eax', 'add %rax, %rbx', 'test %eax, %eax', 'vpxor %xmm0, %xmm0, %xmm0']));
    }
    for (let label = 0; label < labels; label++) if (!placed.has(label)) out.push(`.L${f}_${label}:`);
    out.push(random() < 0.85 ? 'ret' : 'nop', random() < 0.5 ? 'int3' : 'nop', `.size f${f}, . - f${f}`);
    if (random() < 0.15) out.push(`.globl alias${f}`, `.set alias${f}, f${f}`, `.type alias${f}, @function`,
      ...(random() < 0.5 ? [`.size alias${f}, ${1 + below(9)}`] : []));
    if (random() < 0.08) out.push(...ignored(rules, `f${f}`));
    if (!out.some(line => line.endsWith(` f${f}.cold`))) continue;
    out.push('.pushsection .text.unlikely, "ax"', `.type f${f}.cold, @function`, `f${f}.cold:`, pick(['nop', 'pop %rax', 'push %rbx',
      'call outside']), pick(['ret', 'ud2', `jmp .L${f}_0`, 'call panic']), `.size f${f}.cold, . - f${f}.cold`, '.popsection');
  }
  if (random() < 0.3) out.push('.type inside, @function', 'inside: pop %rax', 'push %rax', 'ret', 'int3', '.size inside, . - inside');
  out.push('.pushsection .data', ...(random() < 0.9 ? ['.quad __SCK__site'] : []), `.quad f0, f1 + ${below(4)}`, '.popsection',
      '.section .note.GNU-stack, "", @progbits', '');
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

type Annotation = 'noendbr' | 'retpoline-safe' | 'instr-begin' | 'instr-end' | 'ignore-alternatives' | 'intra-function-call' | 'reachable' | 'unreachable';

/** By the numbers since 6.14; there is none for unreachable any more. */
const annotations: readonly (Annotation | undefined)[] = [
  undefined, 'noendbr', 'retpoline-safe', 'instr-begin', 'instr-end', undefined, 'ignore-alternatives', 'intra-function-call', 'reachable',
];

const annotationSections: Readonly<Record<Annotation, string>> = {
  noendbr: 'noendbr', 'retpoline-safe': 'retpoline_safe', 'instr-begin': 'instr_begin', 'instr-end': 'instr_end', 'ignore-alternatives': 'ignore_alts',
  'intra-function-call': 'intra_function_calls', reachable: 'reachable', unreachable: 'unreachable',
};

/** One record about a label: of all kinds in one section, or of its kind in a section of its own. */
function annotation(rules: Rules, kind: Annotation, label: string): string[] {
  if (!behaviourOf(rules).annotateRecords) return [`.pushsection .discard.${annotationSections[kind]}`, `.long ${label} - .`, '.popsection'];
  const number = annotations.indexOf(kind);
  return number < 0 ? [] : ['.pushsection .discard.annotate_insn, "M", @progbits, 8', `.long ${label} - ., ${number}`, '.popsection'];
}

/** STACK_FRAME_NON_STANDARD */
function ignored(rules: Rules, name: string): string[] {
  return ['.pushsection .discard.func_stack_frame_non_standard, "aw"', behaviourOf(rules).annotateRecords ? `.long ${name} - .` : `.quad ${name}`,
      '.popsection'];
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
