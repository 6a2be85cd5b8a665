// SPDX-License-Identifier: GPL-2.0-or-later
// Where the lines of a printed expansion come from, so that an editor can go from the expansion back to what is typed.

import type { Location } from 'vscode-languageserver';
import { expansionRows, type ExpandedCall } from '../ide/expansionTree.ts';
import type { Analysed } from '../workspace.ts';
import type { Documents, OpenDocument } from './documents.ts';
import { locationOf } from './location.ts';

export interface ExpandedLine {
  /** Where the line's text is spelled: a statement in a macro's body, a call in its caller. */
  readonly spelled?: Location;
  /** Of a call: where its macro is defined. */
  readonly definition?: Location;
}

/** One for each line of printExpansion's text, in order. */
export function expandedLines(documents: Documents, entry: OpenDocument, unit: Analysed, tree: ExpandedCall, levels: number): ExpandedLine[] {
  return expansionRows(tree, levels).map(({ spelled, definition }) => {
    const at = locationOf(documents, entry, unit, spelled), defined = definition && locationOf(documents, entry, unit, definition);
    return { ...(at && { spelled: at }), ...(defined && { definition: defined }) };
  });
}
