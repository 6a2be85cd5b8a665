// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of a macro whose body stands in the file that is edited, kept call by call. A call that is made again, by the same line and of a macro
// between the same `.macro` and `.endm`, is the old Invocation, so what a line of the body came to in it is what it came to before: only the
// lines of the body that were edited are expanded again, in each call. Whatever calls such a macro is read again then, which costs little,
// for what it reads are mostly lines that are repeated.
//
//   an edit of a line in a macro's body   in each call of it that line is read, and the lines with the calls that led there
//
// Macros of headers are kept with the line that calls them (stepMemory.ts); an edit of a header makes all of its lines anew.

import type { Line } from '../cpp/preprocessed.ts';
import type { Invocation } from './invocation.ts';
import type { BodyEdges, Frame, GasState, Macro } from './state.ts';
import {
  beginningOf, endSegment, hasPassed, isPlain, keepOn, recordingOf, renumber, repeatKept, type HandedOn, type Recording, type Step,
} from './stepMemory.ts';
import type { Template } from './template.ts';

/** A call by the line that is being recorded: the old one, if the line has made it before. Where it can be, its lines are kept by themselves. */
export function innerCall(state: GasState, recording: Recording, macro: Macro, invocation: Invocation): Invocation {
  const { edges } = macro;
  if (!edges || recording.had || state.frames.length !== recording.frames || state.alternate) return invocation;
  const used = formerCall(recording, invocation, edges) ?? invocation;
  renumber(state.memory!, used, state.calls);
  used.edges = edges;
  if (!used.kept) used.kept = new Map(); else forgetLines(used, macro);
  recording.inner.push(used);
  return used;
}

/** Whatever a call is made of is the same: its text, and the head of the macro. */
function formerCall({ former, inner }: Recording, invocation: Invocation, { first, last }: BodyEdges): Invocation | undefined {
  const { name, callLine: { text }, callStart, callEnd } = invocation;
  for (let i = -1; former && i < former.others.length; i++) {
    for (const call of (i < 0 ? former : former.others[i]!).inner) {
      if (call.edges!.first === first && call.edges!.last === last && call.name === name && call.callStart === callStart && call.callEnd === callEnd
        && call.callLine.text === text && !inner.includes(call)) return call;
    }
  }
  return undefined;
}

/** Of lines that the body no longer has a few are kept: they may come back. */
function forgetLines(invocation: Invocation, { body }: Macro): void {
  const { kept, places } = invocation;
  if (kept!.size <= body.length + 8 && (places?.size ?? 0) <= 4 * body.length + 32) return;
  const now = new Set(body);
  for (const line of kept!.keys()) if (!now.has(line)) kept!.delete(line);
  invocation.places = undefined;
}

/** A line of a body begins. True: it came to what it came to before, and is over. */
export function beginInner(state: GasState, frame: Frame, { line, conditional }: Template): boolean {
  const { recording: outer, memory } = state;
  // What conditionals do reaches beyond their lines.
  if (!outer || conditional || !isPlain(state, state.frames.length)) return false;
  endSegment(state);
  const { kept, counter } = frame.round!, latest = kept!.get(line), from = beginningOf(state);
  let had: HandedOn | undefined;
  if (latest) {
    const step = repeatKept(state, kept!, line, latest, counter, noLines, 0);
    if (step && !('answers' in step)) {
      if (step.repeats > 0) memory!.counts.inner.repeated++; else memory!.counts.inner.handedOn++;
      absorb(outer, step);
      return true;
    }
    had = step;
  }
  memory!.counts.inner.read++;
  state.recording = recordingOf(state, frame, noLines, from, had, kept!.get(line));
  return false;
}

const noLines: Line[] = [];

/** A line of a body is over. */
export function endInner(state: GasState, frame: Frame): void {
  const recording = state.recording!, { line } = frame.body[frame.index - 1]!;
  endSegment(state);
  state.recording = recording.outer;
  if (hasPassed(state, recording)) keepOn(state, frame.round!.kept!, line, recording, frame.round!.counter);
  absorb(recording.outer!, recording);
}

/** A line of a body goes on with the next one: what they come to is part of the line with the call. */
export function joinInner(state: GasState, frame: Frame): void {
  const { recording } = state;
  if (recording?.frame !== frame) return;
  endSegment(state);
  state.recording = recording.outer;
  absorb(recording.outer!, recording);
}

/** Frames were given up: what is being recorded of their lines is part of the lines with the calls. */
export function dropInner(state: GasState): void {
  for (let { recording } = state; recording?.outer && recording.frames > state.frames.length; recording = state.recording) {
    endSegment(state);
    state.recording = recording.outer;
    absorb(recording.outer, recording);
  }
}

/** What is true of a line of a body is true of the line with the call. */
function absorb(outer: Recording, { lookups, invocations, counted, passages }: Recording | Step): void {
  for (const [name, macro] of lookups) outer.lookups.set(name, macro);
  for (const invocation of invocations) outer.invocations.push(invocation);
  outer.counted ||= counted;
  if (!passages) outer.passages = undefined; else if (outer.passages) for (const passage of passages) outer.passages.push(passage);
}
