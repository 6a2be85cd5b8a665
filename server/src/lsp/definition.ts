// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/definition and textDocument/declaration.

import type { DefinitionParams, Location, LocationLink } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyse.ts';
import { declaration, definition, type Definition } from '../ide/definition.ts';
import { sourceText } from '../base/text.ts';
import type { Location as Place } from '../ide/target.ts';
import { commentOf } from '../ide/wordHover.ts';
import { findMember, memberInComment } from '../project/cMember.ts';
import { resolvePath } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf, rangeOf, uriOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import { locationOf } from './location.ts';

export function onDefinition(documents: Documents, params: DefinitionParams, links: boolean): Location[] | LocationLink[] { return answer(documents, params, links, definition); }

export function onDeclaration(documents: Documents, params: DefinitionParams, links: boolean): Location[] | LocationLink[] { return answer(documents, params, links, declaration); }

/** Links tell the editor which word was understood. */
function answer(documents: Documents, { textDocument, position }: DefinitionParams, links: boolean, find: (analysis: Analysis, offset: number) => Definition | undefined): Location[] | LocationLink[] {
  const found = analysed(documents, textDocument.uri);
  const answered = found && find(found.opened.analysis, offsetOf(found.opened.analysis.source, position));
  if (!answered) return [];
  const locations = answered.to.flatMap(place => [...cMemberOf(documents, found.opened, place), locationOf(documents, found.entry, found.opened, place)]).filter(place => place !== undefined);
  if (!links) return locations;
  const originSelectionRange = rangeOf(answered.from.file, answered.from.start, answered.from.end);
  return locations.map(({ uri, range }): LocationLink => ({ originSelectionRange, targetUri: uri, targetRange: range, targetSelectionRange: range }));
}

/** A constant of asm-offsets.h is generated: the member in C comes before it. */
function cMemberOf({ workspace }: Documents, { configuration }: Analysed, { file, start }: Place): Location[] {
  if (!file.path.endsWith('asm-offsets.h') || configuration.tree === undefined) return [];
  const wanted = memberInComment(commentOf({ file, start, end: start }));
  const directories = configuration.cpp.directories.map(directory => resolvePath(configuration.workingDirectory, directory));
  const found = wanted && findMember(workspace.fs, configuration.tree, directories, wanted.struct, wanted.member);
  return found ? [{ uri: uriOf(found.path), range: rangeOf(sourceText(found.path, found.text), found.start, found.end) }] : [];
}
