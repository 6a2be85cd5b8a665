// SPDX-License-Identifier: GPL-2.0-or-later
// The runs of many texts in one table of numbers. A kernel file has some ten thousand runs after the preprocessor, and nobody asks for those
// of most lines: they become objects for the lines of which somebody does. As objects they would be half of what the preprocessor leaves
// behind, and the garbage collector would copy and visit all of them.

import type { MappedText, Place, Run } from './origin.ts';

/** Numbers per run: `at`, `offset`, `end`, and the place's index. */
const width = 4;

export class RunTable {
  private numbers = new Int32Array(64 * width);
  private readonly places: Place[] = [];
  /** How many runs there are. */
  length = 0;

  push(at: number, place: Place, offset: number, end: number): void {
    const from = this.length++ * width, { places } = this;
    if (from === this.numbers.length) this.grow();
    // Of two macros' texts that take turns both are found.
    let index = places.length - 1;
    if (places[index] !== place && places[--index] !== place) index = places.push(place) - 1;
    const { numbers } = this;
    numbers[from] = at;
    numbers[from + 1] = offset;
    numbers[from + 2] = end;
    numbers[from + 3] = index;
  }

  /** Adds the run [offset, end); if it goes on where the last one ends, one to one, that one gets longer. `first`: runs before this one stay as they are. */
  add(at: number, place: Place, offset: number, end: number, first: number): void {
    const last = (this.length - 1) * width, { numbers } = this;
    if (this.length > first && numbers[last + 2] === offset && numbers[last + 1]! + (at - numbers[last]!) === offset && this.places[numbers[last + 3]!] === place) numbers[last + 2] = end;
    else this.push(at, place, offset, end);
  }

  /** The runs [from, to) as objects. */
  slice(from: number, to: number): Run[] {
    const runs = new Array<Run>(to - from), { numbers, places } = this;
    for (let i = from, at = from * width; i < to; i++, at += width) runs[i - from] = { at: numbers[at]!, place: places[numbers[at + 3]!]!, offset: numbers[at + 1]!, end: numbers[at + 2]! };
    return runs;
  }

  clear(): void { this.length = this.places.length = 0; }

  private grow(): void {
    const grown = new Int32Array(this.numbers.length * 2);
    grown.set(this.numbers);
    this.numbers = grown;
  }
}

/** A text whose runs are in a table. */
export class PackedText implements MappedText {
  readonly text: string;
  private readonly table: RunTable;
  private readonly from: number;
  private readonly to: number;
  private made: readonly Run[] | undefined;

  constructor(text: string, table: RunTable, from: number, to: number) {
    this.text = text;
    this.table = table;
    this.from = from;
    this.to = to;
    this.made = undefined;
  }

  get runs(): readonly Run[] { return (this.made ??= this.table.slice(this.from, this.to)); }
}
