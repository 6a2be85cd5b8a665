// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/definition and textDocument/declaration.

import type { DefinitionParams, Location, LocationLink } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyse.ts';
import { declaration, definition, type Definition } from '../ide/definition.ts';
import { sourceText } from '../base/text.ts';
import { occurrencesNamed } from '../ide/names.ts';
import { targetAt, type Location as Place } from '../ide/target.ts';
import { commentOf } from '../ide/wordHover.ts';
import { findMember, memberInComment } from '../project/cMember.ts';
import { resolvePath } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf, rangeOf, uriOf } from './convert.ts';
import { analysed, opened, type Documents } from './documents.ts';
import { placesElsewhere, unique } from './elsewhere.ts';
import { locationOf } from './location.ts';
import { isShared } from './references.ts';

export function onDefinition(documents: Documents, params: DefinitionParams, links: boolean): Location[] | LocationLink[] { return answer(documents, params, links, definition); }

export function onDeclaration(documents: Documents, params: DefinitionParams, links: boolean): Location[] | LocationLink[] { return answer(documents, params, links, declaration); }

/** Links tell the editor which word was understood. */
function answer(documents: Documents, { textDocument, position }: DefinitionParams, links: boolean, find: (analysis: Analysis, offset: number) => Definition | undefined): Location[] | LocationLink[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const offset = offsetOf(found.opened.analysis.source, position), answered = find(found.opened.analysis, offset);
  if (!answered) return definedElsewhere(documents, found.opened, offset, links);
  const locations = answered.to.flatMap(place => [...cMemberOf(documents, found.opened, place), locationOf(documents, found.entry, found.opened, place)]).filter(place => place !== undefined);
  return links ? linksTo(locations, answered.from) : locations;
}

/** A symbol that this unit only uses: another unit of assembly may define it. */
function definedElsewhere(documents: Documents, { analysis }: Analysed, offset: number, links: boolean): Location[] | LocationLink[] {
  const at = targetAt(analysis, offset);
  if (at?.target.kind !== 'symbol') return [];
  const { name } = at.target, open = [...documents.open.values()].flatMap(entry => {
    const unit = opened(documents, entry);
    if (unit?.kind !== 'analysed' || unit.analysis === analysis || !isShared(unit, name)) return [];
    return occurrencesNamed(unit.analysis, name).filter(({ role }) => role === 'definition').flatMap(place => locationOf(documents, entry, unit, place) ?? []);
  });
  const locations = unique([...open, ...placesElsewhere(documents, name, ['definition'])]);
  return links ? linksTo(locations, at.token) : locations;
}

function linksTo(locations: readonly Location[], { file, start, end }: Place): LocationLink[] {
  const originSelectionRange = rangeOf(file, start, end);
  return locations.map(({ uri, range }) => ({ originSelectionRange, targetUri: uri, targetRange: range, targetSelectionRange: range }));
}

/** A constant of asm-offsets.h is generated: the member in C comes before it. */
function cMemberOf({ workspace }: Documents, { configuration }: Analysed, { file, start }: Place): Location[] {
  if (!file.path.endsWith('asm-offsets.h') || configuration.tree === undefined) return [];
  const wanted = memberInComment(commentOf({ file, start, end: start }));
  const directories = configuration.cpp.directories.map(directory => resolvePath(configuration.workingDirectory, directory));
  const found = wanted && findMember(workspace.fs, configuration.tree, directories, wanted.struct, wanted.member);
  return found ? [{ uri: uriOf(found.path), range: rangeOf(sourceText(found.path, found.text), found.start, found.end) }] : [];
}
