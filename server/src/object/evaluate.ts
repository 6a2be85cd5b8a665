// SPDX-License-Identifier: GPL-2.0-or-later
// What an expression is worth after layout, and how names in it are bound while reading (what `.if` wants to know is evaluateNow.ts). The
// normal form is
//     add - sub + value
// with at most one symbol on each side, and a `sub` only at the top: as with gas, an operand of an operator is one place or one number.

import { applyBinary, applyUnary, beyondBinary, beyondUnary, wrap } from '../gas/arithmetic.ts';
import { bit65, ofLinker, signed, type Expression } from '../gas/expression.ts';
import type { Said, Statement } from '../gas/statement.ts';
import { constant, isBareSymbol, isSigned, offsetOf, suffixOf, symbolOf, zero, type Bound } from './bound.ts';
import { namesOffsetTable } from './relocationTypes.ts';
import { noteMade, noteUnrepeatable, recorder, touch } from './recorder.ts';
import { complain, hereSymbol, numericLabels, offsetTable, symbolNamed, type AsmState } from './state.ts';
import type { Moment } from './moment.ts';
import { labelDistance, numberNow, plainSymbol } from './numbers.ts';
import { isDefined, isExternal, isPlaced, makeSymbol, numericName, type AsmSymbol } from './symbols.ts';
import { wholeAddress, type Fragment } from './fragments.ts';
import { regionOf } from './regionOf.ts';

export type Resolved =
  | { readonly kind: 'linear'; readonly add: AsmSymbol | undefined; readonly sub: AsmSymbol | undefined; readonly value: bigint; readonly suffix: string | undefined }
  | { readonly kind: 'register'; readonly register: string }
  /** No such thing can be written into an object (foo*2, a+b of two sections). */
  | Invalid;

/** `at`: the `.set` whose fault it is, if it is not the expression itself. */
export interface Invalid { readonly kind: 'invalid'; readonly why: string; readonly at?: Statement }

/** Where a complaint about an expression goes. */
export type Say = (said: Said) => void;

/**
 * `grouped`: what becomes of an expression in parentheses. `numeric`: what numbers of labels were found to mean, for the next time. `here`: the
 * place that `.` is, if it is another one than this.
 */
export interface Binding { readonly say: Say; readonly grouped?: (bound: Bound) => Bound; readonly numeric?: Map<string, AsmSymbol | undefined>; readonly here?: AsmSymbol }

/**
 * Binds names to the symbols they mean at this point of the source, and carries out what gas carries out as it reads: operators of numbers,
 * and the difference of two places whose distance is fixed. What is known now stays so, whatever becomes of the names later.
 */
export function bind(state: AsmState, expression: Expression, binding: Binding = { say: said => { complain(state, said.code, said.message, said.severity); } }): Bound {
  const bound = bindWithin(state, expression, binding);
  if (binding.grouped && (bound.kind === 'unary' || bound.kind === 'binary') && (expression.kind === 'unary' || expression.kind === 'binary') && expression.grouped) return binding.grouped(bound);
  return bound;
}

function bindWithin(state: AsmState, expression: Expression, binding: Binding): Bound {
  const { say } = binding;
  switch (expression.kind) {
    case 'number': return expression.wide === undefined ? constant(expression.value, expression.beyond) : { kind: 'constant', value: expression.value, wide: expression.wide };
    case 'absent': return zero;
    case 'register': return { kind: 'register', register: expression.register };
    case 'unary': {
      const operand = bind(state, expression.operand, binding);
      if (operand.kind === 'constant') return constant(applyUnary(expression.operator, operand.value), beyondUnary(expression.operator, operand));
      return { kind: 'unary', operator: expression.operator, operand };
    }
    case 'binary': {
      const left = narrow(bind(state, expression.left, binding)), right = narrow(bind(state, expression.right, binding));
      if (left.kind === 'constant' && right.kind === 'constant') {
        const { value, warning } = applyBinary(expression.operator, left.value, right.value);
        if (warning) say({ code: 'as-arithmetic', message: warning, severity: 'warning' });
        const result = constant(value, beyondBinary(expression.operator, left, right));
        return left.within === undefined || isGrouped(expression.left) ? result : { ...result, within: left.within };
      }
      const bound: Bound = { kind: 'binary', operator: expression.operator, left, right };
      const apart = expression.operator === '-' ? fixedDistance(bound) : undefined;
      if (apart !== undefined) {
        const region = regionOf(left);
        return { ...constant(apart, (isSigned(left) ? signed : 0) | (apart < 0n ? bit65 : 0)), within: typeof region === 'number' ? region : undefined };
      }
      const leftKnown = left.kind === 'constant' && (left.within === undefined || isGrouped(expression.left) || expression.operator === '+');
      if (!leftKnown && right.kind !== 'constant' && expression.operator !== '-' && regionOf(bound) === 'mixed') say({ code: 'as-mixed-sections', message: 'operation combines symbols in different segments', severity: 'error' });
      return bound;
    }
    case 'symbol': return bindSymbol(state, expression, binding);
  }
}

