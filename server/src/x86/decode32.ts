// SPDX-License-Identifier: GPL-2.0-or-later
// The stack operations of 32-bit code. objtool has no reading of it to be equal to, so these are what the CPU does: every instruction that
// writes a register says so, and what is not modelled is an overwrite, never nothing. Lengths and types are decode.ts's.
//
// An overwrite is "register <- nothing known": a move from register 16, the return address, which holds no value that a state knows.

import { byteTrie } from './byteTrie.ts';
import { decode } from './decode.ts';
import type { Decoded, StackOp, StackOperand } from './instruction.ts';
import { operationAt, type FullOperand, type Operation } from './operation.ts';

/** The instruction at `offset` of code for 32-bit mode. */
export function decode32(bytes: Uint8Array, offset: number): Decoded {
  const hit = known.find(bytes, offset);
  if (hit) return hit;
  const plain = decode(bytes, offset, 32);
  const stackOps = plain.odd === 'truncated' ? none : stackOpsOf(bytes, offset, plain);
  const decoded: Decoded = stackOps.some(isIdle) ? { ...plain, type: 'nop', stackOps: none } : { ...plain, stackOps };
  if (offset + decoded.length <= bytes.length) known.add(bytes, offset, decoded.length, decoded);
  return decoded;
}

/** "Nothing is known of this register any more." */
export function overwrites(registers: readonly number[]): StackOp[] { return registers.map(number => move(register(number), register(NOTHING))); }

const SP = 4, BP = 5, NOTHING = 16, WORD = 4;
const none: readonly StackOp[] = [];
const known = byteTrie<Decoded>(100_000);

/** What pusha pushes, in its order. */
const pushedByPusha = [0, 1, 2, 3, SP, BP, 6, 7];

/** These leave the stack pointer as it is for the code that follows them, whatever happens in between. */
const comesBack = new Set(['call', 'int', 'int1', 'int3', 'into', 'syscall', 'sysenter']);

type Model = (operation: Operation, bytes: Uint8Array, offset: number) => readonly StackOp[] | undefined;

/** Assemblers pad 32-bit code with `lea 0(%esi),%esi`, compilers with `mov %edi,%edi`. */
function isIdle({ destination, source }: StackOp): boolean { return destination.kind === 'reg' && source.kind === 'reg' && destination.register === source.register; }

/** Undefined: this form is not modelled. All of them move whole words; forms with an operand-size prefix are narrowOps. */
const models: Readonly<Record<string, Model | undefined>> = {
  push: ({ operands: [what] }) => [move(plain('push'), what?.kind === 'register' ? register(what.register) : plain('const'))],
  pop: ({ operands: [what] }) => [move(what?.kind === 'register' ? register(what.register) : plain('memory'), plain('pop'))],
  pushfd: () => [move(plain('pushf'), plain('const'))],
  popfd: () => [move(plain('memory'), plain('popf'))],
  pushad: () => pushedByPusha.map(number => move(plain('push'), number === SP ? plain('const') : register(number))),
  popad: () => [...pushedByPusha].reverse().map(number => number === SP ? adjust(WORD) : move(register(number), plain('pop'))),
  leave: () => [move(register(SP), register(BP)), move(register(BP), plain('pop'))],
  enter: ({ operands: [size, level] }) => immediate(level) !== 0 ? undefined
    : [move(plain('push'), register(BP)), move(register(BP), register(SP)), adjust(-(immediate(size) ?? 0))],
  call: (_operation, bytes, offset) => bytes[offset] === 0xe8 ? [move(plain('push'), plain('const'))] : none,
  add: operation => adjusted(operation, 1),
  sub: operation => adjusted(operation, -1),
  inc: ({ operands: [what] }) => isWord(what, SP) ? [adjust(1)] : undefined,
  dec: ({ operands: [what] }) => isWord(what, SP) ? [adjust(-1)] : undefined,
  and: ({ operands: [to, mask] }) => isWord(to, SP) && immediate(mask) !== undefined ? [move(register(SP), { kind: 'and', register: SP, offset: immediate(mask)! })] : undefined,
  mov: ({ operands: [to, from] }) => moved(to, from),
  lea: ({ operands: [to, from] }) => {
    const base = simpleBase(from);
    if (base === undefined || to?.kind !== 'register' || to.size !== WORD) return undefined;
    return [move(register(to.register), base.offset === 0 ? register(base.register) : { kind: 'add', register: base.register, offset: base.offset })];
  },
};

