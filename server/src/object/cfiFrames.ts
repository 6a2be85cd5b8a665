// SPDX-License-Identifier: GPL-2.0-or-later
// The collected `.cfi_*` of a file -> .eh_frame and .debug_frame, byte for byte as gas packs them: procedures share a CIE if they begin
// with the same instructions, and everything from the first advance on lies in the FDE.

import type { Bound } from './bound.ts';
import type { CfiInstruction, CfiProcedure, EncodedAddress } from './cfi.ts';
import { encodeLeb, littleEndian } from './data.ts';
import { appendBytes, closeFragment, currentFragment, hereOffset } from './fragments.ts';
import { SHF, SHT } from './objectFile.ts';
import { notedNumber } from './operands.ts';
import { plainRequest } from './sectionRequest.ts';
import { recordAlign, sectionNamed, switchTo } from './sections.ts';
import { hereSymbol, mark, subsectionOf, type AsmState } from './state.ts';
import { makeSymbol, type AsmSymbol } from './symbols.ts';

/** Appends the unwind sections that the file asked for. */
export function writeFrames(state: AsmState): void {
  const { procedures } = state.cfi;
  const wide = state.machine === 'x86-64';
  const eh = procedures.filter(p => p.ehFrame), debug = procedures.filter(p => p.debugFrame);
  if (eh.length > 0) writeSection(state, '.eh_frame', SHF.ALLOC, eh, true, wide ? 8 : 4, 4);
  if (debug.length > 0) writeSection(state, '.debug_frame', 0, debug, false, wide ? 8 : 4, wide ? 8 : 4);
}

/** A CIE that was written, with the procedure it was made for and how many of its instructions it holds. */
interface Cie { readonly start: AsmSymbol; readonly of: CfiProcedure; readonly count: number }

function writeSection(state: AsmState, name: string, flags: number, procedures: readonly CfiProcedure[], eh: boolean, lastAlign: number, align: number): void {
  const section = sectionNamed(state, { ...plainRequest(name), flags: state.sectionByName.has(name) ? 0 : flags, type: SHT.PROGBITS });
  switchTo(state, section, 0);
  state.here = { section, subsection: subsectionOf(section, 0) };
  recordAlign(state, lastAlign);
  const cies: Cie[] = [];
  procedures.forEach((procedure, i) => {
    state.statement = procedure.statement;
    let cie = cies.find(candidate => shares(candidate, procedure));
    if (!cie) { cie = writeCie(state, procedure, eh, align); cies.push(cie); }
    writeFde(state, procedure, cie, eh, i === procedures.length - 1 ? lastAlign : align);
  });
}

function endsCommon(instruction: CfiInstruction): boolean { return instruction.kind === 'advance' || instruction.kind === 'remember' || instruction.kind === 'escape'; }

function shares({ of, count }: Cie, procedure: CfiProcedure): boolean {
  if (of.returnColumn !== procedure.returnColumn || of.signalFrame !== procedure.signalFrame) return false;
  if (!sameAddress(of.personality, procedure.personality) || of.lsda?.encoding !== procedure.lsda?.encoding) return false;
  const mine = procedure.instructions;
  for (let i = 0; i < count && i < mine.length; i++) if (!sameInstruction(of.instructions[i]!, mine[i]!)) return false;
  return mine.length >= count && (mine.length === count || endsCommon(mine[count]!));
}

function sameAddress(a: EncodedAddress | undefined, b: EncodedAddress | undefined): boolean {
  if (!a || !b) return a === b;
  return a.encoding === b.encoding && sameBound(a.value, b.value);
}

function sameBound(a: Bound, b: Bound): boolean {
  if (a.kind === 'symbol' && b.kind === 'symbol') return a.symbol === b.symbol;
  return a.kind === 'constant' && b.kind === 'constant' && a.value === b.value;
}

