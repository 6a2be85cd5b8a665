// SPDX-License-Identifier: GPL-2.0-or-later
// What an expression is worth: while reading (only what is known already) and after layout. The normal form is
//     add - sub + value
// with at most one symbol on each side; a difference of two labels of one section becomes a number as soon as it is known.

import { applyBinary, applyUnary, wrap } from '../gas/arithmetic.ts';
import type { Expression } from '../gas/expression.ts';
import type { Value } from '../gas/statement.ts';
import { constant, symbolOf, zero, type Bound } from './bound.ts';
import { namesOffsetTable } from './relocationTypes.ts';
import { noteMade, noteUnrepeatable, recorder, touch } from './recorder.ts';
import { complain, hereSymbol, numericLabels, offsetTable, symbolNamed, type AsmState } from './state.ts';
import type { Moment } from './moment.ts';
import { labelDistance, numberNow } from './numbers.ts';
import { isDefined, isExternal, makeSymbol, numericName, type AsmSymbol } from './symbols.ts';
import { wholeAddress, type Fragment } from './fragments.ts';

export type Resolved =
  | { readonly kind: 'linear'; readonly add: AsmSymbol | undefined; readonly sub: AsmSymbol | undefined; readonly value: bigint; readonly suffix: string | undefined }
  | { readonly kind: 'register'; readonly register: string }
  /** No such thing can be written into an object (foo*2, a+b of two sections). */
  | { readonly kind: 'invalid'; readonly why: string };

/** Binds names to the symbols they mean at this point of the source. */
export function bind(state: AsmState, expression: Expression): Bound {
  switch (expression.kind) {
    case 'number': return expression.wide === undefined ? constant(expression.value) : { kind: 'constant', value: expression.value, wide: expression.wide };
    case 'absent': return zero;
    case 'register': return { kind: 'register', register: expression.register };
    case 'unary': {
      const operand = bind(state, expression.operand);
      if (operand.kind === 'constant') {
        const value = applyUnary(expression.operator, operand.value);
        return operand.wide !== undefined && expression.operator === '-' ? { kind: 'constant', value, wide: -operand.wide } : constant(value);
      }
      return { kind: 'unary', operator: expression.operator, operand };
    }
    case 'binary': {
      const left = bind(state, expression.left), right = bind(state, expression.right);
      if (left.kind === 'constant' && right.kind === 'constant') {
        const { value, warning } = applyBinary(expression.operator, left.value, right.value);
        if (warning) complain(state, 'as-arithmetic', warning, 'warning');
        return constant(value);
      }
      const bound: Bound = { kind: 'binary', operator: expression.operator, left, right };
      // What is known when it is read stays so, whatever becomes of the names later.
      const number = numberNow(bound, 'reading');
      if (number !== undefined) return constant(BigInt(number));
      if (!mayCancel(bound)) return bound;
      const now = resolve(bound, 'reading');
      return now.kind === 'linear' && !now.add && !now.sub ? constant(now.value) : bound;
    }
    case 'symbol': return bindSymbol(state, expression.name, expression.suffix);
  }
}

function bindSymbol(state: AsmState, name: string, suffix: string | undefined): Bound {
  if (suffix !== undefined && namesOffsetTable(suffix)) symbolNamed(state, offsetTable).attributes.mentioned = true;
  if (name === '.' && state.here.absolute) return constant(state.here.absolute.offset);
  const symbol = name === '.' ? hereSymbol(state) : numericLabel(state, name) ?? symbolNamed(state, name);
  if (symbol.stands) touch(symbol.stands);
  if (symbol.stands) return { kind: 'symbol', symbol: symbol.stands, ...(suffix === undefined ? {} : { suffix }) };
  if (suffix !== undefined) return { kind: 'symbol', symbol, suffix };
  if (symbol.register !== undefined) return { kind: 'register', register: symbol.register };
  if (symbol.reevaluated) return symbol.reevaluated();
  if (symbol.definition) {
    const known = resolve(symbol.definition, 'reading');
    if (known.kind === 'linear' && !known.add && !known.sub) return constant(known.value);
  }
  return { kind: 'symbol', symbol };
}

