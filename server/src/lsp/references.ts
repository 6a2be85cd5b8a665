// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/references and textDocument/documentHighlight: the same places, the latter in this file only.

import { DocumentHighlightKind, type DocumentHighlight, type DocumentHighlightParams, type Location, type ReferenceParams } from 'vscode-languageserver';
import { references } from '../ide/references.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import { locationOf } from './location.ts';

export function onReferences(documents: Documents, { textDocument, position, context }: ReferenceParams): Location[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const all = references(found.opened.analysis, offsetOf(found.opened.analysis.source, position))?.all ?? [];
  return all.filter(place => context.includeDeclaration || !place.write).flatMap(place => locationOf(documents, found.entry, found.opened, place) ?? []);
}

export function onDocumentHighlight(documents: Documents, { textDocument, position }: DocumentHighlightParams): DocumentHighlight[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const { source } = found.opened.analysis;
  return (references(found.opened.analysis, offsetOf(source, position), source)?.all ?? [])
    .map(({ start, end, write }) => ({ range: rangeOf(source, start, end), kind: write ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
}
