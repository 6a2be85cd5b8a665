// SPDX-License-Identifier: GPL-2.0-or-later
// The expression that a directive of gas's own has for its operand: macros and repetitions bring the same texts again and again, and what
// they mean depends on the text and on what is a register alone.

import { keptByText, type KeptByText } from '../base/keptByText.ts';
import { parseExpression, type ExpressionError, type ParsedExpression } from './parseExpression.ts';
import type { Sink } from './statement.ts';

type Parsed = ParsedExpression | ExpressionError;

const tables = new WeakMap<Sink['isRegister'], KeptByText<Parsed>>();

/** Of `text` from `start` to `end`; positions in the answer count from `start`. */
export function operandExpression(sink: Sink, text: string, start: number, end: number): Parsed {
  let table = tables.get(sink.isRegister);
  if (!table) tables.set(sink.isRegister, table = keptByText<Parsed>(20_000));
  const operand = text.slice(start, end);
  let parsed = table.get(operand);
  if (!parsed) table.set(operand, parsed = parseExpression(operand, 0, sink));
  return parsed;
}
