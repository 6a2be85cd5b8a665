// SPDX-License-Identifier: GPL-2.0-or-later
// What an instruction writes: the shortcut for the commonest ones says what iced's own information says.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveObjects, rawEffects, rawEffectsByInfo } from '../../server/src/x86/iced.ts';

const prefix = fc.constantFrom([], [0x48], [0x4c], [0x49], [0x66], [0x45], [0x65, 0x48]);
const opcode = fc.constantFrom([0x88], [0x89], [0x8a], [0x8b], [0x8d], [0xc6], [0xc7], [0x01], [0x03], [0x29], [0x2b], [0x21], [0x23], [0x09], [0x0b], [0x31], [0x33], [0x39], [0x3b], [0x80], [0x81], [0x83], [0x84], [0x85], [0xf6], [0xf7], [0xfe], [0xff],
  [0x0f, 0xb6], [0x0f, 0xb7], [0x63], [0x0f, 0x22], [0x8c], [0x8e], [0xb8], [0xa1]);

test('plain instructions write what iced says', () => {
  fc.assert(fc.property(prefix, opcode, fc.uint8Array({ minLength: 10, maxLength: 10 }), (p, o, rest) => {
    const bytes = Uint8Array.from([...p, ...o, ...rest]), own = rawEffects(bytes, 64);
    if (own.mnemonic === '(bad)') return;
    const theirs = rawEffectsByInfo(bytes, 64);
    expect({ writes: own.writes, stores: own.stores.length }).toEqual({ writes: theirs.writes, stores: theirs.stores.length });
  }), { numRuns: 3000 });
  expect(liveObjects()).toBe(0);
});

test('pushes, pops and jumps use what iced says', () => {
  const rex = fc.constantFrom([], [0x41], [0x48], [0x66], [0x66, 0x41]), first = fc.constantFrom(...Array.from({ length: 16 }, (_, i) => [0x50 + i]), [0x68], [0x6a], [0xe9], [0xeb], [0xe3], [0x74], [0x0f, 0x84], [0x0f, 0xa0], [0xff, 0x30], [0xff, 0xf0], [0x8f, 0xc0]);
  fc.assert(fc.property(rex, first, fc.uint8Array({ minLength: 8, maxLength: 8 }), (p, o, rest) => {
    const bytes = Uint8Array.from([...p, ...o, ...rest]), { mnemonic, reads, writes, stores } = rawEffects(bytes, 64);
    if (mnemonic !== '(bad)') expect({ reads, writes, stores }).toEqual(rawEffectsByInfo(bytes, 64));
  }), { numRuns: 3000 });
  expect(liveObjects()).toBe(0);
});
