// SPDX-License-Identifier: GPL-2.0-or-later
// gas's own directives that are neither conditionals nor the begin of a collected body: one line of a table each.

import { closeConditionalsOf, demandEnd, readerAt, stringAt } from './conditional.ts';
import type { DirectiveSpot } from './conditional.ts';
import { parseExpression } from './parseExpression.ts';
import { dropInner } from './innerSteps.ts';
import { isAtEnd, isNext, skipBlank, take, takeName } from './reader.ts';
import { tableAfter } from './definitionMemory.ts';
import { include } from './include.ts';
import { complain, nestingOf } from './state.ts';
import type { Collecting, Frame, GasState } from './state.ts';
import { valueAt } from './valueAt.ts';

/** Which directives open a body, and how the body is used. */
export const openers: ReadonlyMap<string, Collecting['kind']> = new Map(Object.entries({
  '.macro': 'macro', '.rept': 'rept', '.rep': 'rept', '.irp': 'irp', '.irep': 'irp', '.irpc': 'irpc', '.irepc': 'irpc',
}));

type Directive = (state: GasState, spot: DirectiveSpot) => Frame | undefined | void;

/** What a directive of ours does, and what it reads next; undefined for those that belong to the sink, to macros or to conditionals. */
export const directives: ReadonlyMap<string, Directive> = new Map(Object.entries<Directive>({
  '.endm': (state, spot) => { complain(state, 'warning', 'as-endm-without-macro', '.endm encountered without preceding .macro', spot); demandEnd(state, spot, spot.restAt); },
  '.endr': (state, spot) => { complain(state, 'warning', 'as-endr-without-rept', '.endr encountered without preceding .rept, .irp, or .irpc', spot); demandEnd(state, spot, spot.restAt); },
  '.exitm': exitMacro,
  '.mexit': exitMacro,
  '.purgem': purge,
  '.altmacro': (state, spot) => { state.alternate = true; demandEnd(state, spot, spot.restAt); },
  '.noaltmacro': (state, spot) => { state.alternate = false; demandEnd(state, spot, spot.restAt); },
  '.end': state => end(state),
  '.abort': (state, spot) => { complain(state, 'error', 'as-abort', '.abort detected.  Abandoning ship.', spot); end(state); },
  '.err': err,
  '.error': (state, spot) => message(state, spot, 'error'),
  '.warning': (state, spot) => message(state, spot, 'warning'),
  '.fail': fail,
  '.print': print,
  '.include': include,
  '.mri': mri,
}));

/** Ends the innermost expansion (all its rounds); conditionals opened in it are closed without a word. */
function exitMacro(state: GasState, spot: DirectiveSpot): void {
  const nesting = nestingOf(state);
  if (nesting === 1) { complain(state, 'warning', 'as-exitm-outside-macro', 'ignoring macro exit outside a macro definition.', spot); demandEnd(state, spot, spot.restAt); return; }
  closeConditionalsOf(state, nesting, true);
  state.frames.pop();
  dropInner(state);
}

function purge(state: GasState, spot: DirectiveSpot): void {
  const reader = readerAt(spot);
  skipBlank(reader);
  if (isAtEnd(reader)) return;
  do {
    skipBlank(reader);
    const key = takeName(reader).name.toLowerCase();
    if (state.memory) state.table = tableAfter(state.table, key);
    if (!state.macros.delete(key)) complain(state, 'warning', 'as-purge-unknown-macro', `Attempt to purge non-existing macro \`${key}'`, spot);
    skipBlank(reader);
  } while (take(reader, ','));
  demandEnd(state, spot, reader.at);
}

function end(state: GasState): void {
  state.ended = true;
  state.frames.length = 1;
  dropInner(state);
  const file = state.frames[0]!;
  file.line = undefined;
}

function message(state: GasState, spot: DirectiveSpot, severity: 'error' | 'warning'): void {
  const reader = readerAt(spot);
  skipBlank(reader);
  if (isAtEnd(reader)) { complain(state, severity, `as-${severity}-directive`, `.${severity} directive invoked in source file`, spot); return; }
  if (!isNext(reader, '"')) { complain(state, 'error', `as-${severity}-argument`, `.${severity} argument must be a string`, spot); return; }
  const bytes = stringAt(state, spot, reader);
  if (!bytes) return;
  complain(state, severity, `as-${severity}-directive`, decoded(bytes), spot);
  demandEnd(state, spot, reader.at);
}

/** `.fail n`: a warning from 500 on, else an error. */
function fail(state: GasState, spot: DirectiveSpot): void {
  const value = absoluteAt(state, spot);
  complain(state, value >= 500n ? 'warning' : 'error', 'as-fail-directive', `.fail ${value} encountered`, spot);
}

/** The only operand of a directive: a number that is known now. */
function absoluteAt(state: GasState, spot: DirectiveSpot): bigint {
  const { expression, next, errors } = parseExpression(spot.line.text.slice(0, spot.end), spot.restAt, state.sink);
  for (const error of errors ?? []) complain(state, 'error', 'as-bad-expression', error, spot);
  const value = expression.kind === 'absent' ? undefined : valueAt(state, expression, spot);
  if (value && value.kind !== 'constant') complain(state, 'error', 'as-not-absolute', 'bad or irreducible absolute expression', spot);
  demandEnd(state, spot, next);
  return value?.kind === 'constant' ? value.value : 0n;
}

/** What `as` prints while it assembles is of use at its line. */
function print(state: GasState, spot: DirectiveSpot): void {
  const reader = readerAt(spot), bytes = stringAt(state, spot, reader);
  if (bytes) complain(state, 'information', 'as-print', decoded(bytes), spot);
  demandEnd(state, spot, reader.at);
}

function mri(state: GasState, spot: DirectiveSpot): void {
  if (absoluteAt(state, spot) !== 0n) complain(state, 'error', 'as-not-supported', 'not supported: .mri', spot);
}

function err(state: GasState, spot: DirectiveSpot): void {
  complain(state, 'error', 'as-err-directive', '.err encountered', spot);
  demandEnd(state, spot, spot.restAt);
}

function decoded(bytes: readonly number[]): string { return new TextDecoder().decode(Uint8Array.from(bytes)); }
