// SPDX-License-Identifier: GPL-2.0-or-later
// Whether two stretches of a living file say the same, each counted from its own anchor: the same text through the same expansions.

import type { Anchor } from '../base/anchor.ts';
import type { Expansion, Place } from '../base/origin.ts';
import type { Line } from './preprocessed.ts';

/** The anchors that stand for each other. */
interface Pair { readonly old: Anchor; readonly fresh: Anchor }

export function sameLines(old: readonly Line[], oldAnchor: Anchor, fresh: readonly Line[], freshAnchor: Anchor): boolean {
  const pair = { old: oldAnchor, fresh: freshAnchor };
  return old.length === fresh.length && old.every((line, i) => sameLine(pair, line, fresh[i]!));
}

function sameLine(pair: Pair, old: Line, fresh: Line): boolean {
  return old.text === fresh.text && old.runs.length === fresh.runs.length && old.runs.every((a, i) => {
    const b = fresh.runs[i]!;
    return a.at === b.at && sameStretch(pair, a.place, a.offset, a.end, b.place, b.offset, b.end);
  });
}

function sameStretch(pair: Pair, oldPlace: Place, oldStart: number, oldEnd: number, place: Place, start: number, end: number): boolean {
  return oldEnd - oldStart === end - start && oldStart - (oldPlace.anchor?.at ?? 0) === start - (place.anchor?.at ?? 0) && samePlace(pair, oldPlace, place);
}

function samePlace(pair: Pair, old: Place, fresh: Place): boolean {
  if (old === fresh) return true;
  const sameAnchor = old.anchor === fresh.anchor || (old.anchor === pair.old && fresh.anchor === pair.fresh);
  return sameAnchor && (old.anchor !== undefined || old.file === fresh.file) && sameExpansion(pair, old.expansion, fresh.expansion);
}

function sameExpansion(pair: Pair, old: Expansion | undefined, fresh: Expansion | undefined): boolean {
  if (!old || !fresh) return old === fresh;
  return old.kind === fresh.kind && old.name === fresh.name && old.definition === fresh.definition
    && sameStretch(pair, old.call.place, old.call.start, old.call.end, fresh.call.place, fresh.call.start, fresh.call.end);
}
