// SPDX-License-Identifier: GPL-2.0-or-later
// Directives that leave room: .skip, .fill, .org, alignments, .nops (GAS.md section 6).

import type { Expression } from '../gas/expression.ts';
import { isAtEnd, isNext, skipBlank, take, type Reader } from '../gas/reader.ts';
import { isSigned, symbolOf, wholeValue, zero, type Bound } from './bound.ts';
import { integer, littleEndian, orOrdinal } from './data.ts';
import { bind } from './evaluate.ts';
import { evaluateNow } from './evaluateNow.ts';
import { appendBytes, appendFill, closeFragment } from './fragments.ts';
import { SHF, SHT } from './objectFile.ts';
import { demandEnd, notedNumber, takeAbsolute, takeBound, takeExpression } from './operands.ts';
import { noteUnrepeatable } from './recorder.ts';
import { regionOf } from './regionOf.ts';
import { recordAlign } from './sections.ts';
import { complain, type AsmSection, type AsmState } from './state.ts';

/** More than this in one directive is taken for a mistake: nothing is laid out for it. */
export const largest = 1 << 28;

export function isNobits(section: AsmSection): boolean { return section.type === SHT.NOBITS; }

/** Nothing but zeros may be put here: it takes room in memory and none in the file. */
export function isBss(section: AsmSection): boolean { return isNobits(section) && (section.flags & SHF.ALLOC) !== 0; }

export function isCode(section: AsmSection): boolean { return (section.flags & SHF.EXECINSTR) !== 0; }

/** `.skip`, `.space`, `.zero` count, fill; with a `unit` in bytes `.ds.w`, `.dcb.w` and their kin. */
export function skip(state: AsmState, reader: Reader, unit = 0): void {
  const amountWritten = takeExpression(state, reader), amount = bind(state, amountWritten);
  skipBlank(reader);
  const fillWritten: Expression = take(reader, ',') ? takeExpression(state, reader) : { kind: 'number', value: 0n }, fill = bind(state, fillWritten);
  const byte = fillWritten.kind === 'absent' || (fill.kind === 'constant' && fill.wide !== undefined) ? undefined : notedNumber(fill), { absolute, section, subsection } = state.here;
  const isByte = byte !== undefined && byte >= -0x80n && byte <= 0xffn && (unit <= 1 || byte === 0n);
  if (!isByte && !absolute && !isBss(section)) {
    const count = numberNow(state, amountWritten);
    if (count === undefined) complain(state, 'as-space-fill', 'unsupported variable size or fill value');
    else if (count < 0n || count > 1024n) complain(state, 'as-repeat-count', `size value for space directive too large: ${BigInt.asUintN(64, count).toString(16)}`);
    else for (let i = 0n; i < count; i++) datum(state, fill, unit || 1, i > 0n);
    demandEnd(state, reader);
    return;
  }
  if (byte !== 0n && (absolute || isBss(section))) complain(state, 'as-fill-ignored', `ignoring fill value in ${absolute ? 'absolute section' : `section \`${section.name}'`}`, 'warning');
  const known = absolute ? numberNow(state, amountWritten) : amountWritten.kind === 'absent' ? undefined : notedNumber(amount), size = known === undefined ? undefined : known * BigInt(unit || 1);
  if (size === undefined) {
    if (absolute) complain(state, 'as-absolute-section', 'space allocation too complex in absolute section');
    else closeFragment(subsection, { kind: 'space', amount, fill: fillByte(section, byte), unit: 1, statement: state.statement });
  }
  else if (size <= 0n) complain(state, 'as-repeat-count', '.space repeat count is zero, ignored', 'warning');
  else if (absolute) absolute.offset += size;
  else if (size > largest) complain(state, 'as-space-too-large', `.space of ${size} bytes is not laid out`);
  else appendFill(subsection, Number(size), Uint8Array.of(fillByte(section, byte)), state.statement);
  demandEnd(state, reader);
}

function fillByte(section: AsmSection, byte: bigint | undefined): number { return isBss(section) ? 0 : Number(BigInt.asUintN(8, byte ?? 0n)); }

/** `again`: a negative number of more than 64 bits has lost its sign the first time. */
function datum(state: AsmState, written: Bound, size: number, again: boolean): void {
  if (size === 1 || size === 2 || size === 4 || size === 8) { integer(state, written, size); return; }
  const value = orOrdinal(state, written);
  if (value.kind !== 'constant') { complain(state, 'as-octa-symbolic', `unsupported BFD relocation size ${size}`); return; }
  const whole = wholeValue(value), isLost = again && isSigned(value) && value.value < 0n;
  appendBytes(state.here.subsection, littleEndian(isLost ? BigInt.asUintN(64, whole) : whole, size));
}

/** What an expression is now, if it is a number. */
function numberNow(state: AsmState, expression: Expression): bigint | undefined {
  const now = expression.kind === 'absent' ? undefined : evaluateNow(state, expression);
  return now?.kind === 'constant' ? now.value : undefined;
}

/** .fill repeat, size, value: only the low 4 bytes of the value are used. */
export function fill(state: AsmState, reader: Reader): void {
  const repeatWritten = takeExpression(state, reader), repeat = bind(state, repeatWritten), known = repeatWritten.kind === 'absent' ? undefined : notedNumber(repeat);
  let size = 1n, value = 0n;
  if (take(reader, ',')) {
    size = BigInt.asIntN(64, takeAbsolute(state, reader));
    if (take(reader, ',')) value = takeAbsolute(state, reader);
  }
  const { absolute, section, subsection } = state.here;
  if (size > 8n) { complain(state, 'as-fill-size', '.fill size clamped to 8', 'warning'); size = 8n; }
  if (size < 0n) { complain(state, 'as-fill-size', 'size negative; .fill ignored', 'warning'); size = 0n; }
  else if (known !== undefined && known <= 0n) {
    if (known < 0n) complain(state, 'as-repeat-count', 'repeat < 0; .fill ignored', 'warning');
    size = 0n;
  }
  if (size > 0n) {
    const pattern = littleEndian(BigInt.asUintN(32, value), Number(size));
    if (absolute) {
      if (known === undefined) complain(state, 'as-absolute-section', 'non-constant fill count for absolute section');
      else if (value !== 0n) complain(state, 'as-absolute-section', 'attempt to fill absolute section with non-zero value');
      absolute.offset += (known ?? 0n) * size;
    } else {
      if (value !== 0n && isBss(section)) complain(state, 'as-data-in-nobits', `attempt to fill section \`${section.name}' with non-zero value`);
      if (known === undefined) closeFragment(subsection, { kind: 'space', amount: repeat, fill: pattern[0] ?? 0, unit: Number(size), pattern, statement: state.statement });
      else if (known * size > largest) complain(state, 'as-space-too-large', `.fill of ${known * size} bytes is not laid out`);
      else appendFill(subsection, Number(known * size), pattern, state.statement);
    }
  }
  demandEnd(state, reader);
}

