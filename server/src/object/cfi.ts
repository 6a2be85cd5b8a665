// SPDX-License-Identifier: GPL-2.0-or-later
// `.cfi_*`: what the source says about unwinding, collected per procedure while reading. cfiFrames.ts turns it into .eh_frame and
// .debug_frame when all is read. gas keeps one open procedure per subsection, so that `.pushsection` inside one does no harm.

import { isNameStart } from '../gas/characters.ts';
import { skipBlank, take, takeName, type Reader } from '../gas/reader.ts';
import type { Statement } from '../gas/statement.ts';
import { symbolOf, type Bound } from './bound.ts';
import { dwarfRegister } from './dwarfRegisters.ts';
import { bind } from './evaluate.ts';
import { evaluateNow } from './evaluateNow.ts';
import { isSamePlace } from './fragments.ts';
import { demandEnd, takeAbsolute, takeBound, takeExpression } from './operands.ts';
import { complain, hereSymbol, type AsmState } from './state.ts';
import type { AsmSymbol } from './symbols.ts';

export type CfiInstruction =
  /** The place moved on from label to label. */
  | { readonly kind: 'advance'; readonly from: AsmSymbol; readonly to: AsmSymbol; readonly statement: Statement }
  | { readonly kind: 'offset' | 'val-offset' | 'def-cfa'; readonly register: number; readonly offset: bigint; readonly statement: Statement }
  | { readonly kind: 'def-cfa-register' | 'undefined' | 'same-value' | 'restore'; readonly register: number; readonly statement: Statement }
  | { readonly kind: 'def-cfa-offset'; readonly offset: bigint; readonly statement: Statement }
  | { readonly kind: 'register'; readonly register: number; readonly second: number; readonly statement: Statement }
  | { readonly kind: 'remember' | 'restore-state' | 'window-save'; readonly statement: Statement }
  | { readonly kind: 'escape'; readonly bytes: readonly Bound[]; readonly statement: Statement };

/** An address with the way it is written (DW_EH_PE_*); 0xff: none. */
export interface EncodedAddress { readonly encoding: number; readonly value: Bound }

export interface CfiProcedure {
  readonly statement: Statement;
  readonly ehFrame: boolean;
  readonly debugFrame: boolean;
  readonly start: AsmSymbol;
  end: AsmSymbol | undefined;
  last: AsmSymbol;
  returnColumn: number;
  signalFrame: boolean;
  personality: EncodedAddress | undefined;
  lsda: EncodedAddress | undefined;
  readonly instructions: CfiInstruction[];
  cfaOffset: bigint;
  readonly remembered: bigint[];
}

export interface CfiState {
  readonly procedures: CfiProcedure[];
  /** By subsection. */
  readonly open: Map<object, CfiProcedure>;
  ehFrame: boolean;
  debugFrame: boolean;
  /** Some procedure was begun or ended: from then on the sections cannot be chosen anew. */
  begun: boolean;
}

export function cfiState(): CfiState { return { procedures: [], open: new Map(), ehFrame: true, debugFrame: false, begun: false }; }

export function isCfiDirective(name: string): boolean { return name.startsWith('.cfi_') && Object.hasOwn(table, name.slice(5)); }

export function cfiDirectiveNames(): string[] { return Object.keys(table).map(name => `.cfi_${name}`); }

export function cfiDirective(state: AsmState, name: string, reader: Reader): void {
  const row = table[name.slice(5)]!, procedure = state.cfi.open.get(state.here.subsection);
  if (row.outside) { row.outside(state, reader, procedure); return; }
  if (!procedure) { complain(state, 'as-cfi', 'CFI instruction used without previous .cfi_startproc'); return; }
  if (!row.staysHere) advance(state, procedure);
  row.inside!(state, procedure, reader);
}

/** What is left open at the end of the file. */
export function finishCfi(state: AsmState): void {
  for (const procedure of state.cfi.open.values()) {
    complain(state, 'as-cfi', 'open CFI at the end of file; missing .cfi_endproc directive', 'error', procedure.statement);
    procedure.end = procedure.last;
  }
}

