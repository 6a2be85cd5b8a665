// SPDX-License-Identifier: GPL-2.0-or-later
// Random programs made of the pieces that preprocessors disagree about, compared with gcc. A fixed seed keeps runs alike; FUZZ_SEED
// and FUZZ_ROUNDS look further.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printPreprocessed } from '../../server/src/cpp/printPreprocessed.ts';
import { hasGcc } from '../installed.ts';
import { gccPreprocess, preprocessFile } from './oracle.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 1), rounds = Number(process.env['FUZZ_ROUNDS'] ?? 60);

const atoms = ['a', 'b', 'F', 'G', 'H', 'V', 'O', 'P', 'x', 'y', '1', '.5', '1f', '0x1e', '%', '$', '@', '\\', '.', ',', '(', ')', '(', ')', '+', '-', '->', '<', '=', '#', '##', ':', ';',
  '"s\\n"', "'c'", "'", '/', '&', '|', '>', '!', '*', '__LINE__', '__COUNTER__', '__FILE__', '/* c */', 'nop', '...', '~', '[', ']', '{', 'é', '$foo', '0', '?', 'defined'];
const replacements = ['x', 'F', 'x y', 'x##y', '#x', 'x ## 1', '. x', '%x', 'G(x)', 'F(x, y)', 'b', 'a', 'x-', '-x', '(x)', '"q" x', '\\x', 'x#y', '', 'O', 'P(', 'V(x, y)', 'x x', ' x  y ', '##', '@x', 'x ## y ## b',
  '.L ## x', 'H(x)(y)', '__LINE__ x', '__VA_ARGS__', '#__VA_ARGS__', 'f(x, ## __VA_ARGS__)', '<__VA_ARGS__>', 'x __VA_OPT__(, y) z', 'x /* c */ y', '$x', 'x ; y'];

describe.skipIf(!hasGcc)('random programs', () => {
  it('print what gcc prints', () => {
    const directory = mkdtempSync(join(tmpdir(), 'cpp-'));
    const random = generator(seed);
    try {
      writeFileSync(join(directory, 'h.h'), '#ifndef H_H\n#define H_H\nheader O\n#endif\n');
      writeFileSync(join(directory, 'p.h'), 'plain a F\n');
      for (let round = 0; round < rounds; round++) {
        const text = program(random);
        writeFileSync(join(directory, 'm.S'), text);
        for (const markers of [true, false]) {
          const { text: expected, messages } = gccPreprocess(directory, 'm.S', ['-nostdinc', '-m64'], markers);
          // A call that runs into an #include is an error, and the one case where the two forms of gcc break lines differently.
          if (messages.includes('unterminated argument list') && text.includes('#include')) continue;
          const actual = printPreprocessed(preprocessFile(directory, 'm.S', ['-nostdinc', '-m64']), { markers });
          if (actual !== expected) console.log(`seed ${seed}, round ${round}\n${text}`);
          expect(actual).toBe(expected);
        }
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

function program(random: (n: number) => number): string {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const definition = (): string => {
    const heads = ['a', 'b', 'O', 'F(x, y)', 'G(x)', 'H(x)', 'V(x, ...)', 'V(x, y...)', 'P(...)', 'F(x,y)', 'H()', 'G(y, x)'];
    return `#define ${pick(heads)} ${pick(replacements)}${random(4) === 0 ? ' ' + pick(replacements) : ''}\n`;
  };
  const line = (): string => {
    let text = pick(['', '', ' ', '\t', '\t\t', '  /* c */ ']);
    for (let n = random(9) + 1; n > 0; n--) text += pick(atoms) + pick(['', '', ' ', ' ', '  ', random(12) === 0 ? '\\\n' : ' ', random(12) === 0 ? '\n' : '']);
    return text + '\n';
  };
  const call = (): string => `${pick(['F', 'G', 'H', 'V', 'P', 'O', 'a'])}${pick(['', '', ' ', '\n'])}(${pick(atoms)}${pick([',', ', ', ' ', ''])}${pick(atoms)}${pick(['', ' ', '\n'])})${pick(['', ' x', '(y)', 'f', ' (1, 2)'])}\n`;
  let text = '';
  for (let n = random(6) + 2; n > 0; n--) text += definition();
  for (let n = random(14) + 3; n > 0; n--) {
    switch (random(12)) {
      case 0: text += definition(); break;
      case 1: text += `#if${pick([' 1', ' 0', 'def a', 'ndef O', ' defined(F) && !a', ' (2 - 3) > 0u', ' O'])}\n${line()}#el${pick(['se', 'if 1', 'if 0', 'ifdef b'])}\n${call()}#endif\n`; break;
      case 2: text += `#include ${pick(['"h.h"', '"p.h"'])}\n`; break;
      case 3: text += '\n'.repeat(random(12)); break;
      case 4: text += `#undef ${pick(['a', 'b', 'F', 'O'])}\n`; break;
      case 5: text += pick(['# comment a\n', '#\n', '# 5 a\n', '/* a\n b */ a\n', '// F(1,\n', '#define X \\\n 1\n']); break;
      case 6: text += line(); break;
      default: text += call();
    }
  }
  return text;
}

/** A small linear congruential generator: the same programs on every machine. */
function generator(start: number): (n: number) => number {
  let value = start >>> 0;
  return (n) => {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    return Math.floor((value / 2 ** 32) * n);
  };
}
