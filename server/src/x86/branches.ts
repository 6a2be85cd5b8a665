// SPDX-License-Identifier: GPL-2.0-or-later
// Direct branches: jmp and jcc to a symbol, whose size layout chooses, and those of one size only (call, loop, jrcxz, xbegin). They never
// ask for a symbol's value: a constant target is a relocation against nothing (GAS.md 6.1, 7.1).

import type { Expression } from '../gas/expression.ts';
import type { Hole, LowerError, Lowered, Mode } from './instruction.ts';
import { conditionSynonyms } from './mnemonics.ts';
import { hasSuffix } from './parseOperandExpression.ts';
import type { Prefixes } from './prefixes.ts';
import { misplacedDisplacement, prefixBytes, twice } from './prefixes.ts';

type Branch =
  | { readonly kind: 'jump'; readonly condition: number; readonly hint: number }
  | { readonly kind: 'call' | 'xbegin' }
  | { readonly kind: 'short'; readonly opcode: number; readonly counter: number };

export interface DirectBranch { readonly branch: Branch; readonly size: number }

/** What kind of branch this mnemonic is when its operand is a plain target; undefined if it is none. */
export function directBranch(mnemonic: string): DirectBranch | undefined { return branches.get(mnemonic); }

/** All of them, with those that carry a suffix or a hint. */
export function branchMnemonics(): string[] { return [...branches.keys()]; }

export function lowerBranch({ branch, size }: DirectBranch, mnemonic: string, target: Expression, mode: Mode, prefixes: Prefixes): Lowered | LowerError {
  if (prefixes.encoding !== 'any') return { error: `unsupported instruction \`${mnemonic}'` };
  if (size === 64 && mode !== 64 || size === 32 && mode === 64 && branch.kind !== 'short') return { error: `invalid instruction suffix for \`${mnemonic}'` };
  const resized = size === 16 && mode !== 16 || size === 32 && mode === 16;
  if (resized && prefixes.data && branch.kind !== 'short') return { error: twice };
  const data = prefixes.data || resized;
  const badWidth = misplacedDisplacement(prefixes, mode !== 64 && (mode === 16) !== prefixes.address);
  if (badWidth) return { error: badWidth };
  const rex = prefixes.emptyRex ? prefixes.rex | 0x40 : prefixes.rex;
  const word = mode === 16 ? !data : data && !(rex & 8);
  const nearSize = word ? 2 : 4;
  switch (branch.kind) {
    case 'jump': {
      if (branch.condition >= 0 && data && mode === 64 && hasSuffix(target)) return { error: `operand size mismatch for \`${mnemonic}'` };
      if (branch.hint && prefixes.segment) return { error: twice };
      return lowerJump(branch.condition, branch.hint || hintOf(prefixes.segment), target, nearSize, { ...prefixes, data, rex });
    }
    case 'call': return fixed([...prefixBytes({ ...prefixes, data, rex, address: false, segment: undefined }), 0xe8], nearSize, target, 'call');
    case 'xbegin': return fixed([...prefixBytes({ ...prefixes, data, rex, address: false, segment: undefined }), 0xc7, 0xf8], nearSize, target, 'jump');
    case 'short': {
      if (hasSuffix(target)) return { error: `operand size mismatch for \`${mnemonic}'` };
      const counter = branch.counter === 0 ? (size || (prefixes.address ? mode === 32 ? 16 : 32 : mode)) : branch.counter;
      if (counter === 64 && mode !== 64) return { error: `\`${mnemonic}' is only supported in 64-bit mode` };
      if (counter === 16 && mode === 64) return { error: `\`${mnemonic}' is not supported in 64-bit mode` };
      const named = branch.counter !== 0 || size !== 0;
      if (named && counter !== mode && prefixes.address) return { error: twice };
      const before = [...(counter !== mode || prefixes.address ? [0x67] : []), ...hintBytes(hintOf(prefixes.segment)), ...prefixBytes({ ...prefixes, rex, data: false, address: false, segment: undefined })];
      return fixed([...before, branch.opcode], 1, target, undefined);
    }
  }
}

/** Of the segment prefixes only %cs and %ds mean something here (not taken, taken); gas drops the others. */
function hintOf(segment: Prefixes['segment']): number { return segment?.name === 'cs' ? 0x2e : segment?.name === 'ds' ? 0x3e : 0; }

function hintBytes(hint: number): readonly number[] { return hint === 0 ? [] : [hint]; }

/** gas puts the hint behind the data prefix. */
function lowerJump(condition: number, hint: number, target: Expression, nearSize: 2 | 4, prefixes: Prefixes): Lowered | LowerError {
  const rest = prefixBytes({ ...prefixes, data: false, address: false, segment: undefined });
  const before = [...(prefixes.data ? [0x66] : []), ...hintBytes(hint), ...rest];
  const short = [...before, condition < 0 ? 0xeb : 0x70 + condition];
  const near = condition < 0 ? [...before, 0xe9] : [...before, 0x0f, 0x80 + condition];
  // {disp8} is no more than the usual start; {disp32} starts near, and as branches only grow it stays so.
  const startsNear = prefixes.displacement > 8;
  const bytes = startsNear ? [...near, ...new Array<number>(nearSize).fill(0)] : [...short, 0];
  return { bytes: Uint8Array.from(bytes), holes: [], relaxable: { target, short: Uint8Array.from(short), near: Uint8Array.from(near), nearSize, startsNear } };
}

function fixed(opcode: readonly number[], size: Hole['size'], expression: Expression, branch: Hole['branch']): Lowered {
  const bytes = new Uint8Array(opcode.length + size);
  bytes.set(opcode);
  return { bytes, holes: [{ offset: opcode.length, size, expression, kind: 'branch', pcRelative: true, signed: true, ...(branch && { branch }) }] };
}

const conditions = 'o no b ae e ne be a s ns p np l ge le g'.split(' ');
const branches = buildTable();

function buildTable(): Map<string, DirectBranch> {
  const table = new Map<string, DirectBranch>();
  const sized = (name: string, branch: Branch, suffixes = 'wlq'): void => {
    table.set(name, { branch, size: 0 });
    for (const suffix of suffixes) table.set(name + suffix, { branch, size: suffix === 'w' ? 16 : suffix === 'l' ? 32 : 64 });
  };
  sized('jmp', { kind: 'jump', condition: -1, hint: 0 }, '');
  sized('call', { kind: 'call' });
  sized('xbegin', { kind: 'xbegin' }, '');
  const jcc = (name: string, condition: number): void => {
    table.set(name, { branch: { kind: 'jump', condition, hint: 0 }, size: 0 });
    table.set(`${name},pt`, { branch: { kind: 'jump', condition, hint: 0x3e }, size: 0 });
    table.set(`${name},pn`, { branch: { kind: 'jump', condition, hint: 0x2e }, size: 0 });
  };
  conditions.forEach((name, condition) => jcc(`j${name}`, condition));
  for (const [name, same] of Object.entries(conditionSynonyms)) jcc(`j${name}`, conditions.indexOf(same));
  const short = (names: string, opcode: number, counter: number, suffixes = ''): void =>
    names.split(' ').forEach(name => sized(name, { kind: 'short', opcode, counter }, suffixes));
  short('loopne loopnz', 0xe0, 0, 'wlq'); short('loope loopz', 0xe1, 0, 'wlq'); short('loop', 0xe2, 0, 'wlq');
  short('jcxz', 0xe3, 16); short('jecxz', 0xe3, 32); short('jrcxz', 0xe3, 64);
  return table;
}
