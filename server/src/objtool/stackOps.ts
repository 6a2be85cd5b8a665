// SPDX-License-Identifier: GPL-2.0-or-later
// What one stack operation does to a state: objtool's whole knowledge of the stack. The cases are numbered as in KERNEL.md 3.3 and cited
// at the code:
//
//   0    nothing under "force undefined"; an undefined CFA is an error in functions
//   1    pt_regs frames: only the depth moves
//   2.r1-r7  register <- register          2.a1-a5  register <- register + constant      2.and  realignment
//   2.p1-p3  register <- pop               2.m1-m3  register <- memory
//   3    push      4    memory <- register      5    pop to memory
//
// A word is 8 bytes; in i386 code, which objtool itself never looks at, it is 4 (StateTable.word). There nothing has to be as lax as objtool:
// what the cases do not cover makes the CFA unknown instead of leaving it as it was (lose), and an overwritten register holds nothing known.

import type { StackOp, StackOperand } from '../x86/instruction.ts';
import type { Behaviour } from './behaviour.ts';
import type { CfiState } from './checked.ts';
import { BP_INDIRECT, CFA, SP_INDIRECT, UNDEFINED } from './checked.ts';
import type { Draft, StateTable } from './states.ts';
import { BP, intern, place, RETURN_ADDRESS, SP, withPlace } from './states.ts';

const CALLEE_SAVED: ReadonlySet<number> = new Set([3, BP, 12, 13, 14, 15]), CALLEE_SAVED_32: ReadonlySet<number> = new Set([3, BP, 6, 7]);

export interface OpContext {
  readonly states: StateTable;
  /** The instruction lies in a function. */
  readonly inFunction: boolean;
  /** The instruction behind it carries a hint, so its state does not matter. */
  readonly hintFollows: boolean;
  readonly stackval: boolean;
  readonly behaviour: Pick<Behaviour, 'leaveAlwaysSizes' | 'frameRestoresDepth' | 'seesRegisterMoves' | 'indirectFollows' | 'followsSwitchedStacks' | 'leavesRealigned'>;
}

export type OpProblem = 'leave-modified-frame' | 'undefined-stack-state' | 'stack-reg-modification' | 'stack-realign';

/** The state behind the operation, or why objtool gives up. */
export function applyStackOp(context: OpContext, before: CfiState, op: StackOp): CfiState | OpProblem {
  if (before.forceUndefined) return before;                                                     // case 0
  const own = context.states.word === 4;
  if (before.cfa.base === UNDEFINED) return context.inFunction && !own ? 'undefined-stack-state' : before;
  const state: Draft = { ...before };
  if (own) forgetOld(context, state, op);
  const problem = before.type === 'regs' || before.type === 'regs-partial' ? inRegsFrame(context, state, op) : inCallFrame(context, state, op);
  if (problem && !own) return problem;
  if (problem || own && state.cfa.base === UNDEFINED) lose(context, state);
  return intern(context.states, state);
}

export const opProblemWords: Readonly<Record<OpProblem, string>> = {
  'undefined-stack-state': 'undefined stack state',
  'stack-reg-modification': 'unsupported stack register modification',
  'leave-modified-frame': 'leave instruction with modified stack frame',
  'stack-realign': 'unsupported stack pointer realignment',
};

/** Case 1. */
function inRegsFrame(context: OpContext, state: Draft, { destination, source }: StackOp): undefined {
  if (state.cfa.base !== SP && !(state.cfa.base === SP_INDIRECT && context.behaviour.indirectFollows)) return;
  if (destination.kind === 'push' || destination.kind === 'pushf') moveCfa(context, state, context.states.word);
  if (source.kind === 'pop' || source.kind === 'popf') moveCfa(context, state, -context.states.word);
  if (destination.kind === 'reg' && source.kind === 'add' && destination.register === SP && source.register === SP) moveCfa(context, state, -source.offset);
}

function inCallFrame(context: OpContext, state: Draft, { destination, source }: StackOp): OpProblem | undefined {
  switch (destination.kind) {
    case 'reg':
      switch (source.kind) {
        case 'reg': moveRegister(context, state, destination.register, source.register); return;
        case 'add': return addToRegister(context, state, destination.register, source);
        case 'and': return alignStack(context, state, destination.register);
        case 'pop': case 'popf': popRegister(context, state, destination.register); return;
        case 'indirect': loadRegister(context, state, destination.register, source); return;
        default: return;
      }
    case 'push': case 'pushf': push(context, state, source); return;
    case 'indirect': storeRegister(context, state, destination, source.register); return;
    case 'leave': return leave(context, state);
    default: shrinkStack(context, state); return;                                                // case 5
  }
}

/** Up to 5.12: `mov %rbp,%rsp; pop %rbp` at once. */
function leave(context: OpContext, state: Draft): OpProblem | undefined {
  if (state.cfa.base !== (state.drap ? state.drapReg : BP)) return 'leave-modified-frame';
  state.stackSize = -state.regs[BP]!.offset - 8;
  forgetSlot(context, state, BP);
  if (!state.drap) state.cfa = place(context.states, SP, state.cfa.offset - 8);
  return undefined;
}

