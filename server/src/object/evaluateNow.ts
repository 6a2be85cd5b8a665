// SPDX-License-Identifier: GPL-2.0-or-later
// What an expression is worth while reading, to who must know it at once (`.if`, `.rept`, an alignment). gas then looks deeper than where an
// expression is only noted: into what names are set to, and through operators that make no difference (`foo * 1`, `foo ^ 0`).

import { applyBinary, applyUnary, wrap } from '../gas/arithmetic.ts';
import type { BinaryOperator, Expression } from '../gas/expression.ts';
import type { Said, Value } from '../gas/statement.ts';
import { constant, isBareSymbol, symbolOf, type Bound } from './bound.ts';
import { addressOf, bind, placeOf, type Say } from './evaluate.ts';
import type { Fragment } from './fragments.ts';
import { noteUnrepeatable } from './recorder.ts';
import type { AsmState } from './state.ts';
import { isDefined, isLocalName, isPlaced, isPlaceItself, type AsmSymbol } from './symbols.ts';

/** What a text is as it is noted: a number or register if it is one as it stands. Operands of instructions ask no more. */
export function valueAsNoted(state: AsmState, expression: Expression): Value {
  if (expression.kind === 'number') return { kind: 'constant', value: expression.value };
  if (expression.kind === 'register') return expression;
  const bound = bind(state, expression);
  return bound.kind === 'constant' || bound.kind === 'register' ? bound : { kind: 'unknown', number: 0n };
}

/** Clang's assembler takes a difference of places for a number only when all is laid out, be they next to each other. */
export function valueByClang(state: AsmState, expression: Expression): Value {
  const value = valueAsNoted(state, expression);
  return value.kind === 'constant' && namesPlace(state, expression) ? { kind: 'unknown' } : value;
}

function namesPlace(state: AsmState, expression: Expression): boolean {
  switch (expression.kind) {
    case 'symbol': return bind(state, expression).kind !== 'constant';
    case 'unary': return namesPlace(state, expression.operand);
    case 'binary': return namesPlace(state, expression.left) || namesPlace(state, expression.right);
    default: return false;
  }
}

/** gas's question while it reads. What is wrong is part of the answer, for who asks knows where; or goes to `say`. */
export function evaluateNow(state: AsmState, expression: Expression, say?: Say): Value {
  if (expression.kind === 'number') return { kind: 'constant', value: expression.value, ...(expression.beyond !== undefined && { beyond: expression.beyond }) };
  if (expression.kind === 'register') return expression;
  let said: Said[] | undefined;
  const bound = bind(state, expression, { say: say ?? (complaint => { (said ??= []).push(complaint); }), grouped: evaluated });
  const value = valueNow(bound);
  return said ? { ...value, said } : value;
}

/** As far as it comes to anything now. */
function evaluated(bound: Bound): Bound {
  noteNames(bound);
  const now = evaluate(bound, 'reading');
  if (!now) return bound;
  if (now.register !== undefined) return { kind: 'register', register: now.register };
  if (!now.symbol) return constant(now.value);
  const symbol: Bound = { kind: 'symbol', symbol: now.symbol };
  return now.value === 0n ? symbol : { kind: 'binary', operator: '+', left: symbol, right: constant(now.value) };
}

/** The number that `.size` comes to. */
export function numberInTheEnd(bound: Bound): bigint | undefined {
  const meant = evaluate(bound, 'final');
  return meant && isNumber(meant) ? meant.value : undefined;
}

/** What is found out of names depends on where they lie, which is nothing that a line's memory tells. */
function noteNames(bound: Bound): void { if (hasNames(bound)) noteUnrepeatable(); }

function hasNames(bound: Bound): boolean {
  switch (bound.kind) {
    case 'symbol': return true;
    case 'unary': return hasNames(bound.operand);
    case 'binary': return hasNames(bound.left) || hasNames(bound.right);
    default: return false;
  }
}

function valueNow(bound: Bound): Value {
  if (bound.kind === 'constant') return { kind: 'constant', value: bound.value, ...(bound.beyond !== undefined && { beyond: bound.beyond }) };
  noteNames(bound);
  const now = evaluate(bound, 'reading');
  if (now?.register !== undefined) return { kind: 'register', register: now.register };
  if (now && !now.symbol) return { kind: 'constant', value: now.value };
  return { kind: 'unknown', number: now ? now.value : besideNames(bound) };
}

/** A number, a register, or a number of bytes behind a symbol. */
interface Evaluated { readonly register?: string; readonly symbol?: AsmSymbol; readonly value: bigint }

