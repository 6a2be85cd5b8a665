// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/hover.

import type { Hover, HoverParams } from 'vscode-languageserver';
import { hover, renderHover } from '../ide/hover.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

export function onHover(documents: Documents, { textDocument, position }: HoverParams): Hover | null {
  const found = analysed(documents, textDocument.uri);
  if (!found) return null;
  const { analysis } = found.opened;
  const info = hover(analysis, offsetOf(analysis.source, position));
  return info ? { contents: { kind: 'markdown', value: renderHover(info) }, range: rangeOf(analysis.source, info.start, info.end) } : null;
}