function moveRegister(context: OpContext, state: Draft, to: number, from: number): void {
  const { states } = context, { cfa } = state, value = state.vals[from]!, { followsSwitchedStacks, frameRestoresDepth, leavesRealigned, seesRegisterMoves } = context.behaviour;
  if (from === SP && to === BP && cfa.base === SP && savedAt(state, BP, CFA, -cfa.offset)) {    // 2.r1: the frame is established
    state.cfa = place(states, BP, cfa.offset);
    state.bpScratch = false;
  } else if (from === SP && to === BP && state.drap) {                                          // 2.r2
    state.regs = withPlace(state.regs, BP, place(states, BP, -state.stackSize));
    state.bpScratch = false;
  } else if (from === SP && cfa.base === SP) {                                                  // 2.r3
    state.vals = withPlace(state.vals, to, place(states, CFA, -state.stackSize));
  } else if (frameRestoresDepth && from === BP && to === SP && (cfa.base === BP || leavesRealigned && cfa.base === state.drapReg)) {   // 2.r4
    state.stackSize = -state.regs[BP]!.offset;
  } else if (to === cfa.base) {                                                                 // 2.r5
    if (to === SP && value.base === CFA) {
      state.cfa = place(states, SP, -value.offset);
      state.stackSize = -value.offset;
    } else if (to === SP && value.base === SP_INDIRECT && value.offset === cfa.offset) state.cfa = place(states, SP_INDIRECT, cfa.offset);
    else state.cfa = place(states, UNDEFINED, 0);
  } else if (to === SP && value.base === SP_INDIRECT && value.offset === cfa.offset && followsSwitchedStacks) {   // 2.r6
    state.stackSize += context.states.word;
  } else if (value.base === CFA && seesRegisterMoves) {                                                              // 2.r7
    state.vals = withPlace(state.vals, to, value);
  }
}

function addToRegister(context: OpContext, state: Draft, to: number, source: StackOperand): OpProblem | undefined {
  const { states } = context, { cfa } = state, from = source.register, amount = source.offset;
  if (to === SP && from === SP) {                                                               // 2.a1
    state.stackSize -= amount;
    if (cfa.base === SP) moveCfa(context, state, -amount);
  } else if (to === SP && from === BP) {                                                        // 2.a2
    if (context.behaviour.leaveAlwaysSizes || !(cfa.base === BP && cfa.offset === 0)) state.stackSize = -(amount + state.regs[BP]!.offset);
  } else if (from === SP && cfa.base === SP) {                                                  // 2.a3
    state.drapReg = to;
    state.vals = withPlace(state.vals, to, place(states, CFA, amount - state.stackSize));
  } else if (state.drap && to === SP && from === state.drapReg) {                               // 2.a4
    state.cfa = place(states, SP, -amount);
    state.stackSize = -amount;
    state.drapReg = UNDEFINED;
    state.drap = false;
  } else if (to === cfa.base && !(context.hintFollows && context.behaviour.leavesRealigned)) return 'stack-reg-modification';          // 2.a5
  return undefined;
}

/** 2.and */
function alignStack(context: OpContext, state: Draft, to: number): OpProblem | undefined {
  const candidate = state.drapReg !== UNDEFINED && (context.states.word === 8 || holdsCfa(state, state.drapReg) && state.cfa.base === SP);
  if (to !== SP || state.cfa.base !== (candidate ? SP : BP)) return 'stack-realign';
  if (!candidate) return undefined;
  state.cfa = place(context.states, state.drapReg, 0);
  state.stackSize = 0;
  state.drap = true;
  return undefined;
}

function popRegister(context: OpContext, state: Draft, to: number): void {
  const { states } = context;
  if (to === SP && state.cfa.base === SP_INDIRECT && context.behaviour.followsSwitchedStacks) { state.cfa = place(states, SP, state.cfa.offset); return; }   // 2.p1
  if (to === SP && states.word === 4) { lose(context, state); return; }
  if (!state.drap && to === state.cfa.base) {                                                                     // 2.p2
    if (states.word === 8) state.cfa = place(states, SP, state.cfa.offset);
    else setDepth(context, state);
  }
  if (state.drap && state.cfa.base === BP_INDIRECT && to === state.drapReg && state.drapOffset === -state.stackSize) {
    state.cfa = place(states, state.drapReg, 0);
    state.drapOffset = -1;
  } else if (state.stackSize === -state.regs[to]!.offset) forgetSlot(context, state, to);                         // 2.p3
  shrinkStack(context, state);
}