/**
 * The same as an operand. `value` is what gas has of it to calculate with: of a place that is named by itself the bytes from the start of its
 * fragment, of `foo+4` just the 4 (of `.L` names that are not in the table, just the place). `direct`: named by itself.
 */
interface OperandNow extends Evaluated { readonly direct: boolean }

/** While reading, or of `.size` in the end. */
type When = 'reading' | 'final';

const busy = new Set<AsmSymbol>();

/** Names that stand for names, beyond which nothing is known. */
const deepest = 400;

function evaluate(bound: Bound, when: When): Evaluated | undefined {
  switch (bound.kind) {
    case 'constant': return { value: bound.value };
    case 'register': return { register: bound.register, value: 0n };
    case 'symbol': return unlessDirect(operandNow(bound, when));
    case 'unary': {
      const operand = operandNow(bound.operand, when);
      return operand && isNumber(operand) ? { value: applyUnary(bound.operator, operand.value) } : undefined;
    }
    case 'binary': {
      const { operator, left, right } = bound;
      // Numbers are added to whatever it is.
      if (right.kind === 'constant' && (operator === '+' || operator === '-')) return plus(evaluate(left, when), operator === '+' ? right.value : -right.value);
      if (left.kind === 'constant' && operator === '+') return plus(evaluate(right, when), left.value);
      const a = operandNow(left, when), b = a && operandNow(right, when);
      return a && b && combined(operator, a, b, when);
    }
  }
}

function plus(to: Evaluated | undefined, number: bigint): Evaluated | undefined { return to && { ...to, value: wrap(to.value + number) }; }

function operandNow(bound: Bound, when: When): OperandNow | undefined {
  if (bound.kind === 'symbol' && bound.suffix !== undefined) return undefined;
  const symbol = isBareSymbol(bound) ? symbolOf(bound)! : undefined;
  if (symbol?.register !== undefined) return { register: symbol.register, value: 0n, direct: true };
  const isPlace = symbol && (!symbol.definition || isPlaced(symbol) || when === 'final' && symbolOf(symbol.definition) && placeOf(symbol, when));
  if (isPlace) return { symbol, value: offsetIn(symbol, when), direct: true };
  let meant: Evaluated | undefined;
  if (!symbol) meant = evaluate(bound, when);
  else if (!busy.has(symbol) && busy.size < deepest) {
    busy.add(symbol);
    meant = evaluate(symbol.definition!, when);
    busy.delete(symbol);
  }
  if (!meant?.symbol) return meant && { ...meant, direct: false };
  // In the end gas no longer looks through a name for something undefined.
  if (symbol && when === 'final') return { symbol, value: meant.value, direct: true };
  const outside = meant.symbol.again === undefined && isLocalName(meant.symbol) && !isPlaceItself(meant.symbol);
  return { ...meant, value: outside ? offsetIn(meant.symbol, when) : meant.value, direct: false };
}

function unlessDirect(operand: OperandNow | undefined): Evaluated | undefined { return operand?.symbol && operand.direct ? { symbol: operand.symbol, value: 0n } : operand; }

function offsetIn(symbol: AsmSymbol, when: When): bigint {
  const place = placeOf(symbol, when);
  // A common symbol's size, in bytes, is what gas has for its address.
  if (!place) return when === 'final' && symbol.common ? BigInt(symbol.common.size) : 0n;
  return when === 'final' ? addressOf(place) : place.offset + BigInt(place.fragment.wholeOffset);
}

function isNumber(known: Evaluated): boolean { return known.symbol === undefined && known.register === undefined; }

function combined(operator: BinaryOperator, left: OperandNow, right: OperandNow, when: When): Evaluated | undefined {
  if (isNumber(left) && isNumber(right)) {
    if ((operator === '/' || operator === '%') && right.value === 0n) return undefined;
    return { value: applyBinary(operator, left.value, right.value).value };
  }
  if (isNumber(right) && (operator === '+' || operator === '-')) return plus(unlessDirect(left), operator === '+' ? right.value : -right.value);
  if (isNumber(left) && operator === '+') return plus(unlessDirect(right), left.value);
  switch (operator) {
    case '==': case '!=': return { value: isSame(left, right, when) === (operator === '==') ? -1n : 0n };
    case '-': case '<': case '<=': case '>': case '>=': {
      const apart = fragmentsApart(left, right, when);
      if (apart !== undefined) return { value: applyBinary(operator, wrap(left.value + apart), right.value).value };
      if (operator === '>' && liesBehind(left, right)) return { value: -1n };
    }
  }
  return withNeutral(operator, left, right);
}

