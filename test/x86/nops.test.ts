// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import { nops, nopsDirective } from '../../server/src/x86/nops.ts';
import { hex } from './compare.ts';
import { hasAssembler } from '../installed.ts';
import { assembleEach } from './gas.ts';

test('short paddings', () => {
  expect(hex(nops(5, 64, 24000))).toBe('0f1f440000');
  expect(hex(nops(13, 32, 24000))).toBe('66662e0f1f8400000000006690');
  expect(hex(nops(13, 64, 24700))).toBe('669066662e0f1f840000000000');
  expect(hex(nops(12, 16, 24000))).toBe('eb0a8db400008db400006690');
  expect(hex(nopsDirective(9, 2, 64, 24000))).toBe('669066906690669090');
  expect(nops(0, 64, 24000)).toHaveLength(0);
});

for (const mode of [64, 32, 16] as const) {
  test.skipIf(!hasAssembler)(`paddings of ${mode}-bit code are those of as`, () => {
    const lengths = Array.from({ length: 180 }, (_, i) => i + 1);
    // `.balign 256` behind 256 - n bytes pads n.
    const theirs = assembleEach(lengths.flatMap(length => [`.balign 256`, `.skip ${256 - length},1`, `.balign 256`]), mode);
    for (const [i, length] of lengths.entries()) expect(`${length} ${hex(theirs[i * 3 + 2]!.bytes!)}`).toBe(`${length} ${hex(nops(length, mode, 24000))}`);
  });
  test.skipIf(!hasAssembler)(`.nops in ${mode}-bit code`, () => {
    const cases = [[1, 0], [7, 0], [12, 0], [20, 0], [40, 0], [20, 1], [20, 4], [9, 2], [25, 3], [87, 0], [88, 4], [100, 1], [200, 2]] as const;
    const theirs = assembleEach(cases.map(([length, largest]) => `.nops ${length}${largest ? `,${largest}` : ''}`), mode);
    for (const [i, [length, largest]] of cases.entries()) expect(`${length},${largest} ${hex(theirs[i]!.bytes!)}`).toBe(`${length},${largest} ${hex(nopsDirective(length, largest, mode, 24000))}`);
  });
}