interface Row {
  readonly outside?: (state: AsmState, reader: Reader, open: CfiProcedure | undefined) => void;
  readonly inside?: (state: AsmState, procedure: CfiProcedure, reader: Reader) => void;
  /** It says something of the whole procedure, wherever it stands. */
  readonly staysHere?: true;
}

const table: Readonly<Record<string, Row>> = {
  startproc: { outside: startProcedure },
  endproc: { outside: endProcedure },
  sections: { outside: chooseSections },
  def_cfa: registerAndNumber((state, p, register, offset) => { p.cfaOffset = offset; p.instructions.push({ kind: 'def-cfa', register, offset, statement: state.statement }); }),
  def_cfa_register: eachRegister(false, (state, p, register) => p.instructions.push({ kind: 'def-cfa-register', register, statement: state.statement })),
  def_cfa_offset: number((state, p, offset) => defineOffset(state, p, offset)),
  adjust_cfa_offset: number((state, p, by) => defineOffset(state, p, p.cfaOffset + by)),
  offset: registerAndNumber((state, p, register, offset) => saveAt(state, p, 'offset', register, offset)),
  rel_offset: registerAndNumber((state, p, register, offset) => saveAt(state, p, 'offset', register, offset - p.cfaOffset)),
  val_offset: registerAndNumber((state, p, register, offset) => saveAt(state, p, 'val-offset', register, offset)),
  register: { inside: (state, p, reader) => {
    const register = takeRegister(state, reader);
    takeSeparator(state, reader);
    p.instructions.push({ kind: 'register', register, second: takeRegister(state, reader), statement: state.statement });
    demandEnd(state, reader);
  } },
  restore: eachRegister(true, (state, p, register) => p.instructions.push({ kind: 'restore', register, statement: state.statement })),
  undefined: eachRegister(true, (state, p, register) => p.instructions.push({ kind: 'undefined', register, statement: state.statement })),
  same_value: eachRegister(false, (state, p, register) => p.instructions.push({ kind: 'same-value', register, statement: state.statement })),
  remember_state: alone((state, p) => { p.remembered.push(p.cfaOffset); p.instructions.push({ kind: 'remember', statement: state.statement }); }),
  restore_state: alone(restoreState),
  window_save: alone((state, p) => p.instructions.push({ kind: 'window-save', statement: state.statement })),
  negate_ra_state: alone((state, p) => p.instructions.push({ kind: 'window-save', statement: state.statement })),
  return_column: eachRegister(false, (_state, p, register) => { p.returnColumn = register; }),
  signal_frame: alone((_state, p) => { p.signalFrame = true; }),
  escape: { inside: escape },
  personality: { staysHere: true, inside: (state, p, reader) => { const address = takeEncoded(state, reader, 'personality'); if (address !== 'none') p.personality = address; } },
  lsda: { staysHere: true, inside: (state, p, reader) => { const address = takeEncoded(state, reader, 'lsda'); if (address !== 'none') p.lsda = address; } },
  label: { staysHere: true, inside: notSupported('.cfi_label') },
  val_encoded_addr: { staysHere: true, inside: notSupported('.cfi_val_encoded_addr') },
  fde_data: { outside: notForTarget('.cfi_fde_data') },
  personality_id: { outside: notForTarget('.cfi_personality_id') },
  inline_lsda: { outside: notForTarget('.cfi_inline_lsda') },
};

function notSupported(name: string) { return (state: AsmState): void => complain(state, 'as-not-supported', `not supported: ${name}`); }

function notForTarget(name: string) { return (state: AsmState): void => complain(state, 'as-cfi', `${name} is not supported for this target`); }

function alone(act: (state: AsmState, procedure: CfiProcedure) => void): Row {
  return { inside: (state, procedure, reader) => { act(state, procedure); demandEnd(state, reader); } };
}

