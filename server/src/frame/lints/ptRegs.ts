// SPDX-License-Identifier: GPL-2.0-or-later
// The struct pt_regs that entry code builds by hand: is every word there, in its place, and does what goes back to the user come from it?
// objtool follows only where the frame lies.

import type { Checked } from '../../objtool/checked.ts';
import { SP, cellAt, wordsOf, type FrameState } from '../frameState.ts';
import type { Lint, LintContext, Part } from '../lint.ts';
import { memberAt, offsetOf, ptRegsMembers, ptRegsSize, type PtRegsMember } from '../ptRegs.ts';
import { arrivingAt, before, stepOf } from '../trace.ts';
import { registerName } from '../valueText.ts';
import type { Value } from '../values.ts';
import { operationOf } from './stackPointer.ts';
import { isSystemCallEntry } from '../systemCall.ts';

export const ptRegsLints: readonly Lint[] = [
  {
    code: 'ptregs-slot-undefined', severity: 'error',
    help: 'C code gets a pt_regs with words that nobody wrote: it reads what happened to lie on the stack.',
    advice: 'Push every member, from ss down to r15; or store it before the call.',
    find(context, part, found) {
      const { checked, traced } = context;
      const told = new Set<number>();
      for (const { index, missing, frame } of incompleteHints(context, part)) {
        told.add(frame.since);
        const pushed = ptRegsSize / 8 - missing;
        found(index, `${pushed} words were pushed since the stack was loaded, a pt_regs has ${ptRegsSize / 8}: every member above the last push names the wrong word`, [{ instruction: frame.since, words: 'the stack begins here' }]);
      }
      part.calls.forEach(i => {
        const at = checked.instructions[i]!;
        if (at.state?.type !== 'regs' || stepOf(checked, i).call !== 'function') return;
        const state = before(traced, i), frame = state?.frame, argument = state?.registers[7];
        if (!frame || frame.origin === 'regs' || told.has(frame.since) || argument?.kind !== 'address' || argument.stack !== frame.stack || argument.offset !== frame.offset) return;
        // What lies above the place where the stack was met was there before.
        const missing = ptRegsMembers.filter(member => frame.offset + offsetOf(member) < 0 && !cellAt(state, frame.stack, frame.offset + offsetOf(member)));
        if (missing.length > 0) found(i, `the pt_regs that is passed has ${missing.length === 1 ? 'a word' : 'words'} that nothing wrote: ${missing.join(', ')}`, [{ instruction: frame.since, words: 'the frame begins here' }]);
      });
    },
  },
  {
    code: 'ptregs-size', severity: 'error',
    help: 'The hint puts the frame where the words that the CPU pushed are not where pt_regs has them.',
    advice: 'Push an error code where the CPU pushes none ($-1), or give the offset in the hint at the entry.',
    find(context, part, found) {
      for (const { index, off, frame } of misplacedHints(context, part)) {
        found(index, `by this hint the words that the CPU pushed are ${Math.abs(off)} bytes ${off > 0 ? 'higher' : 'lower'} than pt_regs has them: ${Math.abs(off) / 8} ${Math.abs(off) === 8 ? 'word' : 'words'} too ${off > 0 ? 'many' : 'few'} were pushed`, [{ instruction: frame.since, words: 'the CPU\'s words lie as this says' }]);
      }
    },
  },
  {
    code: 'ptregs-slot-order', severity: 'warning',
    help: 'SYSCALL leaves the user\'s rip in rcx and the flags in r11; each has its place in pt_regs.',
    advice: 'Push in the order of pt_regs: ss, sp, flags (%r11), cs, ip (%rcx), orig_ax.',
    find({ checked, traced }, { hinted }, found) {
      hinted.forEach(i => {
        const at = checked.instructions[i]!;
        if (at.state?.type !== 'regs') return;
        const state = before(traced, i), frame = state?.frame;
        if (frame?.origin !== 'built' || !frame.claimed || (arrivingAt(traced, i)?.frame?.claimed ?? false)) return;
        for (const [member, problem] of orderProblems) {
          const cell = cellAt(state!, frame.stack, frame.offset + offsetOf(member));
          const said = cell && problem(cell.value, at => isSystemCallEntry(checked, at));
          if (said) found(typeof cell.by === 'number' ? cell.by : i, `this goes to pt_regs.${member}: ${said}`, [{ instruction: i, words: 'by this hint' }]);
        }
      });
    },
  },
  {
    code: 'sysret-rcx-r11', severity: 'error',
    help: 'SYSRET takes the user\'s rip from rcx and the flags from r11: they must be what pt_regs.ip and pt_regs.flags hold.',
    advice: 'Load rcx from pt_regs.ip and r11 from pt_regs.flags in front of SYSRET.',
    find({ checked, traced }, { switches }, found) {
      for (const i of sysrets(checked, switches)) {
        const state = before(traced, i);
        if (!state) continue;
        for (const [register, member] of [[1, 'ip'], [11, 'flags']] as const) {
          const value = state.registers[register]!, problem = notMember(value, member, register, state, at => isSystemCallEntry(checked, at));
          if (problem) found(i, `${registerName(register)} ${problem}, and should be pt_regs.${member}`, originOf(value));
        }
      }
    },
  },
  {
    code: 'sysret-user-rsp', severity: 'warning',
    help: 'SYSRET leaves rsp alone: user code would go on with a kernel address in it.',
    advice: 'Load rsp from pt_regs.sp in front of SYSRET.',
    find({ checked, traced }, { switches }, found) {
      for (const i of sysrets(checked, switches)) {
        const state = before(traced, i), sp = state?.registers[SP], frame = state?.frame;
        // What was only just loaded, and nobody pushed to, may be the user's.
        if (state && frame && sp?.kind === 'address' && sp.stack === frame.stack && (frame.origin !== 'built' || wordsOf(state, sp.stack) !== undefined)) found(i, 'rsp is still in the kernel\'s stack, and should be pt_regs.sp');
      }
    },
  },
  {
    code: 'sysret-stack-hint', severity: 'warning',
    help: 'Once rsp is the user\'s there is no kernel frame any more; without an END_OF_STACK hint the rows still claim one.',
    advice: 'UNWIND_HINT_END_OF_STACK behind the load of rsp.',
    find({ checked, traced }, { switches }, found) {
      for (const i of sysrets(checked, switches)) {
        const at = checked.instructions[i]!, state = before(traced, i), sp = state?.registers[SP];
        const left = sp?.kind === 'address' && state?.frame?.stack !== sp.stack && state?.frame !== undefined;
        if (left && (at.state?.type === 'regs' || at.state?.type === 'regs-partial')) found(i, 'rsp is the user\'s here, and the state still says pt_regs: UNWIND_HINT_END_OF_STACK is missing behind the load of rsp');
      }
    },
  },
  {
    code: 'iret-frame', severity: 'error',
    help: 'IRET takes five words from the top of the stack, from pt_regs.ip on; the error code, or orig_ax, has to be dropped before.',
    advice: 'Drop the error code (add $8, %rsp) in front of IRET, and nothing more.',
    find({ checked, traced }, { switches }, found) {
      switches.forEach(i => {
        const at = checked.instructions[i]!;
        if (at.state?.type !== 'regs-partial' && at.state?.type !== 'regs') return;
        if (checked.program.instructions[i]!.decoded.type !== 'iret') return;
        const state = before(traced, i), sp = state?.registers[SP], frame = state?.frame;
        if (!frame || sp?.kind !== 'address' || sp.stack !== frame.stack) return;
        const top = memberAt(sp.offset - frame.offset), value = cellAt(state, sp.stack, sp.offset)?.value;
        // A copy of the CPU's words does as well, wherever a hint has put the frame.
        if (value?.kind === 'member' && value.member === 'ip') return;
        if (top === 'orig_ax') found(i, 'the error code (pt_regs.orig_ax) is still on the stack: it would be taken for the address to return to');
        else if (top === 'cs' || top === 'flags' || top === 'sp' || top === 'ss') found(i, `pt_regs.${top} is on top of the stack: it would be taken for the address to return to`);
      });
    },
  },
];

