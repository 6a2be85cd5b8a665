// SPDX-License-Identifier: GPL-2.0-or-later
// Directives that leave room: .skip, .fill, .org, alignments, .nops (GAS.md section 6).

import { splitOperands } from '../gas/splitOperands.ts';
import { appendFill, closeFragment } from './fragments.ts';
import { littleEndian } from './data.ts';
import { SHF, SHT } from './objectFile.ts';
import { zero } from './bound.ts';
import { absolute, boundOf, notedNumber } from './operands.ts';
import { recordAlign } from './sections.ts';
import { complain, type AsmSection, type AsmState } from './state.ts';

/** More than this in one directive is taken for a mistake: nothing is laid out for it. */
const largest = 1 << 28;

export function isNobits(section: AsmSection): boolean { return section.type === SHT.NOBITS; }

export function isCode(section: AsmSection): boolean { return (section.flags & SHF.EXECINSTR) !== 0; }

/** .skip, .space, .zero: amount, fill byte. */
export function skip(state: AsmState, rest: string): void {
  const [amountText, fillText, ...more] = splitOperands(rest).map(o => o.text);
  if (amountText === undefined) { complain(state, 'as-missing-operand', 'zero assumed for missing expression', 'warning'); return; }
  if (more.length > 0) { complain(state, 'as-junk', "junk at end of line, first unrecognized character is `,'"); return; }
  const amount = boundOf(state, amountText);
  const byte = fillText === undefined || fillText === '' ? zero : boundOf(state, fillText), fill = Number(BigInt.asUintN(8, notedNumber(byte) ?? 0n));
  if (notedNumber(byte) === undefined) { complain(state, 'as-not-supported', 'not supported: a fill that is not a number'); return; }
  const known = notedNumber(amount);
  if (known === undefined) {
    closeFragment(state.here.subsection, { kind: 'space', amount, fill, unit: 1, statement: state.statement });
    return;
  }
  if (known <= 0n) { complain(state, 'as-repeat-count', known === 0n ? '.space repeat count is zero, ignored' : '.space repeat count is negative, ignored', 'warning'); return; }
  if (known > largest) { complain(state, 'as-space-too-large', `.space of ${known} bytes is not laid out`); return; }
  appendFill(state.here.subsection, Number(known), Uint8Array.of(fill), state.statement);
}

/** .fill repeat, size, value: only the low 4 bytes of the value are used. */
export function fill(state: AsmState, rest: string): void {
  const [repeatText, sizeText, valueText] = splitOperands(rest).map(o => o.text);
  const repeat = boundOf(state, repeatText ?? '0');
  let size = sizeText === '' ? 0n : absolute(state, sizeText, 1n) ?? 1n;
  const value = absolute(state, valueText, 0n) ?? 0n;
  if (size > 8n) { complain(state, 'as-fill-size', '.fill size clamped to 8', 'warning'); size = 8n; }
  if (size < 0n) { complain(state, 'as-fill-size', 'size negative; .fill ignored', 'warning'); return; }
  const pattern = littleEndian(BigInt.asUintN(32, value), Number(size));
  const known = notedNumber(repeat);
  if (known === undefined) {
    closeFragment(state.here.subsection, { kind: 'space', amount: repeat, fill: pattern[0] ?? 0, unit: Number(size), pattern, statement: state.statement });
    return;
  }
  if (known < 0n) { complain(state, 'as-repeat-count', 'repeat < 0; .fill ignored', 'warning'); return; }
  if (known * size > largest) { complain(state, 'as-space-too-large', `.fill of ${known * size} bytes is not laid out`); return; }
  if (known > 0n && isNobits(state.here.section) && pattern.some(byte => byte !== 0)) complain(state, 'as-data-in-nobits', `attempt to fill section \`${state.here.section.name}' with non-zero value`);
  if (size > 0n) appendFill(state.here.subsection, Number(known * size), pattern, state.statement);
}

export function org(state: AsmState, rest: string): void {
  const [targetText, fillText] = splitOperands(rest).map(o => o.text);
  if (targetText === undefined || targetText === '' || targetText === '+') { complain(state, 'as-org', 'expected address expression'); return; }
  const target = boundOf(state, targetText ?? '0');
  closeFragment(state.here.subsection, { kind: 'org', target, fill: Number(BigInt.asUintN(8, absolute(state, fillText, 0n) ?? 0n)), statement: state.statement });
}

/** .align/.balign (bytes) and .p2align (powers); `unit` is the fill pattern's size in bytes (.balignw: 2). */
export function align(state: AsmState, rest: string, inPowers: boolean, unit: 1 | 2 | 4): void {
  const [alignText, fillText, maxText] = splitOperands(rest).map(o => o.text);
  const given = absolute(state, alignText, 0n);
  if (given === undefined) return;
  let bytes = inPowers ? (given > 31n ? -1n : given < 0n ? 0n : 1n << given) : given;
  if (bytes < 0n || bytes > 1n << 31n) { complain(state, 'as-align-large', `alignment too large: 31 assumed`, 'warning'); bytes = 1n << 31n; }
  if (bytes !== 0n && (bytes & (bytes - 1n)) !== 0n) { complain(state, 'as-align-power', 'alignment not a power of 2'); return; }
  const max = Number(absolute(state, maxText, 0n) ?? 0n);
  if (bytes <= 1n) return;
  const section = state.here.section;
  let pattern: Uint8Array | undefined;
  if (fillText !== undefined && fillText !== '') {
    const value = absolute(state, fillText, 0n);
    if (value === undefined) return;
    pattern = littleEndian(BigInt.asUintN(32, value), unit);
    // An explicit nop in code is the nop generator.
    if (unit === 1 && pattern[0] === 0x90 && isCode(section)) pattern = undefined;
  }
  recordAlign(state, Number(bytes));
  closeFragment(state.here.subsection, { kind: 'align', align: Number(bytes), fill: pattern, max, code: isCode(section), statement: state.statement });
}

/** .nops size[, largest nop]. */
export function nopsDirective(state: AsmState, rest: string): void {
  const [sizeText, limitText] = splitOperands(rest).map(o => o.text);
  const amount = boundOf(state, sizeText ?? '0'), size = notedNumber(amount);
  const limit = absolute(state, limitText, 0n);
  if (limit === undefined || size === 0n) return;
  if (size !== undefined && size > largest) { complain(state, 'as-space-too-large', `.nops of ${size} bytes is not laid out`); return; }
  closeFragment(state.here.subsection, { kind: 'space', amount, fill: 0, nops: { limit: Number(limit) }, unit: 1, statement: state.statement });
}
