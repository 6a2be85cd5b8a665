// SPDX-License-Identifier: GPL-2.0-or-later
// What was found out about an object, kept at the object itself, so that both are given up together. A WeakMap says the same, but V8's usual
// collections, those of the young generation, take every value of a WeakMap for used: whatever of a file hung on one stayed, with all that it
// named, until the next collection of everything (docs/performance.md).

const facts = Symbol('facts');

/** By number of the KeptWith. Not enumerable: a copy of the object knows nothing. */
interface Owned { [facts]?: Map<number, unknown> }

let made = 0;

/** One kind of facts. To be used as a WeakMap is, for objects that can be extended. */
export class KeptWith<Owner extends object, Fact> {
  private readonly number = made++;

  get(owner: Owner): Fact | undefined { return (owner as Owned)[facts]?.get(this.number) as Fact | undefined; }

  set(owner: Owner, fact: Fact): void {
    const own = (owner as Owned)[facts];
    if (own) own.set(this.number, fact);
    else Object.defineProperty(owner, facts, { value: new Map<number, unknown>([[this.number, fact]]) });
  }

  delete(owner: Owner): void { (owner as Owned)[facts]?.delete(this.number); }
}