function numericLabel(state: AsmState, name: string): AsmSymbol | undefined {
  const direction = name[name.length - 1];
  if ((direction !== 'f' && direction !== 'b') || !isDecimal(name, name.length - 1)) return undefined;
  const digits = name.slice(0, -1);
  const labels = numericLabels(state, digits, direction === 'b' ? 'latest' : 'next');
  if (direction === 'b') {
    if (labels.latest) { touch(labels.latest); return labels.latest; }
    complain(state, 'as-undefined-local-label', `backward ref to unknown label "${digits}:"`);
    const none = makeSymbol(name, state.order, true);
    noteMade(none, 'made');
    none.definition = zero;
    return none;
  }
  if (labels.next) touch(labels.next);
  else {
    const symbol = labels.next = makeSymbol(numericName(digits, labels.defined + 1), state.order++, true), pending = { name, statement: state.statement };
    noteMade(symbol, 'made');
    recorder?.pending.push({ symbol, ...pending });
    state.pendingNumeric.set(symbol, pending);
  }
  return labels.next;
}

function isDecimal(name: string, end: number): boolean {
  if (end === 0) return false;
  for (let i = 0; i < end; i++) { const c = name.charCodeAt(i); if (c < 48 || c > 57) return false; }
  return true;
}

/** gas's question while it reads (`.if`, imm8 or imm32). */
export function evaluateNow(state: AsmState, expression: Expression): Value {
  if (expression.kind === 'number') return { kind: 'constant', value: expression.value };
  if (expression.kind === 'register') return expression;
  const bound = bind(state, expression);
  if (bound.kind === 'constant') return bound;
  if (bound.kind === 'register') return bound;
  // Binding has just tried.
  if (bound.kind === 'binary') return unknown;
  const now = resolve(bound, 'reading');
  if (now.kind === 'register') return now;
  if (now.kind === 'linear' && !now.add && !now.sub) return { kind: 'constant', value: now.value };
  return unknown;
}

const unknown: Value = { kind: 'unknown' };

const invalid = (why: string): Resolved => ({ kind: 'invalid', why });
const linear = (add: AsmSymbol | undefined, sub: AsmSymbol | undefined, value: bigint, suffix?: string): Resolved =>
  ({ kind: 'linear', add, sub, value: wrap(value), suffix });

/** Definitions that stand for definitions, and terms in them, beyond this are an error instead of an overflow of the stack. */
const deepest = 400;
let depth = 0;

export function resolve(bound: Bound, moment: Moment): Resolved {
  if (depth > deepest) return invalid('expression too complex');
  depth++;
  const resolved = resolveWithin(bound, moment);
  depth--;
  return resolved;
}

function resolveWithin(bound: Bound, moment: Moment): Resolved {
  switch (bound.kind) {
    case 'constant': return linear(undefined, undefined, bound.value);
    case 'register': return bound;
    case 'symbol': return resolveSymbol(bound.symbol, moment, bound.suffix);
    case 'unary': {
      const operand = resolve(bound.operand, moment);
      if (operand.kind !== 'linear') return operand.kind === 'register' ? invalid('invalid operands') : operand;
      if (operand.add || operand.sub) {
        if (bound.operator === '-' && !operand.suffix) return linear(operand.sub, operand.add, -operand.value);
        // A symbol is not zero.
        if (bound.operator === '!' && operand.add && !operand.sub && moment !== 'reading') return linear(undefined, undefined, 0n);
        return invalid(`invalid operands (${bound.operator})`);
      }
      return linear(undefined, undefined, applyUnary(bound.operator, operand.value));
    }
    case 'binary': return resolveBinary(bound, moment);
  }
}

