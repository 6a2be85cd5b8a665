// SPDX-License-Identifier: GPL-2.0-or-later
// Every function of the fixtures and examples, run along random ways. What frame/ claims must hold always; what objtool claims, wherever
// neither it nor our own rules find anything wrong.

import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { framesOf } from '../../server/src/analysis/frames.ts';
import { frameLints } from '../../server/src/ide/lints/frameLints.ts';
import { analysed } from './analysed.ts';
import { functionEntries, seeded, walk } from './walk.ts';

const project = join(import.meta.dirname, '../..');

for (const folder of ['test/objtool/fixtures', 'test/frame/fixtures', 'examples']) {
  describe(folder, () => {
    test.each(readdirSync(join(project, folder)).filter(name => name.endsWith('.S')))('%s', name => {
      const analysis = analysed(readFileSync(join(project, folder, name), 'utf8').replace(/#include "minikernel.h"/, ''));
      const { checked } = analysis, suspect = new Set(checked.findings.map(finding => finding.function));
      const lensed = new Set(frameLints(analysis).map(one => checked.instructions.find(i => analysis.object.sections[i.section]!.name === one.section && i.offset === one.offset)?.symbol));
      for (const entry of functionEntries(checked)) for (let seed = 0; seed < 5; seed++) {
        const { wrong } = walk(framesOf(analysis), entry, seeded(seed));
        const sound = !suspect.has(checked.instructions[entry]!.symbol) && !lensed.has(checked.instructions[entry]!.symbol);
        // Changes of rsp that are meant, and that objtool does not see.
        expect(wrong.filter(line => (sound && !/^(switch_to|stop_here)/.test(line)) || !line.includes('objtool'))).toEqual([]);
      }
    });
  });
}

const registers = ['%rax', '%rcx', '%rdx', '%rbx', '%rbp', '%rsi', '%rdi', '%r8', '%r12'] as const;
const register = fc.constantFrom(...registers), place = fc.integer({ min: -2, max: 6 }).map(n => `${8 * n}(%rsp)`);
const line = fc.oneof(
  register.map(r => `push ${r}`), register.map(r => `pop ${r}`), fc.tuple(register, register).map(([a, b]) => `mov ${a}, ${b}`),
  fc.tuple(place, register).map(([p, r]) => `mov ${p}, ${r}`), fc.tuple(register, place).map(([r, p]) => `mov ${r}, ${p}`),
  fc.tuple(place, register).map(([p, r]) => `lea ${p}, ${r}`), fc.tuple(register, register).map(([a, b]) => `mov ${a}, 8(${b})`),
  fc.tuple(register, register).map(([a, b]) => `mov 16(${a}), ${b}`), fc.tuple(register, place).map(([r, p]) => `xchg ${r}, ${p}`),
  fc.constantFrom('call helper', 'sub $24, %rsp', 'add $16, %rsp', 'movl $7, 4(%rsp)', 'movb $1, 3(%rsp)', 'push $-1', 'pushf', 'popf', 'xor %eax, %eax', 'inc %rdi', 'rep stosq', 'mov %rsp, %rbp', 'mov %rsp, %rdi', 'leave',
    'jz 1f', 'jz 2f', 'jz 3b', 'mov %rsp, (%rsi)', 'and $-16, %rsp', 'lea (%rsp,%rax,8), %rdi', 'add %rsp, %rcx', 'movups %xmm0, 8(%rsp)', 'imul %rax, %rbx', 'cmovz %rdi, %rbx', 'movzbl %al, %ecx'),
);

test('random functions', () => {
  fc.assert(fc.property(fc.array(line, { minLength: 3, maxLength: 24 }), fc.integer({ min: 1, max: 1000 }), (lines, seed) => {
    const half = lines.length >> 1;
    const analysis = analysed(`\t.text\nSYM_FUNC_START(f)\n3:\t${lines.slice(0, half).join('\n\t')}\n1:\t${lines.slice(half).join('\n\t')}\n2:\tret\nSYM_FUNC_END(f)\n`);
    for (let i = 0; i < 6; i++) expect(walk(framesOf(analysis), 0, seeded(seed + i), 120).wrong.filter(one => !one.includes('objtool') && !one.includes('is not at CFA'))).toEqual([]);
  }), { numRuns: Number(process.env['RUNS'] ?? 60) });
}, 120_000);
