// SPDX-License-Identifier: GPL-2.0-or-later
// What a register or a word of memory can be known to hold. The values form a lattice of height four:
//
//     a known value  <  that value, or whatever a callee left in its place  <  unknown  <  unknown that may be an address in some frame
//
// Laws (tested): join is commutative, associative and idempotent; a join is never lower than its operands.
//
// An address in a frame is a *stack* and an offset. A stack is one stretch of memory that rsp walks over, named by the instruction in
// front of which it was first met; offset 0 is where rsp (or the hint's register) pointed there. Two stacks are taken for distinct memory.

import type { PtRegsMember } from './ptRegs.ts';

/** The index of the instruction in front of which rsp was met pointing there; negative for stacks that the instruction loaded, or its hint named. */
export type StackId = number;

export function loadedStack(instruction: number): StackId { return -2 * instruction - 1; }
export function hintedStack(instruction: number): StackId { return -2 * instruction - 2; }
export function whereMet(stack: StackId): number { return stack >= 0 ? stack : (-stack - 1) >> 1; }

export type Value =
  | { readonly kind: 'unknown'; readonly mayPoint: boolean }
  /** What the register held when control entered the region that starts at instruction `at`. */
  | { readonly kind: 'entry'; readonly register: number; readonly at: number }
  | { readonly kind: 'constant'; readonly value: bigint }
  /** The address of a symbol, or what a relocation puts in. */
  | { readonly kind: 'symbol'; readonly name: string; readonly addend: number }
  | { readonly kind: 'address'; readonly stack: StackId; readonly offset: number }
  /** The word that a call pushed to come back to the function that is looked at; of the region that starts at `at`. */
  | { readonly kind: 'return-address'; readonly at: number }
  /** What the member of a pt_regs held when the frame was first known, at instruction `at`. */
  | { readonly kind: 'member'; readonly member: PtRegsMember; readonly at: number }
  /** Flags pushed by instruction `at`. */
  | { readonly kind: 'flags'; readonly at: number }
  /** Whatever the callee at instruction `by` left in a word it had the address of. `was` is what the word held at the call. */
  | { readonly kind: 'left'; readonly by: number; readonly stack: StackId; readonly offset: number; readonly was: Value }
  /** A register that the call at `by` may change; rax is its result. */
  | { readonly kind: 'clobbered'; readonly by: number; readonly register: number }
  /** Read from memory that is nobody's frame, by instruction `by`. */
  | { readonly kind: 'loaded'; readonly by: number; readonly symbol: string | undefined };

export const unknown: Value = { kind: 'unknown', mayPoint: false };
export const unknownPointer: Value = { kind: 'unknown', mayPoint: true };

export function constant(value: bigint): Value { return { kind: 'constant', value: BigInt.asIntN(64, value) }; }

export function mayPoint(value: Value): boolean { return value.kind === 'address' || (value.kind === 'unknown' && value.mayPoint) || (value.kind === 'left' && mayPoint(value.was)); }

/** What is left of a value that was computed with. */
export function blurred(value: Value): Value { return mayPoint(value) ? unknownPointer : unknown; }

export function joinValues(a: Value, b: Value): Value {
  if (sameValue(a, b)) return a;
  // A callee that may have changed a word may also have left it alone.
  if (a.kind === 'left' && b.kind !== 'unknown' && sameValue(a.was, b)) return a;
  if (b.kind === 'left' && a.kind !== 'unknown' && sameValue(b.was, a)) return b;
  return mayPoint(a) || mayPoint(b) ? unknownPointer : unknown;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'unknown': return b.kind === 'unknown' && a.mayPoint === b.mayPoint;
    case 'entry': return b.kind === 'entry' && a.register === b.register && a.at === b.at;
    case 'constant': return b.kind === 'constant' && a.value === b.value;
    case 'symbol': return b.kind === 'symbol' && a.name === b.name && a.addend === b.addend;
    case 'address': return b.kind === 'address' && a.stack === b.stack && a.offset === b.offset;
    case 'return-address': return b.kind === 'return-address' && a.at === b.at;
    case 'member': return b.kind === 'member' && a.member === b.member && a.at === b.at;
    case 'flags': return b.kind === 'flags' && a.at === b.at;
    case 'left': return b.kind === 'left' && a.by === b.by && a.stack === b.stack && a.offset === b.offset && sameValue(a.was, b.was);
    case 'clobbered': return b.kind === 'clobbered' && a.by === b.by && a.register === b.register;
    case 'loaded': return b.kind === 'loaded' && a.by === b.by && a.symbol === b.symbol;
  }
}