export function org(state: AsmState, reader: Reader): void {
  const target = orgTarget(state, reader);
  orgTo(state, target, take(reader, ',') ? takeAbsolute(state, reader) : 0n);
  demandEnd(state, reader);
}

/** Where `.org` and `. = ...` go: nowhere that is undefined or in another section. */
export function orgTarget(state: AsmState, reader: Reader): Bound {
  const written = takeExpression(state, reader), target = bind(state, written);
  if (written.kind === 'absent' || (target.kind === 'constant' && target.wide !== undefined)) { complain(state, 'as-org', 'expected address expression'); return zero; }
  const region = regionOf(target);
  // In which section a label lies is not part of what is known of it.
  if (region !== 'absolute') noteUnrepeatable();
  if (region === 'undefined') { complain(state, 'as-org', 'some symbol undefined; zero assumed', 'warning'); return firstOf(target); }
  const isHere = region === 'absolute' || region === 'complex' || region === 'mixed' || (!state.here.absolute && region === state.here.section.index);
  if (!isHere) complain(state, 'as-org', 'invalid segment');
  return target;
}

/** gas says that it goes by zero, and forgets the first name in what it has: in the end that is where it goes. */
function firstOf(target: Bound): Bound {
  if (target.kind === 'unary') return target.operand;
  if (target.kind !== 'binary') return target;
  const { operator, left, right } = target;
  if (right.kind === 'constant' && (operator === '+' || operator === '-')) return firstOf(left);
  if (left.kind === 'constant' && operator === '+') return firstOf(right);
  const symbol = operator === '+' || operator === '-' ? symbolOf(left) : undefined;
  return symbol && symbolOf(right) ? { kind: 'symbol', symbol } : left;
}

