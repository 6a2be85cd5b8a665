// SPDX-License-Identifier: GPL-2.0-or-later
// The expression that a directive of gas's own has for its operand: macros and repetitions bring the same texts again and again, and what
// they mean depends on the text and on what is a register alone.

import { keptByText } from '../base/keptByText.ts';
import { parseExpression, type ParsedExpression } from './parseExpression.ts';
import type { Sink } from './statement.ts';

const kept = keptByText<{ readonly parsed: ParsedExpression; readonly isRegister: Sink['isRegister'] }>(250_000);

/** Of `text` from `start` to `end`; positions in the answer count from `start`. */
export function operandExpression(sink: Sink, text: string, start: number, end: number): ParsedExpression {
  const operand = text.slice(start, end), { isRegister } = sink, known = kept.get(operand);
  if (known !== undefined && known.isRegister === isRegister) return known.parsed;
  const parsed = parseExpression(operand, 0, sink);
  kept.set(operand, { parsed, isRegister });
  return parsed;
}
