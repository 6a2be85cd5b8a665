// SPDX-License-Identifier: GPL-2.0-or-later
// Where clang's integrated assembler leaves other bytes than gas. The bytes were measured with clang 14; where clang is installed, it
// judges again. Whole objects: node test/kernel/run.mjs clang.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceText } from '../../server/src/base/text.ts';
import { assemble } from '../../server/src/object/assemble.ts';
import { linesOf } from '../gas/support.ts';
import { parseElf } from '../objtool/readElf.ts';

const program = `
	.text
a:	addq $(b - a), %rax
	addq $(c - a), %rbx
	addq $sym, %rax
	push $(b - a)
	imulq $(b - a), %rcx, %rdx
	movl d - c(%rdi), %eax
	jmp g
	.globl g
g:	ret
b:	.skip 300, 0x90
c:	ret
d:
`;
const expected = '4883c0244881c3500100004881c0000000006a24486bd1248b8701000000e900000000c3';

const hex = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, expected.length / 2)).toString('hex');

test('immediates take the size that fits, displacements the larger one, global targets stay relocations', () => {
  const { object, diagnostics } = assemble(linesOf(sourceText('a.S', program)), { assemblerVersion: 24000, mode: 64, assembler: 'clang' });
  expect(diagnostics).toEqual([]);
  const text = object.sections[0]!;
  expect(hex(text.bytes)).toBe(expected);
  expect(text.relocations.map(r => `${r.offset} ${r.type} ${object.symbols[r.symbol]?.name}`).sort()).toEqual(['14 R_X86_64_32S sym', '31 R_X86_64_PLT32 g']);
});

test.skipIf(spawnSync('clang', ['--version']).status !== 0)('clang itself', () => {
  const work = mkdtempSync(join(tmpdir(), 'unwind-lens-clang-'));
  try {
    spawnSync('clang', ['-c', '-x', 'assembler', '-', '-o', 'a.o'], { cwd: work, input: program });
    expect(hex(parseElf(readFileSync(join(work, 'a.o'))).sections.find(s => s.name === '.text')!.bytes)).toBe(expected);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