/** The same place or thing as far as is known: while reading gas does not look from one fragment into the next. */
function isSame(left: OperandNow, right: OperandNow, when: When): boolean {
  if (left.value !== right.value || left.register !== right.register || isNumber(left) !== isNumber(right)) return false;
  if (!left.symbol || !right.symbol) return true;
  const a = placeOf(left.symbol, when), b = placeOf(right.symbol, when);
  if (!a || !b) return left.symbol === right.symbol;
  return when === 'reading' ? a.fragment.whole === b.fragment.whole : a.fragment.subsection.section === b.fragment.subsection.section;
}

/** From the start of one's fragment to that of the other's, in bytes; 0 for what is the same. */
function fragmentsApart(left: OperandNow, right: OperandNow, when: When): bigint | undefined {
  if (left.register !== undefined || right.register !== undefined) return left.register === right.register && left.value === right.value ? 0n : undefined;
  if (!left.symbol || !right.symbol) return undefined;
  const to = placeOf(left.symbol, when), from = placeOf(right.symbol, when);
  if (!to || !from) return left.symbol === right.symbol || (when === 'final' && left.symbol.common && right.symbol.common) ? 0n : undefined;
  if (when === 'final') return to.fragment.subsection.section === from.fragment.subsection.section ? 0n : undefined;
  const startOf = ({ runOffset, wholeOffset }: Fragment): number => runOffset - wholeOffset;
  return to.fragment.run === from.fragment.run ? BigInt(startOf(to.fragment) - startOf(from.fragment)) : undefined;
}

/** Further on, whatever lies between takes: at least one byte of it has been written. */
function liesBehind(left: OperandNow, right: OperandNow): boolean {
  const to = left.symbol && placeOf(left.symbol, 'reading')?.fragment, from = right.symbol && placeOf(right.symbol, 'reading')?.fragment;
  if (!to || !from || to.subsection !== from.subsection || to.whole === from.whole) return false;
  const { fragments } = from.subsection, first = fragments.findIndex(({ whole }) => whole === from.whole), last = fragments.findIndex(({ whole }) => whole === to.whole);
  const bytesOf = (some: readonly Fragment[]): bigint => some.reduce((sum, { start, end }) => sum + BigInt(end - start), 0n);
  if (last < first || right.value < 0n || right.value > bytesOf(fragments.filter(({ whole }) => whole === from.whole))) return false;
  return left.value - right.value + bytesOf(fragments.slice(first, last)) > 0n;
}

/** Operators with a number that changes nothing, or with what is the same on both sides. */
function withNeutral(operator: BinaryOperator, left: OperandNow, right: OperandNow): Evaluated | undefined {
  const leftZero = isNumber(left) && left.value === 0n, rightZero = isNumber(right) && right.value === 0n;
  if (leftZero || rightZero) {
    switch (operator) {
      case '^': case '|': return unlessDirect(rightZero ? left : right);
      case '<<': case '>>': return leftZero ? { value: 0n } : unlessDirect(left);
      case '*': case '&': return { value: 0n };
      case '!': return { value: rightZero ? -1n : ~right.value };
      default: return undefined;
    }
  }
  if (operator === '*' && isNumber(left) && left.value === 1n) return unlessDirect(right);
  if ((operator === '*' || operator === '/') && isNumber(right) && right.value === 1n) return unlessDirect(left);
  if (isNumber(left) || isNumber(right) || left.value !== right.value || left.register !== right.register || left.symbol !== right.symbol) return undefined;
  if (left.symbol && isDefined(left.symbol)) return undefined;
  return operator === '&' || operator === '|' ? unlessDirect(left) : operator === '^' ? { value: 0n } : operator === '!' ? { value: -1n } : undefined;
}

/** What gas keeps beside the names of an expression that it could make nothing of. */
function besideNames(bound: Bound): bigint {
  switch (bound.kind) {
    case 'constant': return bound.value;
    case 'binary': {
      const { operator, left, right } = bound;
      if (operator !== '+' && operator !== '-') return 0n;
      if (right.kind !== 'constant' && !(operator === '+' && left.kind === 'constant') && !(symbolOf(left) && symbolOf(right))) return 0n;
      return wrap(operator === '+' ? besideNames(left) + besideNames(right) : besideNames(left) - besideNames(right));
    }
    default: return 0n;
  }
}
