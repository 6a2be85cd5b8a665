// SPDX-License-Identifier: GPL-2.0-or-later
// Which registers may stand at the cursor, by the forms of the instruction and by the operands in front of it: behind `mov %rax, ` those of
// 64 bits, behind `vpaddq %ymm0, ` ymm registers.

import type { Analysis } from '../analysis/analyse.ts';
import { lineAt } from '../base/text.ts';
import { operandForms } from '../x86/operandForms.ts';
import { registerNamed } from '../x86/registers.ts';
import { callAround } from './signatureHelp.ts';

/** Undefined: the cursor is in no instruction, or nothing is known of its forms. Names without `%`. */
export function fittingRegisters(analysis: Analysis, offset: number): ((name: string) => boolean) | undefined {
  const call = callAround(analysis, offset);
  if (call?.kind !== 'mnemonic') return undefined;
  const { source } = analysis, line = source.text.slice(source.lineStarts[lineAt(source, offset)]!, offset);
  const behind = line.slice(line.toLowerCase().lastIndexOf(call.name) + call.name.length), before = operandsOf(behind).slice(0, call.argument);
  const forms = operandForms(call.name, analysis.inputs.mode).filter(form => form.length > call.argument && before.every((operand, i) => accepts(form[i]!, operand)));
  const wanted = new Set(forms.map(form => form[call.argument]!));
  return wanted.size === 0 ? undefined : name => [...wanted].some(part => acceptsRegister(part, name));
}

function operandsOf(text: string): string[] {
  const operands = [''];
  let depth = 0;
  for (const c of text) {
    if (c === '(') depth++; else if (c === ')') depth--;
    if (c === ',' && depth === 0) operands.push(''); else operands[operands.length - 1] += c;
  }
  return operands.map(operand => operand.trim());
}

/** `part` as operandForms writes it. */
function accepts(part: string, operand: string): boolean {
  if (operand.startsWith('%') && !operand.includes(':')) return acceptsRegister(part, operand.slice(1).replace(/\{.*$/, ''));
  if (operand.startsWith('$')) return part.startsWith('imm');
  return !operand.startsWith('%') ? /mem|^r\/m|^vm|^label|^far/.test(part) : true;
}

function acceptsRegister(part: string, name: string): boolean {
  const register = registerNamed(name.toLowerCase());
  if (!register) return false;
  if (part.startsWith('%')) return part.slice(1) === register.name;
  const kind = part.replace(/\/mem$/, '').replace(/^r\/m/, 'r');
  return kind === register.class || (kind === 'k' && register.class === 'mask') || (kind === 'sreg' && register.class === 'segment');
}
