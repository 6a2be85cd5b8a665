// SPDX-License-Identifier: GPL-2.0-or-later
// The ORC table from the states: a row wherever the answer changes, per section, and one closing row (KERNEL.md 3.10). One state that no row
// can express costs the whole object its table.

import { UNDEFINED } from './checked.ts';
import type { CfiRegister, CfiState, Checked, Finding, OrcEntry } from './checked.ts';
import { BP_INDIRECT, CFA, SP_INDIRECT } from './checked.ts';
import type { ObjectFile } from '../object/objectFile.ts';
import type { Instruction, Program, ProgramSection } from './program.ts';
import { endOf } from './program.ts';
import { hasSectionSymbol, placeBySymbol } from './rowNames.ts';
import { Stopped, report, reportAt, signed } from './report.ts';
import type { Rules } from './rules.ts';
import { BP } from './states.ts';

export interface Orc {
  readonly entries: readonly OrcEntry[];
  /** Only what making the table found; Checked has the rest. */
  readonly findings: readonly Finding[];
  readonly exit: number;
}

type Row = Omit<OrcEntry, 'section' | 'offset'>;

const UNDEFINED_ROW: Row = { type: '(und)', sp: '(und)', bp: '(und)', signal: 0, end: 0 };
/** 6.1 has no undefined type: such rows print as call. */
const UNDEFINED_CALL_ROW: Row = { ...UNDEFINED_ROW, type: 'call' };
const BASE_NAMES: Readonly<Record<number, string>> = { 2: 'dx', 4: 'sp', 5: 'bp', 7: 'di', 10: 'r10', 13: 'r13', [SP_INDIRECT]: '(sp)', [BP_INDIRECT]: '(bp)' };
const twoBits: readonly OrcEntry['type'][] = ['call', 'regs', 'regs (partial)', '?'];
const TYPE_NAMES: Readonly<Partial<Record<CfiState['type'], OrcEntry['type']>>> = { call: 'call', regs: 'regs', 'regs-partial': 'regs (partial)' };