export function orgTo(state: AsmState, target: Bound, fill: bigint): void {
  const { absolute, section, subsection } = state.here;
  if (fill !== 0n && (absolute || isBss(section))) complain(state, 'as-fill-ignored', `ignoring fill value in ${absolute ? 'absolute section' : `section \`${section.name}'`}`, 'warning');
  if (absolute) {
    const to = notedNumber(target);
    if (to === undefined) complain(state, 'as-absolute-section', 'only constant offsets supported in absolute section');
    absolute.offset = to ?? 0n;
  } else closeFragment(subsection, { kind: 'org', target, fill: Number(BigInt.asUintN(8, fill)), statement: state.statement });
}

/** .align/.balign (bytes) and .p2align (powers); `unit` is the fill pattern's size in bytes (.balignw: 2). */
export function align(state: AsmState, reader: Reader, inPowers: boolean, unit: 1 | 2 | 4): void {
  const given = BigInt.asUintN(64, isAtEnd(reader) ? 0n : takeAbsolute(state, reader));
  skipBlank(reader);
  let power = inPowers ? given : 0n;
  if (!inPowers && given !== 0n) {
    while ((given >> power & 1n) === 0n) power++;
    if (given >> power !== 1n) complain(state, 'as-align-power', 'alignment not a power of 2');
  }
  if (power > 31n) { complain(state, 'as-align-large', `alignment too large: 31 assumed`, 'warning'); power = 31n; }
  let value: bigint | undefined, max = 0n;
  if (take(reader, ',')) {
    if (!isNext(reader, ',')) { value = takeAbsolute(state, reader); skipBlank(reader); }
    if (take(reader, ',')) max = takeAbsolute(state, reader);
  }
  alignTo(state, Number(power), value === undefined ? undefined : littleEndian(BigInt.asUintN(64, value), unit), Number(BigInt.asUintN(32, max)));
  demandEnd(state, reader);
}

function alignTo(state: AsmState, power: number, given: Uint8Array | undefined, max: number): void {
  const { absolute, section, subsection } = state.here, bytes = 2 ** power;
  let pattern = given;
  if (absolute || isBss(section)) {
    if (pattern?.some(byte => byte !== 0)) complain(state, 'as-fill-ignored', `ignoring fill value in ${absolute ? 'absolute section' : `section \`${section.name}'`}`, 'warning');
    pattern = undefined;
  }
  if (power === 0) return;
  if (absolute) { absolute.offset = (absolute.offset + BigInt(bytes) - 1n) & -BigInt(bytes); return; }
  // An explicit nop in code is the nop generator.
  if (pattern?.length === 1 && pattern[0] === 0x90 && isCode(section)) pattern = undefined;
  recordAlign(state, bytes);
  closeFragment(subsection, { kind: 'align', align: bytes, fill: pattern, max, code: isCode(section), oldNops: hasOldNops(state), statement: state.statement });
}

/** Processors, as `.arch` names them, that have no nop but the one of one byte and what can be made of other instructions. */
const withoutNops: ReadonlySet<string> = new Set('generic32 i8086 i186 i286 i386 i486 i586 i686 pentium k6 k6_2'.split(' '));

/** Whether code is padded with such, if `.arch` said anything. */
function hasOldNops({ processor }: AsmState): boolean | undefined { return processor === undefined ? undefined : withoutNops.has(processor); }

/** For these gas tunes code with such if they are the last that `.arch` names, where it had named none. */
const tunedOld: ReadonlySet<string> = new Set('generic32 i386 i486 i586 i686 pentium pentiumpro pentiumii pentiumiii'.split(' '));

/** The same for code in front of any `.arch`, when all is read: a 32-bit object may run everywhere. */
export function oldNopsInTheEnd({ processor, machine }: AsmState): boolean { return processor === undefined ? machine === 'i386' : tunedOld.has(processor); }

/** .nops size[, largest nop]. */
export function nopsDirective(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  const amount = takeBound(state, reader), size = notedNumber(amount);
  skipBlank(reader);
  let limit: bigint | undefined = 0n;
  if (take(reader, ',')) {
    const written = takeExpression(state, reader);
    limit = written.kind === 'absent' ? undefined : notedNumber(bind(state, written));
    if (limit === undefined) complain(state, 'as-nops', 'unsupported variable nop control in .nops directive');
    else if (limit < 0n) { complain(state, 'as-nops', 'negative nop control byte, ignored', 'warning'); limit = 0n; }
  }
  demandEnd(state, reader);
  if (state.here.absolute) complain(state, 'as-absolute-section', 'attempt to allocate data in absolute section');
  else if (size !== undefined && size > largest) complain(state, 'as-space-too-large', `.nops of ${size} bytes is not laid out`);
  else closeFragment(state.here.subsection, { kind: 'space', amount, fill: 0, nops: { limit: Number(BigInt.asUintN(8, limit ?? 0n)), old: hasOldNops(state) }, unit: 1, statement: state.statement });
}

/** `.nop [size]`: nops of one byte, at least one. */
export function nopDirective(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  const size = notedNumber(takeBound(state, reader)) ?? 0n;
  demandEnd(state, reader);
  if (state.here.absolute) complain(state, 'as-absolute-section', 'attempt to allocate data in absolute section');
  else if (size > largest) complain(state, 'as-space-too-large', `.nop of ${size} bytes is not laid out`);
  else appendBytes(state.here.subsection, new Uint8Array(size < 1n ? 1 : Number(size)).fill(0x90));
}
