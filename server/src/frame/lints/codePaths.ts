// SPDX-License-Identifier: GPL-2.0-or-later
// Entry code that calls C: what the callee, or an unwinder under it, relies on.

import type { Checked } from '../../objtool/checked.ts';
import type { Lint } from '../lint.ts';
import { before, stepOf } from '../trace.ts';
import { BP, SP, cellAt } from '../frameState.ts';
import { offsetOf, ptRegsSize } from '../ptRegs.ts';
import type { Value } from '../values.ts';

export const codePathLints: readonly Lint[] = [
  {
    code: 'regs-passed-without-hint', severity: 'warning',
    help: 'The frame that is passed to C is complete, but no hint tells an unwinder that it is there: backtraces end here.',
    advice: 'UNWIND_HINT_REGS behind the last push of the frame.',
    find({ checked, traced }, { calls }, found) {
      calls.forEach(i => {
        const at = checked.instructions[i]!, own = checked.program.instructions[i]!;
        if (own.symbol?.type === 'FUNC' || !at.state || at.state.type === 'regs' || at.state.type === 'regs-partial' || stepOf(checked, i).call !== 'function') return;
        const state = before(traced, i), frame = state?.frame, argument = state?.registers[7], sp = state?.registers[SP];
        if (!frame || frame.claimed || argument?.kind !== 'address' || sp?.kind !== 'address') return;
        if (argument.stack === frame.stack && argument.offset === frame.offset && sp.stack === frame.stack && sp.offset <= frame.offset && sp.offset > frame.offset - ptRegsSize) {
          found(i, 'a pt_regs is passed, but the state is not REGS: UNWIND_HINT_REGS is missing where it was complete', [{ instruction: frame.since, words: 'the frame begins here' }]);
        }
      });
    },
  },
  {
    code: 'encode-fp-missing', severity: 'warning',
    help: 'With frame pointers, a walker finds the registers of the interrupted code only through an encoded rbp.',
    advice: 'ENCODE_FRAME_POINTER once the registers are saved.',
    find({ checked, traced, framePointers }, { calls }, found) {
      if (!framePointers) return;
      calls.forEach(i => {
        const at = checked.instructions[i]!, own = checked.program.instructions[i]!;
        if (at.state?.type !== 'regs' || own.section.init || own.section.name === '.head.text' || stepOf(checked, i).call !== 'function') return;
        const state = before(traced, i), frame = state?.frame;
        const bp = state?.registers[BP];
        if (!frame || !bp) return;
        if (isUnencoded(checked, bp)) found(i, 'rbp is still the interrupted code\'s: ENCODE_FRAME_POINTER is missing on the way here');
        // Only where registers of somebody interrupted were pushed: elsewhere a walker may stop on purpose.
        else if (bp.kind === 'constant' && (frame.origin === 'iret' || (frame.origin === 'regs' && typeof cellAt(state, frame.stack, frame.offset + offsetOf('bp'))?.by === 'number'))) found(i, `rbp is ${bp.value}, and a frame-pointer walk ends here: ENCODE_FRAME_POINTER is missing on the way`);
      });
    },
  },
];

/** Surely what was interrupted had it: rbp is as it was when the CPU pushed its frame, or loaded back from there. */
function isUnencoded({ instructions }: Checked, value: Value): boolean {
  if (value.kind === 'member') return value.member === 'bp';
  return value.kind === 'entry' && value.register === BP && (instructions[value.at]?.state?.type === 'regs-partial' || instructions[value.at]?.state?.type === 'regs');
}
