// SPDX-License-Identifier: GPL-2.0-or-later
// The operand size when nothing in the statement tells it: the stack's width for stack operations and branches, else 32 bits (16 in
// .code16). gas warns where a reader may have expected otherwise.

import type { Request } from './match.ts';
import type { Operand } from './operands.ts';

const stackSized = /^(push|pop|call|jmp|enter|leave|ret|pushf|popf)$/;

export function defaultSize(mnemonic: string, request: Request): number {
  const { mode, prefixes } = request;
  if (stackSized.test(mnemonic)) return prefixes.data ? (mode === 16 ? 32 : 16) : mode;
  if (mode === 64) return prefixes.rex & 8 ? 64 : prefixes.data ? 16 : 32;
  return (mode === 16) !== prefixes.data ? 16 : 32;
}

const silent = /^(push|pop|call|jmp|enter|leave|ret|lret|ljmp|lcall|iret|nop|pushf|popf|sysexit|ptwrite|f.*|[ls][gi]dt|[ls]ldt|str|ltr|[ls]msw|ver[rw])$/;

export function sizeWarning(mnemonic: string, operands: readonly Operand[]): readonly string[] {
  if (silent.test(mnemonic) || !operands.some(operand => operand.kind === 'memory')) return [];
  // A segment or vector register leaves nothing to be surprised about.
  if (operands.some(operand => operand.kind === 'register' && !operand.register.class.startsWith('r'))) return [];
  return [`no instruction mnemonic suffix given and no register operands; using default for \`${mnemonic}'`];
}
