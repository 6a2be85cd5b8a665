// SPDX-License-Identifier: GPL-2.0-or-later
// A fix before and after its proof. Whoever proposes need not be right: `proven` re-analyses the edited text and keeps only what mends.

import type { Analysis, Inputs } from '../../analysis/analyse.ts';
import { lineAt, lineSpan, sourceText, type SourceText } from '../../base/text.ts';
import { findingsOf, type PlacedFinding } from '../findings.ts';

/** Replaces [start, end) of the main file. */
export interface Edit { readonly start: number; readonly end: number; readonly text: string }

export interface ProposedFix {
  /** In imperative mood. A fix whose inserted hint nothing independent confirms starts with "Assert". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Mends code rather than telling the tools what to believe. */
  readonly mendsCode: boolean;
  /** An inserted hint equals a state that was computed without it. */
  readonly confirmed: boolean;
}

export interface Fix extends ProposedFix {
  readonly finding: PlacedFinding;
  /** Findings of severity warning or more, before and after the edit. */
  readonly before: number;
  readonly after: number;
  readonly preferred: boolean;
}

/** Runs the whole analysis on another text of the main file. */
export type Reanalyse = (inputs: Inputs) => Analysis;

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  return result;
}

/** The fix if the finding goes and none comes. */
export function proven(analysis: Analysis, finding: PlacedFinding, fix: ProposedFix, reanalyse: Reanalyse): Fix | undefined {
  const edited = sourceText(analysis.source.path, applyEdits(analysis.source.text, fix.edits));
  const after = { ...reanalyse(inputsWith(analysis, edited)), source: edited };
  const before = weighty(findingsOf(analysis)), left = weighty(findingsOf(after));
  if (!isReduced(analysis, before, after, left, finding, fix.edits)) return undefined;
  return { ...fix, finding, before: before.length, after: left.length, preferred: false };
}

/** The unit with another text of the file that is looked at, which need not be its main file. */
function inputsWith({ inputs, source }: Analysis, edited: SourceText): Inputs {
  if (source === inputs.source) return { ...inputs, source: edited };
  return { ...inputs, readHeader: path => { const header = inputs.readHeader(path); return header === source ? edited : header; } };
}

function weighty(findings: readonly PlacedFinding[]): PlacedFinding[] {
  return findings.filter(f => f.severity === 'error' || f.severity === 'warning');
}

/** Every finding left was there before, on the line that became its line, and the one to be mended is not among them. */
function isReduced(analysis: Analysis, before: readonly PlacedFinding[], after: Analysis, left: readonly PlacedFinding[], mended: PlacedFinding, edits: readonly Edit[]): boolean {
  const old = new Map<string, number>();
  for (const finding of before) if (finding !== mended) count(old, `${finding.code}@${newLine(analysis, finding.origin.start, edits)}`, 1);
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

/** An edit that puts lines in front of the line at `offset`, indented like it; a label there stays in front of them. */
export function insertBefore(analysis: Analysis, offset: number, lines: readonly string[]): Edit {
  const { start } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  return { start, end: start, text: lines.map(line => `${indentAt(analysis, offset)}${line}\n`).join('') };
}

/**
 * In front of the statement itself: when a label stands before it on its line, the line is split behind the label so that jumps to
 * the label pass the inserted lines too.
 */
export function insertBeforeStatement(analysis: Analysis, offset: number, lines: readonly string[]): Edit {
  const text = analysis.source.text;
  const { start } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  const head = text.slice(start, offset);
  if (head.trim() === '') return insertBefore(analysis, offset, lines);
  const indent = indentAt(analysis, offset);
  return { start: start + head.trimEnd().length, end: offset, text: `\n${lines.map(line => `${indent}${line}\n`).join('')}${indent}` };
}

function indentAt(analysis: Analysis, offset: number): string {
  const text = analysis.source.text;
  const { start, end } = lineSpan(analysis.source, lineAt(analysis.source, offset));
  const match = /^[ \t]+/.exec(text.slice(start, end));
  return match ? match[0] : '\t';
}
