// SPDX-License-Identifier: GPL-2.0-or-later
// Findings that objtool cannot have (WARNINGS.md section 8): one table of rules, each a function over a traced object. A rule says something
// only where it is sure; what is unknown is no finding. Rules look at the instructions first and ask for values last, because values cost.

import type { Checked } from '../objtool/checked.ts';
import { codePathLints } from './lints/codePaths.ts';
import { copiedFrameLints } from './lints/copiedFrame.ts';
import { entryLints } from './lints/entries.ts';
import { exitLints } from './lints/exits.ts';
import { hintLints } from './lints/hints.ts';
import { ptRegsLints } from './lints/ptRegs.ts';
import { savedRegisterLints } from './lints/savedRegisters.ts';
import { stackPointerLints } from './lints/stackPointer.ts';
import type { Traced } from './trace.ts';

export interface LensFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly words: string;
  readonly instruction: number;
  readonly related?: readonly { readonly instruction: number; readonly words: string }[];
}

export interface LintContext {
  readonly traced: Traced;
  readonly checked: Checked;
  /** The kernel is built with frame pointers. */
  readonly framePointers: boolean;
  /** ... and with static calls, which its int3 handler emulates while they are patched. */
  readonly emulatesCalls: boolean;
  /** ... and untrains the return predictor at its entries. */
  readonly untrains: boolean;
}

export interface Lint {
  readonly code: string;
  readonly severity: LensFinding['severity'];
  /** What is wrong, and why it matters, in one sentence. */
  readonly help: string;
  /** What to do about it. */
  readonly advice: string;
  /** Not shown unless asked for. */
  readonly off?: true;
  readonly find: (context: LintContext, found: (instruction: number, words: string, related?: LensFinding['related']) => void) => void;
}

export const lints: readonly Lint[] = [...stackPointerLints, ...hintLints, ...ptRegsLints, ...codePathLints, ...copiedFrameLints, ...savedRegisterLints, ...entryLints, ...exitLints];

/** `asked`: codes that are off and wanted all the same. */
export function lint(context: LintContext, asked: (code: string) => boolean = () => false): LensFinding[] {
  const findings: LensFinding[] = [];
  for (const { code, severity, off, find } of lints) {
    if (off && !asked(code)) continue;
    find(context, (instruction, words, related) => findings.push({ code, severity, words, instruction, ...(related && related.length > 0 ? { related } : {}) }));
  }
  return findings;
}
