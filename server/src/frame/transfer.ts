// SPDX-License-Identifier: GPL-2.0-or-later
// What one instruction makes of the values in front of it. Only the instructions that move values around have a meaning here; of every
// other one it is enough to know which registers and which memory it may write.
//
// Assumptions, all of them shown to the user as such: a callee keeps rbx, rbp, rsp and r12-r15 and writes only what it has the address of;
// a load of rsp from memory goes to a stack that no other value points into; memory that entry values point to is not our own frame.

import type { FullOperand, MemoryPlace, Operation } from '../x86/operation.ts';
import {
  BP, SP, cellAt, forgetMemory, isEscaped, mapCells, store, storeSomewhere, withEscape, withoutWords, withRegister, type FrameState,
} from './frameState.ts';
import { ptRegsSize } from './ptRegs.ts';
import { blurred, constant, joinValues, loadedStack, mayPoint, unknown, unknownPointer, type StackId, type Value } from './values.ts';

/** What the transfer must know of an instruction beside its bytes. */
export interface Step {
  /** Index into Checked.instructions. */
  readonly index: number;
  readonly operation: Operation;
  /** A relocation fills the displacement or the immediate in: what it names. */
  readonly relocated?: { readonly name: string; readonly addend: number } | undefined;
  /** For calls: 'function' keeps the C convention, 'code' (assembly that does as it likes) keeps nothing, 'inside' is a push and a jump, 'registers' changes no memory. */
  readonly call?: 'function' | 'code' | 'inside' | 'registers' | undefined;
  /** Nothing is said about the stack here (end of stack, undefined): a load of rsp begins a new one. */
  readonly noStack: boolean;
}

export function transfer(state: FrameState, step: Step): FrameState {
  const meaning = meanings[step.operation.mnemonic];
  return meaning ? meaning(state, step) : other(state, step);
}

type Meaning = (state: FrameState, step: Step) => FrameState;

const meanings: Readonly<Record<string, Meaning>> = {
  mov: (state, step) => write(state, step, 0, read(state, step, 1)),
  movabs: (state, step) => write(state, step, 0, read(state, step, 1)),
  lea: (state, step) => write(state, step, 0, addressOf(state, step)),
  push: (state, step) => push(state, step, read(state, step, 0), sizeOfPush(step)),
  pushfq: (state, step) => push(state, step, { kind: 'flags', at: step.index }, 8),
  pushf: (state, step) => push(state, step, { kind: 'flags', at: step.index }, 8),
  pop: (state, step) => pop(state, step),
  popfq: (state, step) => moveStack(state, step, 8),
  add: (state, step) => write(state, step, 0, sum(read(state, step, 0), read(state, step, 1), 1n)),
  sub: (state, step) => write(state, step, 0, sameRegister(step) ? constant(0n) : sum(read(state, step, 0), read(state, step, 1), -1n)),
  inc: (state, step) => write(state, step, 0, sum(read(state, step, 0), constant(1n), 1n)),
  dec: (state, step) => write(state, step, 0, sum(read(state, step, 0), constant(1n), -1n)),
  xor: (state, step) => sameRegister(step) ? write(state, step, 0, constant(0n)) : other(state, step),
  xchg: (state, step) => write(write(state, step, 0, read(state, step, 1)), step, 1, read(state, step, 0)),
  leave: (state, step) => pop(withRegister(state, SP, state.registers[BP]!), step, BP),
  call: call,
  ret: state => state, jmp: state => state, nop: state => state, endbr64: state => state, swapgs: state => state,
  // The CPU's words: ip, cs, flags, sp, ss; behind an error code where FRED returns.
  erets: (state, step) => setRegister(state, step, SP, readWord(state, addressPlus(state.registers[SP]!, 32), step)),
  iretq: (state, step) => setRegister(state, step, SP, readWord(state, addressPlus(state.registers[SP]!, 24), step)),
};

function other(state: FrameState, step: Step): FrameState {
  const { operation } = step;
  let tainted = false;
  for (let r = 0; r < 16; r++) if ((operation.reads & (1 << r)) !== 0 && mayPoint(state.registers[r]!)) tainted = true;
  let after = state;
  for (const place of operation.stores) {
    // What the operands do not name (string instructions), or what has no one size (xsave), may reach anywhere from its address on.
    if (place.size === 0 || !operation.operands.some(operand => operand.kind === 'memory')) after = storeSomewhere(after, mayPoint(placeValue(after, step, place)), step.index);
    else after = storeTo(after, step, place, place.size, unknown);
  }
  for (let r = 0; r < 16; r++) if ((operation.writes & (1 << r)) !== 0) after = setRegister(after, step, r, tainted ? unknownPointer : unknown);
  return after;
}

// ---- operands -----------------------------------------------------------------------------------------------------------------

