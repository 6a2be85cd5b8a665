// SPDX-License-Identifier: GPL-2.0-or-later
// What the first offered fix makes of a mutant: the file that was, as far as bytes and rows tell.

import { analyse, type Analysis } from '../../server/src/analysis/analyse.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { fixesFor } from '../../server/src/ide/fixes.ts';
import { applyEdits } from '../../server/src/ide/fixes/fix.ts';
import { printOrc } from '../../server/src/objtool/print.ts';
import { openFile, type Analysed, type Workspace } from '../../server/src/workspace.ts';

/** `rows`: rows and states are back, the bytes are others. */
export type FixOutcome = 'restored' | 'rows' | 'other' | 'none';

export function firstFix(workspace: Workspace, path: string, original: string, { analysis }: Analysed): { readonly outcome: FixOutcome; readonly code: string; readonly title: string | undefined } {
  const finding = findingsOf(analysis).find(f => f.finding?.printed === true && f.severity !== 'information' && f.severity !== 'hint');
  const fix = finding && fixesFor(analysis, finding)[0];
  if (!finding || !fix) return { outcome: 'none', code: finding?.code ?? '-', title: undefined };
  const fixed = analyse({ ...analysis.inputs, source: sourceText(analysis.source.path, applyEdits(analysis.source.text, fix.edits)) });
  workspace.buffers.clear();
  workspace.opened.clear();
  const before = openFile(workspace, path);
  if (before?.kind !== 'analysed' || original === '') return { outcome: 'none', code: finding.code, title: fix.title };
  const sameBytes = contents(fixed) === contents(before.analysis), sameRows = rows(fixed) === rows(before.analysis);
  return { outcome: sameBytes && sameRows ? 'restored' : sameRows ? 'rows' : 'other', code: finding.code, title: fix.title };
}

function contents(analysis: Analysis): string {
  return analysis.object.sections.filter(s => (s.flags & 4) !== 0).map(s => `${s.name} ${Buffer.from(s.bytes).toString('latin1')}`).join('\n');
}

function rows(analysis: Analysis): string { return printOrc(analysis.object, analysis.rows, analysis.inputs.rules); }