/** With an operand-size prefix they move half a word. */
const narrow: Readonly<Record<string, number | undefined>> = { push: -2, pop: 2, pushf: -2, popf: 2, pusha: -16, popa: 16 };

function stackOpsOf(bytes: Uint8Array, offset: number, decoded: Decoded): readonly StackOp[] {
  const operation = operationAt(bytes, offset, 32), prefixes = prefixesOf(bytes, offset);
  const step = prefixes.narrow ? narrow[operation.mnemonic] : undefined;
  if (step !== undefined && !decoded.invalid) return [adjust(step), ...overwritten(operation, 1 << SP)];
  const whole = !prefixes.narrow && !prefixes.address16 && !decoded.invalid;
  return (whole ? models[operation.mnemonic]?.(operation, bytes, offset) : undefined) ?? overwritten(operation, leavesStack(operation, decoded) ? 1 << SP : 0);
}

function leavesStack({ mnemonic }: Operation, { type, invalid }: Decoded): boolean { return !invalid && (comesBack.has(mnemonic) || type !== 'other'); }

/** Registers that it writes, but for `except`. */
function overwritten({ writes }: Operation, except: number): readonly StackOp[] {
  const left = writes & 0xff & ~except;
  if (left === 0) return none;
  const registers: number[] = [];
  for (let number = 0; number < 8; number++) if (left & 1 << number) registers.push(number);
  return overwrites(registers);
}

function moved(to: FullOperand | undefined, from: FullOperand | undefined): readonly StackOp[] | undefined {
  if (to?.kind === 'register' && from?.kind === 'register') return to.size === WORD ? [move(register(to.register), register(from.register))] : undefined;
  if (to?.kind === 'register') {
    const base = simpleBase(from);
    return base && to.size === WORD && to.register !== SP && (base.register === SP || base.register === BP)
      ? [move(register(to.register), { kind: 'indirect', ...base })] : undefined;
  }
  if (from?.kind !== 'register' || from.size !== WORD) return undefined;
  const base = simpleBase(to);
  return base && (base.register === SP || base.register === BP || from.register === SP) ? [move({ kind: 'indirect', ...base }, register(from.register))] : undefined;
}

function adjusted({ operands: [to, amount] }: Operation, sign: 1 | -1): readonly StackOp[] | undefined {
  const value = immediate(amount);
  return isWord(to, SP) && value !== undefined ? [adjust(sign * value)] : undefined;
}

/** Base and displacement of an address that is nothing else. */
function simpleBase(operand: FullOperand | undefined): { readonly register: number; readonly offset: number } | undefined {
  if (operand?.kind !== 'memory' || operand.place.segmented || operand.place.index !== undefined || typeof operand.place.base !== 'number') return undefined;
  return { register: operand.place.base, offset: operand.place.displacement };
}

function isWord(operand: FullOperand | undefined, number: number): boolean {
  return operand?.kind === 'register' && operand.register === number && operand.size === WORD;
}

function immediate(operand: FullOperand | undefined): number | undefined {
  return operand?.kind === 'immediate' ? Number(BigInt.asIntN(32, operand.value)) : undefined;
}

function prefixesOf(bytes: Uint8Array, offset: number): { readonly narrow: boolean; readonly address16: boolean } {
  let narrowed = false, address16 = false;
  for (let i = offset; legacyPrefixes.has(bytes[i]!); i++) { narrowed ||= bytes[i] === 0x66; address16 ||= bytes[i] === 0x67; }
  return { narrow: narrowed, address16 };
}

const legacyPrefixes: ReadonlySet<number> = new Set([0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65]);

function move(destination: StackOperand, source: StackOperand): StackOp { return { destination, source }; }
function adjust(by: number): StackOp { return move(register(SP), { kind: 'add', register: SP, offset: by }); }
function plain(kind: StackOperand['kind']): StackOperand { return { kind, register: 0, offset: 0 }; }
function register(number: number): StackOperand { return { kind: 'reg', register: number, offset: 0 }; }
