// SPDX-License-Identifier: GPL-2.0-or-later
// How directives read their operands: expressions between commas, with gas's complaints about what is not one.

import { keptByText } from '../base/keptByText.ts';
import { parseExpression, type ExpressionContext } from '../gas/parseExpression.ts';
import type { Expression } from '../gas/expression.ts';
import { splitOperands } from '../gas/splitOperands.ts';
import { isRegister } from '../x86/registers.ts';
import { zero, type Bound } from './bound.ts';
import { bind } from './evaluate.ts';
import { evaluateNow } from './evaluateNow.ts';
import { complain, lookUp, type AsmState } from './state.ts';

export function expressionContext(state: AsmState): ExpressionContext {
  return { isRegister, registerSymbol: name => state.equates ? lookUp(state, name)?.register : undefined };
}

/** The whole text as one expression; complains and answers undefined if it is none. */
export function parseWhole(state: AsmState, text: string): Expression | undefined {
  const parsed = state.equates ? parseExpression(text, 0, expressionContext(state)) : parsedByText(text);
  if ('error' in parsed) { complain(state, 'as-bad-expression', parsed.error); return undefined; }
  if (parsed.next < text.length) {
    complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${text[parsed.next]}'`);
    return undefined;
  }
  return parsed.expression;
}

/** While no name stands for a register, what a text means depends on the text alone; macros bring the same ones again and again. */
const parsedTexts = keptByText<ReturnType<typeof parseExpression>>(20_000);

function parsedByText(text: string): ReturnType<typeof parseExpression> {
  let parsed = parsedTexts.get(text);
  if (!parsed) {
    parsed = parseExpression(text, 0, { isRegister });
    parsedTexts.set(text, parsed);
  }
  return parsed;
}

/** Comma-separated expressions, each bound by `each` before the next is read (`.` moves between items). */
export function eachExpression(state: AsmState, rest: string, each: (value: Bound, text: string, expression: Expression) => void): void {
  const operands = splitOperands(rest);
  for (const { text } of operands) {
    const expression = parseWhole(state, text);
    if (!expression) return;
    if (expression.kind === 'absent') complain(state, 'as-missing-operand', 'zero assumed for missing expression', 'warning');
    each(bind(state, expression), text, expression);
  }
}

/** A value that must be known now; undefined after a complaint. `missing` is what an absent or empty operand means. */
export function absolute(state: AsmState, text: string | undefined, missing: bigint): bigint | undefined {
  if (text === undefined || text === '') return missing;
  const expression = parseWhole(state, text);
  if (!expression) return undefined;
  const now = evaluateNow(state, expression, said => { complain(state, said.code, said.message, said.severity); });
  const value = now.kind === 'constant' ? now.value : undefined;
  if (value === undefined) complain(state, 'as-not-absolute', 'bad or irreducible absolute expression');
  return value;
}

/** The number that a bound expression is as it was noted; most directives look no deeper. */
export function notedNumber(bound: Bound): bigint | undefined { return bound.kind === 'constant' ? bound.value : undefined; }

export function boundOf(state: AsmState, text: string): Bound {
  const expression = parseWhole(state, text);
  return expression ? bind(state, expression) : zero;
}