function read(state: FrameState, step: Step, index: number): Value {
  const operand = step.operation.operands[index];
  switch (operand?.kind) {
    case 'register': {
      const value = state.registers[operand.register]!;
      return operand.size === 8 || (operand.size === 4 && value.kind === 'constant') ? value : blurred(value);
    }
    case 'immediate': return step.relocated && !hasMemory(step) ? { kind: 'symbol', ...step.relocated } : constant(operand.value);
    case 'memory': {
      const place = operand.place, address = placeValue(state, step, place);
      if (place.size !== 8) return mayPoint(address) ? unknownPointer : unknown;
      return readWord(state, address, step, isElsewhere(place) ? step.relocated?.name : undefined);
    }
    default: return unknown;
  }
}

function readWord(state: FrameState, address: Value, step: Step, symbol?: string): Value {
  if (address.kind === 'address') {
    const cell = cellAt(state, address.stack, address.offset);
    return cell ? cell.value : unknownPointer;
  }
  return mayPoint(address) ? unknownPointer : { kind: 'loaded', by: step.index, symbol };
}

function write(state: FrameState, step: Step, index: number, value: Value): FrameState {
  const operand = step.operation.operands[index];
  switch (operand?.kind) {
    case 'register': return setRegister(state, step, operand.register, narrowed(operand, value, state));
    case 'memory': {
      const size = operand.place.size === 0 ? 8 : operand.place.size;
      return storeTo(state, step, operand.place, size, size === 8 ? value : blurred(value));
    }
    default: return state;
  }
}

/** What a register of fewer than eight bytes makes of the whole: the upper half of a 32-bit result is zero. */
function narrowed(operand: FullOperand & { kind: 'register' }, value: Value, state: FrameState): Value {
  if (operand.size === 8) return value;
  if (operand.size === 4) return value.kind === 'constant' ? constant(BigInt.asUintN(32, value.value)) : blurred(value);
  return joinValues(blurred(state.registers[operand.register]!), blurred(value));
}

function hasMemory(step: Step): boolean { return step.operation.operands.some(o => o.kind === 'memory' && (o.place.base === 'ip' || o.place.base === undefined)); }

function isElsewhere(place: MemoryPlace): boolean { return place.base === 'ip' || place.base === undefined; }

function sameRegister({ operation: { operands: [a, b] } }: Step): boolean {
  return a?.kind === 'register' && b?.kind === 'register' && a.register === b.register && a.size >= 4 && a.high === b.high;
}

/** The address that a memory operand stands for. */
function placeValue(state: FrameState, step: Step, place: MemoryPlace): Value {
  if (place.segmented) return unknown;
  if (place.base === 'ip' || (place.base === undefined && place.index === undefined)) {
    return step.relocated ? { kind: 'symbol', ...step.relocated } : place.base === 'ip' ? unknown : constant(BigInt(place.displacement));
  }
  const base = place.base === undefined ? unknown : state.registers[place.base]!;
  const index = place.index === undefined || place.index < 0 ? undefined : state.registers[place.index]!;
  if (index) return mayPoint(base) || mayPoint(index) ? unknownPointer : unknown;
  return step.relocated ? blurred(base) : addressPlus(base, place.displacement);
}

function addressOf(state: FrameState, step: Step): Value {
  const operand = step.operation.operands[1];
  if (operand?.kind !== 'memory') return unknown;
  const { place } = operand;
  if (place.index !== undefined && place.base !== undefined && place.base !== 'ip') {
    const base = state.registers[place.base]!, index = place.index < 0 ? constant(0n) : state.registers[place.index]!;
    const scaled = index.kind === 'constant' ? constant(index.value * BigInt(place.scale)) : blurred(index);
    return step.relocated ? blurred(base) : sum(addressPlus(base, place.displacement), scaled, 1n);
  }
  return placeValue(state, step, { ...place, segmented: false });
}

function addressPlus(base: Value, by: number): Value {
  if (base.kind === 'address') return by === 0 ? base : { ...base, offset: base.offset + by };
  if (base.kind === 'constant') return constant(base.value + BigInt(by));
  if (base.kind === 'symbol') return by === 0 ? base : { ...base, addend: base.addend + by };
  return by === 0 ? base : blurred(base);
}

function sum(a: Value, b: Value, sign: 1n | -1n): Value {
  if (b.kind === 'constant') {
    if (a.kind === 'address') return addressPlus(a, Number(b.value * sign));
    if (a.kind === 'constant') return constant(a.value + b.value * sign);
  }
  if (sign === 1n && a.kind === 'constant' && b.kind === 'address') return addressPlus(b, Number(a.value));
  if (sign === -1n && a.kind === 'address' && b.kind === 'address' && a.stack === b.stack) return constant(BigInt(a.offset - b.offset));
  return mayPoint(a) || mayPoint(b) ? unknownPointer : unknown;
}

// ---- the stack ----------------------------------------------------------------------------------------------------------------

function sizeOfPush({ operation: { operands: [operand], stores: [place] } }: Step): number {
  return place && place.size > 0 ? place.size : operand?.kind === 'register' ? operand.size : 8;
}

function push(state: FrameState, step: Step, value: Value, size: number): FrameState {
  const sp = state.registers[SP]!;
  const below = addressPlus(sp, -size);
  if (below.kind !== 'address') return storeSomewhere(withRegister(state, SP, below), true, step.index);
  return withRegister(store(state, below.stack, below.offset, size, size === 8 ? value : unknown, step.index), SP, below);
}