/** A number of more than 64 bits is no operand. */
function narrow(bound: Bound): Bound { return bound.kind === 'constant' && bound.wide !== undefined ? zero : bound; }

function isGrouped(expression: Expression): boolean { return (expression.kind === 'binary' || expression.kind === 'unary') && expression.grouped === true; }

/** The difference of two places of which layout can move neither without the other. */
function fixedDistance(bound: Bound & { kind: 'binary' }): bigint | undefined {
  const { left, right } = bound, to = symbolOf(left), from = symbolOf(right);
  if (!to || !from) return undefined;
  if (plainSymbol(left)?.label && plainSymbol(right)?.label && to !== from) {
    const number = numberNow(bound, 'reading');
    return number === undefined ? undefined : BigInt(number);
  }
  if (suffixOf(left) !== undefined || suffixOf(right) !== undefined) return undefined;
  if (to !== from && !(isPlaced(to) && isPlaced(from))) return undefined;
  const apart = distance(to, from, 'reading');
  return apart === undefined ? undefined : wrap(apart + offsetOf(left) - offsetOf(right));
}

function bindSymbol(state: AsmState, { name, suffix, quoted }: Expression & { kind: 'symbol' }, binding: Binding): Bound {
  if (suffix !== undefined && namesOffsetTable(suffix)) symbolNamed(state, offsetTable).attributes.mentioned = true;
  if (name === '.' && state.here.absolute) return constant(state.here.absolute.offset);
  const symbol = name === '.' ? binding.here ?? hereSymbol(state) : (quoted ? undefined : numericOnce(state, name, binding)) ?? symbolNamed(state, name);
  symbol.attributes.used = true;
  if (name.includes(ofLinker)) noteUnrepeatable();
  if (symbol.stands) {
    touch(symbol.stands);
    symbol.stands.attributes.used = true;
    return { kind: 'symbol', symbol: symbol.stands, ...(suffix === undefined ? {} : { suffix }) };
  }
  if (suffix !== undefined) return { kind: 'symbol', symbol, suffix };
  if (symbol.register !== undefined) return { kind: 'register', register: symbol.register };
  if (symbol.reevaluated) return symbol.reevaluated();
  const known = symbol.definition?.kind === 'constant' ? symbol.definition : undefined;
  // Of the value of a name only its 64 bits are known.
  // What is chosen at run time is no number, whatever it is set to.
  if (known && symbol.attributes.type === 'IFUNC') return { kind: 'symbol', symbol };
  if (known && (known.within !== undefined || known.beyond !== undefined)) return constant(known.value);
  return known ?? { kind: 'symbol', symbol };
}

function numericOnce(state: AsmState, name: string, { say, numeric }: Binding): AsmSymbol | undefined {
  if (numeric?.has(name)) return numeric.get(name);
  const label = numericLabel(state, name, say);
  numeric?.set(name, label);
  return label;
}

function numericLabel(state: AsmState, name: string, say: Say): AsmSymbol | undefined {
  const direction = name[name.length - 1];
  if ((direction !== 'f' && direction !== 'b') || !isDecimal(name, name.length - 1)) return undefined;
  const digits = name.slice(0, -1);
  const labels = numericLabels(state, digits, direction === 'b' ? 'latest' : 'next');
  if (direction === 'b') {
    if (labels.latest) { touch(labels.latest); return labels.latest; }
    say({ code: 'as-undefined-local-label', message: `backward ref to unknown label "${digits}:"`, severity: 'error' });
    const none = makeSymbol(name, state.order, true);
    noteMade(none, 'made');
    none.definition = zero;
    return none;
  }
  if (labels.next) touch(labels.next);
  else {
    const symbol = labels.next = makeSymbol(numericName(digits, labels.defined + 1), state.order++, true), pending = { name, statement: state.statement };
    noteMade(symbol, 'made');
    recorder?.pending.push({ symbol, ...pending, labels });
    state.pendingNumeric.set(symbol, pending);
  }
  return labels.next;
}

function isDecimal(name: string, end: number): boolean {
  if (end === 0) return false;
  for (let i = 0; i < end; i++) { const c = name.charCodeAt(i); if (c < 48 || c > 57) return false; }
  return true;
}

