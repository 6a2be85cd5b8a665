// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the sink what an expression is worth, for the statement at a spot: what is wrong with the expression is said there.

import type { Expression } from './expression.ts';
import { complain } from './state.ts';
import type { GasState, Spot } from './state.ts';
import type { Value } from './statement.ts';

export function valueAt(state: GasState, expression: Expression, spot: Spot): Value {
  const value = state.sink.evaluate(expression);
  for (const { severity, code, message } of value.said ?? []) complain(state, severity, code, message, spot);
  return value;
}
