// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/formatting and rangeFormatting, only where a setting asks for it: kernel files are not reformatted by the way.

import type { DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit } from 'vscode-languageserver';
import { formatting } from '../ide/formatting.ts';
import { rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import type { Settings } from './settings.ts';

export function onFormatting(documents: Documents, { format }: Settings, params: DocumentFormattingParams | DocumentRangeFormattingParams): TextEdit[] {
  const found = format.enabled ? analysed(documents, params.textDocument.uri) : undefined;
  if (!found) return [];
  const { analysis } = found.opened, range = 'range' in params ? params.range : undefined;
  // A range that ends at the beginning of a line does not mean that line.
  const last = range && (range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line);
  return formatting(analysis, range?.start.line ?? 0, last ?? Infinity).map(({ start, end, text }) => ({ range: rangeOf(analysis.source, start, end), newText: text }));
}
