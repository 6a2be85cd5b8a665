// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/documentLink.

import type { DocumentLink, DocumentLinkParams } from 'vscode-languageserver';
import { documentLinks } from '../ide/documentLinks.ts';
import { rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import { uriOfFile } from './location.ts';

export function onDocumentLinks(documents: Documents, { textDocument }: DocumentLinkParams): DocumentLink[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const { analysis } = found.opened;
  return documentLinks(analysis).flatMap(({ start, end, file }) => {
    const target = uriOfFile(documents, found.entry, found.opened, file);
    return target === undefined ? [] : [{ range: rangeOf(analysis.source, start, end), target }];
  });
}
