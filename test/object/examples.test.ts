// SPDX-License-Identifier: GPL-2.0-or-later
// Every fixture against what `as` says about it on this machine; without `as`, against the stored answer. AS_UPDATE=1 stores anew.
// GAS_EXAMPLES names a folder of further sources (*.S) to compare.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasAssembler } from '../installed.ts';
import { differences, gnuAs, type Bits, type Outcome } from './oracle.ts';

/** What we do otherwise on purpose, and why. */
const known: Readonly<Record<string, string>> = {
  'lex-linemarker.S': 'line markers are read by nobody: the preprocessor hands over lines that know where they come from',
  'mac-if-open.S': 'said once, at the .if that is left open',
  'mode-intel.S': 'Intel syntax is not supported, which each statement in it says',
  'sleb-distance.s': 'a distance is written as itself; `as` takes its 65th bit from the fragments in between',
  'swallowed-line.s': 'an error is said of its own line alone; `as` looks for the end of the line behind it, calls the next statement junk or leaves it out, and counts a line less',
  'apostrophe-lines.s': '`as` counts one line less behind the end of a line that is a character',
  'quote-behind-name.s': '`""` is an empty string, wherever it stands; `as` takes its first quote for part of the name in front, and the second one for the begin of a string',
  'wide-pad-shifts.s': 'what a wide pattern leaves over is zeros in front of it; `as`, which has seen that it fits before it knew the sizes, leaves them for the end of the section: foo is 8, and its ret at 5',
  'directive-as-macro.s': '`as` says that it ignores the macro, and keeps it all the same to refuse another one of its name',
  'cfi-startproc-lines.s': '`as` counts one line less behind a word that is not `simple`',
  'i386-reloc-in-fill.s': 'an addend is written where the relocation is; `as` writes it into the pattern of the fill that begins there, and so into every byte',
};

const here = new URL('.', import.meta.url).pathname;
const folders = ['fixtures', 'fuzz'].map(name => join(here, name)).concat(process.env['GAS_EXAMPLES'] ?? []).filter(folder => existsSync(folder));

for (const folder of folders) {
  describe(folder.replace(here, ''), () => {
    const sources = readdirSync(folder).filter(name => /\.[sS]$/.test(name));
    test.each(sources)('%s', name => {
      const text = readFileSync(join(folder, name), 'utf8'), bits: Bits = name.startsWith('i386-') ? 32 : 64;
      const stored = join(folder, name.replace(/\.[sS]$/, '.json'));
      let theirs: Outcome | undefined;
      if (hasAssembler) theirs = gnuAs(text, bits);
      else if (existsSync(stored)) theirs = revived(readFileSync(stored, 'utf8'));
      if (!theirs) return;
      if (process.env['AS_UPDATE'] && folder.startsWith(here)) writeFileSync(stored, frozen(theirs));
      const found = differences(text, bits, theirs);
      // Whether lines that differ settle only the assembler itself can tell.
      if (known[name]) { if (hasAssembler) expect(found, 'no longer different').not.toEqual([]); }
      else expect(found).toEqual([]);
    });
  });
}

function frozen(outcome: Outcome): string {
  return `${JSON.stringify(outcome, (_key, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: String(value) };
    return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value;
  }, 1)}\n`;
}

function revived(text: string): Outcome {
  return JSON.parse(text, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object') return value;
    if ('bigint' in value) return BigInt(value.bigint as string);
    return 'bytes' in value && typeof value.bytes === 'string' ? new Uint8Array(Buffer.from(value.bytes, 'hex')) : value;
  }) as Outcome;
}
