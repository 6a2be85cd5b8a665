// SPDX-License-Identifier: GPL-2.0-or-later
// A cache keyed by an instruction's bytes, without knowing its length beforehand: no instruction's encoding is the beginning of another's,
// so a walk along the bytes ends at the first node that holds a value. No key string is built.

interface Node<Value> { readonly next: Map<number, Node<Value>>; value: Value | undefined }

export interface ByteTrie<Value> {
  find(bytes: Uint8Array, offset: number): Value | undefined;
  add(bytes: Uint8Array, offset: number, length: number, value: Value): void;
}

/** Forgets everything once it holds `limit` nodes. */
export function byteTrie<Value>(limit: number): ByteTrie<Value> {
  let root: Node<Value> = { next: new Map(), value: undefined }, nodes = 0;
  return {
    find(bytes, offset) {
      let node = root;
      for (let i = offset; i < bytes.length; i++) {
        const next = node.next.get(bytes[i]!);
        if (next === undefined) return undefined;
        if (next.value !== undefined) return next.value;
        node = next;
      }
      return undefined;
    },
    add(bytes, offset, length, value) {
      if (nodes > limit) { root = { next: new Map(), value: undefined }; nodes = 0; }
      let node = root;
      for (let i = offset; i < offset + length; i++) {
        let next = node.next.get(bytes[i]!);
        if (next === undefined) { node.next.set(bytes[i]!, next = { next: new Map(), value: undefined }); nodes++; }
        node = next;
      }
      node.value = value;
    },
  };
}
