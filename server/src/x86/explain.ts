// SPDX-License-Identifier: GPL-2.0-or-later
// No form admits the statement: why, in gas's words. gas reports the last template that failed, so an exact match for every wrong
// statement would mean its table; the common cases are told apart here.

import { candidates, operandCounts } from './match.ts';
import { suffixBits } from './mnemonics.ts';
import type { Parsed } from './lower.ts';
import { CodeFlag, codesOf } from './codes.ts';

export function explain(parsed: Parsed): string {
  const { mnemonic, operands, readings, context: { mode }, prefixes } = parsed;
  const only64 = operands.find(operand => operand.kind === 'register' && operand.register.only64);
  if (mode !== 64 && only64?.kind === 'register') return `bad register name \`%${only64.register.name}'`;
  const flag = mode === 64 ? CodeFlag.mode64 : mode === 32 ? CodeFlag.mode32 : CodeFlag.mode16;
  const codes = readings.flatMap(reading => codesOf(reading.base));
  if (codes.length && !codes.some(code => code.flags & flag)) {
    return mode === 64 ? `\`${mnemonic}' is not supported in 64-bit mode` : `\`${mnemonic}' is only supported in 64-bit mode`;
  }
  if (!readings.some(reading => operandCounts(reading).has(operands.length) || reading.control >= 0)) return `number of operands mismatch for \`${mnemonic}'`;
  const wrong = operands.find(operand => operand.kind === 'register' && operand.register.size);
  const suffix = mnemonic.slice(-1), size = suffixBits[suffix];
  if (size && wrong?.kind === 'register') {
    const reversed = [...operands].reverse();
    const unsuffixed = { mode, prefixes, rounding: parsed.rounding, movabs: false, far: undefined, registerSize: wrong.register.size };
    const fitsWithout = readings.some(reading => reading.size && candidates({ ...reading, size: 0 }, reversed, unsuffixed, 0).length > 0);
    if (fitsWithout) return `incorrect register \`%${wrong.register.name}' used with \`${suffix}' suffix`;
  }
  return `operand type mismatch for \`${mnemonic}'`;
}
