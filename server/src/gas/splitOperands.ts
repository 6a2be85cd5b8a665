// SPDX-License-Identifier: GPL-2.0-or-later
// The operands of a directive or an instruction: what lies between top-level commas, outside strings and parentheses.

import { keptByText } from '../base/keptByText.ts';
import { isBlank } from './characters.ts';
import { endOfString } from './parseString.ts';

/** An operand without the blanks around it; [start, end) indexes the text that was split. */
export interface OperandText { readonly text: string; readonly start: number; readonly end: number }

/** Kept by text, as lines are (lineShape.ts); operands of equal texts are the same strings. */
const splits = keptByText<readonly OperandText[]>(20_000);

/** No operands for an all-blank text; otherwise one more than there are top-level commas (empty ones included). */
export function splitOperands(rest: string): readonly OperandText[] {
  let operands = splits.get(rest);
  if (!operands) {
    operands = split(rest);
    splits.set(rest, operands);
  }
  return operands;
}

function split(rest: string): OperandText[] {
  const operands: OperandText[] = [];
  let depth = 0, start = 0;
  for (let i = 0; i < rest.length; i++) {
    switch (rest.charCodeAt(i)) {
      case 34: i = endOfString(rest, i) - 1; break;
      case 40: depth++; break;
      case 41: if (depth > 0) depth--; break;
      case 44: if (depth === 0) { operands.push(trimmed(rest, start, i)); start = i + 1; } break;
    }
  }
  const last = trimmed(rest, start, rest.length);
  if (operands.length > 0 || last.text !== '') operands.push(last);
  return operands;
}

function trimmed(rest: string, start: number, end: number): OperandText {
  while (start < end && isBlank(rest.charCodeAt(start))) start++;
  while (end > start && isBlank(rest.charCodeAt(end - 1))) end--;
  return { text: rest.slice(start, end), start, end };
}
