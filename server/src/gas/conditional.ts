// SPDX-License-Identifier: GPL-2.0-or-later
// .if and its family (GAS.md section 3). A conditional belongs to the frame that opened it: one left open at the end of a macro is
// closed there. A condition that is not known now is an error; gas then goes by the number that stands beside the names (the 4 of `foo+4`),
// and so do we.

import { originOf } from '../base/origin.ts';
import type { Related } from '../base/diagnostic.ts';
import { isNameStart, skipBlanks } from './characters.ts';
import { operandExpression } from './operandExpression.ts';
import { junkAt, readerOf, skipBlank, take, takeName, takeString, type Reader } from './reader.ts';
import { complain, isIgnoring, nestingOf } from './state.ts';
import type { Conditional, GasState, Spot } from './state.ts';
import { reachOut } from './stepMemory.ts';
import { valueAt } from './valueAt.ts';

/** A conditional directive's statement: [start, end) of the line, operands from restAt. */
export interface DirectiveSpot extends Spot { readonly restAt: number }

/** Carries out a conditional directive; false if there is none of this name. */
export function conditional(state: GasState, name: string, spot: DirectiveSpot): boolean {
  const test = tests.get(name);
  if (test) {
    const holds = test(state, spot, isIgnoring(state));
    if (holds !== 'none') open(state, spot, holds);
    return true;
  }
  if (!goesOn.has(name)) return false;
  reachOut(state);
  switch (name) {
    case '.else': takeElse(state, spot); return true;
    case '.elseif': takeElseIf(state, spot); return true;
    default: close(state, spot); return true;
  }
}

const goesOn: ReadonlySet<string> = new Set(['.else', '.elseif', '.endif', '.endc']);

/** Closes what the innermost expansion left open. `nesting` is how deep it lies. */
export function closeConditionalsOf(state: GasState, nesting: number, silently: boolean): void {
  const stack = state.conditionals;
  while (stack.length > 0 && stack[stack.length - 1]!.nesting >= nesting) {
    const open = stack.pop()!;
    if (silently) continue;
    const where = nesting > 1 ? 'macro' : 'file';
    const related = open.elseAt ? relatedTo('here is the "else" of the unterminated conditional', open.elseAt) : [];
    complain(state, 'error', 'as-unterminated-conditional', `end of ${where} inside conditional`, open, related);
  }
}

/** The condition's value; 'none': it is none, and opens nothing. In skipped text only the syntax of some is looked at. */
type Test = (state: GasState, spot: DirectiveSpot, skipped: boolean) => boolean | 'none';

const tests: ReadonlyMap<string, Test> = new Map(Object.entries<Test>({
  '.if': number(value => value !== 0n),
  '.ifne': number(value => value !== 0n),
  '.ifeq': number(value => value === 0n),
  '.ifgt': number(value => value > 0n),
  '.ifge': number(value => value >= 0n),
  '.iflt': number(value => value < 0n),
  '.ifle': number(value => value <= 0n),
  '.ifdef': defined(true),
  '.ifndef': defined(false),
  '.ifnotdef': defined(false),
  '.ifb': (_, spot) => spot.restAt >= spot.end,
  '.ifnb': (_, spot) => spot.restAt < spot.end,
  '.ifc': sameText(true),
  '.ifnc': sameText(false),
  '.ifeqs': sameString(true),
  '.ifnes': sameString(false),
}));

function number(holds: (value: bigint) => boolean): Test {
  return (state, spot, skipped) => {
    if (skipped) return false;
    return holds(numberAt(state, spot, '.if'));
  };
}

function defined(wanted: boolean): Test {
  return (state, spot, skipped) => {
    const reader = readerAt(spot), { text, at } = reader;
    if (text[at] !== '"' && !isNameStart(text.charCodeAt(at))) {
      complain(state, 'error', 'as-ifdef-invalid-identifier', 'invalid identifier for ".ifdef"', spot);
      return 'none';
    }
    const { name } = takeName(reader);
    demandEnd(state, spot, reader.at);
    return !skipped && state.sink.isDefined(name) === wanted;
  };
}

function sameText(wanted: boolean): Test {
  return (state, spot) => {
    const rest = spot.line.text.slice(spot.restAt, spot.end);
    const comma = rest.indexOf(',');
    // gas says so even in skipped text.
    if (comma < 0) complain(state, 'error', 'as-ifc-bad-format', 'bad format for ifc or ifnc', spot);
    return (rest.slice(0, comma < 0 ? rest.length : comma).trim() === (comma < 0 ? '' : rest.slice(comma + 1).trim())) === wanted;
  };
}

