// SPDX-License-Identifier: GPL-2.0-or-later
// Text that keeps its meaning while the file around it is edited. An *anchor* is a point of a file that is being edited; when text is
// inserted before it, only the anchor is told, and every origin and run that hangs on it answers with the new offsets.

import type { Expansion, Origin, Place, Run, Span } from './origin.ts';
import type { SourceText } from './text.ts';

/** A file from revision to revision. Edits are written down once; anchors behind them learn of it when they are asked. */
export class LivingText {
  /** The latest text. */
  source: SourceText;
  /** How many moves there were. */
  revision = 0;
  private moves: Move[] = [];

  constructor(source: SourceText) { this.source = source; }

  /** From here on anchors at `from` and behind it stand so much farther behind. */
  move(from: number, shift: number): void {
    if (shift === 0) return;
    this.moves.push({ from, shift });
    this.revision++;
  }

  /** Many moves are waiting: whoever keeps anchors asks each of them once, and calls `forgetMoves`. */
  get isLong(): boolean { return this.moves.length >= mostMoves; }

  /** An anchor that was not asked until now is one that nobody keeps. */
  forgetMoves(): void { this.moves = []; }

  /** Where an offset of an earlier revision lies now. */
  follow(offset: number, revision: number): number {
    let at = offset;
    for (let i = Math.max(0, this.moves.length - (this.revision - revision)); i < this.moves.length; i++) if (at >= this.moves[i]!.from) at += this.moves[i]!.shift;
    return at;
  }
}

interface Move { readonly from: number; readonly shift: number }

const mostMoves = 200;

export class Anchor {
  readonly living: LivingText;
  private offset: number;
  private revision: number;

  constructor(living: LivingText, at: number) {
    this.living = living;
    this.offset = at;
    this.revision = living.revision;
  }

  /** Offset in living.source. */
  get at(): number {
    const { living } = this;
    if (this.revision !== living.revision) {
      this.offset = living.follow(this.offset, this.revision);
      this.revision = living.revision;
    }
    return this.offset;
  }

  set at(offset: number) {
    this.offset = offset;
    this.revision = this.living.revision;
  }
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
