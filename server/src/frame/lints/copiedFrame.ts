// SPDX-License-Identifier: GPL-2.0-or-later
// The gap of a breakpoint handler: while a call is patched, its first byte is an int3, and the handler pushes the return address that the
// call would have pushed. On the kernel's own stack the CPU's words lie just there, so the entry copies them further down first.

import { copiedFrame, copiesAmong, type CopiedFrame } from '../copiedWords.ts';
import type { Lint } from '../lint.ts';
import { SP } from '../frameState.ts';

export const copiedFrameLints: readonly Lint[] = [
  {
    code: 'int3-gap', severity: 'warning',
    help: 'The words of an exception are copied further down, and the code behind returns through the copy. objtool counts the pushes and still points at the first ones, which a handler may overwrite.',
    advice: 'Put the hint that the message names right behind the copied words.',
    find({ checked }, part, found) {
      for (const run of copiesAmong(checked, part.all)) {
        const frame = copiedFrame(checked, run), next = checked.instructions[run.last]!.next[0]?.to;
        const after = next === undefined ? undefined : checked.instructions[next], state = after?.state;
        if (!frame || !after || state?.type !== frame.type || state.cfa.base !== SP) continue;
        // A hint that goes on with the original is as good.
        if (after.hint && state.cfa.offset !== frame.copy && state.cfa.offset !== frame.original) {
          found(run.last, `these ${run.words} pushes make a copy of ${framesName(frame)} at rsp+${frame.copy}, of the original at rsp+${frame.original}; the hint behind them says rsp${state.cfa.offset < 0 ? '' : '+'}${state.cfa.offset}`);
        } else if (!after.hint && state.cfa.offset === frame.original) found(run.last, `these ${run.words} pushes make a copy of ${framesName(frame)} at rsp+${frame.copy}, and the state still points at the original at rsp+${frame.original}: ${hintOfCopy(frame)} is missing behind them`);
      }
    },
  },
  {
    code: 'int3-handler-without-gap', severity: 'warning',
    help: 'Static calls are patched with an int3 in front, whose handler pushes a return address below the interrupted stack pointer: without a gap it overwrites the words it returns through.',
    advice: 'When the exception comes from the kernel, copy the words on the stack once more before the registers are pushed: `.rept 6; pushq 5*8(%rsp); .endr; UNWIND_HINT_IRET_REGS offset=8`.',
    find({ checked, emulatesCalls }, part, found) {
      if (!emulatesCalls) return;
      const copying = new Set(copiesAmong(checked, part.all).filter(run => copiedFrame(checked, run)).map(({ first }) => checked.instructions[first]!.symbol));
      part.all.forEach(i => {
        const at = checked.instructions[i]!, callee = checked.program.instructions[i]!.callTo?.name;
        if (callee === undefined || !handlers.has(callee) || copying.has(at.symbol) || at.state?.type !== 'regs') return;
        found(i, `${callee} may emulate a call, and ${at.symbol ?? 'this entry'} leaves no gap for the return address under the interrupted stack`);
      });
    },
  },
];

function framesName({ type }: CopiedFrame): string { return type === 'regs' ? 'the pt_regs' : "the CPU's words"; }

/** The C part of #BP: since 5.8, and before. */
const handlers: ReadonlySet<string> = new Set(['exc_int3', 'do_int3']);

/** The macro that says where the copy is. */
export function hintOfCopy({ type, copy }: CopiedFrame): string {
  return `${type === 'regs' ? 'UNWIND_HINT_REGS' : 'UNWIND_HINT_IRET_REGS'}${copy === 0 ? '' : ` offset=${copy}`}`;
}
