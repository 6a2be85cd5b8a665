// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of the preprocessor from one revision of a file to the next. After an edit nearly every line of the unit says what it said, through
// the same expansions, at another offset: such a line is answered as the same object as before, with its anchors moved, so that whatever
// a later stage hung on it still holds. cpp itself knows nothing of this; its lines are compared as a whole, run by run.
//
// An anchor is shared by all that one line says about the living text, and by all that came through one #include of it. What a line has
// from a #define of the living text hangs on an anchor at that definition.

import { AnchoredPlace, AnchoredSpan, type Anchor, type LivingText } from '../base/anchor.ts';
import { originIn, runIn, spanOf, type Expansion, type Place, type Run } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import type { Line } from '../cpp/preprocessed.ts';

export interface LivingLines {
  readonly living: LivingText;
  lines: readonly Line[];
  /** What cpp made them from. */
  fresh: readonly Line[];
}

export function livingLines(living: LivingText): LivingLines { return { living, lines: [], fresh: [] }; }

/** The lines of the unit around the living text, the old objects where they still hold. */
export function settleLines(state: LivingLines, fresh: readonly Line[]): readonly Line[] {
  const old = state.lines, { source } = state.living;
  const match: Match = { source, places: new Map(), expansions: new Map(), moved: new Set(), made: new Map(), includes: new Map() };
  const lines = new Array<Line>(fresh.length), shorter = Math.min(old.length, fresh.length);
  let first = 0, behind = 0;
  // A line that cpp itself kept came through the leading includes, which have not moved.
  while (first < shorter && (state.fresh[first] === fresh[first] || isSame(match, old[first]!, fresh[first]!))) { lines[first] = old[first]!; first++; }
  while (behind < shorter - first && isSame(match, old[old.length - 1 - behind]!, fresh[fresh.length - 1 - behind]!)) { lines[fresh.length - 1 - behind] = old[old.length - 1 - behind]!; behind++; }
  // Several edits at once: between two of them lines are the old ones as well.
  const stretches: Stretch[] = [];
  let from = first;
  for (let i = first, j = first; i < fresh.length - behind;) {
    const skip = resume(old, j, old.length - behind, fresh, i, fresh.length - behind);
    if (!skip) break;
    i += skip.fresh;
    j += skip.old;
    stretches.push({ from, to: i });
    while (i < fresh.length - behind && j < old.length - behind && isSame(match, old[j]!, fresh[i]!)) lines[i++] = old[j++]!;
    from = i;
  }
  stretches.push({ from, to: fresh.length - behind });
  for (const { from, to } of stretches) for (let i = from; i < to; i++) lines[i] = anchored(state.living, match, fresh[i]!);
  state.fresh = fresh;
  return (state.lines = lines);
}

/** Lines [from, to) that are new. */
interface Stretch { readonly from: number; readonly to: number }

/** So many lines of either text are looked through for where the texts agree again. */
const farthest = 64;

/** How many lines to pass over so that two lines in a row say the same again. */
function resume(old: readonly Line[], j: number, oldEnd: number, fresh: readonly Line[], i: number, freshEnd: number): { readonly old: number; readonly fresh: number } | undefined {
  const agree = (a: number, b: number): boolean => fresh[a]!.text === old[b]!.text && (a + 1 >= freshEnd || b + 1 >= oldEnd || fresh[a + 1]!.text === old[b + 1]!.text);
  for (let sum = 1; sum <= farthest; sum++) {
    for (let passed = 0; passed <= sum; passed++) {
      const a = i + sum - passed, b = j + passed;
      if (a < freshEnd && b < oldEnd && agree(a, b)) return { old: passed, fresh: sum - passed };
    }
  }
  return undefined;
}

/** What is known so far of how the old lines lie in the new text. */
interface Match {
  readonly source: SourceText;
  /** By the fresh one, the old one that says the same. */
  readonly places: Map<Place, Place>;
  readonly expansions: Map<Expansion, Expansion>;
  /** Anchors that know their new offset. */
  readonly moved: Set<Anchor>;
  /** Of lines that are new: what was made of their places and expansions, if it is not the line's own. */
  readonly made: Map<Place, Place>;
  readonly includes: Map<Expansion, Expansion>;
}

function isSame(match: Match, old: Line, fresh: Line): boolean {
  if (old.text !== fresh.text || old.runs.length !== fresh.runs.length) return false;
  for (let i = 0; i < fresh.runs.length; i++) {
    const a = old.runs[i]!, b = fresh.runs[i]!;
    if (a.at !== b.at || !samePlace(match, a.place, b.place) || !sameStretch(match, a.place.anchor, a.offset, a.end, b.offset, b.end)) return false;
  }
  return true;
}

