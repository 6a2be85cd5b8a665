// SPDX-License-Identifier: GPL-2.0-or-later
// .rept, .irp and .irpc (GAS.md 2.4): the frame that repeats the collected body, one invocation per round.

import { spanOf } from '../base/origin.ts';
import { skipComma, takeArgument, takeName } from './argument.ts';
import type { Argument } from './argument.ts';
import { isBlank } from './characters.ts';
import { demandEnd } from './conditional.ts';
import type { Invocation } from './invocation.ts';
import { argumentMode, compileBody, sayFaults, spanning } from './macro.ts';
import { operandExpression } from './operandExpression.ts';
import { complain, expansionLimit } from './state.ts';
import type { Collecting, Frame, GasState, Spot } from './state.ts';
import { noted } from './stepMemory.ts';
import { literalTemplate } from './template.ts';
import type { Template } from './template.ts';
import { valueAt } from './valueAt.ts';

/** The frame of a repetition whose .endr (the spot `closer`) was met; undefined if there is nothing to repeat. */
export function repeat(state: GasState, collected: Collecting, closer: Spot): Frame | undefined {
  const definition = spanOf(spanning(collected, closer));
  const rounds = collected.kind === 'rept' ? { count: countOf(state, collected), values: undefined } : valuesOf(state, collected);
  if (!rounds || rounds.count === 0 || collected.body.length === 0) return undefined;
  // Refused before it begins, so that a slip of the finger costs nothing.
  if (rounds.count * collected.body.length > expansionLimit) {
    complain(state, 'error', 'as-expansion-too-large', `expansion too large: ${rounds.count} rounds of ${collected.body.length} lines`, collected);
    return undefined;
  }
  const { line, start, end } = collected;
  const { count, values } = rounds;
  const name = collected.kind === 'rept' ? '' : takeName(line.text, collected.restAt).name;
  const compiled = values && compileBody(collected.body, [name], state.alternate, false);
  if (compiled) sayFaults(state, compiled.faults, collected);
  const body: readonly Template[] = compiled ? compiled.templates : collected.body.map(literalTemplate);
  const counter = state.calls;
  let ordinal = 0;
  const nextRound = (): Invocation | undefined => {
    if (ordinal >= count) return undefined;
    const round = ordinal++;
    return noted(state, {
      kind: values ? 'irp' : 'rept', name, arguments: values ? [values[round]!] : [], counter, ordinal: round,
      callLine: line, callStart: start, callEnd: end, definition, splits: undefined, expansion: undefined, places: undefined, kept: undefined, edges: undefined,
    });
  };
  const first = nextRound();
  return { invocation: first, body, nextRound, round: first, index: 0, line: undefined, shape: undefined, at: 0, scanned: 0, keeps: false, counted: false, open: undefined };
}

function countOf(state: GasState, spot: Collecting): number {
  const parsed = operandExpression(state.sink, spot.line.text, spot.restAt, spot.end);
  for (const error of parsed.errors ?? []) complain(state, 'error', 'as-bad-expression', error, spot);
  // An empty count is zero.
  if (parsed.expression.kind === 'absent') { demandEnd(state, spot, spot.restAt + parsed.next); return 0; }
  const value = valueAt(state, parsed.expression, spot);
  if (value.kind !== 'constant') { complain(state, 'error', 'as-not-absolute', 'bad or irreducible absolute expression', spot); return 0; }
  demandEnd(state, spot, spot.restAt + parsed.next);
  if (value.value < 0n) { complain(state, 'error', 'as-rept-negative', 'negative count for REPT - ignored', spot); return 0; }
  return Number(value.value);
}

/** The values of the model parameter, one per round; an empty list is one round with an empty value. */
function valuesOf(state: GasState, spot: Collecting): { count: number; values: readonly Argument[] } | undefined {
  const { line, end } = spot;
  const text = line.text;
  const { name, next } = takeName(text, spot.restAt);
  if (name === '') { complain(state, 'error', 'as-irp-missing-parameter', 'missing model parameter', spot); return undefined; }
  const at = skipComma(text, next, end);
  const values = at >= end ? [{ text: '', line, spans: [] }] : spot.kind === 'irp' ? listed(state, spot, at) : characters(state, spot, at);
  return { count: values.length, values };
}

function listed(state: GasState, spot: Collecting, at: number): Argument[] {
  const mode = argumentMode(state, spot);
  const values: Argument[] = [];
  for (let next = at; next < spot.end;) {
    const taken = takeArgument(spot.line, next, spot.end, mode);
    values.push(taken.argument);
    next = skipComma(spot.line.text, taken.next, spot.end);
  }
  return values;
}

/** A round per character; blanks count only inside quotes, and the quotes themselves do not when they open or end the list. */
function characters(state: GasState, spot: Collecting, at: number): Argument[] {
  const { line, end } = spot;
  const text = line.text;
  const values: Argument[] = [];
  let quoted = text[at] === '"';
  for (let i = quoted ? at + 1 : at; i < end;) {
    // gas takes such a character apart into its bytes.
    if (text.charCodeAt(i) > 127) { complain(state, 'error', 'as-not-supported', 'not supported: .irpc with a character beyond ASCII', spot); return []; }
    if (text[i] === '"') {
      quoted = !quoted;
      let after = i + 1;
      while (after < end && isBlank(text.charCodeAt(after))) after++;
      if (after >= end) break;
    }
    values.push({ text: text[i]!, line, spans: [i, i + 1] });
    i++;
    if (!quoted) while (i < end && isBlank(text.charCodeAt(i))) i++;
  }
  return values;
}
