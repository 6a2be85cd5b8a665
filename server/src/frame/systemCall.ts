// SPDX-License-Identifier: GPL-2.0-or-later
// Is this where the SYSCALL instruction arrives? Nobody says so in the code: it is an entry without a stack (an ENTRY or END_OF_STACK
// hint at its start) that saves rsp before it loads one, since the CPU did not switch stacks.

import { KeptWith } from '../base/keptWith.ts';
import type { Checked } from '../objtool/checked.ts';
import { operationAt } from '../x86/operation.ts';
import { SP } from './frameState.ts';

/** How far the first instructions are looked through. */
const nearby = 24;

export function isSystemCallEntry(checked: Checked, index: number): boolean {
  let known = kept.get(checked);
  if (!known) kept.set(checked, known = new Map());
  let answer = known.get(index);
  if (answer === undefined) known.set(index, answer = looksLikeOne(checked, index));
  return answer;
}

const kept = new KeptWith<Checked, Map<number, boolean>>();

function looksLikeOne({ instructions, program }: Checked, index: number): boolean {
  const entry = instructions[index];
  if (!entry || !(entry.state?.type === 'end-of-stack' || entry.state?.end || entry.state?.type === 'undefined' || entry.state?.cfa.base === -1)) return false;
  for (let i = index; i < index + nearby; i++) {
    const at = instructions[i];
    if (!at || at.section !== entry.section || (i > index && program.instructions[i]!.section.startingAt.has(at.offset))) return false;
    const { mnemonic, operands: [to, from] } = operationAt(program.object.sections[at.section]!.bytes, at.offset, program.mode);
    if (mnemonic === 'push' || mnemonic === 'call') return false;
    if (mnemonic === 'mov' && to?.kind === 'register' && to.register === SP && from?.kind === 'memory' && from.place.base === 'ip' || isAbsoluteLoad(to, from)) return true;
  }
  return false;
}

type Operand = ReturnType<typeof operationAt>['operands'][number] | undefined;

function isAbsoluteLoad(to: Operand, from: Operand): boolean {
  return to?.kind === 'register' && to.register === SP && from?.kind === 'memory' && from.place.base === undefined;
}
