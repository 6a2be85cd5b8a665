// SPDX-License-Identifier: GPL-2.0-or-later
// The other configurations of the lines around an edit. A conditional of the file is turned over by writing 0 or 1 for its condition: what
// was left out comes in and the other way round, whatever the configuration behind it is called.

import type { Analysis } from '../../analysis/analyse.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { Edit } from './edits.ts';

/** Each arm is two analyses. */
const mostArms = 3;
/** Lines around an edit in which a conditional can matter; a function's ends cut it shorter. */
const reach = 60;

export function armsAround(analysis: Analysis, edits: readonly Edit[]): Edit[] {
  const { source } = analysis, flips: Edit[] = [];
  for (const edit of edits) {
    const line = lineAt(source, edit.start), [from, to] = functionAround(analysis, line);
    for (const { open, close } of conditionals(analysis)) {
      if (close < from || open > to || isGuard(analysis, open)) continue;
      const { start, end } = lineSpan(source, open);
      if (edits.some(other => other.start < end && other.end > start) || flips.some(flip => flip.start === start)) continue;
      flips.push({ start, end, text: `#if ${isActive(analysis, open) ? 0 : 1}` });
    }
  }
  return flips.slice(0, mostArms);
}

/** From the symbol that begins above to the next one's beginning. */
function functionAround(analysis: Analysis, line: number): [number, number] {
  const { source } = analysis, starts = (at: number) => /^\s*(?:SYM_\w+_START\w*|ENTRY|SYM_TYPED_FUNC_START)\s*\(/.test(source.text.slice(...spanOf(analysis, at)));
  let from = line, to = line + 1;
  while (from > 0 && line - from < reach && !starts(from)) from--;
  while (to < source.lineStarts.length && to - line < reach && !starts(to)) to++;
  return [from, to - 1];
}

function spanOf(analysis: Analysis, line: number): [number, number] {
  const { start, end } = lineSpan(analysis.source, line);
  return [start, end];
}

const known = new WeakMap<object, readonly { readonly open: number; readonly close: number }[]>();

/** Lines of #if and its #endif, whole pairs only. */
function conditionals(analysis: Analysis): readonly { readonly open: number; readonly close: number }[] {
  const kept = known.get(analysis.source);
  if (kept) return kept;
  const pairs: { open: number; close: number }[] = [], open: number[] = [];
  for (let line = 0; line < analysis.source.lineStarts.length; line++) {
    const word = /^\s*#\s*(if|ifdef|ifndef|endif)\b/.exec(analysis.source.text.slice(...spanOf(analysis, line)))?.[1];
    if (word === 'endif') { const start = open.pop(); if (start !== undefined) pairs.push({ open: start, close: line }); }
    else if (word !== undefined) open.push(line);
  }
  known.set(analysis.source, pairs);
  return pairs;
}

/** Is the first arm in? */
function isActive(analysis: Analysis, line: number): boolean {
  const behind = lineSpan(analysis.source, line).end + 1;
  return !analysis.preprocessed.inactive.some(region => region.file === analysis.source && region.start <= behind && behind < region.end);
}

/** A continued directive, an include guard: not a choice of configuration. */
function isGuard(analysis: Analysis, line: number): boolean {
  const text = analysis.source.text.slice(...spanOf(analysis, line));
  return text.endsWith('\\') || /#\s*ifndef\s+_\w+_[HS]_*\s*$/.test(text) || /__ASSEMBLY__|__ASSEMBLER__/.test(text);
}
