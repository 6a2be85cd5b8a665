// SPDX-License-Identifier: GPL-2.0-or-later
// workspace/symbol: what the open units define, and the index says of the others.

import { SymbolKind, type Location, type SymbolInformation, type WorkspaceSymbolParams } from 'vscode-languageserver';
import { distanceTo, inOrder, lettersForMacros, workspaceSymbols, type WorkspaceSymbol } from '../ide/workspaceSymbols.ts';
import { opened, type Documents } from './documents.ts';
import { locationIn, macrosElsewhere, symbolsElsewhere, type Texts } from './elsewhere.ts';
import { locationOf } from './location.ts';

/** More than anybody reads. */
const most = 1000;

const kinds: Readonly<Record<WorkspaceSymbol['kind'], SymbolKind>> = { symbol: SymbolKind.Function, 'gas-macro': SymbolKind.Method, macro: SymbolKind.Constant };

export function onWorkspaceSymbol(documents: Documents, { query }: WorkspaceSymbolParams): SymbolInformation[] {
  const found = new Map<string, SymbolInformation>();
  const add = (name: string, kind: WorkspaceSymbol['kind'], location: Location): void => {
    // A #define and the name in it are one line; a gas macro of an open unit and of its header's text are one thing.
    const key = `${location.uri} ${location.range.start.line} ${name}`;
    if (!found.has(key)) found.set(key, { name, kind: kinds[kind], location });
  };
  for (const entry of documents.open.values()) {
    const unit = opened(documents, entry);
    if (unit?.kind !== 'analysed') continue;
    for (const { name, kind, location: place } of workspaceSymbols(unit.analysis, query)) {
      const location = locationOf(documents, entry, unit, place);
      if (location) add(name, kind, location);
    }
  }
  const texts: Texts = new Map(), wanted = query.toLowerCase();
  for (const { unit, symbol: { name }, place } of symbolsElsewhere(documents)) {
    const location = found.size < most && inOrder(name.toLowerCase(), wanted) ? locationIn(documents, texts, unit, place, name) : undefined;
    if (location) add(name, 'symbol', location);
  }
  if (wanted.length >= lettersForMacros) {
    for (const { unit, file, macro: { name, kind, line, start, end } } of macrosElsewhere(documents)) {
      const location = found.size < most && inOrder(name.toLowerCase(), wanted) ? locationIn(documents, texts, unit, [file, line, start, end], name) : undefined;
      if (location) add(name, kind, location);
    }
  }
  return [...found.values()].sort((a, b) => distanceTo(wanted, a.name) - distanceTo(wanted, b.name) || a.name.length - b.name.length);
}