function resolveSymbol(symbol: AsmSymbol, moment: Moment, suffix: string | undefined): Resolved {
  touch(symbol);
  if (symbol.register !== undefined) return { kind: 'register', register: symbol.register };
  const definition = symbol.definition;
  if (!definition) return linear(symbol, undefined, 0n, suffix);
  if (symbol.busy) return invalid(`symbol definition loop encountered at \`${symbol.name}'`);
  symbol.busy = true;
  const meant = resolve(definition, moment === 'fixup' ? 'final' : moment);
  symbol.busy = false;
  // A number that other files can see, or that stands in the offset table, is named all the same; the distance of one from that table is itself.
  const named = moment === 'fixup' && !symbol.superseded && (suffix === undefined || suffix === 'PLT' || suffix === 'GOTOFF' ? isExternal(symbol) : true);
  if (named && meant.kind === 'linear' && !meant.add && !meant.sub) return linear(symbol, undefined, 0n, suffix);
  if (symbol.carried && moment !== 'reading' && meant.kind === 'linear' && !meant.add && !meant.sub) return { ...meant, value: wrap(meant.value + BigInt(wholeAddress(symbol.carried))) };
  if (meant.kind !== 'linear' || !meant.add || meant.sub) return suffix && meant.kind === 'linear' ? { ...meant, suffix } : meant;
  // An alias of a place keeps its own name; an alias of something undefined is that something.
  if (!isDefined(meant.add) || meant.add.common) return suffix ? { ...meant, suffix } : meant;
  return linear(symbol, undefined, 0n, suffix);
}

function resolveBinary(bound: Bound & { kind: 'binary' }, moment: Moment): Resolved {
  const operator = bound.operator;
  // What a linker may replace matters to sums and differences only; inside other operators places are what they are.
  if (moment === 'fixup' && operator !== '+' && operator !== '-') moment = 'final';
  const left = resolve(bound.left, moment), right = resolve(bound.right, moment);
  if (left.kind === 'invalid') return left;
  if (right.kind === 'invalid') return right;
  if (left.kind === 'register' || right.kind === 'register') return compareRegisters(operator, left, right);
  if (!left.add && !left.sub && !right.add && !right.sub) return linear(undefined, undefined, applyBinary(operator, left.value, right.value).value);
  const suffix = left.suffix ?? right.suffix;
  switch (operator) {
    case '+': {
      if (left.add && right.add && !cancels(left.add, right.sub, moment) && !cancels(right.add, left.sub, moment)) return invalid('invalid operands (two symbols added)');
      return combine(left.add, right.add, left.sub, right.sub, left.value + right.value, suffix, moment);
    }
    case '-':
      // Two names of something undefined have no distance: gas looks no further than the names.
      if (left.add && left.add === right.add && !left.sub && !right.sub && !isDefined(left.add) && symbolOf(bound.left) !== symbolOf(bound.right)) {
        return linear(left.add, right.add, left.value - right.value, suffix);
      }
      return combine(left.add, right.sub, left.sub, right.add, left.value - right.value, suffix, moment);
    case '==': case '!=': case '<': case '<=': case '>': case '>=': {
      if (left.sub || right.sub) return invalid('invalid operands for comparison');
      if (left.add && right.add) {
        const apart = distance(left.add, right.add, moment);
        if (apart !== undefined) return linear(undefined, undefined, applyBinary(operator, wrap(left.value + apart), right.value).value);
      }
      return invalid('comparison of symbols');
    }
    default: return invalid(`invalid operands for \`${operator}'`);
  }
}

function compareRegisters(operator: string, left: Resolved, right: Resolved): Resolved {
  if (operator !== '==' && operator !== '!=') return invalid('registers have no arithmetic');
  const same = left.kind === 'register' && right.kind === 'register' && left.register === right.register;
  return linear(undefined, undefined, same === (operator === '==') ? -1n : 0n);
}

function cancels(a: AsmSymbol, b: AsmSymbol | undefined, moment: Moment): boolean { return b !== undefined && distance(a, b, moment) !== undefined; }

