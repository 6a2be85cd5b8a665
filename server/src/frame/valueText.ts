// SPDX-License-Identifier: GPL-2.0-or-later
// Values in words, for hovers and messages. Whoever asks knows how to name an instruction (`line 98`).

import { cellAt, SP, type FrameState, type Writer } from './frameState.ts';
import { memberAt } from './ptRegs.ts';
import { whereMet, type Value } from './values.ts';

const registerNames = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'] as const;

export interface Words {
  /** `line 98`, or something else a reader can find. */
  readonly place: (instruction: number) => string;
  /** Who is called there, by name. */
  readonly callee: (instruction: number) => string | undefined;
  /** The instruction is the entry of a callable function. */
  readonly isFunction: (instruction: number) => boolean;
  /** ... or the place where SYSCALL arrives: rcx is the user's rip and r11 the flags. */
  readonly isSystemCall: (instruction: number) => boolean;
}

export function registerName(register: number): string { return `%${registerNames[register] ?? '?'}`; }

export function valueText(value: Value, state: FrameState, words: Words): string {
  switch (value.kind) {
    case 'unknown': return value.mayPoint ? 'unknown, perhaps an address in the frame' : 'unknown';
    case 'entry': return entryText(value.register, value.at, words);
    case 'constant': return `$${constantText(value.value)}`;
    case 'symbol': return `$${value.name}${value.addend === 0 ? '' : value.addend > 0 ? `+${value.addend}` : value.addend}`;
    case 'address': return addressText(value, state, words);
    case 'return-address': return 'return address';
    case 'member': return `pt_regs.${value.member}`;
    case 'flags': return `flags (pushed at ${words.place(value.at)})`;
    case 'left': {
      const member = memberOf(state, value.stack, value.offset);
      const was = value.was.kind === 'unknown' ? '' : `; before the call ${valueText(value.was, state, words)}`;
      return `${member ? `pt_regs.${member} ` : ''}as left by ${calleeText(value.by, words)}${was}`;
    }
    case 'clobbered': return value.register === 0 ? `result of ${calleeText(value.by, words)}` : `whatever ${calleeText(value.by, words)} left in ${registerName(value.register)}`;
    case 'loaded': return value.symbol === undefined ? `loaded from memory at ${words.place(value.by)}` : `loaded from ${value.symbol}`;
  }
}

export function writerText(by: Writer, words: Words): string {
  return by === 'entry' ? 'there at entry' : by === 'several' ? 'written on several ways' : `written by ${words.place(by)}`;
}

/** Which pt_regs member a word is, if a frame is known. */
export function memberOf(state: FrameState, stack: number, offset: number) {
  const { frame } = state;
  return frame && frame.stack === stack ? memberAt(offset - frame.offset) : undefined;
}

function calleeText(by: number, words: Words): string {
  const name = words.callee(by);
  return name === undefined ? `the call at ${words.place(by)}` : `${name} (${words.place(by)})`;
}

function entryText(register: number, at: number, words: Words): string {
  if (words.isFunction(at)) return `caller's ${registerName(register)}`;
  if (words.isSystemCall(at)) {
    if (register === 1) return "user's rip (%rcx at syscall)";
    if (register === 11) return "user's flags (%r11 at syscall)";
    return `user's ${registerName(register)}`;
  }
  return `${registerName(register)} at entry`;
}

function constantText(value: bigint): string {
  // What a system call answers before it is looked up.
  if (value === -38n) return '-ENOSYS';
  if (value >= -4096n && value < 4096n) return String(value);
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function addressText(value: Value & { kind: 'address' }, state: FrameState, words: Words): string {
  const { frame } = state, signed = (n: number) => n === 0 ? '' : n > 0 ? `+${n}` : String(n);
  if (frame && frame.stack === value.stack) {
    const member = memberAt(value.offset - frame.offset);
    return value.offset === frame.offset ? 'address of the pt_regs' : member ? `address of pt_regs.${member}` : `address of the pt_regs${signed(value.offset - frame.offset)}`;
  }
  const sp = state.registers[SP]!;
  if (words.isFunction(value.stack)) return `CFA${signed(value.offset - 8)}`;
  if (sp.kind === 'address' && sp.stack === value.stack) return `rsp${signed(value.offset - sp.offset)}`;
  return `address in the stack of ${words.place(whereMet(value.stack))}`;
}

/** The word at an address, if it is known to have been written. */
export function wordAt(state: FrameState, address: Value) { return address.kind === 'address' ? cellAt(state, address.stack, address.offset) : undefined; }