function loadRegister(context: OpContext, state: Draft, to: number, source: StackOperand): void {
  const { states } = context, from = source.register, offset = source.offset;
  if (!state.drap && to === state.cfa.base && to === BP && context.behaviour.followsSwitchedStacks) setDepth(context, state);                                // 2.m1
  if (state.drap && from === BP && offset === state.drapOffset) {                                                 // 2.m2
    state.cfa = place(states, state.drapReg, 0);
    state.drapOffset = -1;
  }
  const slot = state.regs[to]!.offset;                                                                            // 2.m3
  if ((state.drap && from === BP && offset === slot) || (from === state.cfa.base && offset === slot + state.cfa.offset) || (from === SP && offset === slot + state.stackSize && context.behaviour.followsSwitchedStacks)) {
    forgetSlot(context, state, to);
  }
}

/** Case 3. */
function push(context: OpContext, state: Draft, source: StackOperand): void {
  const { states } = context;
  state.stackSize += context.states.word;
  if (state.cfa.base === SP) moveCfa(context, state, context.states.word);
  if (source.kind !== 'reg') return;
  const from = source.register;
  if (!state.drap) saveSlot(context, state, from, CFA, -state.stackSize);
  else if (from === state.cfa.base && from === state.drapReg) {
    state.cfa = place(states, BP_INDIRECT, -state.stackSize);
    state.drapOffset = -state.stackSize;
  } else if (from === BP && state.cfa.base === state.drapReg) state.stackSize = 0;
  else saveSlot(context, state, from, BP, -state.stackSize);
  if (context.stackval && context.inFunction && from === BP && state.cfa.base !== BP) state.bpScratch = true;
}

/** Case 4. */
function storeRegister(context: OpContext, state: Draft, destination: StackOperand, from: number): void {
  const { states } = context, { cfa } = state, base = destination.register, offset = destination.offset;
  if (state.drap) {
    if (from === cfa.base && from === state.drapReg) {
      state.cfa = place(states, BP_INDIRECT, offset);
      state.drapOffset = offset;
    } else saveSlot(context, state, from, BP, offset);
  } else if (base === cfa.base) saveSlot(context, state, from, CFA, offset - cfa.offset);
  else if (!context.behaviour.followsSwitchedStacks) return;
  else if (base === SP) saveSlot(context, state, from, CFA, offset - state.stackSize);
  else if (from === SP && offset === 0) state.vals = withPlace(state.vals, base, place(states, SP_INDIRECT, cfa.offset));
}

/** The first save of a callee-saved register wins. */
function saveSlot(context: OpContext, state: Draft, register: number, base: number, offset: number): void {
  if (context.states.word === 4 && !knowsDepth({ stackSize: -offset })) return;
  if ((context.states.word === 4 ? CALLEE_SAVED_32 : CALLEE_SAVED).has(register) && state.regs[register]!.base === UNDEFINED) state.regs = withPlace(state.regs, register, place(context.states, base, offset));
}

/** Back to what holds at a function's entry. */
function forgetSlot(context: OpContext, state: Draft, register: number): void {
  state.regs = withPlace(state.regs, register, register === RETURN_ADDRESS ? place(context.states, CFA, -context.states.word) : place(context.states, UNDEFINED, 0));
}

/** The stack pointer holds the frame again. */
function setDepth(context: OpContext, state: Draft): void {
  if (context.states.word === 8 || knowsDepth(state)) state.cfa = place(context.states, SP, state.stackSize); else lose(context, state);
}

/** Nobody knows where the CFA is from here on, nor what lies where from it. */
function lose({ states }: OpContext, state: Draft): void { Object.assign(state, states.blank, { type: state.type, typeNumber: state.typeNumber }); }

/** What a register held is gone once it is written; the depth too, unless the stack pointer is moved by a number or a case knows better. */
function forgetOld({ states }: OpContext, state: Draft, { destination: { kind, register }, source }: StackOp): void {
  if (kind !== 'reg' || source.kind === 'reg' && source.register === register) return;
  state.vals = withPlace(state.vals, register, place(states, UNDEFINED, 0));
  if (register === SP && !(source.kind === 'add' && source.register === SP)) state.stackSize = UNKNOWN_DEPTH;
}

/** Of i386 code only: far from every depth that there is, and still so after some pushes. */
const UNKNOWN_DEPTH = -(1 << 24);

/** False: the CFA hangs on another register, and how far below it the stack pointer is nobody knows. */
export function knowsDepth({ stackSize }: Pick<CfiState, 'stackSize'>): boolean { return stackSize > UNKNOWN_DEPTH / 2; }

function holdsCfa(state: CfiState, register: number): boolean {
  const value = state.vals[register]!;
  return value.base === CFA && value.offset === 0;
}

function shrinkStack(context: OpContext, state: Draft): void {
  state.stackSize -= context.states.word;
  if (state.cfa.base === SP) moveCfa(context, state, -context.states.word);
}

function moveCfa(context: OpContext, state: Draft, by: number): void { state.cfa = place(context.states, state.cfa.base, state.cfa.offset + by); }

function savedAt(state: CfiState, register: number, base: number, offset: number): boolean {
  const slot = state.regs[register]!;
  return slot.base === base && slot.offset === offset;
}
