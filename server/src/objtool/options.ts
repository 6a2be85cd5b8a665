// SPDX-License-Identifier: GPL-2.0-or-later
// objtool's command line, both ways: the words kbuild passes, and a record of what they mean.

import type { ObjtoolOptions } from './rules.ts';

type Flag = Exclude<keyof ObjtoolOptions, 'prefix' | 'jumpLabelHack' | 'noinstrHack' | 'skylakeHack'>;
type Mutable = { -readonly [K in keyof ObjtoolOptions]: ObjtoolOptions[K] };

const FLAGS: ReadonlyMap<string, Flag> = new Map([
  ['--ibt', 'ibt'], ['--mcount', 'mcount'], ['--mnop', 'mnop'], ['--noinstr', 'noinstr'], ['--orc', 'orc'], ['--retpoline', 'retpoline'], ['--rethunk', 'rethunk'],
  ['--sls', 'sls'], ['--static-call', 'staticCall'], ['--uaccess', 'uaccess'], ['--cfi', 'cfi'], ['--unret', 'unret'], ['--stackval', 'stackval'],
  ['--noabs', 'noabs'], ['--no-unreachable', 'noUnreachable'], ['--link', 'link'], ['--module', 'module'], ['--backtrace', 'backtrace'],
  ['--sec-address', 'secAddress'], ['--werror', 'werror'], ['--Werror', 'werror'], ['-v', 'backtrace'], ['--verbose', 'backtrace'],
]);
const SHORT: ReadonlyMap<string, string> = new Map([
  ['-h', '--hacks'], ['-i', '--ibt'], ['-m', '--mcount'], ['-n', '--noinstr'], ['-o', '--orc'], ['-r', '--retpoline'], ['-l', '--sls'], ['-s', '--stackval'],
  ['-t', '--static-call'], ['-u', '--uaccess'],
]);
const HACKS: ReadonlyMap<string, 'jumpLabelHack' | 'noinstrHack' | 'skylakeHack'> = new Map([['jump_label', 'jumpLabelHack'], ['noinstr', 'noinstrHack'], ['skylake', 'skylakeHack']]);
/** Understood, and without any effect on what is checked. */
const IGNORED = new Set(['--stats', '--dry-run', '--no-unreachable=0']);

export const noOptions: ObjtoolOptions = {
  orc: false, stackval: false, uaccess: false, retpoline: false, rethunk: false, sls: false, ibt: false, mcount: false, mnop: false, staticCall: false, cfi: false,
  noinstr: false, unret: false, noUnreachable: false, link: false, module: false, backtrace: false, secAddress: false, noabs: false, werror: false,
  jumpLabelHack: false, noinstrHack: false, skylakeHack: false, prefix: 0,
};

/** The words behind `objtool`, without the object's name. */
export function parseObjtoolOptions(words: readonly string[]): ObjtoolOptions | { error: string } {
  const options: Mutable = { ...noOptions };
  for (const word of words) {
    const equals = word.indexOf('='), spelled = equals < 0 ? word : word.slice(0, equals), value = equals < 0 ? undefined : word.slice(equals + 1);
    const name = SHORT.get(spelled) ?? spelled, flag = FLAGS.get(name);
    if (flag) options[flag] = true;
    else if (name === '--hacks') {
      const names = value === undefined ? [...HACKS.keys()] : value.split(',');
      for (const hack of names) {
        const key = HACKS.get(hack);
        if (!key) return { error: `invalid --hacks value: ${hack}` };
        options[key] = true;
      }
    } else if (name === '--prefix') {
      const bytes = Number(value);
      if (!Number.isInteger(bytes) || bytes < 0) return { error: `--prefix expects a number, not '${value ?? ''}'` };
      options.prefix = bytes;
    } else if (!IGNORED.has(name)) return { error: `unknown option: ${word}` };
  }
  return options;
}

/** The words again, in kbuild's order. */
export function printObjtoolOptions(options: ObjtoolOptions): string {
  const words: string[] = [];
  for (const [name, key] of HACKS) if (options[key]) words.push(`--hacks=${name}`);
  const seen = new Set<Flag>();
  for (const [name, flag] of FLAGS) {
    if (!options[flag] || seen.has(flag)) continue;
    seen.add(flag);
    words.push(name);
  }
  if (options.prefix > 0) words.push(`--prefix=${options.prefix}`);
  return words.join(' ');
}
