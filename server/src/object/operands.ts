// SPDX-License-Identifier: GPL-2.0-or-later
// How directives read their operands: expressions between commas, with gas's complaints about what is not one.

import { keptByText } from '../base/keptByText.ts';
import type { Counted } from '../gas/arithmetic.ts';
import { parseExpression, type ExpressionContext, type ParsedExpression } from '../gas/parseExpression.ts';
import type { Expression } from '../gas/expression.ts';
import { isAtEnd, junkAt, skipBlank, type Reader } from '../gas/reader.ts';
import { isRegister } from '../x86/registers.ts';
import type { Bound } from './bound.ts';
import { bind } from './evaluate.ts';
import { evaluateNow } from './evaluateNow.ts';
import { complain, lookUp, type AsmState } from './state.ts';

export function expressionContext(state: AsmState): ExpressionContext {
  return { isRegister, registerSymbol: name => state.equates ? lookUp(state, name)?.register : undefined };
}

/**
 * The expression that begins at the reader's place, which is then behind it. What is wrong in it is said, and counts as zero, as with gas.
 * `suffixes`: `foo@PLT` means something here.
 */
export function takeExpression(state: AsmState, reader: Reader, suffixes = false): Expression {
  const { text, at } = reader, parsed = state.equates ? parseExpression(text, at, { ...expressionContext(state), suffixes }) : parsedByText(text, at, suffixes);
  if (parsed.errors) for (const error of parsed.errors) complain(state, 'as-bad-expression', error);
  reader.at = parsed.next;
  return parsed.expression;
}

/** While no name stands for a register, what a text means depends on the text alone; macros bring the same ones again and again. */
const parsedTexts = keptByText<Map<number, ParsedExpression>>(250_000);

/** Characters; what is longer is data, and does not come again. */
const longText = 500;

function parsedByText(text: string, at: number, suffixes: boolean): ParsedExpression {
  if (text.length > longText) return parseExpression(text, at, { isRegister, suffixes });
  let known = parsedTexts.get(text);
  if (!known) parsedTexts.set(text, known = new Map());
  const key = 2 * at + (suffixes ? 1 : 0);
  let parsed = known.get(key);
  if (!parsed) known.set(key, parsed = parseExpression(text, at, { isRegister, suffixes }));
  return parsed;
}

/** A value with symbols in it. */
export function takeBound(state: AsmState, reader: Reader): Bound { return bind(state, takeExpression(state, reader)); }

/** A value that must be known now: what is not counts as zero, with a complaint. Nothing at all is zero as well. */
export function takeAbsolute(state: AsmState, reader: Reader): bigint { return absoluteOf(state, takeExpression(state, reader)); }

export function absoluteOf(state: AsmState, expression: Expression): bigint { return countedOf(state, expression).value; }

/** The same with what is known beyond 64 bits. */
export function countedOf(state: AsmState, expression: Expression): Counted {
  if (expression.kind === 'absent') return { value: 0n };
  const now = evaluateNow(state, expression, said => { complain(state, said.code, said.message, said.severity); });
  if (now.kind === 'constant') return now;
  complain(state, 'as-not-absolute', 'bad or irreducible absolute expression');
  return { value: 0n };
}

/** The number that a bound expression is as it was noted; most directives look no deeper. */
export function notedNumber(bound: Bound): bigint | undefined { return bound.kind === 'constant' ? bound.value : undefined; }

/** A directive has taken all that it takes: anything else is junk. */
export function demandEnd(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  if (!isAtEnd(reader)) complain(state, 'as-junk', junkAt(reader.text, reader.at));
}
