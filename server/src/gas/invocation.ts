// SPDX-License-Identifier: GPL-2.0-or-later
// One call of a macro or one round of .rept/.irp: what its body's lines become, and where each character of them comes from. Text of
// the body keeps the file it is written in and gets this call as its expansion; text of an argument keeps the place where the
// argument was written. Only the text is made while expanding; runs, places and the Expansion wait until somebody asks.

import { placeThrough } from '../base/anchor.ts';
import { MappedBuilder, originIn, originOf, runIndexAt } from '../base/origin.ts';
import type { Expansion, MappedText, Origin, Place, Run, Span } from '../base/origin.ts';
import type { Argument } from './argument.ts';
import type { BodyEdges } from './state.ts';
import type { Step } from './stepMemory.ts';
import { numberMark, type Template } from './template.ts';

export interface Invocation {
  readonly kind: 'macro' | 'rept' | 'irp' | 'include';
  readonly name: string;
  /** By parameter index; what has no actual value holds its default. */
  readonly arguments: readonly Argument[];
  /** What `\@` becomes. */
  readonly counter: number;
  /** The calling statement: [callStart, callEnd) of callLine. */
  readonly callLine: MappedText;
  readonly callStart: number;
  readonly callEnd: number;
  readonly definition: Span | undefined;
  /** The call's number, or the round counted from 0. */
  readonly ordinal: number;
  /** Computed on demand, all three. */
  splits: boolean | undefined;
  expansion: Expansion | undefined;
  places: Map<Place, Place> | undefined;
  /** Where its lines are kept by themselves (innerSteps.ts): what each came to, and of which macro. */
  kept: Map<MappedText, Step> | undefined;
  edges: BodyEdges | undefined;
}

/** The body line after substitution (not scrubbed again yet). */
export function instantiate(template: Template, invocation: Invocation): MappedText {
  return new Instantiated(template, invocation);
}

/** Whether an argument may bring in a statement of its own. */
export function splitsLines(invocation: Invocation): boolean {
  return (invocation.splits ??= invocation.arguments.some(argument => argument.text.indexOf(';') >= 0 || argument.text.indexOf('*') >= 0));
}

export function callOrigin(invocation: Invocation): Origin {
  return originOf(invocation.callLine, invocation.callStart, invocation.callEnd)!;
}

export function expansionOf(invocation: Invocation): Expansion {
  return (invocation.expansion ??= {
    kind: invocation.kind, name: invocation.name, call: callOrigin(invocation), ordinal: invocation.ordinal,
    ...(invocation.definition && { definition: invocation.definition }),
  });
}

class Instantiated implements MappedText {
  readonly text: string;
  private readonly template: Template;
  private readonly invocation: Invocation;
  private made: readonly Run[] | undefined;

  constructor(template: Template, invocation: Invocation) {
    this.template = template;
    this.invocation = invocation;
    this.text = template.pieces ? textOf(template, invocation) : template.line.text;
  }

  get runs(): readonly Run[] { return (this.made ??= runsOf(this.template, this.invocation)); }
}

/** The same with a mark in place of the number of the call. */
export function patternOf(template: Template, invocation: Invocation): string { return textOf(template, invocation, numberMark); }

function textOf(template: Template, invocation: Invocation, counter = String(invocation.counter)): string {
  const pieces = template.pieces!, texts = new Array<string>(pieces.length);
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    if (piece.kind === 'text') texts[i] = piece.text;
    else if (piece.kind === 'parameter') texts[i] = invocation.arguments[piece.index]?.text ?? '';
    else texts[i] = counter;
  }
  return texts.join('');
}

function runsOf(template: Template, invocation: Invocation): readonly Run[] {
  const builder = new MappedBuilder();
  const { line, pieces } = template;
  if (!pieces) appendBody(builder, line, 0, line.text.length, invocation);
  else for (const piece of pieces) {
    if (piece.kind === 'text') appendBody(builder, line, piece.start, piece.end, invocation);
    else if (piece.kind === 'counter') appendStandIn(builder, String(invocation.counter), line, piece.start, piece.end, place => placeIn(place, invocation));
    else {
      const argument = invocation.arguments[piece.index];
      if (argument) appendArgument(builder, argument, invocation);
    }
  }
  return builder.build().runs;
}

/** A stretch of the body, with this call as the expansion it came through. */
function appendBody(builder: MappedBuilder, line: MappedText, start: number, end: number, invocation: Invocation): void {
  if (end <= start || line.runs.length === 0) return;
  for (let i = runIndexAt(line, start); i < line.runs.length; i++) {
    const run = line.runs[i]!;
    if (run.at >= end) break;
    const from = Math.max(start, run.at), to = Math.min(end, line.runs[i + 1]?.at ?? line.text.length);
    builder.appendText(line.text.slice(from, to), placeIn(run.place, invocation), Math.min(run.offset + (from - run.at), run.end), run.end);
  }
}

function appendArgument(builder: MappedBuilder, argument: Argument, invocation: Invocation): void {
  const { line, spans } = argument;
  if (argument.computed) {
    appendStandIn(builder, argument.text, line, spans[0] ?? 0, spans[1] ?? 0, place => argument.ofDefinition ? placeIn(place, invocation) : place);
    return;
  }
  for (let i = 0; i < spans.length; i += 2) {
    if (argument.ofDefinition) appendBody(builder, line, spans[i]!, spans[i + 1]!, invocation);
    else builder.appendSlice(line, spans[i]!, spans[i + 1]!);
  }
}

/** Text that stands for a stretch of a line without being its characters. */
function appendStandIn(builder: MappedBuilder, text: string, line: MappedText, start: number, end: number, relocate: (place: Place) => Place): void {
  const origin = originOf(line, start, end);
  if (origin) builder.appendText(text, relocate(origin.place), origin.start, origin.end);
}

/**
 * A place of the body as seen from this call: the chain says how control got here, so the includes and calls through which the
 * *definition* came are left out; a #define used inside the body stays, since it is part of how the text came to be.
 */
function placeIn(place: Place, invocation: Invocation): Place {
  const places = (invocation.places ??= new Map());
  const known = places.get(place);
  if (known) return known;
  const through = place.expansion;
  const expansion: Expansion = through?.kind === 'define'
    ? { ...through, call: originIn(placeIn(through.call.place, invocation), through.call.start, through.call.end) }
    : expansionOf(invocation);
  const made = placeThrough(place, expansion);
  places.set(place, made);
  return made;
}
