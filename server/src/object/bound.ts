// SPDX-License-Identifier: GPL-2.0-or-later
// Expressions bound to symbols at the moment they were read. Binding decides which version of a redefined name is meant, and folds
// what is constant already.

import { signed, type Beyond, type BinaryOperator, type UnaryOperator } from '../gas/expression.ts';
import type { AsmSymbol } from './symbols.ts';

export type Bound =
  /** `within`: it is the distance of two places of this section (its index), which it keeps as the left side of operators. */
  | { readonly kind: 'constant'; readonly value: bigint; readonly wide?: bigint; readonly within?: number | undefined; readonly beyond?: Beyond }
  | { readonly kind: 'symbol'; readonly symbol: AsmSymbol; readonly suffix?: string }
  | { readonly kind: 'register'; readonly register: string }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Bound }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Bound; readonly right: Bound };

export const zero: Bound = { kind: 'constant', value: 0n };

export function constant(value: bigint, beyond: Beyond = 0): Bound & { kind: 'constant' } { return beyond === 0 ? { kind: 'constant', value } : { kind: 'constant', value, beyond }; }

/** Whether it counts as signed: a sum does as its leftmost term does. */
export function isSigned(bound: Bound): boolean {
  switch (bound.kind) {
    case 'constant': return ((bound.beyond ?? 0) & signed) !== 0;
    case 'binary': return (bound.operator === '+' || bound.operator === '-') && isSigned(bound.left);
    default: return false;
  }
}

/** A constant with all the bits that gas knows of it, as `bytes` of data hold it. */
export function wholeValue(constant: Bound & { kind: 'constant' }): bigint {
  if (constant.wide !== undefined) return constant.wide;
  const low = BigInt.asUintN(64, constant.value);
  return isSigned(constant) ? low | -1n << 64n : low;
}

/** True for `foo`, `foo+0`: one symbol as it is, whatever it stands for. */
export function isBareSymbol(bound: Bound): boolean { return offsetFromSymbol(bound) === 0n; }

function offsetFromSymbol(bound: Bound): bigint | undefined {
  if (bound.kind === 'symbol') return 0n;
  if (bound.kind !== 'binary' || (bound.operator !== '+' && bound.operator !== '-')) return undefined;
  const { left, right } = bound;
  if (right.kind === 'constant') {
    const offset = offsetFromSymbol(left);
    return offset === undefined ? undefined : bound.operator === '+' ? offset + right.value : offset - right.value;
  }
  if (left.kind !== 'constant' || bound.operator !== '+') return undefined;
  const offset = offsetFromSymbol(right);
  return offset === undefined ? undefined : offset + left.value;
}

/** The 4 of `foo+4`, 0 of `foo`; for what symbolOf answers. */
export function offsetOf(bound: Bound): bigint { return offsetFromSymbol(bound) ?? 0n; }

/** The suffix of `foo@PLT`, `foo@PLT+4`. */
export function suffixOf(bound: Bound): string | undefined {
  if (bound.kind === 'symbol') return bound.suffix;
  return bound.kind === 'binary' ? suffixOf(bound.left) ?? suffixOf(bound.right) : undefined;
}

/** The symbol of `foo`, `foo+4`. */
export function symbolOf(bound: Bound): AsmSymbol | undefined {
  if (bound.kind === 'symbol') return bound.symbol;
  if (offsetFromSymbol(bound) === undefined || bound.kind !== 'binary') return undefined;
  return symbolOf(bound.left) ?? symbolOf(bound.right);
}

/** The same with another symbol in place of one. */
export function renamed(bound: Bound, from: AsmSymbol, to: AsmSymbol): Bound {
  switch (bound.kind) {
    case 'symbol': return bound.symbol === from ? { ...bound, symbol: to } : bound;
    case 'unary': {
      const operand = renamed(bound.operand, from, to);
      return operand === bound.operand ? bound : { ...bound, operand };
    }
    case 'binary': {
      const left = renamed(bound.left, from, to), right = renamed(bound.right, from, to);
      return left === bound.left && right === bound.right ? bound : { ...bound, left, right };
    }
    default: return bound;
  }
}
