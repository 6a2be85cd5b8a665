// SPDX-License-Identifier: GPL-2.0-or-later
// The signs by which a tree's objtool is recognised, on trees whose behaviour is known in full: they must not change anything there.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { behaviourOf } from '../../server/src/objtool/behaviour.ts';
import { disk } from '../../server/src/project/disk.ts';
import { treeFacts } from '../../server/src/project/treeFacts.ts';
import { kernelTree } from './tree.ts';

test.each(['6.1', '6.12'])('%s', release => {
  const tree = path.join(path.dirname(kernelTree), `linux-source-${release}`);
  if (!fs.existsSync(tree)) return;
  const facts = treeFacts(disk, tree);
  expect(facts.version).toBe(release);
  expect(behaviourOf(facts)).toEqual(behaviourOf({ version: facts.version }));
});
