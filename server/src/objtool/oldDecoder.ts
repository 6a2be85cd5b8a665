// SPDX-License-Identifier: GPL-2.0-or-later
// Stack operations as decoders up to 5.13 see them. They know fixed encodings instead of operands: fewer loads, stores and lea are seen, and
// stores below rbp of any width.

import type { StackOp, StackOperand } from '../x86/instruction.ts';
import { BP, SP } from './states.ts';

const NONE: readonly StackOp[] = [];
const R10 = 10, R13 = 13;

const LEAVE: readonly StackOp[] = [{ destination: { kind: 'leave', register: BP, offset: 0 }, source: { kind: 'const', register: 0, offset: 0 } }];

export interface OldForms {
  /** 5.12 sees stores of rsp wherever they go. */
  readonly storesStackPointer: boolean;
  readonly leaveIsOne: boolean;
}

/** `at`: of the opcode. `known`: what later decoders see. */
export function oldStackOps(bytes: Uint8Array, at: number, known: readonly StackOp[], { storesStackPointer, leaveIsOne }: OldForms): readonly StackOp[] {
  const code = bytes[at]!;
  switch (code) {
    case 0x80: return NONE;
    case 0xc9: return leaveIsOne ? LEAVE : known;
    case 0x88: case 0x89: case 0x8b: case 0x8d: break;
    default: return known;
  }
  const before = bytes[at - 1] ?? 0, rex = (before & 0xf0) === 0x40 ? before : 0, wide = (rex & 8) !== 0, farBase = (rex & 1) !== 0;
  const modrm = bytes[at + 1]!, mode = modrm >> 6, rm = modrm & 7, register = (modrm >> 3 & 7) | (rex & 4) << 1;
  const sib = mode !== 3 && rm === 4 ? bytes[at + 2]! : 0, displacement = displacementAt(bytes, at + (sib === 0 ? 2 : 3), mode);
  const memory = (base: number): StackOperand => ({ kind: 'indirect', register: base, offset: displacement }), value: StackOperand = { kind: 'reg', register, offset: 0 };
  if (code === 0x8d) return lea(rex, modrm, sib, displacement) ? [leaOp(modrm, rex, register, displacement)] : NONE;
  if (code === 0x8b) {
    const base = !wide || farBase ? undefined : mode === 1 && rm === BP ? BP : sib === 0x24 ? SP : undefined;
    return base === undefined ? NONE : [{ destination: value, source: memory(base) }];
  }
  if (code === 0x89 && wide && mode === 3 && (register === SP || !farBase && rm === SP)) return known;
  if (code === 0x89 && storesStackPointer && wide && register === SP) return known;
  if (!farBase && (mode === 1 || mode === 2) && rm === BP) return [{ destination: memory(BP), source: value }];
  return wide && !farBase && sib === 0x24 ? [{ destination: memory(SP), source: value }] : NONE;
}

/** From rsp anything; to rsp what epilogues do. */
function lea(rex: number, modrm: number, sib: number, displacement: number): boolean {
  if (sib === 0x24) return (rex & 8) !== 0 && (rex & 3) === 0;
  return rex === 0x48 && modrm === 0x65 || rex === 0x49 && (modrm === 0x62 && displacement === -8 || modrm === 0x65 && displacement === -16);
}

function leaOp(modrm: number, rex: number, register: number, displacement: number): StackOp {
  const base = (modrm & 7) === 4 ? SP : (rex & 1) === 0 ? BP : modrm === 0x62 ? R10 : R13;
  const source: StackOperand = base === SP && displacement === 0 ? { kind: 'reg', register: SP, offset: 0 } : { kind: 'add', register: base, offset: displacement };
  return { destination: { kind: 'reg', register, offset: 0 }, source };
}

function displacementAt(bytes: Uint8Array, at: number, mode: number): number {
  if (mode === 1) return bytes[at]! << 24 >> 24;
  return mode === 2 ? bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24 : 0;
}
