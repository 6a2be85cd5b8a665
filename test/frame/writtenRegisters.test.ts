// SPDX-License-Identifier: GPL-2.0-or-later
// The lints' quick look at an instruction's bytes never misses a register that the instruction writes, says iced-x86.

import { expect, test } from 'vitest';
import { writtenRegisters } from '../../server/src/frame/lints/stackPointer.ts';
import { rawEffects } from '../../server/src/x86/iced.ts';

test.each([[], [0x0f]])('no written register is missed: every opcode behind %j, all registers', (...escape: number[]) => {
  const missed: string[] = [];
  for (const rex of [0x48, 0x45]) for (let opcode = 0; opcode < 0x100; opcode++) for (let modrm = 0; modrm < 0x100; modrm++) {
    // Prefixes, VEX, EVEX and the way to other tables; what lies on the stack is objtool's own.
    if (escape.length > 0 ? opcode === 0x38 || opcode === 0x3a : (opcode & 0xf0) === 0x40 || [0x0f, 0x26, 0x2e, 0x36, 0x3e, 0x62, 0x64, 0x65, 0x66, 0x67, 0xc4, 0xc5, 0xf0, 0xf2, 0xf3].includes(opcode)) continue;
    const bytes = Uint8Array.of(rex, ...escape, opcode, modrm, 0, 0, 0, 0, 0, 0, 0, 0);
    const { operands, writes, mnemonic } = rawEffects(bytes, 64);
    if (mnemonic === '(bad)') continue;
    const named = operands.reduce((bits, operand) => operand.kind === 'register' && !operand.high ? bits | (1 << operand.register) : bits, 0);
    const wanted = named & writes & ~1, found = writtenRegisters(bytes, 0);
    if ((wanted & ~found) !== 0) missed.push(`${mnemonic} ${[rex, ...escape, opcode, modrm].map(byte => byte.toString(16)).join(' ')}`);
  }
  expect(missed).toEqual([]);
});
