// SPDX-License-Identifier: GPL-2.0-or-later
// Stretches that a file which is being edited no longer has. Much of what is typed comes back: a word that is half typed for a while, an edit
// that is undone. What the last of them gave is found by what it says; whoever takes it up again has it alone.

/** So many are kept, and so many of one key. */
const mostFormer = 200, mostOfOne = 4;

export class Former<Stretch> {
  /** The one that was left last comes last. */
  private readonly all = new Map<string, readonly Stretch[]>();
  private count = 0;

  put(key: string, stretch: Stretch): void {
    const before = this.all.get(key) ?? [], after = [...before.slice(-(mostOfOne - 1)), stretch];
    this.all.delete(key);
    this.all.set(key, after);
    this.count += after.length - before.length;
    for (const [oldest, stretches] of this.all) {
      if (this.count <= mostFormer) break;
      this.all.delete(oldest);
      this.count -= stretches.length;
    }
  }

  /** The latest that fits; it is no longer kept. */
  take(key: string, fits: (stretch: Stretch) => boolean): Stretch | undefined {
    const stretches = this.all.get(key), found = stretches?.findLast(fits);
    if (!stretches || !found) return undefined;
    const others = stretches.filter(stretch => stretch !== found);
    if (others.length > 0) this.all.set(key, others); else this.all.delete(key);
    this.count--;
    return found;
  }
}
