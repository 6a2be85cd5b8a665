// SPDX-License-Identifier: GPL-2.0-or-later
// Random stack code, the same for a seed everywhere, through gcc and the real objtool and through ours: messages and rows must be equal.
// UNWIND_LENS_RANDOM=seed,count runs others; OBJTOOL_61=/path/to/objtool compares with that version too.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { check } from '../../server/src/objtool/check.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { recover } from '../../server/src/objtool/recover.ts';
import type { ObjtoolVersion } from '../../server/src/objtool/rules.ts';
import { decode } from '../objtool/decodeStandIn.ts';
import { readElf } from '../objtool/readElf.ts';

const TREE = resolve(process.env['KERNEL_TREE'] ?? join(import.meta.dirname, '../../.cache/kernel/linux-source-6.12'));
const TOOLS: readonly (readonly [ObjtoolVersion, string])[] = [['6.12', join(TREE, 'tools/objtool/objtool')], ['6.1', process.env['OBJTOOL_61'] ?? '']];
const [SEED = 1, COUNT = 300] = (process.env['UNWIND_LENS_RANDOM'] ?? '').split(',').filter(Boolean).map(Number);
const OPTIONS = ['--orc --uaccess', '--orc --stackval --uaccess --backtrace', '--orc --retpoline --rethunk --sls --ibt --link', '--uaccess --stackval'];

// The tests block while the real tools run; without a breath between them the runner thinks they are dead.
afterEach(() => new Promise(resume => { setImmediate(resume); }));

describe.each(TOOLS.filter(([, tool]) => tool && existsSync(tool)))('random programs, %s', (version, tool) => {
  const out = mkdtempSync(join(tmpdir(), 'unwind-lens-random-'));
  it.each(Array.from({ length: COUNT }, (_, i) => SEED * 100_000 + i))('seed %d', seed => {
    const source = join(out, 'program.S'), path = join(out, 'program.o'), text = program(seed, version);
    writeFileSync(source, text);
    execFileSync('gcc', ['-c', source, '-o', path], { stdio: 'pipe' });
    const words = OPTIONS[seed % OPTIONS.length]!.split(' '), options = parseObjtoolOptions(words);
    if ('error' in options) throw new Error(options.error);
    const object = readElf(path), rules = defaultRules(version, options), checked = check(object, rules, decode), table = orc(object, checked, rules);
    const said = printFindings(path, checked) + printFindings(path, { findings: table.findings }), rows = printOrc(object, table.entries, rules);
    const real = spawnSync(tool, [...words, path], { encoding: 'utf8' });
    if (real.signal) { expect(checked.findings.some(finding => finding.code.startsWith('crash-')), text).toBe(true); return; }
    const dump = spawnSync(tool, ['--dump=orc', path], { encoding: 'utf8' });
    expect(said, text).toBe(real.stderr);
    expect(rows, text).toBe(dump.stdout);
    const more = recover(checked, rules, decode);
    checked.instructions.forEach((before, i) => { if (before.state) expect(more.instructions[i]!.state).toEqual(before.state); });
  });
});

/** A program of a few functions and code regions. */
function program(seed: number, version: ObjtoolVersion): string {
  const random = generator(seed), pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!, below = (n: number): number => Math.floor(random() * n);
  const registers = ['rax', 'rbx', 'rcx', 'rdx', 'rbp', 'rsi', 'rdi', 'r8', 'r10', 'r12', 'r13', 'r14', 'r15'], functions = 2 + below(5);
  const out: string[] = [];
  let hints = 0;
  const hint = (type: number, register = 5, offset = 8 * below(5), signal = below(2)): void => {
    // 6.1 numbers the types differently and has no undefined or end type: a hint without a register and with the end bit stands for both.
    if (version === '6.1') {
      const empty = type < 2;
      [type, register, offset, signal] = empty ? [0, 0, 0, 1] : [type - 2 + (type > 5 ? 1 : 0), register, offset, 0];
    }
    out.push(`.Lh${hints}: .pushsection .discard.unwind_hints; .long .Lh${hints++} - .; .2byte ${offset}; .byte ${register}, ${type}, ${signal}; .balign 4; .popsection`);
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
        out.push('.pushsection .altinstructions, "a"', `.long .Lo${id} - ., .Ln${id} - .`, `.${version === '6.1' ? 2 : 4}byte ${feature}`, `.byte .Lq${id} - .Lo${id}, .Lz${id} - .Ln${id}`, '.popsection');
        out.push('.pushsection .altinstr_replacement, "ax"', `.Ln${id}: ${body()}`, `.Lz${id}:`, '.popsection');
      } else if (kind === 41) out.push(`.Le${f}_${i}: mov (%rdi), %rax`, '.pushsection __ex_table, "a"', `.balign 4; .long .Le${f}_${i} - ., ${jump} - ., 1`, '.popsection');
      else if (kind === 42) out.push(`.Ln${f}_${i}: nop`, '.pushsection .discard.retpoline_safe', `.quad .Ln${f}_${i}`, '.popsection');
      else if (kind === 43) out.push(`lea f${below(functions)}(%rip), %rax`);
      else out.push(pick(['mov $1, %eax', 'add %rax, %rbx', 'test %eax, %eax', 'vpxor %xmm0, %xmm0, %xmm0']));
    }
    for (let label = 0; label < labels; label++) if (!placed.has(label)) out.push(`.L${f}_${label}:`);
    out.push(random() < 0.85 ? 'ret' : 'nop', random() < 0.5 ? 'int3' : 'nop', `.size f${f}, . - f${f}`);
  }
  out.push('.pushsection .data', `.quad f0, f1 + ${below(4)}`, '.popsection', '.section .note.GNU-stack, "", @progbits', '');
  return out.join('\n');
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
