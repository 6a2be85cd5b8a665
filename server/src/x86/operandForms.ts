// SPDX-License-Identifier: GPL-2.0-or-later
// The operand forms of a mnemonic for people, in AT&T order: `imm8, r/m64`. Names are the manual's.

import { CodeFlag, codesOf, type OperandKind } from './codes.ts';
import { directBranch } from './branches.ts';
import type { Mode } from './instruction.ts';
import { readingsOf } from './mnemonics.ts';

/** Each form once, shorter operands first as the table has them. */
export function operandForms(mnemonic: string, mode: Mode): readonly (readonly string[])[] {
  const flag = mode === 64 ? CodeFlag.mode64 : mode === 32 ? CodeFlag.mode32 : CodeFlag.mode16;
  const forms = new Map<string, readonly string[]>();
  if (directBranch(mnemonic)) forms.set('label', ['label']);
  for (const reading of readingsOf(mnemonic)) for (const code of codesOf(reading.base)) {
    if ((code.flags & flag) === 0 || (reading.size !== 0 && code.suffixes !== 0 && (code.suffixes & reading.size) === 0)) continue;
    const form = code.operands.filter(kind => !kind.string && kind.slot !== 'branch').map(nameOf).reverse();
    if (form.length > 0) forms.set(form.join(), form);
  }
  return [...forms.values()];
}

function nameOf(kind: OperandKind): string {
  if (kind.fixed !== undefined) return `%${kind.fixed}`;
  if (kind.slot === 'immediate') return `imm${kind.bytes * 8 || ''}`;
  if (kind.vsib) return `vm(${kind.vsib})`;
  if (kind.registers === undefined) return kind.slot === 'far' ? 'far' : 'mem';
  const register = kind.registers === 'segment' ? 'sreg' : kind.registers === 'mask' ? 'k' : kind.registers;
  return kind.memory ? (kind.size > 0 ? `r/m${kind.size}` : `${register}/mem`) : register;
}
