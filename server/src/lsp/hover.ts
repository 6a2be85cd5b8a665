// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/hover: what the word means, and what its line does to the stack.

import type { Hover, HoverParams } from 'vscode-languageserver';
import { hover, renderHover } from '../ide/hover.ts';
import { renderWord, wordHover } from '../ide/wordHover.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import { hoverFormats, markupOf } from './markup.ts';

export function onHover(documents: Documents, { textDocument, position }: HoverParams): Hover | null {
  const found = analysed(documents, textDocument.uri);
  if (!found) return null;
  const { analysis } = found.opened;
  const offset = offsetOf(analysis.source, position);
  const info = hover(analysis, offset), word = wordHover(analysis, offset);
  const texts = [...(info ? [renderHover(info)] : []), ...(word ? [renderWord(word)] : [])].filter(text => text !== '');
  const range = info ?? word;
  return texts.length > 0 && range ? { contents: markupOf(hoverFormats(documents.client), texts.join('\n\n---\n\n')), range: rangeOf(analysis.source, range.start, range.end) } : null;
}
