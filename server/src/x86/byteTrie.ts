// SPDX-License-Identifier: GPL-2.0-or-later
// A cache keyed by an instruction's bytes, without knowing its length beforehand: no instruction's encoding is the beginning of another's,
// so a walk along the bytes ends at the first node that holds a value. No key string is built.

export interface ByteTrie<Value> {
  find(bytes: Uint8Array, offset: number): Value | undefined;
  add(bytes: Uint8Array, offset: number, length: number, value: Value): void;
}

/** How many steps the table has room for at first, a power of two; it is never more than half full. */
const firstSize = 2048;

/**
 * Forgets everything once it holds `limit` nodes. A node is a number, and all steps from node to node are in one table with open addressing:
 * two numbers each, node * 256 + byte + 1 and the next node. Every instruction that is met takes some five steps, each in a tenth of a Map's time.
 */
export function byteTrie<Value>(limit: number): ByteTrie<Value> {
  let table: Int32Array = new Int32Array(4 * firstSize), values: (Value | undefined)[] = [undefined];
  return {
    find(bytes, offset) {
      const mask = table.length - 2;
      let node = 0;
      for (let i = offset; i < bytes.length; i++) {
        const step = node * 256 + bytes[i]! + 1;
        let slot = slotOf(step, mask);
        while (table[slot] !== step) {
          if (table[slot] === 0) return undefined;
          slot = slot + 2 & mask;
        }
        node = table[slot + 1]!;
        const value = values[node];
        if (value !== undefined) return value;
      }
      return undefined;
    },
    add(bytes, offset, length, value) {
      if (values.length > limit) { table = new Int32Array(4 * firstSize); values = [undefined]; }
      let node = 0;
      for (let i = offset; i < offset + length; i++) {
        if (values.length * 4 > table.length) table = grown(table);
        const step = node * 256 + bytes[i]! + 1, slot = place(table, step);
        if (table[slot] === 0) {
          table[slot] = step;
          table[slot + 1] = values.length;
          values.push(undefined);
        }
        node = table[slot + 1]!;
      }
      values[node] = value;
    },
  };
}

/** Where a search for this step begins: an even index. */
function slotOf(step: number, mask: number): number { return Math.imul(step, 0x9e3779b1) >>> 7 & mask; }

/** The slot of this step, or the free one where it belongs. */
function place(table: Int32Array, step: number): number {
  const mask = table.length - 2;
  let slot = slotOf(step, mask);
  while (table[slot] !== step && table[slot] !== 0) slot = slot + 2 & mask;
  return slot;
}

function grown(table: Int32Array): Int32Array {
  const larger = new Int32Array(table.length * 2);
  for (let i = 0; i < table.length; i += 2) {
    if (table[i] === 0) continue;
    const slot = place(larger, table[i]!);
    larger[slot] = table[i]!;
    larger[slot + 1] = table[i + 1]!;
  }
  return larger;
}
