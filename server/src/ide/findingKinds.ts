// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of kinds of findings, by code. Codes of cpp and as are not in it: their words are all there is to them.

import type { Grade, Severity } from '../base/diagnostic.ts';
import { lints } from '../frame/lint.ts';
import { flowKinds } from './kinds/flow.ts';
import type { FindingKind } from './kinds/kind.ts';
import { lintKinds } from './kinds/lints.ts';
import { mitigationKinds } from './kinds/mitigations.ts';
import { noteKinds } from './kinds/notes.ts';
import { stackKinds } from './kinds/stack.ts';

/** frame/ has its own table of rules, about what registers and slots hold. */
const frameKinds: readonly FindingKind[] = lints.map(({ code, severity, help, advice, off }) => ({ code, severity, words: code.replaceAll('-', ' '), rule: help, advice, ...(off && { off }) }));

export const findingKinds: readonly FindingKind[] = [...stackKinds, ...flowKinds, ...noteKinds, ...mitigationKinds, ...lintKinds, ...frameKinds];

const byCode: ReadonlyMap<string, FindingKind> = new Map(findingKinds.map(kind => [kind.code, kind]));

export function kindOf(code: string): FindingKind | undefined { return byCode.get(code); }

export type Grades = Readonly<Record<string, Grade>>;

export const grades: readonly Grade[] = ['off', 'hint', 'information', 'warning', 'error'];

/** What a finding of this kind counts as: the user's grade, else the table's; off by default means off until it is graded. */
export function gradeOf(code: string, found: Severity, own: Grades = {}): Grade {
  const graded = own[code];
  if (graded) return graded;
  return kindOf(code)?.off ? 'off' : found;
}

/** Where the pages lie; relative to the repository. */
const pages = 'docs/findings';

export function pageOf(code: string): string | undefined { return byCode.has(code) ? `${pages}/${code}.md` : undefined; }
