// SPDX-License-Identifier: GPL-2.0-or-later
// Compares what `lower` says with what `as` says about the same statement.

import { applyBinary, applyUnary } from '../../server/src/gas/arithmetic.ts';
import type { Expression } from '../../server/src/gas/expression.ts';
import type { LowerContext, LowerError, Lowered, Mode } from '../../server/src/x86/instruction.ts';
import { brokenDown, type OracleResult } from './gas.ts';

/** What an expression is without a name in it, or with one that cancels itself; an operand that is missing counts as zero. */
function numberOf(expression: Expression): bigint | undefined {
  switch (expression.kind) {
    case 'number': return expression.value;
    case 'absent': return 0n;
    case 'unary': { const operand = numberOf(expression.operand); return operand === undefined ? undefined : applyUnary(expression.operator, operand); }
    case 'binary': {
      const { operator, left: a, right: b } = expression;
      if (operator === '-' && a.kind === 'symbol' && b.kind === 'symbol' && a.name === b.name) return 0n;
      const left = numberOf(expression.left), right = numberOf(expression.right);
      return left === undefined || right === undefined ? undefined : applyBinary(operator, left, right).value;
    }
    default: return undefined;
  }
}

/** A context in which no symbol is known. */
export function bareContext(mode: Mode): LowerContext {
  return { mode, machine: 'x86-64', evaluate: expression => { const value = numberOf(expression); return value === undefined ? { kind: 'unknown' } : { kind: 'constant', value }; }, registerSymbol: () => undefined };
}

/** '' when equal, else what differs. Undefined targets make gas take the near form of a jump. */
export function difference(ours: Lowered | LowerError, theirs: OracleResult): string {
  if (theirs.error === brokenDown) return '';
  // What fails at layout for want of the symbols around it is not the instruction's fault.
  if (theirs.error !== undefined && /^(can't resolve|invalid operands? \(|backward ref|4-byte relocation)/.test(theirs.error)) return '';
  if ('error' in ours) return theirs.error === undefined ? `rejected (${ours.error}), as: ${hex(theirs.bytes!)}` : '';
  if (theirs.error !== undefined) return `accepted ${hex(ours.bytes)}, as: ${theirs.error}`;
  let bytes = ours.bytes;
  let holes = ours.holes.map(hole => ({ offset: hole.offset, size: hole.size as number }));
  if (ours.relaxable && theirs.bytes!.length !== bytes.length) {
    const { near, nearSize } = ours.relaxable;
    bytes = new Uint8Array(near.length + nearSize);
    bytes.set(near);
    holes = [{ offset: near.length, size: nearSize }];
  } else if (ours.relaxable) { const { startsNear, near, nearSize } = ours.relaxable; holes = [startsNear ? { offset: near.length, size: nearSize } : { offset: bytes.length - 1, size: 1 }]; }
  if (bytes.length !== theirs.bytes!.length) return `${hex(bytes)}, as: ${hex(theirs.bytes!)}`;
  const masked = new Uint8Array(theirs.bytes!);
  for (const hole of holes) masked.fill(0, hole.offset, hole.offset + hole.size);
  if (hex(bytes) !== hex(masked)) return `${hex(bytes)}, as: ${hex(theirs.bytes!)}`;
  for (const relocation of theirs.relocations) if (!holes.some(hole => hole.offset === relocation.offset)) return `no hole at ${relocation.offset} (${hex(bytes)})`;
  return relocationDifference(ours, theirs);
}

/** Sizes and signedness of the holes against the relocation types. */
function relocationDifference(ours: Lowered, theirs: OracleResult): string {
  for (const relocation of theirs.relocations) {
    const hole = ours.holes.find(candidate => candidate.offset === relocation.offset);
    if (!hole) continue;
    const expected = expectedTypes(hole.size, hole.pcRelative, hole.signed, hole.branch);
    if (relocation.type === 9 || relocation.type === 41 || relocation.type === 42) {
      const form = relocation.type === 9 ? 'plain' : relocation.type === 41 ? 'relaxable' : 'relaxable-rex';
      if (hole.gotpcrel !== form) return `gotpcrel ${hole.gotpcrel}, as: ${form}`;
    } else if (expected && !expected.includes(relocation.type) && !otherTypes.has(relocation.type)) return `relocation ${relocation.type} at ${relocation.offset}, hole ${JSON.stringify(hole, (_, value) => typeof value === 'bigint' ? String(value) : value)}`;
  }
  return '';
}

/** Types that an @suffix or a PC-relative expression chooses, not the form. */
const otherTypes = new Set([2, 3, 4, 13, 15, 18, 19, 20, 21, 22, 23, 24, 26, 28, 29, 30, 31, 32, 33, 34, 35]);

function expectedTypes(size: number, relative: boolean, signed: boolean, branch: string | undefined): number[] | undefined {
  if (relative) return size === 4 ? branch ? [2, 4] : [2] : size === 2 ? [13] : [15];
  return size === 8 ? [1] : size === 4 ? [signed ? 11 : 10] : size === 2 ? [12] : [14];
}

export function hex(bytes: Uint8Array): string { return Buffer.from(bytes).toString('hex'); }
