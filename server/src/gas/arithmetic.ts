// SPDX-License-Identifier: GPL-2.0-or-later
// What the operators of GNU as compute (GAS.md 4.1): 64-bit two's complement that wraps silently, signed division and comparison,
// logical shifts, -1 for a true comparison but 1 for `&&`, `||` and `!`. Values are kept signed: -2^63 .. 2^63-1.

import { bit65, signed, type Beyond, type BinaryOperator, type Expression, type UnaryOperator } from './expression.ts';

export interface Computed {
  readonly value: bigint;
  /** What `as` says about it, in its words; the value is what it goes on with. */
  readonly warning?: string;
}

/** The signed 64-bit value that has these low 64 bits. */
export function wrap(value: bigint): bigint { return BigInt.asIntN(64, value); }

export function applyUnary(operator: UnaryOperator, operand: bigint): bigint {
  switch (operator) {
    case '-': return wrap(-operand);
    case '~': return wrap(~operand);
    case '!': return operand === 0n ? 1n : 0n;
  }
}

export function applyBinary(operator: BinaryOperator, left: bigint, right: bigint): Computed {
  switch (operator) {
    case '+': return { value: wrap(left + right) };
    case '-': return { value: wrap(left - right) };
    case '*': return { value: wrap(left * right) };
    // Division by zero divides by one.
    case '/': return right === 0n ? { value: left, warning: 'division by zero' } : { value: wrap(left / right) };
    case '%': return right === 0n ? { value: 0n, warning: 'division by zero' } : { value: wrap(left % right) };
    case '<<': return outOfShiftRange(right) ?? { value: wrap(left << right) };
    case '>>': return outOfShiftRange(right) ?? { value: wrap(BigInt.asUintN(64, left) >> right) };
    case '|': return { value: left | right };
    case '&': return { value: left & right };
    case '^': return { value: left ^ right };
    case '!': return { value: left | ~right };
    case '==': return comparison(left === right);
    case '!=': return comparison(left !== right);
    case '<': return comparison(left < right);
    case '<=': return comparison(left <= right);
    case '>': return comparison(left > right);
    case '>=': return comparison(left >= right);
    case '&&': return { value: left !== 0n && right !== 0n ? 1n : 0n };
    case '||': return { value: left !== 0n || right !== 0n ? 1n : 0n };
  }
}

/**
 * The expression with every operator whose operands are numbers carried out, except where `as` would warn: whoever evaluates it
 * meets those again and says so.
 */
export function foldConstants(expression: Expression): Expression {
  switch (expression.kind) {
    case 'unary': return foldUnary(expression.operator, foldConstants(expression.operand));
    case 'binary': return foldBinary(expression.operator, foldConstants(expression.left), foldConstants(expression.right));
    default: return expression;
  }
}

/** One unary node over an operand that is already folded. */
export function foldUnary(operator: UnaryOperator, operand: Expression): Expression {
  if (operand.kind !== 'number') return { kind: 'unary', operator, operand };
  const value = applyUnary(operator, operand.value);
  if (operand.wide === undefined) return numberOf(value, beyondUnary(operator, operand));
  if (operator === '!') return { kind: 'number', value: 0n };
  return { kind: 'number', value, wide: operator === '-' ? -operand.wide : ~operand.wide };
}

/** A number and what is known beyond its 64 bits. */
export interface Counted { readonly value: bigint; readonly beyond?: Beyond }

/** What gas knows of the result of an operator beyond its 64 bits. */
export function beyondUnary(operator: UnaryOperator, { value, beyond = 0 }: Counted): Beyond {
  switch (operator) {
    case '-': return (value === 0n ? beyond : beyond ^ bit65) | signed;
    case '~': return beyond ^ bit65;
    case '!': return 0;
  }
}

/** The same of two numbers: sums count on into the 65th bit, all other operators leave what is known of the left one. */
export function beyondBinary(operator: BinaryOperator, left: Counted, right: Counted): Beyond {
  const { beyond = 0 } = left;
  if (operator !== '+' && operator !== '-') return beyond;
  const a = BigInt.asUintN(64, left.value), b = BigInt.asUintN(64, right.value), carries = operator === '+' ? a + b >= 1n << 64n : a < b;
  return beyond ^ ((right.beyond ?? 0) & bit65) ^ (carries ? bit65 : 0);
}

function numberOf(value: bigint, beyond: Beyond): Expression { return beyond === 0 ? { kind: 'number', value } : { kind: 'number', value, beyond }; }

/** One binary node over operands that are already folded. A number of more than 64 bits is no operand: `as` warns and takes zero. */
export function foldBinary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  if (left.kind === 'number' && right.kind === 'number' && left.wide === undefined && right.wide === undefined) {
    const { value, warning } = applyBinary(operator, left.value, right.value);
    if (warning === undefined) return numberOf(value, beyondBinary(operator, left, right));
  }
  return { kind: 'binary', operator, left, right };
}

function comparison(holds: boolean): Computed { return { value: holds ? -1n : 0n }; }

function outOfShiftRange(count: bigint): Computed | undefined {
  if (count >= 0n && count <= 63n) return undefined;
  return { value: 0n, warning: `shift count out of range (${count} is not between 0 and 63)` };
}