const invalid = (why: string): Invalid => ({ kind: 'invalid', why });
/** A limit of ours: said where the value is used, not of each name on the way. */
export const tooDeep = invalid('expression too complex');
const tooComplex = invalid('expression is too complex to be resolved or converted into relocations');
const linear = (add: AsmSymbol | undefined, sub: AsmSymbol | undefined, value: bigint, suffix?: string): Resolved =>
  ({ kind: 'linear', add, sub, value: wrap(value), suffix });

/** Definitions that stand for definitions, and terms in them, beyond this are an error instead of an overflow of the stack. */
const deepest = 400;
let depth = 0;

export function resolve(bound: Bound, moment: Moment): Resolved { return resolveDeeper(bound, moment, true); }

/** What a name that is set to nothing sensible is to gas when it has said so: a number. */
export function resolveForgiving(bound: Bound, moment: Moment): Resolved {
  forgiving = true;
  const resolved = resolve(bound, moment);
  forgiving = false;
  return resolved;
}

let forgiving = false;

function resolveDeeper(bound: Bound, moment: Moment, top: boolean): Resolved {
  if (depth > deepest) return tooDeep;
  depth++;
  const resolved = resolveWithin(bound, moment, top);
  depth--;
  return resolved;
}

/** `top`: not the operand of something, but for numbers added to it. */
function resolveWithin(bound: Bound, moment: Moment, top: boolean): Resolved {
  switch (bound.kind) {
    case 'constant': return linear(undefined, undefined, bound.value);
    case 'register': return bound;
    case 'symbol': return resolveSymbol(bound.symbol, moment, bound.suffix);
    case 'unary': {
      const operand = resolveDeeper(bound.operand, moment === 'fixup' ? 'final' : moment, false);
      if (operand.kind !== 'linear') return operand.kind === 'register' ? invalid('invalid operands') : operand;
      if (!operand.add) return linear(undefined, undefined, applyUnary(bound.operator, operand.value));
      if (bound.operator === '-' && top && !operand.suffix) return moment !== 'reading' && !isBareSymbol(bound.operand) ? tooComplex : linear(undefined, operand.add, -operand.value);
      if (bound.operator === '!' && moment !== 'reading') return linear(undefined, undefined, applyUnary('!', addressIn(operand.add, moment) + operand.value));
      return invalid(`invalid operands (${bound.operator})`);
    }
    case 'binary': return resolveBinary(bound, moment, top);
  }
}

function resolveSymbol(symbol: AsmSymbol, moment: Moment, suffix: string | undefined): Resolved {
  touch(symbol);
  if (symbol.register !== undefined) return { kind: 'register', register: symbol.register };
  if (symbol.stands && !symbol.busy) return resolveSymbol(symbol.stands, moment, suffix);
  const definition = symbol.definition;
  if (!definition) return linear(symbol, undefined, 0n, suffix);
  if (symbol.busy) return invalid(`symbol definition loop encountered at \`${symbol.name}'`);
  symbol.busy = true;
  const meant = resolveDeeper(definition, moment === 'fixup' ? 'final' : moment, false);
  symbol.busy = false;
  if (meant === tooDeep) return meant;
  if (meant.kind === 'invalid') return forgiving ? linear(undefined, undefined, 0n) : meant.at || !symbol.statement ? meant : { ...meant, at: symbol.statement };
  // A number that other files can see, or that stands in the offset table, is named all the same; the distance of one from that table is itself.
  const named = moment === 'fixup' && !symbol.superseded && (suffix === undefined || suffix === 'PLT' || suffix === 'GOTOFF' ? isExternal(symbol) || symbol.attributes.type === 'IFUNC' : true);
  if (named && meant.kind === 'linear' && !meant.add && !meant.sub) return linear(symbol, undefined, 0n, suffix);
  if (symbol.carried && moment !== 'reading' && meant.kind === 'linear' && !meant.add && !meant.sub) return { ...meant, value: wrap(meant.value + BigInt(wholeAddress(symbol.carried))) };
  if (meant.kind !== 'linear' || !meant.add || meant.sub) return suffix && meant.kind === 'linear' ? { ...meant, suffix } : meant;
  // An alias of a place keeps its own name; an alias of something undefined is that something, and so is one that only the end could tell.
  if (!isDefined(meant.add) || meant.add.common || symbol.at === undefined && (symbol.superseded || !symbolOf(definition))) return suffix ? { ...meant, suffix } : meant;
  return linear(symbol, undefined, 0n, suffix);
}

