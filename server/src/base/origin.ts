// SPDX-License-Identifier: GPL-2.0-or-later
// Where text comes from. cpp and gas produce text that nobody typed in that form; each character of it still knows where it was
// *spelled* (the file and offset that somebody typed) and through which chain of *expansions* it got here.
//
// Coordinate systems:
//   spelling   (SourceText, offset)     the typed character
//   expansion  Expansion chain          innermost first; `parent(e)` is the expansion that the call itself came through
//   produced   index into a MappedText  what a later stage reads
//
// A place may be *anchored* (anchor.ts): its text stays the same while the file around it is edited. Origins and runs in such a place are
// kept relative to the anchor and answer offsets in the file as it is now, so what was made of an unchanged line can be used again.
//
// A MappedText is a string plus runs. Run i covers text[runs[i].at .. runs[i+1].at). Inside a run characters correspond one to one
// to the spelling from `offset` on, clamped at `end` (a `__LINE__` that became `123` has offset/end of the spelled name).

import { AnchoredOrigin, AnchoredRun, AnchoredSpan, type Anchor } from './anchor.ts';
import type { SourceText } from './text.ts';

export type ExpansionKind = 'include' | 'define' | 'macro' | 'rept' | 'irp';

/** One step of text being replaced by other text. */
export interface Expansion {
  readonly kind: ExpansionKind;
  /** Macro name, or the include's spelled file name; '' for rept. */
  readonly name: string;
  /** The call (macro name and arguments, #include line, .rept line), with the expansion that the call came through. */
  readonly call: Origin;
  /** Where the replacement is written: the macro's definition, or the included file. */
  readonly definition?: Span;
  /** Which round of a .rept/.irp, or how many-th call (`\@`) of a macro; for display only, never part of a memo key. */
  readonly ordinal?: number;
}

export interface Span { readonly file: SourceText; readonly start: number; readonly end: number }

/** A file, reached through a chain of expansions. One object is shared by all runs of a line. */
export interface Place { readonly file: SourceText; readonly expansion?: Expansion | undefined; readonly anchor?: Anchor | undefined }

/** A spelled stretch of text, offsets [start, end) in place.file, and how it got here. */
export interface Origin { readonly place: Place; readonly start: number; readonly end: number }

export interface Run { readonly at: number; readonly place: Place; readonly offset: number; readonly end: number }

export interface MappedText { readonly text: string; readonly runs: readonly Run[] }

/** The stretch [start, end) of a place's file as it is now. */
export function originIn(place: Place, start: number, end: number): Origin {
  return place.anchor ? new AnchoredOrigin(place, place.anchor, start - place.anchor.at, end - place.anchor.at) : { place, start, end };
}

/** Offsets as in the place's file now. */
export function runIn(at: number, place: Place, offset: number, end: number): Run {
  return place.anchor ? new AnchoredRun(at, place, place.anchor, offset - place.anchor.at, end - place.anchor.at) : { at, place, offset, end };
}

/** The stretch without the way to it. */
export function spanOf(origin: Origin): Span {
  const { place: { file, anchor }, start, end } = origin;
  return anchor ? new AnchoredSpan(origin, anchor) : { file, start, end };
}

export const emptyMapped: MappedText = { text: '', runs: [] };

/** All of `text` spelled one to one from `offset` on. */
export function mapped(text: string, place: Place, offset: number): MappedText {
  return { text, runs: [runIn(0, place, offset, offset + text.length)] };
}

/** Index into runs of the run that covers `index` (the last one that starts at or before it). */
export function runIndexAt(source: MappedText, index: number): number {
  const runs = source.runs;
  let low = 0, high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.at <= index) low = middle; else high = middle - 1;
  }
  return low;
}

