// SPDX-License-Identifier: GPL-2.0-or-later
// What an instruction computes, as far as tracing values needs it: its operands, and which registers and places it touches. The table of
// meanings (`mov` copies, `lea` is an address) is frame/'s; here is what the encoding says. Remembered by the bytes.

import { byteTrie } from './byteTrie.ts';
import type { ByteTrie } from './byteTrie.ts';
import { rawEffects } from './iced.ts';
import type { RawEffects } from './iced.ts';
import type { Mode } from './instruction.ts';

export type { FullOperand, MemoryPlace } from './iced.ts';
export type Operation = RawEffects;

export function operationAt(bytes: Uint8Array, offset: number, mode: Mode): Operation {
  let cache = caches.get(mode);
  if (!cache) caches.set(mode, cache = byteTrie<Operation>(200_000));
  const hit = cache.find(bytes, offset);
  if (hit) return hit;
  const operation = rawEffects(bytes.subarray(offset, offset + 15), mode);
  if (offset + operation.length <= bytes.length) cache.add(bytes, offset, operation.length, operation);
  return operation;
}

const caches = new Map<Mode, ByteTrie<Operation>>();