/** Cancels pairs whose distance is known; at most one symbol may remain on each side. */
function combine(add1: AsmSymbol | undefined, add2: AsmSymbol | undefined, sub1: AsmSymbol | undefined, sub2: AsmSymbol | undefined, value: bigint, suffix: string | undefined, moment: Moment): Resolved {
  const cancel = (add: AsmSymbol, sub: AsmSymbol): boolean => {
    const apart = distance(add, sub, moment);
    if (apart === undefined) return false;
    value += apart;
    return true;
  };
  if (add1 && sub1 && cancel(add1, sub1)) add1 = sub1 = undefined;
  if (add1 && sub2 && cancel(add1, sub2)) add1 = sub2 = undefined;
  if (add2 && sub1 && cancel(add2, sub1)) add2 = sub1 = undefined;
  if (add2 && sub2 && cancel(add2, sub2)) add2 = sub2 = undefined;
  if ((add1 && add2) || (sub1 && sub2)) return invalid('invalid operands (too many symbols)');
  return linear(add1 ?? add2, sub1 ?? sub2, value, suffix);
}

/** Where a symbol lies, looked up through `.set`: a fragment and the bytes from its fixed part's start. */
export function placeOf(symbol: AsmSymbol, moment: Moment): { fragment: Fragment; offset: bigint } | undefined {
  touch(symbol);
  if (symbol.label) return { fragment: symbol.label.fragment, offset: BigInt(symbol.label.offset) };
  if (!symbol.definition || symbol.busy || depth > deepest) return undefined;
  symbol.busy = true;
  depth++;
  const place = placeOfBound(symbol.definition, moment);
  depth--;
  symbol.busy = false;
  return place && symbol.carried && moment !== 'reading' ? { fragment: place.fragment, offset: place.offset + BigInt(wholeAddress(symbol.carried)) } : place;
}

function placeOfBound(bound: Bound, moment: Moment): { fragment: Fragment; offset: bigint } | undefined {
  if (bound.kind === 'symbol') return placeOf(bound.symbol, moment);
  if (bound.kind !== 'binary') return undefined;
  const r = resolve(bound, moment);
  if (r.kind !== 'linear' || !r.add || r.sub) return undefined;
  const place = placeOf(r.add, moment);
  return place && { fragment: place.fragment, offset: place.offset + r.value };
}

/** a - b in bytes: always for one symbol, while reading only inside one run of fragments, later for all of one section. */
export function distance(a: AsmSymbol, b: AsmSymbol, moment: Moment): bigint | undefined {
  touch(a);
  touch(b);
  if (a === b) {
    // An unused weak name is left out of the table; this one was used.
    if (!isDefined(a)) a.attributes.relocated = true;
    return 0n;
  }
  if ((moment === 'fixup' || moment === 'reading') && (a.attributes.type === 'IFUNC' || b.attributes.type === 'IFUNC')) return undefined;
  if (a.label && b.label) {
    const apart = labelDistance(a.label, b.label, moment !== 'reading');
    recorder?.distances.push({ to: a, from: b, answer: apart });
    return apart === undefined ? undefined : BigInt(apart);
  }
  const from = placeOf(b, moment), to = placeOf(a, moment);
  if (!from || !to) return undefined;
  noteUnrepeatable();
  const f = from.fragment, t = to.fragment;
  if (f.run === t.run) return BigInt(t.runOffset - f.runOffset) + to.offset - from.offset;
  if (moment === 'reading' || f.subsection.section !== t.subsection.section) return undefined;
  return BigInt(t.address - f.address) + to.offset - from.offset;
}

/**
 * Whether a binary expression that numberNow did not answer may still be a number: its operands were bound just before, so what is not
 * constant among them has symbols in it (or is a register), and only symbols of both sides together can vanish.
 */
function mayCancel({ operator, left, right }: Bound & { kind: 'binary' }): boolean {
  if (left.kind === 'constant' || right.kind === 'constant') return false;
  if (operator === '-' && left.kind === 'symbol' && right.kind === 'symbol' && isPlainLabel(left.symbol) && isPlainLabel(right.symbol)) return left.symbol === right.symbol;
  switch (operator) {
    case '+': case '-': case '==': case '!=': case '<': case '<=': case '>': case '>=': return true;
    default: return false;
  }
}

function isPlainLabel(symbol: AsmSymbol): boolean { return symbol.label !== undefined && !symbol.definition && symbol.register === undefined; }

/** Address of a place in its section, in bytes. */
export function addressOf(place: { fragment: Fragment; offset: bigint }): bigint { return BigInt(place.fragment.address) + place.offset; }