function resolveBinary(bound: Bound & { kind: 'binary' }, moment: Moment, top: boolean): Resolved {
  const { operator } = bound;
  if (operator === '+' || operator === '-') {
    // Numbers are added to whatever it is.
    const number = bound.right.kind === 'constant' ? bound.right : operator === '+' && bound.left.kind === 'constant' ? bound.left : undefined;
    if (number) {
      const rest = resolveDeeper(number === bound.right ? bound.left : bound.right, moment, top);
      return rest.kind === 'linear' ? linear(rest.add, rest.sub, operator === '+' ? rest.value + number.value : rest.value - number.value, rest.suffix) : rest;
    }
  }
  // What a linker may replace matters to a difference that is the whole value; inside other operators places are what they are.
  if (moment === 'fixup' && !(top && operator === '-')) moment = 'final';
  const left = resolveDeeper(bound.left, moment, false), right = resolveDeeper(bound.right, moment, false);
  if (left.kind === 'invalid') return left;
  if (right.kind === 'invalid') return right;
  if (left.kind === 'register' || right.kind === 'register') return compareRegisters(operator, left, right);
  if (!left.add && !right.add) {
    if (right.value === 0n && moment !== 'reading' && (operator === '/' || operator === '%')) return invalid('division by zero');
    return linear(undefined, undefined, applyBinary(operator, left.value, right.value).value);
  }
  const suffix = left.suffix ?? right.suffix, same = isSameName(bound);
  switch (operator) {
    case '+':
      if (left.add && right.add) break;
      return linear(left.add ?? right.add, undefined, left.value + right.value, suffix);
    case '-': {
      if (!right.add) return linear(left.add, undefined, left.value - right.value, suffix);
      // A relocation, and be it one that comes to nothing, takes a name off, not a sum.
      if (top && moment !== 'reading' && !isBareSymbol(bound.right) && !(symbolOf(bound.left) && symbolOf(bound.right))) return tooComplex;
      const apart = left.add && distanceOf(left.add, right.add, moment, same);
      if (apart !== undefined) return linear(undefined, undefined, left.value + apart - right.value);
      if (top) return linear(left.add, right.add, left.value - right.value, suffix);
      break;
    }
    case '==': case '!=': {
      // Asked of anything: what lies in different sections is different.
      if (moment === 'reading') break;
      const apart = left.add && right.add && distanceOf(left.add, right.add, moment, same);
      return linear(undefined, undefined, (apart !== undefined && left.value + apart === right.value) === (operator === '==') ? -1n : 0n);
    }
    case '<': case '<=': case '>': case '>=': {
      const apart = moment !== 'reading' && left.add && right.add ? distanceOf(left.add, right.add, moment, same) : undefined;
      if (apart !== undefined) return linear(undefined, undefined, applyBinary(operator, wrap(left.value + apart), right.value).value);
      break;
    }
  }
  return invalid(`invalid operands for \`${operator}'`);
}

/** Both sides are the same name and nothing else. */
function isSameName({ left, right }: Bound & { kind: 'binary' }): boolean { return left.kind === 'symbol' && right.kind === 'symbol' && left.symbol === right.symbol; }

/** gas looks no further than the names: of something undefined two different ones, or one with a number, have no distance. */
function distanceOf(a: AsmSymbol, b: AsmSymbol, moment: Moment, sameName: boolean): bigint | undefined {
  return isDefined(a) || isDefined(b) || sameName ? distance(a, b, moment) : undefined;
}

function compareRegisters(operator: string, left: Resolved, right: Resolved): Resolved {
  if (operator !== '==' && operator !== '!=') return invalid('registers have no arithmetic');
  const same = left.kind === 'register' && right.kind === 'register' && left.register === right.register;
  return linear(undefined, undefined, same === (operator === '==') ? -1n : 0n);
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

/** Says once why an expression is none. */
export function complainOfInvalid(state: AsmState, { why, at }: Invalid, statement: Statement | undefined): void {
  const where = at ?? statement;
  if (!state.diagnostics.some(known => known.severity === 'error' && known.message === why && known.origin === where?.origin)) complain(state, 'as-invalid-operands', why, 'error', where);
}

/** Address of a place in its section, in bytes. */
export function addressOf(place: { fragment: Fragment; offset: bigint }): bigint { return BigInt(place.fragment.address) + place.offset; }

/** The same of a symbol; 0 for what is undefined, and the size of a common one. */
function addressIn(symbol: AsmSymbol, moment: Moment): bigint {
  const place = placeOf(symbol, moment);
  return place ? addressOf(place) : BigInt(symbol.common?.size ?? 0);
}
