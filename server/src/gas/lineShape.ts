// SPDX-License-Identifier: GPL-2.0-or-later
// What can be known of a line from its text alone, wherever it is spelled: how it is scrubbed and which statements it holds. Kernel
// assembly repeats itself (arch/x86: about nine statements of the same text), and after an edit nearly every line is an old one, so this is kept by
// text. The statements are scanned as far as reading gets; strings of equal lines are the same strings, which later memos profit from.

import { keptByText } from '../base/keptByText.ts';
import { scanStatement } from './scanStatement.ts';
import type { Scanned } from './scanStatement.ts';
import { scrub } from './scrub.ts';
import type { ScrubState, Scrubbing } from './scrub.ts';

export interface LineShape {
  readonly scrubbing: Scrubbing;
  /** In order, each beginning where the one before it ends; grows while the line is read for the first time. */
  readonly statements: Scanned[];
}

const shapes = keptByText<LineShape>(400_000);

export function shapeOf(text: string, state: ScrubState): LineShape {
  // Inside a comment that began on an earlier line the text means something else.
  if (state.inComment) return { scrubbing: scrub(text, state), statements: [] };
  const known = shapes.get(text);
  if (known) return known;
  const shape: LineShape = { scrubbing: scrub(text, state), statements: [] };
  if (state.inComment) return shape;
  shapes.set(text, shape);
  return shape;
}

/** Whether the next line belongs to a text; tells nothing to the scrubber. */
export function isOpenAtEnd(text: string, { inComment }: ScrubState): boolean { return shapeOf(text, { inComment }).scrubbing.unterminated !== undefined; }

/** A position in a line: `at` lies between two statements, and the statement at index `scanned` is not behind it. */
export interface LinePosition { readonly at: number; scanned: number }

export function nextStatement(shape: LineShape, position: LinePosition): Scanned {
  const { statements, scrubbing } = shape;
  for (let index = position.scanned; ; index++) {
    const previous = statements[index - 1];
    const begin = previous ? previous.next : 0;
    const statement = (statements[index] ??= scanStatement(scrubbing.text, begin));
    if (begin >= position.at) {
      position.scanned = index;
      return statement;
    }
  }
}
