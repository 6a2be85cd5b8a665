// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/semanticTokens: full, range and delta. The last answer of a document is kept; a delta is one edit between common ends.

import type { SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensParams, SemanticTokensRangeParams } from 'vscode-languageserver';
import { encodeTokens, semanticTokens } from '../ide/semanticTokens.ts';
import { offsetOf, positionOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

/** By URI; a closed document's answer is dropped when its next one comes. */
const answered = new Map<string, { readonly id: string; readonly data: readonly number[] }>();
let answers = 0;

export function onSemanticTokens(documents: Documents, { textDocument: { uri } }: SemanticTokensParams): SemanticTokens {
  const data = dataOf(documents, uri, undefined);
  return data ? { resultId: remember(documents, uri, data), data } : { data: [] };
}

export function onSemanticTokensRange(documents: Documents, { textDocument: { uri }, range }: SemanticTokensRangeParams): SemanticTokens {
  return { data: dataOf(documents, uri, range) ?? [] };
}

export function onSemanticTokensDelta(documents: Documents, { textDocument: { uri }, previousResultId }: SemanticTokensDeltaParams): SemanticTokens | SemanticTokensDelta {
  const before = answered.get(uri), data = dataOf(documents, uri, undefined);
  if (!data) return { data: [] };
  const resultId = remember(documents, uri, data);
  if (before?.id !== previousResultId) return { resultId, data };
  return { resultId, edits: editBetween(before.data, data) };
}

function remember(documents: Documents, uri: string, data: readonly number[]): string {
  for (const known of answered.keys()) if (!documents.open.has(known)) answered.delete(known);
  const id = String(++answers);
  answered.set(uri, { id, data });
  return id;
}

function dataOf(documents: Documents, uri: string, range: SemanticTokensRangeParams['range'] | undefined): number[] | undefined {
  const found = analysed(documents, uri);
  if (!found) return undefined;
  const { analysis } = found.opened, { source } = analysis;
  const tokens = range ? semanticTokens(analysis, offsetOf(source, range.start), offsetOf(source, range.end)) : semanticTokens(analysis);
  return encodeTokens(tokens.map(({ start, end, type, modifiers }) => {
    const from = positionOf(source, start);
    return { ...from, length: positionOf(source, end).character - from.character, type, modifiers };
  }));
}

/** One replacement of what differs. */
function editBetween(before: readonly number[], now: readonly number[]): SemanticTokensDelta['edits'] {
  const shorter = Math.min(before.length, now.length);
  let start = 0, end = 0;
  while (start < shorter && before[start] === now[start]) start++;
  while (end < shorter - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end++;
  const deleteCount = before.length - start - end;
  return deleteCount === 0 && now.length === before.length ? [] : [{ start, deleteCount, data: now.slice(start, now.length - end) }];
}