function number(act: (state: AsmState, procedure: CfiProcedure, value: bigint) => void): Row {
  return { inside: (state, procedure, reader) => { act(state, procedure, takeAbsolute(state, reader)); demandEnd(state, reader); } };
}

function registerAndNumber(act: (state: AsmState, procedure: CfiProcedure, register: number, value: bigint) => void): Row {
  return { inside: (state, procedure, reader) => {
    const register = takeRegister(state, reader);
    takeSeparator(state, reader);
    act(state, procedure, register, takeAbsolute(state, reader));
    demandEnd(state, reader);
  } };
}

function eachRegister(many: boolean, act: (state: AsmState, procedure: CfiProcedure, register: number) => void): Row {
  return { inside: (state, procedure, reader) => {
    do {
      act(state, procedure, takeRegister(state, reader));
      skipBlank(reader);
    } while (many && take(reader, ','));
    demandEnd(state, reader);
  } };
}

/** 16 and 8 are the return address in the numbering of the two ABIs. */
function startProcedure(state: AsmState, reader: Reader, open: CfiProcedure | undefined): void {
  if (open) { complain(state, 'as-cfi', 'previous CFI entry not closed (missing .cfi_endproc)'); return; }
  const wide = state.machine === 'x86-64', start = hereSymbol(state), statement = state.statement;
  const procedure: CfiProcedure = {
    statement, ehFrame: state.cfi.ehFrame, debugFrame: state.cfi.debugFrame, start, end: undefined, last: start, returnColumn: wide ? 16 : 8,
    signalFrame: false, personality: undefined, lsda: undefined, instructions: [], cfaOffset: 0n, remembered: [],
  };
  state.cfi.open.set(state.here.subsection, procedure);
  state.cfi.procedures.push(procedure);
  state.cfi.begun = true;
  skipBlank(reader);
  const { at } = reader, simple = takeName(reader).name === 'simple';
  if (!simple) reader.at = at;
  demandEnd(state, reader);
  if (simple) return;
  const word = wide ? 8n : 4n;
  procedure.cfaOffset = word;
  procedure.instructions.push({ kind: 'def-cfa', register: wide ? 7 : 4, offset: word, statement }, { kind: 'offset', register: procedure.returnColumn, offset: -word, statement });
}

function endProcedure(state: AsmState, reader: Reader, open: CfiProcedure | undefined): void {
  if (!open) { complain(state, 'as-cfi', '.cfi_endproc without corresponding .cfi_startproc'); return; }
  open.end = hereSymbol(state);
  state.cfi.open.delete(state.here.subsection);
  state.cfi.begun = true;
  demandEnd(state, reader);
}

function chooseSections(state: AsmState, reader: Reader): void {
  const { text } = reader;
  let ehFrame = false, debugFrame = false;
  skipBlank(reader);
  for (;;) {
    const { at } = reader, { name } = takeName(reader);
    if (name.startsWith('.eh_frame') && name[9] !== '_') ehFrame = true;
    else if (name.startsWith('.debug_frame')) debugFrame = true;
    else if (name.startsWith('.sframe')) complain(state, 'as-not-supported', 'not supported: .cfi_sections .sframe');
    else { reader.at = at; break; }
    skipBlank(reader);
    const comma = reader.at;
    if (!take(reader, ',')) { if (isNameNext(text, reader.at)) break; continue; }
    skipBlank(reader);
    if (!isNameNext(text, reader.at)) { reader.at = comma; break; }
  }
  demandEnd(state, reader);
  if (state.cfi.begun && ehFrame && !state.cfi.ehFrame) complain(state, 'as-cfi', 'inconsistent uses of .cfi_sections');
  state.cfi.ehFrame = ehFrame;
  state.cfi.debugFrame = debugFrame;
}

function isNameNext(text: string, at: number): boolean { return text[at] === '"' || isNameStart(text.charCodeAt(at)); }

