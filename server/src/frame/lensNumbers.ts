// SPDX-License-Identifier: GPL-2.0-or-later
// Two sections of our own (server/headers/asm/unwind_hints_proposed.h), which the real objtool passes over: records of two longs, the place of
// an instruction relative to the record, and a number of bytes.
//
//   ret_offset   on this return that many bytes more than the return address are on the stack, on purpose
//   adjust       take the state that is computed here with so many bytes fewer on the stack

import type { Checked } from '../objtool/checked.ts';
import { indexAt } from '../objtool/indexAt.ts';
import { SP, withRegister, type FrameState } from './frameState.ts';

export interface LensNumbers {
  /** Bytes by instruction index. */
  readonly returnOffsets: ReadonlyMap<number, number>;
  readonly adjustments: ReadonlyMap<number, number>;
}

/** What iret pops: five words. */
const iretSize = 40;

const none: ReadonlyMap<number, number> = new Map();

export function lensNumbers(checked: Checked): LensNumbers {
  const returnOffsets = records(checked, '.discard.unwind_lens.ret_offset'), adjustments = new Map(records(checked, '.discard.unwind_lens.adjust'));
  // Behind an iret to itself the mail of 2020 wanted 40; objtool counts these words by itself since 5.8.
  for (const [index, bytes] of adjustments) {
    const above = checked.program.instructions[index - 1];
    if (above?.decoded.type === 'iret' && above.ops.length > 0 && bytes === iretSize) adjustments.delete(index);
  }
  return { returnOffsets, adjustments };
}

/** A statement about what an instruction did unseen: in front of `index` rsp is further up than the pushes say. */
export function adjusted(numbers: LensNumbers, state: FrameState, index: number): FrameState {
  const bytes = numbers.adjustments.get(index), sp = state.registers[SP]!;
  return bytes === undefined || sp.kind !== 'address' ? state : withRegister(state, SP, { ...sp, offset: sp.offset + bytes });
}

function records(checked: Checked, name: string): ReadonlyMap<number, number> {
  const { program } = checked;
  const section = program.sectionByName.get(name);
  if (!section) return none;
  const numbers = new Map<number, number>();
  const view = new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.byteLength);
  for (const relocation of section.relocations) {
    if (relocation.offset % 8 !== 0 || relocation.offset + 8 > section.bytes.length || !relocation.symbol.section) continue;
    const index = indexAt(checked, relocation.symbol.section.index, relocation.symbol.offset + relocation.addend);
    if (index !== undefined) numbers.set(index, view.getInt32(relocation.offset + 4, true));
  }
  return numbers;
}
