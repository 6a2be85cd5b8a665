// SPDX-License-Identifier: GPL-2.0-or-later
// A fix before and after its proof. Whoever proposes need not be right: `proven` re-analyses the edited text and keeps only what mends:
//   - the finding is gone and no warning is new, with objtool's own stop at the first finding and beyond it,
//   - the same in the other arms of the file's conditionals (arms.ts),
//   - instructions and states outside the functions that the fix speaks of are what they were.

import { KeptWith } from '../../base/keptWith.ts';
import type { Analysis, Inputs } from '../../analysis/analyse.ts';
import { lineAt, sourceText, type SourceText } from '../../base/text.ts';
import { findingsOf, type PlacedFinding } from '../findings.ts';
import { armsAround, assembling, flipEdits, isIn, type Flip } from './arms.ts';
import { applyEdits, type Edit } from './edits.ts';
import { unchangedOutside } from './region.ts';

export { applyEdits, type Edit } from './edits.ts';

export interface ProposedFix {
  /** In imperative mood. A fix whose inserted hint nothing independent confirms starts with "Assert". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Mends code rather than telling the tools what to believe. */
  readonly mendsCode: boolean;
  /** An inserted hint equals a state that was computed without it. */
  readonly confirmed: boolean;
  /** How likely it is what was meant; less is likelier. */
  readonly rank?: number;
  /** It changes what symbols are, not the bytes; then states may change anywhere. */
  readonly symbols?: boolean;
}

export interface Fix extends ProposedFix {
  readonly finding: PlacedFinding;
  /** Findings of severity warning or more, before and after the edit. */
  readonly before: number;
  readonly after: number;
  readonly preferred: boolean;
}

/** Runs the whole analysis on another text. */
export type Reanalyse = (inputs: Inputs) => Analysis;

/** The fix if it holds. */
export function proven(analysis: Analysis, finding: PlacedFinding, fix: ProposedFix, reanalyse: Reanalyse): Fix | undefined {
  const after = withEdits(analysis, fix.edits, reanalyse);
  const before = weighty(findingsOf(analysis)), left = weighty(findingsOf(after));
  if (!isReduced(analysis, before, after, left, [finding], fix.edits)) return undefined;
  if (!unchangedOutside(analysis, after, fix.edits, finding, fix.symbols === true)) return undefined;
  if (!holdsInOtherArms(analysis, finding, fix.edits, reanalyse)) return undefined;
  return { ...fix, finding, before: before.length, after: left.length, preferred: false };
}

/** Arms of the edited functions one by one, all others of the file together. */
function holdsInOtherArms(analysis: Analysis, finding: PlacedFinding, edits: readonly Edit[], reanalyse: Reanalyse): boolean {
  const { near, far, functions } = armsAround(analysis, edits);
  const added = edits.reduce((lines, edit) => lines + breaks(edit.text) - breaks(analysis.source.text.slice(edit.start, edit.end)), 0);
  for (const ways of [...near, [far]]) {
    const judged = ways.reduce<Judged | undefined>((known, way) => known ?? withoutFix(analysis, way, reanalyse), undefined);
    if (!judged) continue;
    const { flip, flipped } = judged, other = withEdits(analysis, [...flipEdits(flip), ...edits], reanalyse);
    const judgedOf = (one: Analysis, more: number) => weighty(findingsOf(one)).filter(({ origin }) => {
      const line = lineAt(one.source, origin.start);
      return ways[0] !== far || !functions.some(([from, to]) => from <= line && line <= to + more);
    });
    const by = flip.define.length, moved = edits.map(({ start, end, text }) => ({ start: start + by, end: end + by, text }));
    const found = judgedOf(flipped, 0);
    // Where the edit does not come in, it need not mend anything.
    const mended = moved.some(edit => isIn(flipped, edit.start)) ? found.filter(f => f.code === finding.code && f.origin.start === finding.origin.start + by) : [];
    if (!isReduced(flipped, found, other, judgedOf(other, added), mended, moved)) return false;
  }
  return true;
}

interface Judged { readonly flip: Flip; readonly flipped: Analysis }

const keptArms = new KeptWith<Analysis, Map<string, Judged | undefined>>();

/** The same for every fix that is tried on this text. */
function withoutFix(analysis: Analysis, flip: Flip, reanalyse: Reanalyse): Judged | undefined {
  const kept = keptArms.get(analysis) ?? new Map<string, Judged | undefined>(), key = flip.define + flip.edits.map(({ start, text }) => `${start}${text}`).join();
  keptArms.set(analysis, kept);
  if (!kept.has(key)) kept.set(key, assembling(analysis, flip, edits => withEdits(analysis, edits, reanalyse)));
  return kept.get(key);
}

export function withEdits(analysis: Analysis, edits: readonly Edit[], reanalyse: Reanalyse): Analysis {
  const edited = sourceText(analysis.source.path, applyEdits(analysis.source.text, edits));
  const after = reanalyse(inputsWith(analysis, edited));
  return after.source === edited ? after : { ...after, source: edited };
}

/** The unit with another text of the file that is looked at, which need not be its main file. */
function inputsWith({ inputs, source }: Analysis, edited: SourceText): Inputs {
  if (source === inputs.source) return { ...inputs, source: edited };
  return { ...inputs, readHeader: path => { const header = inputs.readHeader(path); return header === source ? edited : header; } };
}

export function weighty(findings: readonly PlacedFinding[]): PlacedFinding[] {
  return findings.filter(f => f.severity === 'error' || f.severity === 'warning');
}

/** Every finding left was there before, on the line that became its line, and those to be mended are not among them. */
export function isReduced(analysis: Analysis, before: readonly PlacedFinding[], after: Analysis, left: readonly PlacedFinding[], mended: readonly PlacedFinding[], edits: readonly Edit[]): boolean {
  const old = new Map<string, number>();
  for (const finding of before) if (!mended.includes(finding)) count(old, `${finding.code}@${newLine(analysis, finding.origin.start, edits)}`, 1);
  for (const finding of left) {
    const key = `${finding.code}@${lineAt(after.source, finding.origin.start)}`;
    if ((old.get(key) ?? 0) <= 0) return false;
    count(old, key, -1);
  }
  return true;
}

function count(map: Map<string, number>, key: string, by: number): void { map.set(key, (map.get(key) ?? 0) + by); }

function newLine(analysis: Analysis, offset: number, edits: readonly Edit[]): number {
  let line = lineAt(analysis.source, offset);
  for (const edit of edits) {
    if (edit.start > offset) continue;
    line += breaks(edit.text) - breaks(analysis.source.text.slice(edit.start, edit.end));
  }
  return line;
}

function breaks(text: string): number { return text.split('\n').length - 1; }