/** The spelled stretch for produced [start, end). When it crosses places, the place of its first character wins. */
export function originOf(source: MappedText, start: number, end: number): Origin | undefined {
  if (source.runs.length === 0) return undefined;
  const index = runIndexAt(source, start);
  const run = source.runs[index]!;
  const from = Math.min(run.offset + (start - run.at), run.end);
  let to = from, last = run.place;
  for (let i = index; i < source.runs.length; i++) {
    const next = source.runs[i]!;
    if (next.at >= end && i > index) break;
    if (next.place !== run.place && !samePlace(next.place, run.place)) continue;
    const reached = Math.min(next.offset + (Math.min(end, source.runs[i + 1]?.at ?? source.text.length) - next.at), next.end);
    if (reached > to) { to = reached; last = next.place; }
  }
  // Both ends of what stands on several lines move by themselves.
  return last.anchor === run.place.anchor ? originIn(run.place, from, to) : originFromTo(originIn(run.place, from, from), originIn(last, to, to));
}

/** From the beginning of one to the end of the other, wherever each of them moves to in a text that is edited. */
export function originFromTo(first: Origin, last: Origin): Origin { return new JoinedOrigin(first, last); }

class JoinedOrigin implements Origin {
  readonly place: Place;
  private readonly first: Origin;
  private readonly last: Origin;

  constructor(first: Origin, last: Origin) {
    this.place = first.place;
    this.first = first;
    this.last = last;
  }

  get start(): number { return this.first.start; }
  get end(): number { return this.last.end; }
}

export function samePlace(a: Place, b: Place): boolean { return a.file === b.file && a.expansion === b.expansion; }

export function sliceMapped(source: MappedText, start: number, end: number): MappedText {
  if (start <= 0 && end >= source.text.length) return source;
  if (end <= start) return emptyMapped;
  const runs: Run[] = [];
  for (let i = runIndexAt(source, start); i < source.runs.length; i++) {
    const run = source.runs[i]!;
    if (run.at >= end) break;
    const skip = Math.max(0, start - run.at);
    runs.push(runIn(Math.max(0, run.at - start), run.place, Math.min(run.offset + skip, run.end), run.end));
  }
  return { text: source.text.slice(start, end), runs };
}

/** Collects pieces into one MappedText. */
export class MappedBuilder {
  private text = '';
  private runs: Run[] = [];

  get length(): number { return this.text.length; }

  append(piece: MappedText): void {
    const base = this.text.length;
    for (const run of piece.runs) this.push(base + run.at, run.place, run.offset, run.end);
    this.text += piece.text;
  }

  /** A slice of a piece, without building the slice. */
  appendSlice(piece: MappedText, start: number, end: number): void {
    if (end <= start) return;
    const base = this.text.length;
    if (piece.runs.length > 0) {
      for (let i = runIndexAt(piece, start); i < piece.runs.length; i++) {
        const run = piece.runs[i]!;
        if (run.at >= end) break;
        const skip = Math.max(0, start - run.at);
        this.push(base + Math.max(0, run.at - start), run.place, Math.min(run.offset + skip, run.end), run.end);
      }
    }
    this.text += piece.text.slice(start, end);
  }

  /** Text that stands for the spelled [offset, end) but has another form (a counter, a stringified blank). */
  appendText(text: string, place: Place, offset: number, end: number): void {
    if (text === '') return;
    this.push(this.text.length, place, offset, end);
    this.text += text;
  }

  build(): MappedText { return { text: this.text, runs: this.runs }; }

  private push(at: number, place: Place, offset: number, end: number): void {
    const last = this.runs[this.runs.length - 1];
    if (last && last.place === place && last.end === end && last.offset + (at - last.at) === offset) return;
    this.runs.push(runIn(at, place, offset, end));
  }
}

/** The expansions of a place, innermost first. */
export function* expansionsOf(place: Place): Generator<Expansion> {
  for (let e = place.expansion; e; e = e.call.place.expansion) yield e;
}

/**
 * Where something shows in `file`: at its spelling if that lies in the file (a macro body counts), else at the innermost call of its
 * chain that lies in the file (an #include line only if nothing else does: it comes last because includes are outermost).
 */
export function shownIn(file: SourceText, origin: Origin): Origin | undefined {
  if (origin.place.file === file) return origin;
  let include: Origin | undefined;
  for (const expansion of expansionsOf(origin.place)) {
    if (expansion.call.place.file !== file) continue;
    if (expansion.kind !== 'include') return expansion.call;
    include ??= expansion.call;
  }
  return include;
}
