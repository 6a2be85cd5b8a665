// SPDX-License-Identifier: GPL-2.0-or-later
// What a mnemonic tells by itself, found once for each: a file has thousands of statements and some hundred mnemonics.

import { directBranch, type DirectBranch } from './branches.ts';
import { readingsOf, type Reading } from './mnemonics.ts';

export interface Word {
  /** What it is before a plain target. */
  readonly branch: DirectBranch | undefined;
  readonly readings: readonly Reading[];
  /** jmp and call, far ones too. */
  readonly transfers: boolean;
  /** Of these, whether it is a far one. */
  readonly far: boolean | undefined;
  readonly movabs: boolean;
  /** AT&T does not reverse its operands. */
  readonly keepsOrder: boolean;
  /** A name of a string operation, which takes none of its operands or all. */
  readonly isString: boolean;
  /** The operation in 16, 32 and 64-bit code, where the mode's width is the default one. */
  readonly widths: readonly [in16: string, in32: string, in64: string] | undefined;
}

export function wordOf(mnemonic: string): Word {
  let word = words.get(mnemonic);
  if (word === undefined) {
    if (words.size > 4096) words.clear();
    words.set(mnemonic, word = {
      branch: directBranch(mnemonic), readings: readingsOf(mnemonic), transfers: /^l?(jmp|call)[wlq]?$/.test(mnemonic), far: /^l(jmp|call)/.test(mnemonic) ? true : /^(jmp|call)/.test(mnemonic) ? false : undefined,
      movabs: mnemonic.startsWith('movabs'), keepsOrder: /^(enter|bound|invlpga)/.test(mnemonic), isString: mnemonic.length <= 5 && stringName.test(mnemonic), widths: widths[mnemonic],
    });
  }
  return word;
}

const words = new Map<string, Word>();

const stringName = /^s?(mov|cmp|sto|lod|sca|in|out)s[bwlq]?$|^s(mov|lod|sto|cmp|sca)[bwlq]?$/;

const widths: Readonly<Record<string, readonly [in16: string, in32: string, in64: string]>> = {
  pushf: ['pushf', 'pushfd', 'pushfq'], popf: ['popf', 'popfd', 'popfq'], iret: ['iret', 'iretd', 'iretd'], pusha: ['pusha', 'pushad', 'pusha'], popa: ['popa', 'popad', 'popa'],
};
