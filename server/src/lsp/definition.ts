// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/definition and textDocument/declaration.

import type { DefinitionParams, Location, LocationLink } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyse.ts';
import { declaration, definition, type Definition } from '../ide/definition.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import { locationOf } from './location.ts';

export function onDefinition(documents: Documents, params: DefinitionParams, links: boolean): Location[] | LocationLink[] { return answer(documents, params, links, definition); }

export function onDeclaration(documents: Documents, params: DefinitionParams, links: boolean): Location[] | LocationLink[] { return answer(documents, params, links, declaration); }

/** Links tell the editor which word was understood. */
function answer(documents: Documents, { textDocument, position }: DefinitionParams, links: boolean, find: (analysis: Analysis, offset: number) => Definition | undefined): Location[] | LocationLink[] {
  const found = analysed(documents, textDocument.uri);
  const answered = found && find(found.opened.analysis, offsetOf(found.opened.analysis.source, position));
  if (!answered) return [];
  const locations = answered.to.flatMap(place => locationOf(documents, found.entry, found.opened, place) ?? []);
  if (!links) return locations;
  const originSelectionRange = rangeOf(answered.from.file, answered.from.start, answered.from.end);
  return locations.map(({ uri, range }): LocationLink => ({ originSelectionRange, targetUri: uri, targetRange: range, targetSelectionRange: range }));
}