/** Every instruction holds from the current place on. */
function advance(state: AsmState, procedure: CfiProcedure): void {
  const here = hereSymbol(state), last = procedure.last;
  if (!isSamePlace(last.label!, here.label!)) {
    procedure.instructions.push({ kind: 'advance', from: last, to: here, statement: state.statement });
    procedure.last = here;
  }
}

function defineOffset(state: AsmState, procedure: CfiProcedure, offset: bigint): void {
  procedure.cfaOffset = offset;
  procedure.instructions.push({ kind: 'def-cfa-offset', offset, statement: state.statement });
}

function saveAt(state: AsmState, procedure: CfiProcedure, kind: 'offset' | 'val-offset', register: number, offset: bigint): void {
  const word = state.machine === 'x86-64' ? 8n : 4n;
  if (offset % word !== 0n) complain(state, 'as-cfi', `register save offset not a multiple of ${word}`);
  procedure.instructions.push({ kind, register, offset, statement: state.statement });
}

function restoreState(state: AsmState, procedure: CfiProcedure): void {
  const saved = procedure.remembered.pop();
  procedure.instructions.push({ kind: 'restore-state', statement: state.statement });
  if (saved === undefined) complain(state, 'as-cfi', 'CFI state restore without previous remember'); else procedure.cfaOffset = saved;
}

function escape(state: AsmState, procedure: CfiProcedure, reader: Reader): void {
  const bytes: Bound[] = [];
  do bytes.push(takeBound(state, reader)); while (take(reader, ','));
  procedure.instructions.push({ kind: 'escape', bytes, statement: state.statement });
  demandEnd(state, reader);
}

/** How an address is written, and the address; undefined: none. */
function takeEncoded(state: AsmState, reader: Reader, what: 'personality' | 'lsda'): EncodedAddress | undefined | 'none' {
  const encoding = takeAbsolute(state, reader);
  if (encoding === 0xffn) { demandEnd(state, reader); return undefined; }
  const form = encoding & 7n, relative = (encoding & 0x70n) === 0x10n;
  if (encoding < 0n || encoding > 0xffn || form === 1n || form > 4n || ((encoding & 0x70n) !== 0n && !relative)) {
    complain(state, 'as-cfi', `invalid or unsupported encoding in .cfi_${what}`);
    return 'none';
  }
  if (!take(reader, ',')) { complain(state, 'as-cfi', `.cfi_${what} requires encoding and symbol arguments`); return 'none'; }
  const expression = takeExpression(state, reader), value = bind(state, expression);
  if (expression.kind === 'absent' || (value.kind === 'constant' ? relative : symbolOf(value) === undefined)) {
    complain(state, 'as-cfi', `wrong second argument to .cfi_${what}`);
    return 'none';
  }
  demandEnd(state, reader);
  return { encoding: Number(encoding), value };
}

/** The sign may be left out here. */
const registerText = /%?\s?[a-z][\w.]*(\s?\(\s?\d\s?\))?/iy;

/** A register by its name or its number in unwind tables. */
function takeRegister(state: AsmState, reader: Reader): number {
  skipBlank(reader);
  registerText.lastIndex = reader.at;
  const spelled = registerText.exec(reader.text)?.[0], named = spelled === undefined ? undefined : dwarfRegister(spelled.replace(/\s/g, ''), state.machine);
  if (named !== undefined) {
    reader.at += spelled!.length;
    skipBlank(reader);
    return named;
  }
  const expression = takeExpression(state, reader), value = expression.kind === 'absent' ? undefined : evaluateNow(state, expression);
  const known = value?.kind === 'constant' ? Number(BigInt.asIntN(32, value.value)) : value?.kind === 'register' ? dwarfRegister(value.register, state.machine) ?? -1 : -1;
  if (known < 0) complain(state, 'as-cfi', 'bad register expression');
  return Math.max(known, 0);
}

function takeSeparator(state: AsmState, reader: Reader): void {
  skipBlank(reader);
  if (!take(reader, ',')) complain(state, 'as-cfi', 'missing separator');
}
