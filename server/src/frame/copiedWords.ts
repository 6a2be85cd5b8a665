// SPDX-License-Identifier: GPL-2.0-or-later
// Words of the stack that are pushed once more: `k` pushes in a row with the same operand `d(%rsp)`. Because rsp moves down by a word at
// each, the first copies the word d bytes above, the second the one below it, and so on: in the end the block that began at
// d - 8 * (k - 1) lies a second time on the top of the stack, in the same order. Entry code makes room under the CPU's words in this way:
// an int3 handler's gap, the copies that an NMI returns through.

import { KeptWith } from '../base/keptWith.ts';
import type { Checked } from '../objtool/checked.ts';
import { flowOf } from './flow.ts';
import { SP } from './frameState.ts';
import { iretFrameOffset, ptRegsSize } from './ptRegs.ts';

export interface CopiedWords {
  /** Instruction indexes of the first and the last push. */
  readonly first: number;
  readonly last: number;
  readonly words: number;
  /** Bytes from rsp, in front of the first push, where the block begins that is copied. */
  readonly source: number;
}

/** A block that holds a frame which the hints tell of. */
export interface CopiedFrame extends CopiedWords {
  /** `regs`: a whole pt_regs, `regs-partial`: the five words of the CPU. */
  readonly type: 'regs' | 'regs-partial';
  /** Bytes from rsp behind the last push: of the copy, and of the frame that it was made from. */
  readonly copy: number;
  readonly original: number;
}

const kept = new KeptWith<Checked, readonly CopiedWords[]>();

export function copiedWords(checked: Checked): readonly CopiedWords[] {
  let found = kept.get(checked);
  if (!found) kept.set(checked, found = copiesAmong(checked, checked.instructions.keys()));
  return found;
}

/** The run that an instruction is part of. */
export function copiedAt(checked: Checked, index: number): CopiedWords | undefined {
  return copiedWords(checked).find(({ first, last }) => index >= first && index <= last);
}

/** The run that ends right in front of an instruction. */
export function copiedBefore(checked: Checked, index: number): CopiedWords | undefined {
  const { instructions, program } = checked, pushes: number[] = [];
  for (const { index: at } of flowOf(checked).componentAt[index]?.places ?? []) {
    if (at === index || !instructions[at]!.next.some(edge => edge.to === index)) continue;
    if (pushedDisplacement(program.instructions[at]!.section.bytes, instructions[at]!.offset) !== undefined) pushes.push(at);
  }
  return pushes.length === 0 ? undefined : copiedWords(checked).find(({ last }) => pushes.includes(last));
}

/** Is it a frame that was copied, as the state in front of the first push has it? Undefined if none is known there, or only a part of it was. */
export function copiedFrame(checked: Checked, run: CopiedWords): CopiedFrame | undefined {
  const state = checked.instructions[run.first]!.state;
  if (!state || (state.type !== 'regs' && state.type !== 'regs-partial') || state.cfa.base !== SP || state.forceUndefined) return undefined;
  const start = state.cfa.offset, size = state.type === 'regs' ? ptRegsSize : ptRegsSize - iretFrameOffset;
  if (start < run.source || start + size > run.source + 8 * run.words) return undefined;
  return { ...run, type: state.type, copy: start - run.source, original: start + 8 * run.words };
}

/** Those that begin at one of these instructions, which are in order. */
export function copiesAmong({ instructions, program }: Checked, indexes: Iterable<number>): CopiedWords[] {
  const found: CopiedWords[] = [];
  if (program.instructions.length !== instructions.length) return found;
  let behind = 0;
  for (const i of indexes) {
    if (i < behind) continue;
    const displacement = pushedDisplacement(program.instructions[i]!.section.bytes, instructions[i]!.offset);
    if (displacement === undefined || program.mode !== 64) continue;
    let last = i;
    while (instructions[last]!.next.length === 1 && instructions[last]!.next[0]!.to === last + 1 && instructions[last + 1]!.section === instructions[i]!.section
      && pushedDisplacement(program.instructions[last + 1]!.section.bytes, instructions[last + 1]!.offset) === displacement) last++;
    const words = last - i + 1, source = displacement - 8 * (words - 1);
    if (words > 1 && source >= 0) found.push({ first: i, last, words, source });
    behind = last + 1;
  }
  return found;
}

/** Of `push d(%rsp)`, d in bytes: opcode ff /6, ModRM with a SIB byte that names rsp alone. */
function pushedDisplacement(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== 0xff || bytes[at + 2] !== 0x24) return undefined;
  switch (bytes[at + 1]) {
    case 0x34: return 0;
    case 0x74: return bytes[at + 3]! << 24 >> 24;
    case 0xb4: return bytes[at + 3]! | bytes[at + 4]! << 8 | bytes[at + 5]! << 16 | bytes[at + 6]! << 24;
    default: return undefined;
  }
}
