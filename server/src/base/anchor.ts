// SPDX-License-Identifier: GPL-2.0-or-later
// Text that keeps its meaning while the file around it is edited. An *anchor* is a point of a file that is being edited; when text is
// inserted before it, only the anchor is told, and every origin and run that hangs on it answers with the new offsets.

import type { Expansion, Origin, Place, Run, Span } from './origin.ts';
import type { SourceText } from './text.ts';

/** A file from revision to revision: `source` is its latest text. */
export interface LivingText { source: SourceText }

export interface Anchor {
  readonly living: LivingText;
  /** Offset in living.source. */
  at: number;
}

/** A place in a living text. */
export class AnchoredPlace implements Place {
  readonly anchor: Anchor;
  readonly expansion: Expansion | undefined;

  constructor(anchor: Anchor, expansion: Expansion | undefined) {
    this.anchor = anchor;
    this.expansion = expansion;
  }

  get file(): SourceText { return this.anchor.living.source; }
}

/** `from` and `to` count from the anchor. */
export class AnchoredOrigin implements Origin {
  readonly place: Place;
  private readonly anchor: Anchor;
  private readonly from: number;
  private readonly to: number;

  constructor(place: Place, anchor: Anchor, from: number, to: number) {
    this.place = place;
    this.anchor = anchor;
    this.from = from;
    this.to = to;
  }

  get start(): number { return this.anchor.at + this.from; }
  get end(): number { return this.anchor.at + this.to; }
}

export class AnchoredRun implements Run {
  readonly at: number;
  readonly place: Place;
  private readonly anchor: Anchor;
  private readonly from: number;
  private readonly to: number;

  constructor(at: number, place: Place, anchor: Anchor, from: number, to: number) {
    this.at = at;
    this.place = place;
    this.anchor = anchor;
    this.from = from;
    this.to = to;
  }

  get offset(): number { return this.anchor.at + this.from; }
  get end(): number { return this.anchor.at + this.to; }
}

/** A stretch of a living text without the way to it. */
export class AnchoredSpan implements Span {
  readonly anchor: Anchor;
  private readonly origin: Origin;

  constructor(origin: Origin, anchor: Anchor) {
    this.origin = origin;
    this.anchor = anchor;
  }

  get file(): SourceText { return this.anchor.living.source; }
  get start(): number { return this.origin.start; }
  get end(): number { return this.origin.end; }
}

/** The same stretch of text, reached another way. */
export function placeThrough(place: Place, expansion: Expansion | undefined): Place {
  return place.anchor ? new AnchoredPlace(place.anchor, expansion) : { file: place.file, expansion };
}
