// SPDX-License-Identifier: GPL-2.0-or-later
// The files of test/idioms before the real objtool 6.12: its rows and its messages are ours.

import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyse } from '../../server/src/analysis/analyse.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { assembleWithGcc, openIdiom } from '../idioms/idiom.ts';
import { idioms } from '../idioms/list.ts';
import { compareRun } from './compareObjects.ts';
import { haveObjtool, objtool, removeTemporaryFolders, temporaryFolder } from './realTools.ts';

const optionSets = ['--orc --uaccess', '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --sls --static-call --uaccess', '--stackval --uaccess --link --module --mcount'];

afterAll(removeTemporaryFolders);

describe.skipIf(!haveObjtool).each(idioms.filter(name => name !== 'linker-script.lds'))('%s', name => {
  const opened = openIdiom(name);
  if (opened?.kind !== 'analysed') throw new Error('not analysed');
  const object = join(temporaryFolder(), `${name}.o`);
  assembleWithGcc(name, object);

  test.each(optionSets)('%s', words => {
    const options = parseObjtoolOptions(words.split(' '));
    if ('error' in options) throw new Error(options.error);
    const { inputs } = opened.analysis;
    const analysis = analyse({ ...inputs, rules: defaultRules('6.12', options), findings: 'kernel' });
    expect(compareRun({ analysis }, object, objtool, options).map(difference => difference.text)).toEqual([]);
  });
});
