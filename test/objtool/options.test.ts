// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { noOptions, parseObjtoolOptions, printObjtoolOptions } from '../../server/src/objtool/options.ts';

describe('objtool options', () => {
  it('reads what kbuild passes, and prints it again', () => {
    const words = '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --static-call --uaccess --prefix=16 --link --module';
    const options = parseObjtoolOptions(words.split(' '));
    expect(options).toEqual({
      ...noOptions, jumpLabelHack: true, noinstrHack: true, ibt: true, orc: true, retpoline: true, rethunk: true, staticCall: true, uaccess: true, link: true, module: true, prefix: 16 });
    expect(printObjtoolOptions(options as typeof noOptions)).toBe(words);
  });
  it.each([
    [['--hacks=jump_label,skylake', '-o'], { jumpLabelHack: true, skylakeHack: true, orc: true }],
    [['--hacks'], { jumpLabelHack: true, noinstrHack: true, skylakeHack: true }],
    [['--werror', '--noabs'], { werror: true, noabs: true }],
    [[], {}],
  ])('%j', (words, expected) => { expect(parseObjtoolOptions(words)).toEqual({ ...noOptions, ...expected }); });
  it.each([[['--what'], 'unknown option: --what'], [['--hacks=none'], 'unknown option: --hacks=none'], [['--prefix=x'], 'unknown option: --prefix=x']])('refuses %j', (words, error) => {
    expect(parseObjtoolOptions(words)).toEqual({ error });
  });
});
