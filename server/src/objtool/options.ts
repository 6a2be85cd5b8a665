// SPDX-License-Identifier: GPL-2.0-or-later
// objtool's command line, both ways: the words kbuild passes, and a record of what they mean. Both forms: one command with actions
// (5.18 and later) and `check` / `orc generate` (before). What the tool itself does not know is reported, not guessed.

import type { ObjtoolOptions } from './rules.ts';

type Flag = Exclude<keyof ObjtoolOptions, 'prefix' | 'jumpLabelHack' | 'noinstrHack' | 'skylakeHack'>;

/** Long option -> member, in the order the tool lists them. */
const flags: Readonly<Record<string, Flag>> = {
  'ibt': 'ibt', 'mcount': 'mcount', 'noinstr': 'noinstr', 'orc': 'orc', 'retpoline': 'retpoline', 'rethunk': 'rethunk', 'unret': 'unret',
  'sls': 'sls', 'stackval': 'stackval', 'static-call': 'staticCall', 'uaccess': 'uaccess', 'cfi': 'cfi', 'fineibt': 'cfi', 'noabs': 'noabs',
  'backtrace': 'backtrace', 'verbose': 'backtrace', 'link': 'link', 'module': 'module', 'mnop': 'mnop', 'no-unreachable': 'noUnreachable', 'sec-address': 'secAddress', 'werror': 'werror',
};

const short: Readonly<Record<string, string>> = { v: 'verbose', h: 'hacks', i: 'ibt', m: 'mcount', n: 'noinstr', o: 'orc', r: 'retpoline', l: 'sls', s: 'stackval', t: 'static-call', u: 'uaccess' };

const hacks: Readonly<Record<string, 'jumpLabelHack' | 'noinstrHack' | 'skylakeHack'>> = { jump_label: 'jumpLabelHack', noinstr: 'noinstrHack', skylake: 'skylakeHack' };

/** Options without a meaning for what is found in an object. */
const silent = new Set(['backup', 'dry-run', 'stats', 'no-fp', 'duplicate', 'klp-symids', 'trace', 'disas', 'output', 'dump', 'Werror']);

export const noOptions: ObjtoolOptions = {
  orc: false, stackval: false, uaccess: false, retpoline: false, rethunk: false, sls: false, ibt: false, mcount: false, mnop: false, staticCall: false,
  cfi: false, noinstr: false, unret: false, noUnreachable: false, link: false, module: false, backtrace: false, secAddress: false, noabs: false, werror: false,
  jumpLabelHack: false, noinstrHack: false, skylakeHack: false, prefix: 0,
};

/** The words behind `objtool`; `unknown` are those that no objtool has. */
export function readObjtoolOptions(words: readonly string[]): { readonly options: ObjtoolOptions; readonly unknown: readonly string[] } {
  const options: { -readonly [K in keyof ObjtoolOptions]: ObjtoolOptions[K] } = { ...noOptions };
  const unknown: string[] = [];
  const old = words[0] === 'check' || words[0] === 'orc';
  if (old) {
    options.orc = words[0] === 'orc';
    // The old tool validates frames unless it is told not to, and always reads alternatives and jump labels.
    options.stackval = !words.includes('--no-fp');
    options.jumpLabelHack = true;
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (old && (word === 'check' || word === 'orc' || word === 'generate' || word === 'dump')) continue;
    if (old && word === '--vmlinux') { options.link = true; continue; }
    if (!word.startsWith('-')) { if (!word.endsWith('.o')) unknown.push(word); continue; }
    const [, spelled = '', , value] = /^--?([^=]+)(=(.*))?$/.exec(word) ?? [];
    const name = word.startsWith('--') ? spelled : short[spelled] ?? spelled;
    if (flags[name]) options[flags[name]] = true;
    else if (name.startsWith('no-') && flags[name.slice(3)]) options[flags[name.slice(3)]!] = false;
    else if (name === 'prefix') {
      const bytes = Number(value ?? words[++i]);
      if (Number.isInteger(bytes) && bytes >= 0) options.prefix = bytes; else unknown.push(word);
    }
    else if (name === 'hacks') for (const hack of value === undefined ? Object.keys(hacks) : value.split(',')) { if (hacks[hack]) options[hacks[hack]] = true; else unknown.push(word); }
    else if (name === 'output') { if (value === undefined) i++; }
    else if (!silent.has(name)) unknown.push(word);
  }
  return { options, unknown };
}

/** The same, insisting that every word is understood. */
export function parseObjtoolOptions(words: readonly string[]): ObjtoolOptions | { readonly error: string } {
  const { options, unknown } = readObjtoolOptions(words);
  return unknown.length > 0 ? { error: `unknown option: ${unknown.join(' ')}` } : options;
}

export function printObjtoolOptions(options: ObjtoolOptions): string { return objtoolWords(options).join(' '); }

/** The options as words, in kbuild's order. */
export function objtoolWords(options: ObjtoolOptions): string[] {
  const words = Object.entries(hacks).filter(([, member]) => options[member]).map(([hack]) => `--hacks=${hack}`);
  for (const flag of ['ibt', 'cfi', 'mcount', 'mnop', 'orc', 'retpoline', 'rethunk', 'sls', 'stackval', 'static-call', 'uaccess', 'no-unreachable']) {
    if (options[flags[flag]!]) words.push(`--${flag}`);
  }
  if (options.prefix > 0) words.push(`--prefix=${options.prefix}`);
  for (const flag of ['noabs', 'backtrace', 'sec-address', 'werror', 'noinstr', 'unret', 'link', 'module']) {
    if (options[flags[flag]!]) words.push(`--${flag}`);
  }
  return words;
}
