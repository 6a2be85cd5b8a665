// SPDX-License-Identifier: GPL-2.0-or-later
// `.cfi_*`: what the source says about unwinding, collected per procedure while reading. cfiFrames.ts turns it into .eh_frame and
// .debug_frame when all is read. gas keeps one open procedure per subsection, so that `.pushsection` inside one does no harm.

import { splitOperands } from '../gas/splitOperands.ts';
import type { Statement } from '../gas/statement.ts';
import type { Bound } from './bound.ts';
import { absolute, boundOf } from './operands.ts';
import { isSamePlace } from './fragments.ts';
import { dwarfRegister } from './dwarfRegisters.ts';
import { unquote } from './sections.ts';
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
}

export function cfiState(): CfiState { return { procedures: [], open: new Map(), ehFrame: true, debugFrame: false }; }

export function isCfiDirective(name: string): boolean { return name.startsWith('.cfi_') && Object.hasOwn(table, name.slice(5)); }

export function cfiDirectiveNames(): string[] { return Object.keys(table).map(name => `.cfi_${name}`); }

export function cfiDirective(state: AsmState, name: string, rest: string): void {
  const word = name.slice(5), row = table[word]!;
  const procedure = state.cfi.open.get(state.here.subsection);
  if (row.outside) { row.outside(state, rest, procedure); return; }
  if (!procedure) { complain(state, 'as-cfi', 'CFI instruction used without previous .cfi_startproc'); return; }
  const operands = splitOperands(rest).map(o => o.text);
  if (row.operands !== undefined && operands.length !== row.operands) {
    complain(state, 'as-cfi', operands.length < row.operands ? 'missing separator' : "junk at end of line, first unrecognized character is `,'");
    return;
  }
  row.inside!(state, procedure, operands);
}

/** What is left open at the end of the file. */
export function finishCfi(state: AsmState): void {
  for (const procedure of state.cfi.open.values()) {
    complain(state, 'as-cfi', 'open CFI at the end of file; missing .cfi_endproc directive', 'error', procedure.statement);
    procedure.end = procedure.last;
  }
}

interface Row {
  readonly operands?: number;
  readonly outside?: (state: AsmState, rest: string, open: CfiProcedure | undefined) => void;
  readonly inside?: (state: AsmState, procedure: CfiProcedure, operands: readonly string[]) => void;
}

const table: Readonly<Record<string, Row>> = {
  startproc: { outside: startProcedure },
  endproc: { outside: endProcedure },
  sections: { outside: chooseSections },
  def_cfa: { operands: 2, inside: (state, p, [r, o]) => withRegister(state, r, register => withNumber(state, o, offset => { p.cfaOffset = offset; add(state, p, { kind: 'def-cfa', register, offset, statement: state.statement }); })) },
  def_cfa_register: { operands: 1, inside: (state, p, [r]) => withRegister(state, r, register => add(state, p, { kind: 'def-cfa-register', register, statement: state.statement })) },
  def_cfa_offset: { operands: 1, inside: (state, p, [o]) => withNumber(state, o, offset => defineOffset(state, p, offset)) },
  adjust_cfa_offset: { operands: 1, inside: (state, p, [o]) => withNumber(state, o, by => defineOffset(state, p, p.cfaOffset + by)) },
  offset: { operands: 2, inside: (state, p, [r, o]) => withRegister(state, r, register => withNumber(state, o, offset => saveAt(state, p, 'offset', register, offset))) },
  rel_offset: { operands: 2, inside: (state, p, [r, o]) => withRegister(state, r, register => withNumber(state, o, offset => saveAt(state, p, 'offset', register, offset - p.cfaOffset))) },
  val_offset: { operands: 2, inside: (state, p, [r, o]) => withRegister(state, r, register => withNumber(state, o, offset => saveAt(state, p, 'val-offset', register, offset))) },
  register: { operands: 2, inside: (state, p, [a, b]) => withRegister(state, a, register => withRegister(state, b, second => add(state, p, { kind: 'register', register, second, statement: state.statement }))) },
  restore: { inside: (state, p, list) => eachRegister(state, list, register => add(state, p, { kind: 'restore', register, statement: state.statement })) },
  undefined: { inside: (state, p, list) => eachRegister(state, list, register => add(state, p, { kind: 'undefined', register, statement: state.statement })) },
  same_value: { inside: (state, p, list) => eachRegister(state, list, register => add(state, p, { kind: 'same-value', register, statement: state.statement })) },
  remember_state: { operands: 0, inside: (state, p) => { p.remembered.push(p.cfaOffset); add(state, p, { kind: 'remember', statement: state.statement }); } },
  restore_state: { operands: 0, inside: restoreState },
  window_save: { operands: 0, inside: (state, p) => add(state, p, { kind: 'window-save', statement: state.statement }) },
  return_column: { operands: 1, inside: (state, p, [r]) => withRegister(state, r, register => { advance(state, p); p.returnColumn = register; }) },
  signal_frame: { operands: 0, inside: (_state, p) => { p.signalFrame = true; } },
  escape: { inside: (state, p, list) => add(state, p, { kind: 'escape', bytes: list.map(text => boundOf(state, text)), statement: state.statement }) },
  personality: { inside: (state, p, list) => { const address = encoded(state, list); if (address !== 'none') p.personality = address; } },
  lsda: { inside: (state, p, list) => { const address = encoded(state, list); if (address !== 'none') p.lsda = address; } },
  label: { inside: notSupported('.cfi_label') },
  val_encoded_addr: { inside: notSupported('.cfi_val_encoded_addr') },
  fde_data: { inside: notSupported('.cfi_fde_data') },
  personality_id: { inside: notSupported('.cfi_personality_id') },
  inline_lsda: { inside: notSupported('.cfi_inline_lsda') },
};