function sameInstruction(a: CfiInstruction, b: CfiInstruction): boolean {
  if (a.kind !== b.kind || a.kind === 'advance' || a.kind === 'escape') return false;
  const fields = (i: CfiInstruction) => [('register' in i ? i.register : 0), ('offset' in i ? i.offset : 0n), ('second' in i ? i.second : 0)].join();
  return fields(a) === fields(b);
}

function writeCie(state: AsmState, procedure: CfiProcedure, eh: boolean, align: number): Cie {
  const wide = state.machine === 'x86-64';
  const start = hereSymbol(state), end = makeSymbol('.', state.order, true);
  mark(state);
  length(state, end);
  bytes(state, eh ? [0, 0, 0, 0] : [0xff, 0xff, 0xff, 0xff]);
  const augmentation = eh ? `z${procedure.personality ? 'P' : ''}${procedure.lsda ? 'L' : ''}R${procedure.signalFrame ? 'S' : ''}` : procedure.signalFrame ? 'S' : '';
  bytes(state, [1, ...[...augmentation].map(c => c.charCodeAt(0)), 0]);
  bytes(state, encodeLeb(1n, false));
  bytes(state, encodeLeb(wide ? -8n : -4n, true));
  bytes(state, [procedure.returnColumn]);
  if (eh) {
    const { personality, lsda } = procedure;
    bytes(state, encodeLeb(BigInt(1 + (lsda ? 1 : 0) + (personality ? 1 + encodedSize(state, personality.encoding) : 0)), false));
    if (personality) { bytes(state, [personality.encoding]); address(state, personality); }
    if (lsda) bytes(state, [lsda.encoding]);
    bytes(state, [0x1b]);
  }
  let count = procedure.instructions.findIndex(endsCommon);
  if (count < 0) count = procedure.instructions.length;
  for (const instruction of procedure.instructions.slice(0, count)) write(state, instruction);
  finish(state, end, align);
  return { start, of: procedure, count };
}

function writeFde(state: AsmState, procedure: CfiProcedure, cie: Cie, eh: boolean, align: number): void {
  const wide = state.machine === 'x86-64', addressSize = eh || !wide ? 4 : 8;
  const end = makeSymbol('.', state.order, true);
  state.statement = procedure.statement;
  mark(state);
  const afterSize = length(state, end);
  if (eh) field(state, difference(afterSize, cie.start), 4);
  else field(state, symbolic(cie.start), 4);
  field(state, eh ? difference(procedure.start, hereSymbol(state)) : symbolic(procedure.start), addressSize);
  field(state, difference(procedure.end ?? procedure.last, procedure.start), addressSize);
  if (eh) bytes(state, encodeLeb(BigInt(procedure.lsda ? encodedSize(state, procedure.lsda.encoding) : 0), false));
  if (eh && procedure.lsda) address(state, procedure.lsda);
  for (const instruction of procedure.instructions.slice(cie.count)) write(state, instruction);
  finish(state, end, align);
}

/** The length field; answers the place behind it. */
function length(state: AsmState, end: AsmSymbol): AsmSymbol {
  const after = makeSymbol('.', state.order, true);
  field(state, difference(end, after), 4);
  after.label = hereSymbol(state).label;
  return after;
}

function finish(state: AsmState, end: AsmSymbol, align: number): void {
  closeFragment(state.here.subsection, { kind: 'align', align, fill: Uint8Array.of(0), max: 0, code: false, oldNops: false, statement: state.statement });
  end.label = hereSymbol(state).label;
}

function bytes(state: AsmState, list: ArrayLike<number>): void { appendBytes(state.here.subsection, list); }

function field(state: AsmState, value: Bound, size: 1 | 2 | 4 | 8): void {
  const { section, subsection } = state.here;
  section.fixups.push({
    fragment: currentFragment(subsection), offset: hereOffset(subsection), size, value, pcBase: undefined, signed: false, plt: undefined,
    gotpcrel: undefined, kind: 'data', mode: state.mode, statement: state.statement,
  });
  appendBytes(subsection, new Uint8Array(size));
}

function symbolic(symbol: AsmSymbol): Bound { return { kind: 'symbol', symbol }; }

