// SPDX-License-Identifier: GPL-2.0-or-later
// workspace/symbol: what the open units define.

import { SymbolKind, type SymbolInformation, type WorkspaceSymbolParams } from 'vscode-languageserver';
import { workspaceSymbols, type WorkspaceSymbol } from '../ide/workspaceSymbols.ts';
import { opened, type Documents } from './documents.ts';
import { locationOf } from './location.ts';

const kinds: Readonly<Record<WorkspaceSymbol['kind'], SymbolKind>> = { symbol: SymbolKind.Function, 'gas-macro': SymbolKind.Method, macro: SymbolKind.Constant };

export function onWorkspaceSymbol(documents: Documents, { query }: WorkspaceSymbolParams): SymbolInformation[] {
  const found = new Map<string, SymbolInformation>();
  for (const entry of documents.open.values()) {
    const unit = opened(documents, entry);
    if (unit?.kind !== 'analysed') continue;
    for (const { name, kind, location: place } of workspaceSymbols(unit.analysis, query)) {
      const location = locationOf(documents, entry, unit, place);
      if (location) found.set(`${location.uri} ${place.start} ${name}`, { name, kind: kinds[kind], location });
    }
  }
  return [...found.values()];
}
