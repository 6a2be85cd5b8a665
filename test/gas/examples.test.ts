// SPDX-License-Identifier: GPL-2.0-or-later
// Examples, each about one behaviour of as 2.40: what `expand` makes of them has to assemble to the very object that the example does,
// and has an error exactly when `as` has one somewhere. Needs the real `as`.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasAssembler } from '../installed.ts';
import { expanded } from './support.ts';

const directory = join(import.meta.dirname, 'examples');

/** The recording sink lays nothing out: conditions on label differences stay undecided, and `.text` is no symbol to it. */
const beyondTheSink = new Set(['if-known-diff.S', 'if-ifdef.S']);

describe.skipIf(!hasAssembler)('examples', () => {
  const work = mkdtempSync(join(tmpdir(), 'gas-'));
  afterAll(() => { rmSync(work, { recursive: true }); });
  for (const name of readdirSync(directory)) {
    if (beyondTheSink.has(name)) continue;
    it(name, () => {
      const text = readFileSync(join(directory, name), 'utf8');
      const { listing, printed } = expanded(text, name);
      const ours = join(work, 'ours.s');
      writeFileSync(ours, printed.replace(/^>+ /gm, ''));
      const wanted = spawnSync('as', ['--64', join(directory, name), '-o', join(work, 'wanted.o')], { encoding: 'utf8' });
      const made = spawnSync('as', ['--64', ours, '-o', join(work, 'ours.o')], { encoding: 'utf8' });
      const errors = listing.diagnostics.filter(d => d.severity === 'error').map(d => d.message);
      if (wanted.status === 0) {
        expect({ errors, stderr: made.status === 0 ? '' : made.stderr }).toEqual({ errors: [], stderr: '' });
        expect(readFileSync(join(work, 'ours.o')).equals(readFileSync(join(work, 'wanted.o')))).toBe(true);
      } else expect(errors.length > 0 || made.status !== 0).toBe(true);
      // What as says of statements that never reach the sink we say in the same words.
      const said = new Set(listing.diagnostics.filter(d => d.severity !== 'information').map(d => d.message));
      for (const message of said) expect(wanted.stderr).toContain(message);
    });
  }
});