function difference(a: AsmSymbol, b: AsmSymbol): Bound { return { kind: 'binary', operator: '-', left: symbolic(a), right: symbolic(b) }; }

function encodedSize(state: AsmState, encoding: number): 2 | 4 | 8 {
  switch (encoding & 7) { case 2: return 2; case 3: return 4; case 4: return 8; default: return state.machine === 'x86-64' ? 8 : 4; }
}

function address(state: AsmState, { encoding, value }: EncodedAddress): void {
  const size = encodedSize(state, encoding);
  const meant: Bound = (encoding & 0x70) === 0x10 ? { kind: 'binary', operator: '-', left: value, right: symbolic(hereSymbol(state)) } : value;
  if (meant.kind === 'constant') bytes(state, littleEndian(meant.value, size));
  else field(state, meant, size);
}

/** DWARF's opcodes; small operands lie in the opcode itself. */
function write(state: AsmState, instruction: CfiInstruction): void {
  state.statement = instruction.statement;
  const word = state.machine === 'x86-64' ? -8n : -4n;
  const unsigned = (value: number | bigint) => [...encodeLeb(BigInt(value), false)], signed = (value: bigint) => [...encodeLeb(value, true)];
  mark(state);
  switch (instruction.kind) {
    case 'advance':
      closeFragment(state.here.subsection, { kind: 'cfa-advance', distance: difference(instruction.to, instruction.from), statement: instruction.statement });
      break;
    case 'def-cfa':
      bytes(state, instruction.offset < 0n ? [0x12, ...unsigned(instruction.register), ...signed(instruction.offset / word)] : [0x0c, ...unsigned(instruction.register), ...unsigned(instruction.offset)]);
      break;
    case 'def-cfa-register': bytes(state, [0x0d, ...unsigned(instruction.register)]); break;
    case 'def-cfa-offset': bytes(state, instruction.offset < 0n ? [0x13, ...signed(instruction.offset / word)] : [0x0e, ...unsigned(instruction.offset)]); break;
    case 'undefined': bytes(state, [0x07, ...unsigned(instruction.register)]); break;
    case 'same-value': bytes(state, [0x08, ...unsigned(instruction.register)]); break;
    case 'restore': bytes(state, instruction.register < 64 ? [0xc0 + instruction.register] : [0x06, ...unsigned(instruction.register)]); break;
    case 'offset': {
      const scaled = instruction.offset / word;
      bytes(state, scaled < 0n ? [0x11, ...unsigned(instruction.register), ...signed(scaled)]
        : instruction.register < 64 ? [0x80 + instruction.register, ...unsigned(scaled)] : [0x05, ...unsigned(instruction.register), ...unsigned(scaled)]);
      break;
    }
    case 'val-offset': {
      const scaled = instruction.offset / word;
      bytes(state, scaled < 0n ? [0x15, ...unsigned(instruction.register), ...signed(scaled)] : [0x14, ...unsigned(instruction.register), ...unsigned(scaled)]);
      break;
    }
    case 'register': bytes(state, [0x09, ...unsigned(instruction.register), ...unsigned(instruction.second)]); break;
    case 'remember': bytes(state, [0x0a]); break;
    case 'restore-state': bytes(state, [0x0b]); break;
    case 'window-save': bytes(state, [0x2d]); break;
    case 'escape':
      for (const value of instruction.bytes) {
        const known = notedNumber(value);
        if (known === undefined) field(state, value, 1); else bytes(state, littleEndian(known, 1));
      }
      break;
  }
}

/** DW_CFA_advance_loc in as few bytes as hold the distance. */
export function encodeAdvance(distance: number): Uint8Array {
  if (distance <= 0) return new Uint8Array(0);
  if (distance < 0x40) return Uint8Array.of(0x40 + distance);
  if (distance < 0x100) return Uint8Array.of(2, distance);
  if (distance < 0x10000) return Uint8Array.of(3, distance & 255, distance >> 8);
  return Uint8Array.of(4, ...littleEndian(BigInt(distance), 4));
}
