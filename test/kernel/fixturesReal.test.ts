// SPDX-License-Identifier: GPL-2.0-or-later
// Every fixture, judged by gcc and the real objtool. UPDATE_EXPECT=1 writes what they say into the fixture.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check, parseFixture, renew, type ExpectationKind } from '../fixture.ts';
import { haveObjtool, project, realAnswer, removeTemporaryFolders } from './realTools.ts';

// An example shows its findings; its states would bury what it says.
const folders: readonly (readonly [string, readonly ExpectationKind[]])[] = [
  ['test/objtool/fixtures', ['state', 'error', 'warning']],
  ['test/frame/fixtures', ['state', 'error', 'warning']],
  ['examples', ['error', 'warning']],
];
const renewing = process.env['UPDATE_EXPECT'] === '1';

afterAll(removeTemporaryFolders);

for (const [folder, judges] of folders) {
  describe.skipIf(!haveObjtool)(folder, () => {
    for (const name of readdirSync(join(project, folder)).filter(each => each.endsWith('.S')).sort()) {
      it(name, () => {
        const path = join(project, folder, name);
        const fixture = parseFixture(name, readFileSync(path, 'utf8'));
        const answer = { ...realAnswer(fixture), judges };
        if (renewing) writeFileSync(path, renew(fixture, answer));
        else expect(check(fixture, answer)).toEqual([]);
      });
    }
  });
}
