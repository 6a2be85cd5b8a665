// SPDX-License-Identifier: GPL-2.0-or-later
// What an instruction does to registers, independent of what objtool models of it: the ground for lints such as "writes the stack pointer,
// but objtool does not see it", and for tracing values.

import { byteTrie } from './byteTrie.ts';
import type { ByteTrie } from './byteTrie.ts';
import { decode } from './decode.ts';
import type { RegisterUse } from './iced.ts';
import { usedRegisters } from './iced.ts';
import type { Mode } from './instruction.ts';

export interface InstructionEffects {
  readonly writesSp: boolean;
  /** Intel's name, lower case. */
  readonly mnemonic: string;
  /** Registers by full-width name ('rax' also for %eax; 'xmm' parts as 'zmm'). */
  readonly registers: readonly RegisterUse[];
}

export function instructionEffects(bytes: Uint8Array, offset: number, mode: Mode): InstructionEffects {
  const cache = cacheFor(mode), hit = cache.find(bytes, offset);
  if (hit) return hit;
  const { length } = decode(bytes, offset, mode), { mnemonic, registers } = usedRegisters(bytes.subarray(offset, offset + length), mode);
  const effects = { writesSp: registers.some(use => use.written && /^[re]?sp$/.test(use.name)), mnemonic, registers };
  cache.add(bytes, offset, length, effects);
  return effects;
}

const caches = new Map<Mode, ByteTrie<InstructionEffects>>();

function cacheFor(mode: Mode): ByteTrie<InstructionEffects> {
  let cache = caches.get(mode);
  if (!cache) caches.set(mode, cache = byteTrie<InstructionEffects>(100_000));
  return cache;
}