function sameString(wanted: boolean): Test {
  return (state, spot) => {
    const reader = readerAt(spot), first = stringAt(state, spot, reader) ?? [];
    skipBlank(reader);
    if (!take(reader, ',')) {
      complain(state, 'error', 'as-ifeqs-syntax', '.ifeqs syntax error', spot);
      return 'none';
    }
    // What is none is an empty one.
    const second = stringAt(state, spot, reader) ?? [];
    demandEnd(state, spot, reader.at);
    return (first.length === second.length && first.every((byte, i) => byte === second[i])) === wanted;
  };
}

function open(state: GasState, spot: DirectiveSpot, holds: boolean): void {
  const skipped = isIgnoring(state);
  state.conditionals.push({
    line: spot.line, start: spot.start, end: spot.end, ignoring: skipped || !holds, decided: skipped || holds,
    elseAt: undefined, nesting: nestingOf(state),
  });
}

function takeElse(state: GasState, spot: DirectiveSpot): void {
  const current = state.conditionals[state.conditionals.length - 1];
  if (!current) complain(state, 'error', 'as-else-without-if', '".else" without matching ".if"', spot);
  else if (current.elseAt) complain(state, 'error', 'as-duplicate-else', 'duplicate ".else"', spot, previousOf(current));
  else {
    current.elseAt = { line: spot.line, start: spot.start, end: spot.end };
    current.ignoring = current.decided;
  }
  demandEnd(state, spot, spot.restAt);
}

function takeElseIf(state: GasState, spot: DirectiveSpot): void {
  const current = state.conditionals[state.conditionals.length - 1];
  if (!current) complain(state, 'error', 'as-elseif-without-if', '".elseif" without matching ".if"', spot);
  else if (current.elseAt) complain(state, 'error', 'as-elseif-after-else', '".elseif" after ".else"', spot, previousOf(current));
  else if (current.decided) current.ignoring = true;
  else {
    current.decided = numberAt(state, spot, '.elseif') !== 0n;
    current.ignoring = !current.decided;
  }
}

function close(state: GasState, spot: DirectiveSpot): void {
  if (state.conditionals.length === 0) complain(state, 'error', 'as-endif-without-if', '".endif" without ".if"', spot);
  else state.conditionals.pop();
  demandEnd(state, spot, spot.restAt);
}

/** What the condition goes by. */
function numberAt(state: GasState, spot: DirectiveSpot, directive: '.if' | '.elseif'): bigint {
  const parsed = operandExpression(state.sink, spot.line.text, spot.restAt, spot.end);
  for (const error of parsed.errors ?? []) complain(state, 'error', 'as-bad-expression', error, spot);
  const value = parsed.expression.kind === 'absent' ? undefined : valueAt(state, parsed.expression, spot);
  if (value?.kind !== 'constant') complain(state, 'error', 'as-if-not-constant', `non-constant expression in "${directive}" statement`, spot);
  demandEnd(state, spot, spot.restAt + parsed.next);
  switch (value?.kind) {
    case 'constant': return value.value;
    // gas counts its registers, %st first.
    case 'register': return value.register === 'st' ? 0n : 1n;
    case 'unknown': return value.number ?? 0n;
    case undefined: return 0n;
  }
}

/** Only blanks may follow; else gas calls it junk. */
export function demandEnd(state: GasState, spot: Spot, at: number): void {
  const junk = skipBlanks(spot.line.text, at);
  if (junk < spot.end) complain(state, 'error', 'as-junk-at-end', junkAt(spot.line.text, junk), spot);
}

/** The operands of the statement. */
export function readerAt({ line, restAt, end }: DirectiveSpot): Reader { return readerOf(line.text.slice(0, end), restAt); }

/** The bytes of a string without zeros that a directive demands. */
export function stringAt(state: GasState, spot: Spot, reader: Reader): readonly number[] | undefined {
  skipBlank(reader);
  const bytes = takeString(reader);
  if (!bytes) complain(state, 'error', 'as-missing-string', 'missing string', spot);
  else if (bytes.includes(0)) complain(state, 'error', 'as-string-with-zero', "this string may not contain '\\0'", spot);
  // What follows a string that is missing is not looked at.
  if (!bytes) reader.at = reader.text.length;
  return bytes?.includes(0) ? undefined : bytes;
}

function previousOf(current: Conditional): Related[] {
  return [...relatedTo('here is the previous ".else"', current.elseAt!), ...relatedTo('here is the previous ".if"', current)];
}

function relatedTo(message: string, spot: Spot): Related[] {
  const origin = originOf(spot.line, spot.start, spot.end);
  return origin ? [{ message, origin }] : [];
}
