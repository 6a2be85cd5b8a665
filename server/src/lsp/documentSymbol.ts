// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/documentSymbol: a tree, or a flat list for clients that know only that.

import { SymbolKind, type DocumentSymbol, type DocumentSymbolParams, type SymbolInformation } from 'vscode-languageserver';
import { documentSymbols, type DocumentSymbol as Outlined } from '../ide/documentSymbols.ts';
import type { SourceText } from '../base/text.ts';
import { rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

const kinds: Readonly<Record<Outlined['kind'], SymbolKind>> = {
  function: SymbolKind.Function, object: SymbolKind.Variable, label: SymbolKind.Key, constant: SymbolKind.Constant, macro: SymbolKind.Constant, 'gas-macro': SymbolKind.Method,
};

export function onDocumentSymbol(documents: Documents, { textDocument: { uri } }: DocumentSymbolParams, tree: boolean): DocumentSymbol[] | SymbolInformation[] {
  const found = analysed(documents, uri);
  if (!found) return [];
  const { source } = found.opened.analysis, symbols = documentSymbols(found.opened.analysis);
  return tree ? symbols.map(symbol => nested(source, symbol)) : flat(symbols).map(({ name, kind, start, end }) => ({ name, kind: kinds[kind], location: { uri, range: rangeOf(source, start, end) } }));
}

function nested(source: SourceText, { name, detail, kind, start, end, nameStart, nameEnd, children }: Outlined): DocumentSymbol {
  return {
    name, kind: kinds[kind], range: rangeOf(source, start, end), selectionRange: rangeOf(source, nameStart, Math.min(nameEnd, end)),
    ...(detail !== '' && { detail }), children: children.map(child => nested(source, child)),
  };
}

function flat(symbols: readonly Outlined[]): Outlined[] { return symbols.flatMap(symbol => [symbol, ...flat(symbol.children)]); }
