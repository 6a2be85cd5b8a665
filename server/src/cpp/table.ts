// SPDX-License-Identifier: GPL-2.0-or-later
// What one line of the main file leaves for the next: macros, include guards, __COUNTER__. A table can note what a stretch of lines asked
// and changed, so that the stretch need not be read again while the answers are the same: its changes are taken back, and made again.
//
// While a new revision is read, the table holds the new values; `others` are the names whose value differs from what the old revision
// had at the same place, with what it had. So a stretch holds if nothing that it asked for is among them.

import { detached } from '../base/text.ts';

export class Table<Key, Value> {
  readonly values: Map<Key, Value>;
  private readonly others = new Map<Key, Value | undefined>();
  private asked: Set<Key> | undefined;
  private changes: Change<Key, Value>[] | undefined;

  constructor(values: Map<Key, Value> = new Map()) { this.values = values; }

  get(key: Key): Value | undefined {
    if (this.asked !== undefined) this.asked.add(key);
    return this.values.get(key);
  }

  has(key: Key): boolean {
    if (this.asked !== undefined) this.asked.add(key);
    return this.values.has(key);
  }

  /** Undefined: it is taken out. */
  set(key: Key, after: Value | undefined): void {
    if (this.changes !== undefined) {
      const before = this.values.get(key);
      // Only here it changes nothing.
      if (before === after) { this.asked!.add(key); return; }
      this.changes.push({ key, before, after });
      if (!this.others.has(key)) this.others.set(key, before); else if (this.others.get(key) === after) this.others.delete(key);
    }
    this.put(key, after);
  }

  /** From here on what is asked and changed is noted. */
  begin(): void { this.asked = new Set(); this.changes = []; }

  /** What was noted; undefined if nothing. */
  end(): Notes | undefined {
    const { asked, changes } = this;
    this.asked = this.changes = undefined;
    if (asked!.size === 0 && changes!.length === 0) return undefined;
    const keys = Array.from(asked!, ownKey);
    return new TableNotes(this, keys.length > mostListed ? new Set(keys) : keys, changes!.map(change => ({ ...change, key: ownKey(change.key) })));
  }

  /** Here the table is as it was at the same place of the old revision. */
  get isSame(): boolean { return this.others.size === 0; }

  /** The old revision is no longer looked at. */
  settle(): void { this.others.clear(); }

  holds(asked: readonly Key[] | ReadonlySet<Key>): boolean {
    if (this.others.size === 0) return true;
    if (asked instanceof Set && this.others.size < asked.size) {
      for (const key of this.others.keys()) if (asked.has(key)) return false;
    } else for (const key of asked) if (this.others.has(key)) return false;
    return true;
  }

  undo(changes: readonly Change<Key, Value>[]): void {
    for (let i = changes.length - 1; i >= 0; i--) this.put(changes[i]!.key, changes[i]!.before);
  }

  redo(changes: readonly Change<Key, Value>[]): void {
    for (const change of changes) {
      change.before = this.values.get(change.key);
      this.put(change.key, change.after);
      this.others.delete(change.key);
    }
  }

  pass(changes: readonly Change<Key, Value>[]): void {
    for (const { key, after } of changes) if (this.values.get(key) === after) this.others.delete(key); else this.others.set(key, after);
  }

  private put(key: Key, value: Value | undefined): void { if (value === undefined) this.values.delete(key); else this.values.set(key, value); }
}

/** Notes outlive the text that a name was read from. */
function ownKey<Key>(key: Key): Key { return typeof key === 'string' ? detached(key) as Key : key; }

/** More names are kept as a set. */
const mostListed = 16;

interface Change<Key, Value> { readonly key: Key; before: Value | undefined; readonly after: Value | undefined }

/** What a stretch of lines asked a table and changed in it. */
export interface Notes {
  readonly changes: readonly unknown[];
  /** The table would answer as it did. */
  holds(): boolean;
  undo(): void;
  /** The changes once more, at the same place of the new revision. */
  redo(): void;
  /** The old revision had these changes here, the new one does not. */
  pass(): void;
}

class TableNotes<Key, Value> implements Notes {
  constructor(private readonly table: Table<Key, Value>, private readonly asked: readonly Key[] | ReadonlySet<Key>, readonly changes: readonly Change<Key, Value>[]) {}

  holds(): boolean { return this.table.holds(this.asked); }
  undo(): void { this.table.undo(this.changes); }
  redo(): void { this.table.redo(this.changes); }
  pass(): void { this.table.pass(this.changes); }
}
