// SPDX-License-Identifier: GPL-2.0-or-later
// Random macro calls: whatever `as` assembles without a word has to come out of `expand` as statements that assemble to the same object.
// GAS_ROUNDS and GAS_SEED make it longer or different. Left out: comments in the first word and unclosed quoting of .altmacro.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasAssembler } from '../installed.ts';
import { expanded } from './support.ts';

const rounds = Number(process.env['GAS_ROUNDS'] ?? 150);

const tokens = [
  'a', 'b', '1', '22', '(', ')', '[', ']', '{', '}', '*', '%', '-', '$', '.', '_', '+', '/', '&', '|', '^', '~', '!', '<', '>', '=', ':', '@', '?', ',', ',', ',',
  '"x y"', "'c", "' ", '\\', '\\@', '\\a', ' ', ' ', ' ', '  ', '\t', '\\()', 'a=', 'b=', 'foo', '"p""q"', '%rax', ';',
];
const bodies = [
  '.ascii "<\\a|\\b|\\c>"\n.ascii "{\\d}"\n',
  '.ifc \\a,\\b\n.byte 1\n.else\n.byte 2\n.endif\n.ifb \\c\n.byte 3\n.endif\n',
  '.irp x,\\a \\b,\\d\n.ascii "[\\x]"\n.endr\n',
  '.byte 1\n# \\a\n.ascii "\\a\\b" ; .byte \\@\n',
];

describe.skipIf(!hasAssembler)('random macro calls', () => {
  it(`${rounds} of them`, () => {
    const random = generator(Number(process.env['GAS_SEED'] ?? 1));
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const work = mkdtempSync(join(tmpdir(), 'gas-'));
    const input = join(work, 'in.s'), output = join(work, 'out.s'), wanted = join(work, 'in.o'), made = join(work, 'out.o');
    let compared = 0;
    for (let round = 0; round < rounds; round++) {
      let call = 'm ';
      for (let left = 1 + Math.floor(random() * 9); left > 0; left--) call += pick(tokens);
      const text = `${random() < 0.2 ? '.altmacro\n' : ''}.macro m a, b, c=7, d${pick(['', ':vararg'])}\n${pick(bodies)}.endm\n${call}\n.byte 9\n`;
      writeFileSync(input, text);
      const reference = spawnSync('as', [input, '-o', wanted], { encoding: 'utf8' });
      const { printed, listing } = expanded(text);
      if (reference.status !== 0 || reference.stderr !== '' || /[/][*]/.test(call)) continue;
      compared++;
      writeFileSync(output, printed.replace(/^>+ /gm, ''));
      const { stderr } = spawnSync('as', [output, '-o', made], { encoding: 'utf8' });
      expect({ text, stderr, errors: listing.diagnostics.filter(d => d.severity === 'error') }).toEqual({ text, stderr: '', errors: [] });
      expect({ text, same: readFileSync(made).equals(readFileSync(wanted)) }).toEqual({ text, same: true });
    }
    rmSync(work, { recursive: true });
    expect(compared).toBeGreaterThan(rounds / 3);
  });
});

/** Equal seeds give equal programs (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
