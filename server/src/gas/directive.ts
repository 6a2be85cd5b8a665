// SPDX-License-Identifier: GPL-2.0-or-later
// gas's own directives that are neither conditionals nor the begin of a collected body: one line of a table each.

import { skipComma, takeName } from './argument.ts';
import { closeConditionalsOf, demandEnd } from './conditional.ts';
import type { DirectiveSpot } from './conditional.ts';
import { parseExpression, quotedName } from './parseExpression.ts';
import { parseString } from './parseString.ts';
import { dropInner } from './innerSteps.ts';
import { tableAfter } from './definitionMemory.ts';
import { complain } from './state.ts';
import type { Collecting, GasState } from './state.ts';
import { valueAt } from './valueAt.ts';

/** Which directives open a body, and how the body is used. */
export const openers: ReadonlyMap<string, Collecting['kind']> = new Map(Object.entries({
  '.macro': 'macro', '.rept': 'rept', '.rep': 'rept', '.irp': 'irp', '.irep': 'irp', '.irpc': 'irpc', '.irepc': 'irpc',
}));

/** What a directive of ours does; undefined for those that belong to the sink, to macros or to conditionals. */
export const directives: ReadonlyMap<string, (state: GasState, spot: DirectiveSpot) => void> = new Map(Object.entries<(state: GasState, spot: DirectiveSpot) => void>({
  '.endm': (state, spot) => { complain(state, 'warning', 'as-endm-without-macro', '.endm encountered without preceding .macro', spot); demandEnd(state, spot, spot.restAt); },
  '.endr': (state, spot) => { complain(state, 'warning', 'as-endr-without-rept', '.endr encountered without preceding .rept, .irp, or .irpc', spot); demandEnd(state, spot, spot.restAt); },
  '.exitm': exitMacro,
  '.mexit': exitMacro,
  '.purgem': purge,
  '.altmacro': (state, spot) => { state.alternate = true; demandEnd(state, spot, spot.restAt); },
  '.noaltmacro': (state, spot) => { state.alternate = false; demandEnd(state, spot, spot.restAt); },
  '.end': state => end(state),
  '.abort': (state, spot) => { complain(state, 'error', 'as-abort', '.abort detected.  Abandoning ship.', spot); end(state); },
  '.err': (state, spot) => complain(state, 'error', 'as-err-directive', '.err encountered', spot),
  '.error': (state, spot) => message(state, spot, 'error'),
  '.warning': (state, spot) => message(state, spot, 'warning'),
  '.fail': fail,
  '.print': print,
  '.include': (state, spot) => complain(state, 'error', 'as-not-supported', 'not supported: .include', spot),
  '.mri': (state, spot) => {
    if (textOf(spot).trim() !== '0') complain(state, 'error', 'as-not-supported', 'not supported: .mri', spot);
  },
}));

/** Ends the innermost expansion (all its rounds); conditionals opened in it are closed without a word. */
function exitMacro(state: GasState, spot: DirectiveSpot): void {
  const frames = state.frames.length;
  demandEnd(state, spot, spot.restAt);
  if (frames === 1) { complain(state, 'warning', 'as-exitm-outside-macro', 'ignoring macro exit outside a macro definition.', spot); return; }
  closeConditionalsOf(state, frames, true);
  state.frames.pop();
  dropInner(state);
}

function purge(state: GasState, spot: DirectiveSpot): void {
  const text = spot.line.text;
  for (let at = spot.restAt; at < spot.end;) {
    const quoted = text[at] === '"' ? quotedName(text, at) : undefined;
    const { name, next } = quoted ?? takeName(text, at);
    const key = name.toLowerCase();
    if (state.memory) state.table = tableAfter(state.table, key);
    if (!state.macros.delete(key)) complain(state, 'warning', 'as-purge-unknown-macro', `Attempt to purge non-existing macro \`${key}'`, spot);
    at = skipComma(text, next, spot.end);
    if (text[next] !== ',') { demandEnd(state, spot, at); return; }
  }
}

function end(state: GasState): void {
  state.ended = true;
  state.frames.length = 1;
  dropInner(state);
  const file = state.frames[0]!;
  file.line = undefined;
}

function message(state: GasState, spot: DirectiveSpot, severity: 'error' | 'warning'): void {
  const literal = parseString(spot.line.text, spot.restAt);
  if (literal) {
    complain(state, severity, `as-${severity}-directive`, decoded(literal.bytes), spot);
    demandEnd(state, spot, literal.next);
  }
  else if (spot.restAt < spot.end) complain(state, 'error', `as-${severity}-argument`, `.${severity} argument must be a string`, spot);
  else complain(state, severity, `as-${severity}-directive`, `.${severity} directive invoked in source file`, spot);
}

/** `.fail n`: a warning from 500 on, else an error. */
function fail(state: GasState, spot: DirectiveSpot): void {
  const parsed = parseExpression(spot.line.text.slice(0, spot.end), spot.restAt, state.sink);
  const value = 'error' in parsed ? undefined : valueAt(state, parsed.expression, spot);
  if (value?.kind !== 'constant') complain(state, 'error', 'as-not-absolute', 'bad or irreducible absolute expression', spot);
  else complain(state, value.value >= 500n ? 'warning' : 'error', 'as-fail-directive', `.fail ${value.value} encountered`, spot);
}

/** What `as` prints while it assembles is of use at its line. */
function print(state: GasState, spot: DirectiveSpot): void {
  const literal = parseString(spot.line.text, spot.restAt);
  if (literal) {
    complain(state, 'information', 'as-print', decoded(literal.bytes), spot);
    demandEnd(state, spot, literal.next);
  }
  else complain(state, 'error', 'as-missing-string', 'missing string', spot);
}

function textOf(spot: DirectiveSpot): string { return spot.line.text.slice(spot.restAt, spot.end); }

function decoded(bytes: readonly number[]): string { return new TextDecoder().decode(Uint8Array.from(bytes)); }
