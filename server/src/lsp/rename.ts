// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/prepareRename and textDocument/rename. A refusal is an error with its reason: editors show it. What other files may depend
// on is done only by clients that can ask the user before.

import { LSPErrorCodes, ResponseError, type PrepareRenameParams, type Range, type RenameParams, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import { prepareRename, rename } from '../ide/rename.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { targetAt } from '../ide/target.ts';
import { nameOf } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { analysed, type Documents } from './documents.ts';
import { placesElsewhere } from './elsewhere.ts';
import { uriOfFile } from './location.ts';

export function onPrepareRename(documents: Documents, { textDocument, position }: PrepareRenameParams): { range: Range; placeholder: string } | ResponseError {
  const found = analysed(documents, textDocument.uri);
  if (!found) return refused('the file is not analysed');
  const { source } = found.opened.analysis;
  const answer = prepareRename(found.opened.analysis, offsetOf(source, position));
  return answer.kind === 'refused' ? refused(answer.reason) : { range: rangeOf(source, answer.start, answer.end), placeholder: answer.text };
}

export function onRename(documents: Documents, { textDocument, position, newName }: RenameParams, asks: boolean): WorkspaceEdit | ResponseError {
  const found = analysed(documents, textDocument.uri);
  if (!found) return refused('the file is not analysed');
  const offset = offsetOf(found.opened.analysis.source, position), answer = rename(found.opened.analysis, offset, newName);
  if (answer.kind === 'refused') return refused(answer.reason);
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, start, end, text } of answer.edits) {
    const uri = uriOfFile(documents, found.entry, found.opened, file);
    if (uri === undefined) return refused(`${file.path} cannot be edited`);
    (changes[uri] ??= []).push({ range: rangeOf(file, start, end), newText: text });
  }
  if (answer.caution === undefined) return { changes };
  const caution = answer.caution + usersOf(documents, found.opened, offset);
  if (!asks) return refused(caution);
  const annotationId = 'unsafe';
  return {
    changeAnnotations: { [annotationId]: { label: 'Rename', description: caution, needsConfirmation: true } },
    documentChanges: Object.entries(changes).map(([uri, edits]) => ({ textDocument: { uri, version: documents.open.get(uri)?.document.version ?? null }, edits: edits.map(edit => ({ ...edit, annotationId })) })),
  };
}

/** The files of other units that are known to spell the name. */
function usersOf(documents: Documents, { analysis }: Analysed, offset: number): string {
  const target = targetAt(analysis, offset)?.target;
  if (target?.kind !== 'symbol') return '';
  const users = [...new Set(placesElsewhere(documents, target.name, ['definition', 'declaration', 'reference']).map(({ uri }) => nameOf(uri)))];
  return users.length > 0 ? ` (${users.slice(0, 5).join(', ')}${users.length > 5 ? ` and ${users.length - 5} more` : ''} of assembly)` : '';
}

function refused(reason: string): ResponseError { return new ResponseError(LSPErrorCodes.RequestFailed, `Cannot rename: ${reason}.`); }
