// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/foldingRange.

import type { FoldingRange, FoldingRangeParams } from 'vscode-languageserver';
import { foldingRanges } from '../ide/folding.ts';
import { analysed, type Documents } from './documents.ts';

export function onFoldingRanges(documents: Documents, { textDocument }: FoldingRangeParams): FoldingRange[] {
  const found = analysed(documents, textDocument.uri);
  return found ? foldingRanges(found.opened.analysis).map(({ first, last, kind }) => ({ startLine: first, endLine: last, kind })) : [];
}
