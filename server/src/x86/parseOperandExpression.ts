// SPDX-License-Identifier: GPL-2.0-or-later
// The one door between this room and gas's expressions: the whole text of an operand's expression, and what can be told of it without
// asking for a symbol's value. `%` is an operator here: registers are read by whoever splits operands.

import type { Expression } from '../gas/expression.ts';
import { parseExpression, type ExpressionContext } from '../gas/parseExpression.ts';

export type ParsedExpression = { readonly expression: Expression } | { readonly error: string };

const noRegisters: ExpressionContext = { isRegister: () => false, suffixes: true };

/** The whole of `text` as one expression. */
export function parseOperandExpression(text: string): ParsedExpression {
  const parsed = parseExpression(text, 0, noRegisters);
  if (parsed.errors) return { error: parsed.errors[0]! };
  if (parsed.expression.kind === 'absent') return { error: 'bad expression' };
  return parsed.next < text.length ? { error: `junk \`${text.slice(parsed.next)}' after expression` } : { expression: parsed.expression };
}

/** The expression that begins at `at`, and where it ends. */
export function parseOperandExpressionAt(text: string, at: number): { readonly expression: Expression; readonly next: number; readonly error?: string | undefined } {
  const { expression, next, errors } = parseExpression(text, at, noRegisters);
  return { expression, next, error: errors?.[0] };
}

/** The value of an expression without symbols (the parser has folded it); undefined if it names one. */
export function constantValue(expression: Expression): bigint | undefined {
  if (expression.kind === 'number') return BigInt.asIntN(64, expression.value);
  return expression.kind === 'absent' ? 0n : undefined;
}

/** True if an `@suffix` occurs: such an expression is a relocation whatever its symbol is worth. */
export function hasSuffix(expression: Expression): boolean {
  switch (expression.kind) {
    case 'symbol': return expression.suffix !== undefined;
    case 'unary': return hasSuffix(expression.operand);
    case 'binary': return hasSuffix(expression.left) || hasSuffix(expression.right);
    default: return false;
  }
}
