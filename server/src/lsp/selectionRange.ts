// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/selectionRange.

import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver';
import { selectionRanges } from '../ide/selectionRanges.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

export function onSelectionRanges(documents: Documents, { textDocument, positions }: SelectionRangeParams): SelectionRange[] {
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const { analysis } = found.opened;
  return positions.map(position => {
    const here: SelectionRange = { range: { start: position, end: position } };
    const outwards = selectionRanges(analysis, offsetOf(analysis.source, position)).reverse();
    return outwards.reduce<SelectionRange | undefined>((parent, { start, end }) => ({ range: rangeOf(analysis.source, start, end), ...(parent && { parent }) }), undefined) ?? here;
  });
}