function notSupported(name: string) { return (state: AsmState): void => complain(state, 'as-not-supported', `not supported: ${name}`); }

/** 16 and 8 are the return address in the numbering of the two ABIs. */
function startProcedure(state: AsmState, rest: string, open: CfiProcedure | undefined): void {
  if (open) { complain(state, 'as-cfi', 'previous CFI entry not closed (missing .cfi_endproc)'); return; }
  const wide = state.machine === 'x86-64', start = hereSymbol(state), statement = state.statement;
  const procedure: CfiProcedure = {
    statement, ehFrame: state.cfi.ehFrame, debugFrame: state.cfi.debugFrame, start, end: undefined, last: start, returnColumn: wide ? 16 : 8,
    signalFrame: false, personality: undefined, lsda: undefined, instructions: [], cfaOffset: 0n, remembered: [],
  };
  state.cfi.open.set(state.here.subsection, procedure);
  state.cfi.procedures.push(procedure);
  if (rest === 'simple') return;
  if (rest !== '') complain(state, 'as-cfi', `junk at end of line, first unrecognized character is \`${rest[0]}'`);
  const word = wide ? 8n : 4n;
  procedure.cfaOffset = word;
  procedure.instructions.push({ kind: 'def-cfa', register: wide ? 7 : 4, offset: word, statement }, { kind: 'offset', register: procedure.returnColumn, offset: -word, statement });
}

function endProcedure(state: AsmState, rest: string, open: CfiProcedure | undefined): void {
  if (!open) { complain(state, 'as-cfi', '.cfi_endproc without corresponding .cfi_startproc'); return; }
  if (rest !== '') complain(state, 'as-cfi', `junk at end of line, first unrecognized character is \`${rest[0]}'`);
  open.end = hereSymbol(state);
  state.cfi.open.delete(state.here.subsection);
}

function chooseSections(state: AsmState, rest: string): void {
  const names = splitOperands(rest).map(o => unquote(o.text));
  for (const name of names) if (!/^\.(eh_frame|debug_frame|eh_frame_entry|sframe)$/.test(name)) complain(state, 'as-cfi', `junk at end of line, first unrecognized character is \`${name[0]}'`);
  if (names.some(name => name === '.eh_frame_entry')) complain(state, 'as-not-supported', 'not supported: .cfi_sections .eh_frame_entry');
  state.cfi.ehFrame = names.includes('.eh_frame');
  state.cfi.debugFrame = names.includes('.debug_frame');
}

/** Every instruction holds from the current place on. */
function add(state: AsmState, procedure: CfiProcedure, instruction: CfiInstruction): void {
  advance(state, procedure);
  procedure.instructions.push(instruction);
}

function advance(state: AsmState, procedure: CfiProcedure): void {
  const here = hereSymbol(state), last = procedure.last;
  if (!isSamePlace(last.label!, here.label!)) {
    procedure.instructions.push({ kind: 'advance', from: last, to: here, statement: state.statement });
    procedure.last = here;
  }
}

function defineOffset(state: AsmState, procedure: CfiProcedure, offset: bigint): void {
  procedure.cfaOffset = offset;
  add(state, procedure, { kind: 'def-cfa-offset', offset, statement: state.statement });
}

function saveAt(state: AsmState, procedure: CfiProcedure, kind: 'offset' | 'val-offset', register: number, offset: bigint): void {
  const word = state.machine === 'x86-64' ? 8n : 4n;
  if (offset % word !== 0n) { complain(state, 'as-cfi', `register save offset not a multiple of ${word}`); return; }
  add(state, procedure, { kind, register, offset, statement: state.statement });
}

function restoreState(state: AsmState, procedure: CfiProcedure): void {
  const saved = procedure.remembered.pop();
  if (saved === undefined) { complain(state, 'as-cfi', 'CFI state restore without previous remember'); return; }
  procedure.cfaOffset = saved;
  add(state, procedure, { kind: 'restore-state', statement: state.statement });
}

function encoded(state: AsmState, list: readonly string[]): EncodedAddress | undefined | 'none' {
  const encoding = absolute(state, list[0], 0n);
  if (encoding === undefined) return 'none';
  if (encoding === 0xffn) {
    if (list.length > 1) complain(state, 'as-cfi', "junk at end of line, first unrecognized character is `,'");
    return undefined;
  }
  const form = encoding & 7n;
  if (encoding < 0n || encoding > 0xffn || (form !== 0n && (form < 2n || form > 4n)) || ((encoding & 0x70n) !== 0n && (encoding & 0x70n) !== 0x10n)) {
    complain(state, 'as-cfi', 'invalid or unsupported encoding in .cfi_personality');
    return 'none';
  }
  if (list.length < 2) { complain(state, 'as-cfi', '.cfi_personality requires encoding and symbol arguments'); return 'none'; }
  return { encoding: Number(encoding), value: boundOf(state, list[1]!) };
}

function withRegister(state: AsmState, text: string | undefined, use: (register: number) => void): void {
  const named = text === undefined ? undefined : dwarfRegister(text, state.machine);
  if (named !== undefined) { use(named); return; }
  if (text === undefined || text === '' || /^%/.test(text)) { complain(state, 'as-cfi', `bad register expression`); return; }
  withNumber(state, text, value => use(Number(value)));
}

function withNumber(state: AsmState, text: string | undefined, use: (value: bigint) => void): void {
  if (text === undefined || text === '') { complain(state, 'as-cfi', 'missing expression'); return; }
  const value = absolute(state, text, 0n);
  if (value !== undefined) use(value);
}

function eachRegister(state: AsmState, list: readonly string[], use: (register: number) => void): void {
  if (list.length === 0) complain(state, 'as-cfi', 'bad register expression');
  for (const text of list) withRegister(state, text, use);
}
