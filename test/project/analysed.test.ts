// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import { whyNotAnalysed } from '../../server/src/project/analysed.ts';

test.each([
  ['vmlinux.lds.S', undefined, '', 'a linker script'],
  ['head.S', 'arch/arm64/kernel/head.S', '', 'assembly for arm64'],
  ['aes.S', 'lib/crypto/riscv/aes.S', '', 'assembly for riscv'],
  ['poly1305-armv8.S', undefined, '', 'assembly for arm'],
  ['a.S', undefined, '.intel_syntax noprefix\nmov rax, rbx\n', 'Intel syntax'],
  ['a.S', undefined, '\t.syntax unified\n\tldr r0, [r1]\n\tbx lr\n', 'assembly for another architecture'],
  ['a.S', undefined, '\tstp x29, x30, [sp, #-16]!\n\tbl f\n\tldp x29, x30, [sp], #16\n', 'assembly for another architecture'],
  ['a.asm', undefined, 'section .text\nglobal f\nf: ret\n', 'NASM syntax'],
  ['a.S', undefined, '\0\x01', 'a binary file'],
  ['a.S', undefined, '', undefined],
  ['a.S', undefined, '\tpush %rbp\n\tmov %rsp, %rbp\n\tret\n', undefined],
  ['a.S', undefined, '/* .intel_syntax\n.syntax unified */\nnop\n', undefined],
  ['thunk.S', 'arch/x86/entry/thunk.S', 'move\nmove\nmove\n', undefined],
])('%s (%s) %j', (path, relative, text, reason) => {
  expect(whyNotAnalysed(`/x/${relative ?? path}`, relative, text)).toBe(reason);
});
