// SPDX-License-Identifier: GPL-2.0-or-later
// A cache keyed by an instruction's bytes, without knowing its length beforehand: no instruction's encoding is the beginning of another's,
// so a walk along the bytes ends at the first node that holds a value. No key string is built.

export interface ByteTrie<Value> {
  find(bytes: Uint8Array, offset: number): Value | undefined;
  add(bytes: Uint8Array, offset: number, length: number, value: Value): void;
}

/** Forgets everything once it holds `limit` nodes. A node is a number, and all steps from node to node are in one table: an object for each would be most of the heap. */
export function byteTrie<Value>(limit: number): ByteTrie<Value> {
  const steps = new Map<number, number>();
  let values: (Value | undefined)[] = [undefined];
  return {
    find(bytes, offset) {
      let node = 0;
      for (let i = offset; i < bytes.length; i++) {
        const next = steps.get(node * 256 + bytes[i]!);
        if (next === undefined) return undefined;
        const value = values[next];
        if (value !== undefined) return value;
        node = next;
      }
      return undefined;
    },
    add(bytes, offset, length, value) {
      if (values.length > limit) { steps.clear(); values = [undefined]; }
      let node = 0;
      for (let i = offset; i < offset + length; i++) {
        const step = node * 256 + bytes[i]!;
        let next = steps.get(step);
        if (next === undefined) { steps.set(step, next = values.length); values.push(undefined); }
        node = next;
      }
      values[node] = value;
    },
  };
}