function samePlace(match: Match, old: Place, fresh: Place): boolean {
  const known = match.places.get(fresh);
  // The main text's own place is one object for all lines, and every line has an old one of its own.
  if (known !== undefined && fresh.expansion !== undefined) return known === old;
  if ((fresh.file === match.source) !== (old.anchor !== undefined) || (old.anchor === undefined && old.file !== fresh.file)) return false;
  if (!sameExpansion(match, old.expansion, fresh.expansion)) return false;
  match.places.set(fresh, old);
  return true;
}

function sameExpansion(match: Match, old: Expansion | undefined, fresh: Expansion | undefined): boolean {
  if (!old || !fresh) return old === fresh;
  const known = match.expansions.get(fresh);
  if (known) return known === old;
  if (old.kind !== fresh.kind || old.name !== fresh.name) return false;
  const a = old.definition, b = fresh.definition;
  if (a !== b && (!a || !b || a.file !== b.file || !sameStretch(match, a instanceof AnchoredSpan ? a.anchor : undefined, a.start, a.end, b.start, b.end))) return false;
  if (!samePlace(match, old.call.place, fresh.call.place) || !sameStretch(match, old.call.place.anchor, old.call.start, old.call.end, fresh.call.start, fresh.call.end)) return false;
  match.expansions.set(fresh, old);
  return true;
}

/** An anchor that has not moved yet moves to where the first stretch needs it; all others must agree. */
function sameStretch(match: Match, anchor: Anchor | undefined, oldStart: number, oldEnd: number, start: number, end: number): boolean {
  if (oldEnd - oldStart !== end - start) return false;
  if (!anchor || match.moved.has(anchor)) return oldStart === start;
  anchor.at += start - oldStart;
  match.moved.add(anchor);
  return true;
}

/** A new line, hung on anchors. */
function anchored(living: LivingText, match: Match, line: Line): Line {
  const own: Own = { living, match, anchor: undefined, places: new Map(), expansions: new Map(), defines: new Map() };
  const runs = line.runs.map((run): Run => {
    const place = anchoredPlace(own, run.place, run.offset);
    return place === run.place ? run : runIn(run.at, place, run.offset, run.end);
  });
  return { text: line.text, runs };
}

interface Own {
  readonly living: LivingText;
  readonly match: Match;
  anchor: Anchor | undefined;
  readonly places: Map<Place, Place>;
  readonly expansions: Map<Expansion, Expansion>;
  /** By offset of the definition. */
  readonly defines: Map<number, Anchor>;
}

function defineAnchor({ living, defines }: Own, at: number): Anchor {
  let anchor = defines.get(at);
  if (!anchor) defines.set(at, anchor = { living, at });
  return anchor;
}

function anchoredPlace(own: Own, place: Place, at: number): Place {
  const { match } = own, isMain = place.file === match.source;
  const known = own.places.get(place) ?? match.made.get(place) ?? (isMain && !place.expansion ? undefined : match.places.get(place));
  if (known) return known;
  const expansion = place.expansion && anchoredExpansion(own, place.expansion);
  const anchor = !isMain ? undefined : expansion?.kind === 'define' && expansion.definition ? defineAnchor(own, expansion.definition.start) : (own.anchor ??= { living: own.living, at });
  const made = anchor ? new AnchoredPlace(anchor, expansion) : expansion === place.expansion ? place : { file: place.file, expansion };
  (expansion?.kind === 'include' ? match.made : own.places).set(place, made);
  return made;
}

function anchoredExpansion(own: Own, expansion: Expansion): Expansion {
  const { match } = own;
  const known = own.expansions.get(expansion) ?? match.includes.get(expansion) ?? match.expansions.get(expansion);
  if (known) return known;
  const { call } = expansion, isInclude = expansion.kind === 'include';
  // What came through an #include outlives the lines: its anchor is its own.
  const through: Own = isInclude && call.place.file === match.source ? { ...own, anchor: undefined, places: new Map() } : own;
  const place = anchoredPlace(through, call.place, call.start);
  const moved = place === call.place ? expansion : { ...expansion, call: originIn(place, call.start, call.end) }, { definition } = expansion;
  const made = definition?.file === match.source ? { ...moved, definition: spanOf(originIn(new AnchoredPlace(defineAnchor(own, definition.start), undefined), definition.start, definition.end)) } : moved;
  (isInclude ? match.includes : own.expansions).set(expansion, made);
  return made;
}