/** rsp has moved up before the destination's address is computed. */
function pop(state: FrameState, step: Step, register?: number): FrameState {
  const sp = state.registers[SP]!, operand = step.operation.operands[0];
  const size = operand?.kind === 'register' ? operand.size : operand?.kind === 'memory' && operand.place.size > 0 ? operand.place.size : 8;
  const value = size === 8 ? readWord(state, sp, step) : unknown;
  const after = moveStack(state, step, size);
  return register === undefined ? write(after, step, 0, value) : setRegister(after, step, register, value);
}

function moveStack(state: FrameState, _step: Step, by: number): FrameState { return withRegister(state, SP, addressPlus(state.registers[SP]!, by)); }

function setRegister(state: FrameState, step: Step, register: number, value: Value): FrameState {
  if (register !== SP || value.kind === 'address') return withRegister(state, register, value);
  return newStack(state, step, value);
}

/** rsp is something that is not an address we know: from here on its stack is named after this instruction. */
function newStack(state: FrameState, step: Step, value: Value): FrameState {
  const stack = loadedStack(step.index), switched = value.kind === 'loaded' || value.kind === 'member' || value.kind === 'left' || value.kind === 'entry' || value.kind === 'symbol';
  const kept = switched ? withoutStack(state, stack) : forgetMemory(withoutStack(state, stack));
  const after = withRegister(kept, SP, { kind: 'address', stack, offset: 0 });
  // The top of a stack that nobody was on: what is pushed now becomes a pt_regs, if a hint says so later.
  return step.noStack && value.kind === 'loaded' ? { ...after, frame: { stack, offset: -ptRegsSize, origin: 'built', claimed: false, since: step.index } } : after;
}

/** The stack of this name that an earlier round of a loop was on is another one. */
function withoutStack(state: FrameState, stack: StackId): FrameState {
  const stale = (value: Value): boolean => value.kind === 'address' && value.stack === stack;
  let after = state;
  for (let r = 0; r < 16; r++) if (stale(after.registers[r]!)) after = withRegister(after, r, unknownPointer);
  return mapCells(withoutWords(after, stack), (_stack, _offset, cell) => stale(cell.value) ? { ...cell, value: unknownPointer } : cell);
}

function storeTo(state: FrameState, step: Step, place: MemoryPlace, size: number, value: Value): FrameState {
  const address = placeValue(state, step, place);
  if (address.kind === 'address') return store(state, address.stack, address.offset, size, value, step.index);
  const escaped = value.kind === 'address' ? withEscape(state, value.stack, value.offset, extentOf(state, value.stack, value.offset)) : state;
  if (address.kind === 'symbol' || address.kind === 'constant' || place.segmented) return escaped;
  return storeSomewhere(escaped, mayPoint(address), step.index);
}

// ---- calls --------------------------------------------------------------------------------------------------------------------

const callerSaved = [0, 1, 2, 6, 7, 8, 9, 10, 11];
/** rdi, rsi, rdx, rcx, r8, r9; and rax, r10, r11 for callees of assembly's own convention. */
const mayCarryArguments = [7, 6, 2, 1, 8, 9, 0, 10, 11];

function call(state: FrameState, step: Step): FrameState {
  if (step.call === 'inside') return push(state, step, unknown, 8);
  if (step.call === 'code') {
    let after = forgetMemory(state);
    for (let r = 0; r < 16; r++) after = withRegister(after, r, unknownPointer);
    return withRegister(after, SP, { kind: 'address', stack: loadedStack(step.index), offset: 0 });
  }
  if (step.call === 'registers') {
    let after = state;
    for (const r of callerSaved) after = withRegister(after, r, blurred(state.registers[r]!));
    return after;
  }
  let after = state;
  for (const r of mayCarryArguments) {
    const value = state.registers[r]!;
    if (value.kind === 'address') after = withEscape(after, value.stack, value.offset, extentOf(state, value.stack, value.offset));
  }
  const anywhere = mayCarryArguments.some(r => state.registers[r]!.kind === 'unknown' && mayPoint(state.registers[r]!));
  const sp = state.registers[SP]!;
  after = mapCells(after, (stack, offset, cell) => {
    if (sp.kind === 'address' && stack === sp.stack && offset < sp.offset) return undefined;
    if (!anywhere && !isEscaped(after, stack, offset)) return cell;
    return { value: { kind: 'left', by: step.index, stack, offset, was: cell.value.kind === 'left' ? cell.value.was : cell.value }, by: cell.by };
  });
  return clobbered(after, step);
}

function clobbered(state: FrameState, step: Step): FrameState {
  let after = state;
  for (const r of callerSaved) after = withRegister(after, r, { kind: 'clobbered', by: step.index, register: r });
  return after;
}

/** Where the object that an address points to ends: a pt_regs has a size; anything else may reach up to the end of the stack. */
function extentOf(state: FrameState, stack: StackId, offset: number): number {
  const { frame } = state;
  return frame && frame.stack === stack && frame.offset === offset ? offset + ptRegsSize : Infinity;
}
