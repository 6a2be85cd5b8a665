// SPDX-License-Identifier: GPL-2.0-or-later
// No form admits the statement: why, in gas's words. gas reports the last template that failed, so an exact match for every wrong
// statement would mean its table; the common cases are told apart here.

import { candidates, operandCounts } from './match.ts';
import { suffixBits } from './mnemonics.ts';
import type { Parsed } from './lower.ts';
import { CodeFlag, codesOf } from './codes.ts';

export function explain(parsed: Parsed): string {
  const { operands, readings, context: { mode }, prefixes } = parsed;
  const mnemonic = templateName(parsed);
  const only64 = operands.find(operand => operand.kind === 'register' && operand.register.only64);
  if (mode !== 64 && only64?.kind === 'register') return `bad register name \`%${only64.register.name}'`;
  const flag = mode === 64 ? CodeFlag.mode64 : mode === 32 ? CodeFlag.mode32 : CodeFlag.mode16;
  const codes = readings.flatMap(reading => codesOf(reading.base));
  if (codes.length && !codes.some(code => code.flags & flag)) {
    return mode === 64 ? `\`${mnemonic}' is not supported in 64-bit mode` : `\`${mnemonic}' is only supported in 64-bit mode`;
  }
  if (!readings.some(reading => operandCounts(reading).has(operands.length) || reading.control >= 0)) return `number of operands mismatch for \`${mnemonic}'`;
  const suffix = parsed.mnemonic.slice(-1), size = suffixBits[suffix];
  const wrong = operands.find(operand => operand.kind === 'register' && operand.register.size !== 0 && operand.register.size !== size);
  if (size && wrong?.kind === 'register') {
    const reversed = [...operands].reverse();
    const unsuffixed = { mode, prefixes, rounding: parsed.rounding, movabs: false, far: undefined, registerSize: wrong.register.size, anyRegister: true };
    const fitsWithout = readings.some(reading => reading.size && candidates({ ...reading, size: 0 }, reversed, unsuffixed, 0).length > 0);
    if (fitsWithout && (size === 8 || wrong.register.size === 8)) return `\`%${wrong.register.name}' not allowed with \`${parsed.mnemonic}'`;
    if (fitsWithout) return `incorrect register \`%${wrong.register.name}' used with \`${suffix}' suffix`;
  }
  if (mnemonic !== 'mov' && differInWidth(operands)) return `register type mismatch for \`${mnemonic}'`;
  return `operand type mismatch for \`${mnemonic}'`;
}

/** gas names the template it found: the mnemonic without its suffix, unless the suffixed name is one of its own. */
function templateName({ mnemonic, readings }: Parsed): string {
  return readings[0] && readings[0].size ? mnemonic.slice(0, -1) : mnemonic;
}

/** Registers only, all general or all vectors, not of one width. */
function differInWidth(operands: Parsed['operands']): boolean {
  const classes = new Set(operands.map(operand => (operand.kind === 'register' ? operand.register.class : 'other')));
  return classes.size > 1 && ([...classes].every(name => /^r\d/.test(name)) || [...classes].every(name => /mm$/.test(name)));
}