/** `object` is the one that `checked` was made from; rows are parity's, whatever recovery added. */
export function orc(object: ObjectFile, checked: Checked, rules: Rules): Orc {
  const { program } = checked, known = program.findings.length, entries: OrcEntry[] = [];
  let exit = checked.exit;
  if (!rules.options.orc || checked.stopped && !program.behaviour.rowsAfterStop || program.mode !== 64 && !program.behaviour.orcEndBit) return { entries, findings: [], exit };
  try {
    const rowOf = rowCache(program);
    for (const section of program.sections) if (section.text) addSection(program, section, entries, rowOf);
    // libelf writes no section that is not made of whole entities, and objtool then leaves the object as it was.
    if (entries.length > 0 && object.sections.some(({ size, entsize }) => entsize > 0 && size % entsize !== 0)) {
      report(program, 'elf-update', 'elf_update: invalid section entry size');
      entries.length = 0;
      exit = program.behaviour.errors ? 255 : exit;
    } else if (entries.length > 0 && program.sectionByName.has('.orc_unwind')) {
      report(program, 'sites-present', 'file already has .orc_unwind section, skipping');
      entries.length = 0;
    } else if (program.behaviour.assumesSectionSymbols && entries.some(entry => !hasSectionSymbol(object, entry.section))) {
      report(program, 'crash-section-symbol', 'objtool crashes here: a section with rows has no symbol of its own');
      entries.length = 0;
    } else if (program.behaviour.wantsSectionSymbols || program.behaviour.rowsBySymbol) {
      const nameless = entries.find(entry => !hasSectionSymbol(object, entry.section) && (program.behaviour.wantsSectionSymbols || placeBySymbol(object, entry, program.behaviour) === undefined));
      if (nameless) {
        report(program, 'section-symbol', namelessWords(program, object.sections[nameless.section]?.name ?? '', nameless.offset.toString(16)));
        entries.length = 0;
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    entries.length = 0;
    if (program.behaviour.errors) exit = 255;
  }
  return { entries, findings: program.findings.splice(known), exit };
}

function namelessWords({ behaviour }: Program, section: string, offset: string): string {
  if (behaviour.wantsSectionSymbols) return `missing symbol for section ${section}`;
  return behaviour.saysSectionOfRow ? `can't find symbol containing ${section}+0x${offset}` : `missing symbol for insn at offset 0x${offset}`;
}

/** The rows of one section. An alternative's bytes are read from the array that its streams share. */
function addSection(program: Program, section: ProgramSection, entries: OrcEntry[], rowOf: (state: CfiState | undefined, at: Instruction) => Row): void {
  const undefinedRow = program.behaviour.orcEndBit ? UNDEFINED_CALL_ROW : UNDEFINED_ROW;
  let last = undefinedRow, empty = true;
  const put = (state: CfiState | undefined, at: Instruction, offset: number): void => {
    const row = rowOf(state, at);
    if ((row === last || sameRow(row, last)) && !(empty && program.behaviour.firstAlwaysHasRow)) return;
    entries.push({ section: section.index, offset, ...row });
    last = row;
    empty = false;
  };
  const { instructions } = section;
  for (let k = 0; k < instructions.length; k++) {
    const instruction = instructions[k]!, group = instruction.group;
    if (!group?.last || !program.behaviour.sharesStates) { put(instruction.beyond === undefined ? instruction.state : undefined, instruction, instruction.offset); continue; }
    const length = endOf(group.last) - group.first.offset;
    for (let byte = 0; byte < length; byte++) {
      const state = group.states[byte];
      if (state) put(state, instruction, instruction.offset + byte);
    }
    k = group.last.index;
  }
  if (!empty) entries.push({ section: section.index, offset: section.size, ...undefinedRow });
}

/** States are interned, so each needs its row once. */
function rowCache(program: Program): (state: CfiState | undefined, at: Instruction) => Row {
  const rows = new Map<CfiState | undefined, Row>();
  return (state, at) => {
    let row = rows.get(state);
    if (!row) rows.set(state, row = program.behaviour.orcEndBit ? rowWithEndBit(program, state, at) : rowWithTypes(program, state, at));
    return row;
  };
}

function rowWithTypes(program: Program, state: CfiState | undefined, at: Instruction): Row {
  if (!state || state.type === 'undefined') return UNDEFINED_ROW;
  if (state.type === 'end-of-stack') return { ...UNDEFINED_ROW, type: 'end' };
  const type = TYPE_NAMES[state.type];
  if (!type) return give(program, at, 'orc-unknown-type', `unknown unwind hint type ${state.typeNumber}`);
  return { type, ...places(program, state, at), signal: state.signal ? 1 : 0, end: 0 };
}

/** Up to 6.3: undefined is a CFA without a base, and the stack's end is a bit. */
function rowWithEndBit(program: Program, state: CfiState | undefined, at: Instruction): Row {
  if (!state) return UNDEFINED_CALL_ROW;
  const end = state.end ? 1 : 0;
  if (state.cfa.base === UNDEFINED) return { ...UNDEFINED_CALL_ROW, signal: state.signal ? 1 : 0, end };
  // Nobody looks at the type, of which two bits are written.
  return { type: TYPE_NAMES[state.type] ?? twoBits[state.typeNumber & 3]!, ...places(program, state, at), signal: state.signal ? 1 : 0, end };
}

function places(program: Program, state: CfiState, at: Instruction): { sp: string; bp: string } {
  const { cfa } = state;
  const base = BASE_NAMES[cfa.base] ?? (cfa.base === 0 && program.behaviour.errors ? 'ax' : undefined);
  if (!base) return give(program, at, 'orc-unknown-cfa', `unknown CFA base reg ${cfa.base}`);
  const offset = signed(short(cfa.offset));
  return { sp: cfa.base === BP_INDIRECT ? `(bp${offset})` : base + offset, bp: savedBp(state.regs[BP]!) };
}

function savedBp(slot: CfiRegister): string {
  return slot.base === UNDEFINED ? '(und)' : (slot.base === CFA ? 'prevsp' : 'bp') + signed(short(slot.offset));
}

function sameRow(a: Row, b: Row): boolean { return a.type === b.type && a.sp === b.sp && a.bp === b.bp && a.signal === b.signal && a.end === b.end; }

/** Rows have 16 bits for an offset; objtool cuts without a word. */
function short(offset: number): number { return offset << 16 >> 16; }

function give(program: Program, at: Instruction, code: string, words: string): never {
  reportAt(program, at, code, words, program.behaviour.errors ? { severity: 'error', fatal: true } : {});
  throw new Stopped();
}
