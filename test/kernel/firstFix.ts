// SPDX-License-Identifier: GPL-2.0-or-later
// What the first offered fix makes of a mutant: the file that was, as far as bytes and rows tell.

import { analyse, type Analysis } from '../../server/src/analysis/analyse.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { fixesFor } from '../../server/src/ide/fixes.ts';
import { applyEdits, type Fix } from '../../server/src/ide/fixes/fix.ts';
import { printOrc } from '../../server/src/objtool/print.ts';
import { openFile, type Analysed, type Workspace } from '../../server/src/workspace.ts';

/** `rows`: rows and states are back, the bytes are others. */
export type FixOutcome = 'restored' | 'rows' | 'other' | 'none';

export interface FirstFix {
  readonly outcome: FixOutcome;
  readonly code: string;
  readonly title: string | undefined;
  /** Titles of the other fixes that were offered; one that would have given the file back is marked. */
  readonly others: readonly string[];
}

/** The workspace's buffers are emptied. */
export function firstFix(workspace: Workspace, path: string, { analysis }: Analysed): FirstFix {
  const finding = findingsOf(analysis).find(f => f.finding?.printed === true && f.severity !== 'information' && f.severity !== 'hint');
  const fixes = finding ? fixesFor(analysis, finding) : [];
  const fix = fixes[0], code = finding?.code ?? '-';
  if (!finding || !fix) return { outcome: 'none', code, title: undefined, others: [] };
  const before = originalOf(workspace, path);
  const outcomeOf = ({ edits }: Fix): FixOutcome => {
    const fixed = analyse({ ...analysis.inputs, source: sourceText(analysis.source.path, applyEdits(analysis.source.text, edits)) });
    const sameRows = rows(fixed) === before.rows;
    return sameRows && contents(fixed) === before.contents ? 'restored' : sameRows ? 'rows' : 'other';
  };
  const outcome = outcomeOf(fix);
  const others = outcome === 'restored' ? [] : fixes.slice(1).map(other => `${outcomeOf(other) === 'restored' ? '** ' : ''}${other.title}`);
  return { outcome, code, title: fix.title, others };
}

/** Titles of fixes that tell the unwinder what to believe. */
export function isHint(title: string): boolean { return /UNWIND_HINT_(?:FUNC|UNDEFINED|IGNORE)|STACK_FRAME_NON_STANDARD|ANNOTATE_IGNORE/.test(title) && !title.startsWith('Remove'); }

interface Original { readonly contents: string; readonly rows: string }

const originals = new WeakMap<Workspace, Map<string, Original>>();

function originalOf(workspace: Workspace, path: string): Original {
  const known = originals.get(workspace) ?? new Map<string, Original>();
  originals.set(workspace, known);
  let original = known.get(path);
  if (!original) {
    workspace.buffers.clear();
    workspace.opened.clear();
    const opened = openFile(workspace, path);
    if (opened?.kind !== 'analysed') throw new Error(`${path} is not analysed`);
    original = { contents: contents(opened.analysis), rows: rows(opened.analysis) };
    known.set(path, original);
  }
  return original;
}

function contents(analysis: Analysis): string {
  return analysis.object.sections.filter(s => (s.flags & 4) !== 0).map(s => `${s.name} ${Buffer.from(s.bytes).toString('latin1')}`).join('\n');
}

function rows(analysis: Analysis): string { return printOrc(analysis.object, analysis.rows, analysis.inputs.rules); }
