// SPDX-License-Identifier: GPL-2.0-or-later
// What user code finds in its registers again: what it left there, whichever way back the kernel takes. SYSRET takes rip from rcx and the
// flags from r11, IRET takes them from the stack and gives rcx and r11 back as pt_regs has them; user code must not see which one it was.

import type { Checked } from '../../objtool/checked.ts';
import { SP, cellAt, type FrameState } from '../frameState.ts';
import type { Lint } from '../lint.ts';
import { memberAt, memberOfRegister, offsetOf, type PtRegsMember } from '../ptRegs.ts';
import { isSystemCallEntry } from '../systemCall.ts';
import { arrivingAt, before } from '../trace.ts';
import { registerName } from '../valueText.ts';
import { sameValue, type Value } from '../values.ts';
import { operationOf } from './stackPointer.ts';

export const exitLints: readonly Lint[] = [
  {
    code: 'ptregs-slot-differs', severity: 'information',
    help: 'After SYSRET rcx is the rip and r11 the flags, after IRET they are what pt_regs.cx and pt_regs.r11 hold: unless these words are filled alike, user code and ptrace see which way was taken.',
    advice: 'Push %rcx for both ip and cx, and %r11 for both flags and r11.',
    find({ checked, traced }, { hinted }, found) {
      hinted.forEach(i => {
        const at = checked.instructions[i]!;
        if (at.state?.type !== 'regs') return;
        const state = before(traced, i), frame = state?.frame;
        if (!state || frame?.origin !== 'built' || !frame.claimed || (arrivingAt(traced, i)?.frame?.claimed ?? false)) return;
        for (const [member, twin, register] of [['cx', 'ip', 1], ['r11', 'flags', 11]] as const) {
          const own = cellAt(state, frame.stack, frame.offset + offsetOf(member)), other = cellAt(state, frame.stack, frame.offset + offsetOf(twin));
          // A zero is what clearing a register for user code of 32 bits leaves.
          if (own?.value.kind !== 'constant' || own.value.value === 0n || other?.value.kind !== 'entry' || other.value.register !== register || !isSystemCallEntry(checked, other.value.at)) continue;
          found(typeof own.by === 'number' ? own.by : i, `pt_regs.${member} becomes $${own.value.value}, and pt_regs.${twin} holds the user's ${registerName(register)}: IRET gives ${registerName(register)} back as ${own.value.value}, SYSRET as ${twin}`,
            typeof other.by === 'number' ? [{ instruction: other.by, words: `pt_regs.${twin} is filled here` }] : []);
        }
      });
    },
  },
  {
    code: 'exit-register-order', severity: 'warning',
    help: 'A register goes back to user code with the value of another one.',
    advice: 'Pop in the order of pt_regs: r15 r14 r13 r12 bp bx r11 r10 r9 r8 ax cx dx si di.',
    find({ checked, traced }, { switches }, found) {
      for (const { index, sysret } of exits(checked, switches)) {
        const state = before(traced, index);
        if (!state) continue;
        const wrong: string[] = [];
        let right = 0;
        for (let register = 0; register < 16; register++) {
          // SYSRET's own are another rule's.
          if (register === SP || (sysret && (register === 1 || register === 11))) continue;
          const member = memberHeld(state.registers[register]!, state);
          if (member === memberOfRegister[register]) right++;
          else if (member) wrong.push(`${registerName(register)} is pt_regs.${member}`);
        }
        // Code that gives nothing back to begin with is a sketch of an exit.
        if (wrong.length > 0 && right >= enough) found(index, `${wrong.join(', ')} where user code gets ${wrong.length === 1 ? 'it' : 'them'} back`);
      }
    },
  },
  {
    code: 'exits-differ', severity: 'warning',
    help: 'One system call returns by SYSRET or by IRET, as it happens; a register must come back the same on both ways.',
    advice: 'Restore the register from the same word on both ways.',
    find({ checked, traced }, { switches }, found) {
      const all = [...exits(checked, switches)], returns = all.filter(exit => !exit.sysret);
      for (const { index, sysret } of all) {
        const state = sysret ? before(traced, index) : undefined;
        if (!state) continue;
        for (const other of returns) {
          const state2 = before(traced, other.index);
          const differing = state2 ? differences(state, state2) : [];
          if (differing.length === 0) continue;
          found(index, `${differing.join(', ')} ${differing.length === 1 ? 'comes' : 'come'} back with another value than by the IRET of the same entry`, [{ instruction: other.index, words: 'the other way back' }]);
          break;
        }
      }
    },
  },
];

/** Registers that an exit restores as they should be. */
const enough = 6;

function* exits(checked: Checked, switches: readonly number[]): Generator<{ readonly index: number; readonly sysret: boolean }> {
  for (const index of switches) {
    const { type, decoded } = checked.program.instructions[index]!;
    if (decoded.type === 'iret') { if (type !== 'other') yield { index, sysret: false }; }
    else if ((type === 'sysret' || type === 'context-switch') && operationOf(checked, index).mnemonic === 'sysretq') yield { index, sysret: true };
  }
}

/** The word of pt_regs that a register was surely loaded from; undefined if it may be anything. */
function memberHeld(value: Value, state: FrameState): PtRegsMember | undefined {
  if (value.kind === 'member') return value.member;
  if (value.kind === 'left' && state.frame?.stack === value.stack) return memberAt(value.offset - state.frame.offset);
  return undefined;
}

/** Registers that hold different values; none unless one at least is known to come from the same frame on both ways. */
function differences(a: FrameState, b: FrameState): string[] {
  const names: string[] = [];
  let related = false;
  for (let register = 0; register < 16; register++) {
    if (register === SP) continue;
    const one = a.registers[register]!, other = b.registers[register]!;
    if (!isDefinite(one) || !isDefinite(other)) continue;
    if (!alike(one, other)) names.push(registerName(register));
    else if (one.kind !== 'constant') related = true;
  }
  return related ? names : [];
}

function isDefinite(value: Value): boolean { return value.kind === 'left' || value.kind === 'member' || value.kind === 'entry' || value.kind === 'constant'; }

/** What a callee may have changed counts as what it was: then both ways see the change, or the word is the same. */
function alike(a: Value, b: Value): boolean {
  if (sameValue(a, b)) return true;
  if (a.kind === 'left' && b.kind === 'left') return (a.stack === b.stack && a.offset === b.offset) || (a.was.kind !== 'unknown' && sameValue(a.was, b.was));
  if (a.kind === 'left') return sameValue(a.was, b);
  if (b.kind === 'left') return sameValue(b.was, a);
  return false;
}
