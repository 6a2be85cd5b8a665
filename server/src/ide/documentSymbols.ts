// SPDX-License-Identifier: GPL-2.0-or-later
// The outline of a file: functions and data with the labels inside them, macros of both kinds. A function reaches from the line that makes
// its label to the line that gives its size; labels without a size reach to the next one.

import type { Analysis } from '../analysis/analyse.ts';
import { shownIn } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import { tokensOf } from './tokens.ts';

export interface DocumentSymbol {
  readonly name: string;
  readonly kind: 'function' | 'object' | 'label' | 'constant' | 'macro' | 'gas-macro';
  readonly detail: string;
  readonly start: number;
  readonly end: number;
  /** The name, or the call that makes it. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly children: DocumentSymbol[];
}

export function documentSymbols(analysis: Analysis): DocumentSymbol[] {
  const flat = [...assemblerSymbols(analysis), ...gasMacros(analysis), ...defines(analysis)].sort((a, b) => a.start - b.start || b.end - a.end);
  return nest(flat);
}

function assemblerSymbols(analysis: Analysis): DocumentSymbol[] {
  const { source, object, listing } = analysis;
  const ends = sizesOf(analysis);
  const seen = new Set<string>();
  const found: DocumentSymbol[] = [];
  const types = new Map(object.symbols.map(s => [s.name, s]));
  for (const statement of listing.statements) {
    if (statement.kind !== 'label' && statement.kind !== 'assignment') continue;
    const { name } = statement, first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) continue;
    const shown = shownIn(source, statement.origin);
    if (!shown) continue;
    // Of local labels only those that are spelled at their place; the rest is some macro's affair.
    const spelled = statement.origin.place.file === source && source.text.startsWith(name, statement.origin.start);
    if (name.startsWith('.L') && (!spelled || statement.origin.place.expansion)) continue;
    if (statement.kind === 'assignment' && !spelled) continue;
    const at = source.text.slice(shown.start, shown.end).indexOf(name);
    // Many names from one spelling (labels in a macro's body) would stand on one line; their calls show them.
    const key = `${name} ${shown.start}`;
    if (seen.has(key) || (statement.origin.place.file === source && statement.origin.place.expansion?.kind === 'macro' && !spelled)) continue;
    seen.add(key);
    const symbol = types.get(name);
    const kind = statement.kind === 'assignment' ? 'constant' : symbol?.type === 'FUNC' ? 'function' : symbol?.type === 'OBJECT' ? 'object' : symbol && symbol.size > 0 ? 'function' : 'label';
    const nameStart = at >= 0 ? shown.start + at : shown.start, nameEnd = at >= 0 ? nameStart + name.length : shown.end;
    const end = ends.get(name);
    found.push({
      name, kind, detail: symbol && typeof symbol.section === 'number' ? `${object.sections[symbol.section]!.name}${symbol.size > 0 ? `, ${symbol.size} bytes` : ''}` : '',
      start: startOfStatementLine(source, shown.start), end: Math.max(shown.end, nameEnd, end !== undefined && end > shown.start ? end : 0), nameStart, nameEnd, children: [],
    });
  }
  return found;
}

/** A label that a macro makes begins with the macro's name. */
function startOfStatementLine({ text }: SourceText, at: number): number {
  let start = text.lastIndexOf('\n', at - 1) + 1;
  while (start < at && (text[start] === ' ' || text[start] === '\t')) start++;
  return start;
}

/** Where `.size name` shows, by name. */
function sizesOf({ source, listing }: Analysis): Map<string, number> {
  const ends = new Map<string, number>();
  for (const statement of listing.statements) {
    if (statement.kind !== 'directive' || statement.name !== '.size') continue;
    const shown = shownIn(source, statement.origin);
    if (shown) ends.set(statement.rest.slice(0, statement.rest.indexOf(',')).trim(), shown.end);
  }
  return ends;
}

function gasMacros({ source, listing }: Analysis): DocumentSymbol[] {
  return [...listing.macros.values()].flatMap(definitions => definitions.flatMap(({ name, parameters, origin }): DocumentSymbol[] => {
    if (origin.place.file !== source) return [];
    const at = Math.max(origin.start, source.text.indexOf(name, origin.start));
    const detail = parameters.map(p => `${p.name}${p.qualifier ? `:${p.qualifier}` : ''}${p.default !== undefined ? `=${p.default}` : ''}`).join(' ');
    return [{ name, kind: 'gas-macro', detail, start: origin.start, end: origin.end, nameStart: at, nameEnd: at + name.length, children: [] }];
  }));
}

/** `#define`s of the file, active or not. */
function defines(analysis: Analysis): DocumentSymbol[] {
  const { source } = analysis, found: DocumentSymbol[] = [];
  let directive = 0;
  for (const { kind, start, end } of tokensOf(analysis)) {
    if (kind === 'cpp-directive') directive = start;
    else if (kind === 'macro-definition') found.push({ name: source.text.slice(start, end), kind: 'macro', detail: '', start: directive, end: endOfLogicalLine(source, end), nameStart: start, nameEnd: end, children: [] });
  }
  return found;
}

function endOfLogicalLine({ text }: SourceText, at: number): number {
  for (let end = text.indexOf('\n', at); ; end = text.indexOf('\n', end + 1)) {
    if (end < 0) return text.length;
    if (text[end - 1] !== '\\' && !(text[end - 1] === '\r' && text[end - 2] === '\\')) return end;
  }
}

/** What lies inside another one becomes its child; what only overlaps is cut short. */
function nest(flat: readonly DocumentSymbol[]): DocumentSymbol[] {
  const top: DocumentSymbol[] = [], open: DocumentSymbol[] = [];
  for (const symbol of flat) {
    while (open.length > 0 && open[open.length - 1]!.end <= symbol.start) open.pop();
    const parent = open[open.length - 1];
    const fitted = parent && symbol.end > parent.end ? { ...symbol, end: Math.max(symbol.nameEnd, parent.end) } : symbol;
    (parent && fitted.end <= parent.end ? parent.children : top).push(fitted);
    if (fitted.end > fitted.nameEnd) open.push(fitted);
  }
  return top;
}
