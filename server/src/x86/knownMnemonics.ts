// SPDX-License-Identifier: GPL-2.0-or-later
// Which words are instructions, for those who look at text and not at operands, and all of them, for completion.

import { branchMnemonics, directBranch } from './branches.ts';
import { intelMnemonics } from './codes.ts';
import { attOnlyMnemonics, readingsOf } from './mnemonics.ts';

export function isMnemonic(word: string): boolean { return directBranch(word) !== undefined || readingsOf(word).length > 0; }

/** AT&T names without size suffixes, sorted. */
export function knownMnemonics(): readonly string[] {
  return (all ??= [...new Set([...branchMnemonics().filter(name => !name.includes(',')), ...attOnlyMnemonics(), ...intelMnemonics().filter(name => readingsOf(name).length > 0)])].sort());
}

let all: readonly string[] | undefined;