function* sysrets(checked: Checked, switches: readonly number[]): Generator<number> {
  for (const i of switches) {
    const { type } = checked.program.instructions[i]!;
    if ((type === 'sysret' || type === 'context-switch') && operationOf(checked, i).mnemonic.startsWith('sysret')) yield i;
  }
}

interface MisplacedHint { readonly index: number; readonly off: number; readonly missing: number; readonly frame: NonNullable<FrameState['frame']> }

/** REGS hints whose frame reaches above the top of the stack that was begun for it. */
function* incompleteHints(context: LintContext, part: Part): Generator<MisplacedHint> {
  for (const hint of movedFrames(context, part)) if (hint.frame.origin === 'built' && hint.off > 0 && hint.missing < 21) yield hint;
}

/** REGS hints that do not agree with where an earlier hint said the CPU's words are. */
function* misplacedHints(context: LintContext, part: Part): Generator<MisplacedHint> {
  for (const hint of movedFrames(context, part)) if (hint.frame.origin === 'iret' && !hint.frame.claimed) yield { ...hint, off: -hint.off };
}

function* movedFrames({ checked, traced }: LintContext, { hinted }: Part): Generator<MisplacedHint> {
  for (const index of hinted) {
    const at = checked.instructions[index]!;
    if (at.state?.type !== 'regs') continue;
    const frame = arrivingAt(traced, index)?.frame, now = before(traced, index)?.frame;
    if (!frame || !now || frame.stack !== now.stack || frame.claimed) continue;
    const off = now.offset - frame.offset;
    if (off !== 0 && Math.abs(off) < ptRegsSize && off % 8 === 0) yield { index, off, missing: off / 8, frame };
  }
}

