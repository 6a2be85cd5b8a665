// SPDX-License-Identifier: GPL-2.0-or-later
// What can be folded: conditionals of both languages, macro bodies, functions, comments, runs of #includes. Lines count from 0.

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { lineAt } from '../base/text.ts';
import { documentSymbols, type DocumentSymbol } from './documentSymbols.ts';
import { tokensOf } from './tokens.ts';

export interface FoldingRange { readonly first: number; readonly last: number; readonly kind: 'region' | 'comment' | 'imports' }

const kept = new KeptWith<Analysis, readonly FoldingRange[]>();

export function foldingRanges(analysis: Analysis): readonly FoldingRange[] {
  let ranges = kept.get(analysis);
  if (!ranges) kept.set(analysis, ranges = collect(analysis));
  return ranges;
}

function collect(analysis: Analysis): FoldingRange[] {
  const ranges = [...blocks(analysis), ...functions(analysis)].filter(r => r.last > r.first).sort((a, b) => a.first - b.first || b.last - a.last);
  // Editors fold one range per first line; the widest comes first.
  return ranges.filter((range, i) => ranges[i - 1]?.first !== range.first);
}

/** Openers and closers; a middle word ends one fold and begins the next. */
const openers = new Map([['#if', 'cpp'], ['#ifdef', 'cpp'], ['#ifndef', 'cpp'], ['.macro', 'macro'], ['.rept', 'rept'], ['.irp', 'rept'], ['.irpc', 'rept']]);
const middles = new Map([['#elif', 'cpp'], ['#elifdef', 'cpp'], ['#elifndef', 'cpp'], ['#else', 'cpp'], ['.else', 'if'], ['.elseif', 'if']]);
const closers = new Map([['#endif', 'cpp'], ['.endm', 'macro'], ['.endr', 'rept'], ['.endif', 'if']]);

function blocks(analysis: Analysis): FoldingRange[] {
  const { source } = analysis, { text } = source;
  const ranges: FoldingRange[] = [];
  const open: { readonly kind: string; readonly line: number }[] = [];
  let includes: { first: number; last: number } | undefined, comments: { first: number; last: number; end: number } | undefined;
  const closeComments = () => { if (comments) ranges.push({ first: comments.first, last: comments.last, kind: 'comment' }); comments = undefined; };
  for (const { kind, start, end } of tokensOf(analysis)) {
    if (kind === 'comment') {
      const first = lineAt(source, start), last = lineAt(source, end);
      if (comments && text.slice(comments.end, start).trim() === '' && first <= comments.last + 1) { comments.last = last; comments.end = end; } else { closeComments(); if (ownLine(text, start)) comments = { first, last, end }; }
      continue;
    }
    closeComments();
    if (kind !== 'directive' && kind !== 'cpp-directive') continue;
    const word = kind === 'directive' ? text.slice(start, end).toLowerCase() : `#${text.slice(start + 1, end).trim()}`;
    const line = lineAt(source, start);
    if (word.startsWith('#include')) {
      if (includes && line <= includes.last + 1) includes.last = line; else { if (includes) ranges.push({ ...includes, kind: 'imports' }); includes = { first: line, last: line }; }
    }
    const opens = openers.get(word) ?? (word.startsWith('.if') ? 'if' : undefined), middle = middles.get(word), closes = closers.get(word);
    if (opens !== undefined) { open.push({ kind: opens, line }); continue; }
    const ends = middle ?? closes;
    if (ends === undefined) continue;
    // What was left open inside is given up.
    let index = open.length - 1;
    while (index >= 0 && open[index]!.kind !== ends) index--;
    if (index < 0) continue;
    ranges.push({ first: open[index]!.line, last: middle !== undefined ? line - 1 : line, kind: 'region' });
    open.length = index;
    if (middle !== undefined) open.push({ kind: middle, line });
  }
  closeComments();
  if (includes) ranges.push({ ...includes, kind: 'imports' });
  return ranges;
}

function ownLine(text: string, start: number): boolean {
  for (let i = start - 1; i >= 0 && text[i] !== '\n'; i--) if (text[i] !== ' ' && text[i] !== '\t') return false;
  return true;
}

function functions(analysis: Analysis): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const walk = (symbols: readonly DocumentSymbol[]): void => {
    for (const { kind, start, end, children } of symbols) {
      if (kind !== 'gas-macro') ranges.push({ first: lineAt(analysis.source, start), last: lineAt(analysis.source, end), kind: 'region' });
      walk(children);
    }
  };
  walk(documentSymbols(analysis));
  return ranges;
}
