// SPDX-License-Identifier: GPL-2.0-or-later
// Where objtool believes a caller's register to be, against where it is.

import type { Checked, CfiState } from '../../objtool/checked.ts';
import { CFA } from '../../objtool/checked.ts';
import { functionOf } from '../../objtool/program.ts';
import { stateAfter } from '../../objtool/stateAfter.ts';
import { BP, SP, cellAt } from '../frameState.ts';
import type { Lint } from '../lint.ts';
import { before } from '../trace.ts';
import { registerName } from '../valueText.ts';
import { operationOf } from './stackPointer.ts';

const calleeSaved: ReadonlySet<number> = new Set([3, BP, 12, 13, 14, 15]);

export const savedRegisterLints: readonly Lint[] = [
  {
    code: 'callhint-slot', severity: 'warning',
    help: 'A CALL hint says where the caller\'s frame is, but not how deep the stack is: objtool counts from zero, and takes a register that is saved behind it to be in another word than it is.',
    advice: 'Save the register before the hint, or use UNWIND_HINT_FUNC where the frame is as at entry.',
    find({ traced, checked }, { moving }, found) {
      moving.forEach(i => {
        const at = checked.instructions[i]!, op = checked.program.instructions[i]!.ops[0];
        if (op?.destination.kind !== 'push' || op.source.kind !== 'reg' || !calleeSaved.has(op.source.register) || !isCall(at.state) || at.state.cfa.base !== SP) return;
        const register = op.source.register, after = stateAfter(checked, i);
        if (!after || at.state.regs[register]!.base === CFA || after.regs[register]!.base !== CFA || after.cfa.base !== SP) return;
        // Both from the new rsp: the word that was pushed lies right there.
        if (after.cfa.offset + after.regs[register]!.offset === 0) return;
        const value = before(traced, i)?.registers[register];
        if (value?.kind !== 'entry' || value.register !== register) return;
        found(i, `${registerName(register)} is pushed to CFA${signed(-after.cfa.offset)}; objtool takes it to be at CFA${signed(after.regs[register]!.offset)}, because the hint above did not say how deep the stack is`);
      });
    },
  },
  {
    code: 'first-save-wins', severity: 'warning',
    help: 'objtool remembers the first word that a register is saved to. Taking it back from another copy is no restore for objtool: the register counts as changed from then on.',
    advice: 'Save the register once, and restore it from there.',
    find({ traced, checked }, { moving }, found) {
      moving.forEach(i => {
        const at = checked.instructions[i]!, op = checked.program.instructions[i]!.ops[0];
        if (op?.source.kind !== 'pop' || op.destination.kind !== 'reg' || !isCall(at.state) || at.state.cfa.base !== SP) return;
        const register = op.destination.register, slot = at.state.regs[register]!;
        if (!calleeSaved.has(register) || slot.base !== CFA || slot.offset === -at.state.cfa.offset) return;
        const state = before(traced, i), sp = state?.registers[SP];
        if (!state || sp?.kind !== 'address') return;
        const popped = cellAt(state, sp.stack, sp.offset), first = cellAt(state, sp.stack, sp.offset + at.state.cfa.offset + slot.offset);
        const isCallers = (cell: typeof popped) => cell?.value.kind === 'entry' && cell.value.register === register;
        // Only if nothing happens to it in between is the second copy the caller's value too; then what comes back is right, and objtool is not.
        if (!isCallers(popped) || !isCallers(first)) return;
        const related = [first, popped].flatMap((cell, which) => typeof cell!.by === 'number' ? [{ instruction: cell!.by, words: which === 0 ? 'the save that objtool knows' : 'the save that is taken back here' }] : []);
        found(i, `${registerName(register)} comes back from CFA${signed(-at.state.cfa.offset)}; objtool knows only the first save, at CFA${signed(slot.offset)}`, related);
      });
    },
  },
  {
    code: 'encode-fp-in-func', severity: 'information',
    help: 'lea N(%rsp), %rbp in a function makes rbp a register that objtool expects the stack to be realigned through; the realignment that follows is read in that light.',
    advice: 'ENCODE_FRAME_POINTER belongs into code regions with a pt_regs; in a function push %rbp; mov %rsp, %rbp.',
    find({ checked }, { moving }, found) {
      moving.forEach(i => {
        const at = checked.instructions[i]!, own = checked.program.instructions[i]!, op = own.ops[0];
        if (op?.source.kind !== 'and' || !isCall(at.state) || at.state.drap || at.state.drapReg !== BP || !functionOf(own)) return;
        found(i, 'objtool takes rbp for the register that remembers the stack pointer across this realignment, because of the lea above');
      });
    },
  },
  {
    code: 'abs-address-as-bp', severity: 'information',
    help: 'objtool takes a store of rsp to an address without a register (a per-CPU variable) for one through rbp. A later move from rbp to rsp then seems to restore it.',
    advice: 'Nothing, unless a move from rbp to rsp follows; then put a hint behind that.',
    off: true,
    find({ checked }, { moving }, found) {
      moving.forEach(i => {
        const at = checked.instructions[i]!, op = checked.program.instructions[i]!.ops[0];
        if (op?.destination.kind !== 'indirect' || op.destination.register !== BP || !isCall(at.state)) return;
        if (operationOf(checked, i).operands.some(o => o.kind === 'memory' && o.place.base === undefined)) found(i, `objtool takes this for a store to ${op.destination.offset}(%rbp)`);
      });
    },
  },
];

function isCall(state: Checked['instructions'][number]['state']): state is CfiState {
  return state !== undefined && state.type === 'call' && !state.forceUndefined;
}

function signed(offset: number): string { return offset < 0 ? String(offset) : `+${offset}`; }
