// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/references and textDocument/documentHighlight: the same places, the latter in this file only.

import { DocumentHighlightKind, type DocumentHighlight, type DocumentHighlightParams, type Location, type ReferenceParams } from 'vscode-languageserver';
import { occurrencesNamed, type Occurrence, type Role } from '../ide/names.ts';
import { references } from '../ide/references.ts';
import { targetAt, type Target } from '../ide/target.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, opened as openedOf, type Documents, type OpenDocument } from './documents.ts';
import { macroUsesElsewhere, placesElsewhere, unique } from './elsewhere.ts';
import { locationOf } from './location.ts';

export function onReferences(documents: Documents, { textDocument, position, context }: ReferenceParams): Location[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const { analysis } = found.opened, offset = offsetOf(analysis.source, position);
  const all = references(analysis, offset)?.all ?? [], target = targetAt(analysis, offset)?.target;
  return unique([
    ...all.filter(place => context.includeDeclaration || !place.write).flatMap(place => locationOf(documents, found.entry, found.opened, place) ?? []),
    ...target ? elsewhere(documents, found.entry, found.opened, target, context.includeDeclaration) : [],
  ]);
}

/** In other units: those that are open, then those of the index. */
function elsewhere(documents: Documents, entry: OpenDocument, unit: Analysed, target: Target, definitions: boolean): Location[] {
  if (target.kind === 'macro' || target.kind === 'gas-macro') return macroUsesElsewhere(documents, unit, target);
  if (target.kind !== 'symbol' || !isShared(unit, target.name)) return [];
  const roles: readonly Role[] = definitions ? ['definition', 'declaration', 'reference'] : ['declaration', 'reference'];
  const open = [...documents.open.values()].filter(other => other !== entry).flatMap(other => {
    const opened = openedOf(documents, other);
    if (opened?.kind !== 'analysed' || !isShared(opened, target.name)) return [];
    const all = occurrencesNamed(opened.analysis, target.name), isDefined = (o: Occurrence) => all.some(d => d.role === 'definition' && d.file === o.file && d.start === o.start);
    return all.filter(o => roles.includes(isDefined(o) ? 'definition' : o.role)).flatMap(place => locationOf(documents, other, opened, place) ?? []);
  });
  return [...open, ...placesElsewhere(documents, target.name, roles)];
}

/** Other units can mean the same by this name. */
export function isShared({ analysis }: Analysed, name: string): boolean {
  return analysis.object.symbols.some(symbol => symbol.name === name && (symbol.section === 'UND' || symbol.binding !== 'LOCAL'));
}

export function onDocumentHighlight(documents: Documents, { textDocument, position }: DocumentHighlightParams): DocumentHighlight[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const { source } = found.opened.analysis;
  return (references(found.opened.analysis, offsetOf(source, position), source)?.all ?? [])
    .map(({ start, end, write }) => ({ range: rangeOf(source, start, end), kind: write ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
}
