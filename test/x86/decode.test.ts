// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import { decode } from '../../server/src/x86/decode.ts';
import { instructionEffects } from '../../server/src/x86/effects.ts';
import { decodeRaw, liveObjects, operandKindsOf } from '../../server/src/x86/iced.ts';
import { codesOf, intelMnemonics } from '../../server/src/x86/codes.ts';
import type { Decoded } from '../../server/src/x86/instruction.ts';
import { lower } from '../../server/src/x86/lower.ts';
import { bareContext } from './compare.ts';
import { readBytes } from './objtoolBytes.ts';
import { formsOf, randomStatement, seeded } from './randomStatements.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text.split(' '), part => parseInt(part, 16));
const names = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];

/** `source->destination` as objtoolBytes.ts writes it. */
function opTexts(decoded: Decoded): string[] {
  const offset = (value: number): string => (value >= 0 ? `+${value}` : `${value}`);
  return decoded.stackOps.map(({ source, destination }) => [source, destination].map(({ kind, register, offset: value }) => {
    switch (kind) {
      case 'reg': return `reg ${names[register]}`;
      case 'add': return `add ${names[register]}${offset(value)}`;
      case 'and': return `and ${names[register]}`;
      case 'indirect': return `indirect ${names[register]}${offset(value)}`;
      default: return kind;
    }
  }).join('->'));
}

test.each([
  ['55', 'other', ['reg bp->push']], ['41 57', 'other', ['reg r15->push']], ['5d', 'other', ['pop->reg bp']], ['6a 01', 'other', ['const->push']],
  ['48 89 e5', 'other', ['reg sp->reg bp']], ['48 8b ec', 'other', []], ['48 83 ec 10', 'other', ['add sp-16->reg sp']], ['48 83 e4 f0', 'other', ['and sp->reg sp']],
  ['48 8d 64 24 08', 'other', ['add sp+8->reg sp']], ['48 8d 24 24', 'other', ['reg sp->reg sp']], ['48 89 44 24 08', 'other', ['reg ax->indirect sp+8']],
  ['48 89 24 25 00 00 00 00', 'other', ['reg sp->indirect bp+0']], ['48 8b 45 f8', 'other', ['indirect bp-8->reg ax']], ['9c', 'other', ['const->pushf']],
  ['c9', 'other', ['reg bp->reg sp', 'pop->reg bp']], ['e8 00 00 00 00', 'call', ['const->push']], ['f3 0f 1e fa', 'endbr', []], ['0f 01 ca', 'clac', []],
  ['f3 0f 01 ca', 'context-switch', []], ['f3 90', 'nop', []], ['0f 1f 00', 'nop', []], ['48 cf', 'iret', []], ['0f 0b', 'bug', []], ['cc', 'trap', []], ['cd 03', 'other', []],
  ['ff e0', 'jmp-dynamic', []], ['ff 13', 'call-dynamic', []], ['c5 f8 77', 'other', []], ['83 c4 08', 'other', []], ['06', 'other', []],
])('%s', (text, type, ops) => {
  const decoded = decode(bytes(text), 0, 64);
  expect(decoded).toMatchObject({ type, length: text.split(' ').length });
  expect(opTexts(decoded)).toEqual(ops);
});

test('displacements, truncation and oddities', () => {
  expect(decode(bytes('eb fe'), 0, 64)).toMatchObject({ type: 'jmp', displacement: -2 });
  expect(decode(bytes('0f 84 10 00 00 00'), 0, 64)).toMatchObject({ type: 'jcc', displacement: 16 });
  expect(decode(bytes('e8 10 00'), 0, 64)).toMatchObject({ odd: 'truncated', length: 3 });
  expect(decode(bytes('3e ff e0'), 0, 64)).toMatchObject({ odd: 'notrack', type: 'jmp-dynamic' });
  expect(decode(bytes('8d c0'), 0, 64)).toMatchObject({ odd: 'invalid-lea' });
  expect(decode(bytes('f2 0f 38 f8 00'), 0, 64)).toMatchObject({ odd: 'enqcmd' });
});

test('other kernels read some bytes otherwise', () => {
  expect(opTexts(decode(bytes('48 89 fd'), 0, 64, '6.1'))).toEqual([]);
  expect(opTexts(decode(bytes('48 89 fd'), 0, 64, '6.12'))).toEqual(['reg di->reg bp']);
  expect(decode(bytes('f3 0f 01 ca'), 0, 64, '6.1').type).toBe('clac');
  expect(decode(bytes('f3 90'), 0, 64, '7.2').type).toBe('other');
  expect(decode(bytes('d6'), 0, 64, '7.2').type).toBe('bug');
});

test('random instructions read alike by Code and by opcode byte', () => {
  const random = seeded(11), context = bareContext(64);
  for (const code of formsOf('integer', 64)) for (let i = 0; i < 6; i++) {
    const statement = randomStatement(code, 64, random), lowered = lower(statement, context);
    if ('error' in lowered || lowered.prefixOnly || lowered.relaxable || /data16|addr32|^callw/.test(statement)) continue;
    const decoded = decode(lowered.bytes, 0, 64), expected = readBytes(lowered.bytes);
    expect(`${statement}: ${decoded.length} ${decoded.type} ${opTexts(decoded).join(' ')}`).toBe(`${statement}: ${lowered.bytes.length} ${expected.type} ${expected.ops.join(' ')}`);
  }
});

test('what is lowered decodes to the form that was chosen', () => {
  const random = seeded(5), context = bareContext(64);
  for (const code of formsOf('vector', 64)) {
    const statement = randomStatement(code, 64, random), lowered = lower(statement, context);
    if ('error' in lowered) continue;
    expect(`${statement} ${decodeRaw(lowered.bytes, 64).length}`).toBe(`${statement} ${lowered.bytes.length}`);
  }
});

test('the generated table is what iced says', () => {
  for (const mnemonic of intelMnemonics()) for (const code of codesOf(mnemonic)) expect([code.name, ...code.operands.map(kind => kind.name)]).toEqual([code.name, ...operandKindsOf(code.name)]);
});

test('effects beyond the stack model', () => {
  expect(instructionEffects(bytes('48 8b e0'), 0, 64)).toMatchObject({ writesSp: true, mnemonic: 'mov' });
  expect(instructionEffects(bytes('90'), 0, 64)).toMatchObject({ writesSp: false, mnemonic: 'nop' });
});

test('no iced object survives a call', () => {
  decodeRaw(bytes('0f ff'), 64);
  instructionEffects(bytes('48 01 d8'), 0, 64);
  expect(liveObjects()).toBe(0);
});