type Problem = (value: Value, isSystemCall: (at: number) => boolean) => string | undefined;

const orderProblems: readonly (readonly [PtRegsMember, Problem])[] = [
  ['ip', (value, isSystemCall) => fromUser(value, isSystemCall, [1])],
  ['flags', (value, isSystemCall) => fromUser(value, isSystemCall, [11])],
  ['cs', (value, isSystemCall) => fromUser(value, isSystemCall, [])],
  ['ss', (value, isSystemCall) => fromUser(value, isSystemCall, [])],
  ['sp', (value, isSystemCall) => fromUser(value, isSystemCall, [4])],
];

/** Only what SYSCALL gives a meaning can be in the wrong place for sure. */
function fromUser(value: Value, isSystemCall: (at: number) => boolean, right: readonly number[]): string | undefined {
  if (value.kind !== 'entry' || !isSystemCall(value.at) || right.includes(value.register)) return undefined;
  if (value.register === 1) return "%rcx, the user's rip";
  if (value.register === 11) return "%r11, the user's flags";
  return undefined;
}

/** Why a register at SYSRET is surely not the member it should be. */
function notMember(value: Value, member: 'ip' | 'flags', register: number, state: FrameState, isSystemCall: (at: number) => boolean): string | undefined {
  switch (value.kind) {
    case 'constant': return `is $${value.value}`;
    // Without a frame there is nothing it should have come from.
    case 'clobbered': return state.frame === undefined ? undefined : 'holds whatever a call left in it';
    case 'entry': return value.register === register || !isSystemCall(value.at) ? undefined : `holds the user's ${registerName(value.register)}`;
    case 'member': return value.member === member || value.member === memberOf(register) ? undefined : `was loaded from pt_regs.${value.member}`;
    case 'left': {
      const { frame } = state;
      const from = frame && frame.stack === value.stack ? memberAt(value.offset - frame.offset) : undefined;
      if (!from || from === member) return undefined;
      // pt_regs.cx does if it was filled with what ip was filled with.
      if (from === memberOf(register)) {
        const { was } = value;
        return was.kind === 'constant' || (was.kind === 'entry' && isSystemCall(was.at) && was.register !== register) ? `was loaded from pt_regs.${from}, which was not filled with the user's ${register === 1 ? 'rip' : 'flags'}` : undefined;
      }
      return `was loaded from pt_regs.${from}`;
    }
    default: return undefined;
  }
}

function memberOf(register: number): PtRegsMember { return register === 1 ? 'cx' : 'r11'; }

function originOf(value: Value): { instruction: number; words: string }[] {
  return value.kind === 'left' || value.kind === 'clobbered' ? [{ instruction: value.by, words: 'this call may have changed it' }] : [];
}
