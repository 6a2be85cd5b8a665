// SPDX-License-Identifier: GPL-2.0-or-later
// `.section` and its relatives: which sections exist, with which attributes, and where the next byte goes (GAS.md section 5).

import type { Reader } from '../gas/reader.ts';
import { SHF, SHT } from './objectFile.ts';
import { demandEnd, takeAbsolute } from './operands.ts';
import { noteMade, noteSection, noteUnrepeatable, noteWhere, recorder } from './recorder.ts';
import { plainRequest, type SectionRequest } from './sectionRequest.ts';
import { complain, mention, renewSymbol, subsectionOf, type AsmSection, type AsmState } from './state.ts';
import { makeSymbol } from './symbols.ts';

const W = SHF.WRITE, A = SHF.ALLOC, X = SHF.EXECINSTR, T = SHF.TLS;

/** What a section is without flags, by its name; `family`: also with a `.suffix`, 'prefix': with anything behind. */
const defaults: readonly { readonly name: string; readonly family: boolean | 'prefix'; readonly type: number; readonly flags: number }[] = [
  { name: '.text', family: true, type: SHT.PROGBITS, flags: A | X },
  { name: '.init', family: false, type: SHT.PROGBITS, flags: A | X },
  { name: '.fini', family: false, type: SHT.PROGBITS, flags: A | X },
  { name: '.plt', family: false, type: SHT.PROGBITS, flags: A | X },
  { name: '.data', family: true, type: SHT.PROGBITS, flags: W | A },
  { name: '.data1', family: false, type: SHT.PROGBITS, flags: W | A },
  { name: '.ldata', family: true, type: SHT.PROGBITS, flags: W | A | SHF.X86_64_LARGE },
  { name: '.persistent', family: true, type: SHT.PROGBITS, flags: W | A },
  { name: '.got', family: false, type: SHT.PROGBITS, flags: W | A },
  { name: '.rodata', family: true, type: SHT.PROGBITS, flags: A },
  { name: '.rodata1', family: false, type: SHT.PROGBITS, flags: A },
  { name: '.lrodata', family: true, type: SHT.PROGBITS, flags: A | SHF.X86_64_LARGE },
  { name: '.bss', family: true, type: SHT.NOBITS, flags: W | A },
  { name: '.lbss', family: true, type: SHT.NOBITS, flags: W | A | SHF.X86_64_LARGE },
  { name: '.noinit', family: true, type: SHT.NOBITS, flags: W | A },
  { name: '.tdata', family: true, type: SHT.PROGBITS, flags: W | A | T },
  { name: '.tbss', family: true, type: SHT.NOBITS, flags: W | A | T },
  { name: '.init_array', family: true, type: SHT.INIT_ARRAY, flags: W | A },
  { name: '.fini_array', family: true, type: SHT.FINI_ARRAY, flags: W | A },
  { name: '.preinit_array', family: true, type: SHT.PREINIT_ARRAY, flags: W | A },
  { name: '.note.GNU-stack', family: false, type: SHT.PROGBITS, flags: 0 },
  { name: '.note', family: 'prefix', type: SHT.NOTE, flags: 0 },
  { name: '.gnu.linkonce.b', family: true, type: SHT.NOBITS, flags: W | A },
  { name: '.gnu.linkonce.lb', family: true, type: SHT.NOBITS, flags: W | A | SHF.X86_64_LARGE },
  { name: '.gnu.linkonce.lr', family: true, type: SHT.PROGBITS, flags: A | SHF.X86_64_LARGE },
  { name: '.gnu.linkonce.lt', family: true, type: SHT.PROGBITS, flags: A | X | SHF.X86_64_LARGE },
  { name: '.gnu.lto_', family: 'prefix', type: SHT.PROGBITS, flags: SHF.EXCLUDE },
  { name: '.dynamic', family: false, type: 6, flags: A },
  { name: '.dynstr', family: false, type: 3, flags: A },
  { name: '.dynsym', family: false, type: 11, flags: A },
  { name: '.hash', family: false, type: 5, flags: A },
  { name: '.stabstr', family: false, type: 3, flags: 0 },
];

function defaultOf(name: string): (typeof defaults)[number] | undefined {
  for (const row of defaults) {
    if (row.name === name || (row.family !== false && name.startsWith(row.name) && (row.family === 'prefix' || name[row.name.length] === '.'))) return row;
  }
  return undefined;
}

/** Flags of an operating system or a processor, which no name demands or forbids. */
const foreignFlags = 0xfff00000;

/** From here on types belong to processors and applications. */
const firstForeignType = 0x70000000;

/** A section of the same name in another group, for another section or with another number is another one. */
function keyOf({ name, flags, group, linkedTo, unique, info }: SectionRequest): string {
  if (group === undefined && linkedTo === undefined && unique === '' && info === 0 && (flags & SHF.RETAIN) === 0) return name;
  return [name, group?.name, linkedTo, unique, info, flags & SHF.RETAIN].join('\0');
}

/** The section of this name; made with these attributes if it is new. */
export function sectionNamed(state: AsmState, request: SectionRequest): AsmSection {
  const { name } = request, key = keyOf(request), usual = defaultOf(name);
  const existing = state.sectionByKey.get(key);
  if (existing) {
    noteSection(existing);
    checkAttributes(state, existing, request);
    if (request.linkedIndex !== undefined) change(existing, { flags: existing.flags | SHF.LINK_ORDER, linkedTo: request.linkedIndex });
    return existing;
  }
  let { flags } = request;
  const type = typeOf(state, request, false) ?? SHT.PROGBITS;
  if (usual) {
    if ((flags & ~(SHF.LINK_ORDER | foreignFlags) & ~usual.flags) === 0 || mayHave(name, usual, flags & ~SHF.RETAIN)) flags = (flags | usual.flags) >>> 0;
    else if (request.group === undefined && !isOverridden(name, flags & ~SHF.RETAIN)) complain(state, 'as-section-attributes', `setting incorrect section attributes for ${name}`, 'warning');
  }
  if (request.group) flags |= SHF.GROUP;
  const entsize = (flags & SHF.MERGE) !== 0 ? request.entsize : entrySize(state, type);
  const section = newSection(state, name, key, { type, flags: flags >>> 0, entsize, group: request.group, linkedTo: request.linkedIndex ?? request.linkedTo, info: request.info });
  noteSection(section, true);
  noteMade(section.symbol, 'named');
  mention(state, section.symbol);
  openSection(state, section);
  section.symbol.attributes.type = 'SECTION';
  section.symbol.label = { fragment: subsectionOf(section, 0).fragments[0]!, offset: 0 };
  return section;
}

/** The type that is asked for or that goes with the name; some names do not let themselves be told otherwise. */
function typeOf(state: AsmState, { name, type }: SectionRequest, exists: boolean): number | undefined {
  const usual = defaultOf(name);
  if (!usual || type === usual.type) return type;
  if (type === undefined) return usual.type;
  const ignored = exists || (state.machine === 'x86-64' && (usual.flags & SHF.X86_64_LARGE) !== 0) || usual.type === SHT.INIT_ARRAY || usual.type === SHT.FINI_ARRAY || usual.type === SHT.PREINIT_ARRAY;
  if (ignored) complain(state, 'as-section-attributes', `ignoring incorrect section type for ${name}`, 'warning');
  else if (usual.type !== SHT.NOTE && type < firstForeignType) complain(state, 'as-section-attributes', `setting incorrect section type for ${name}`, 'warning');
  return ignored ? usual.type : type;
}

/** Notes may be loaded or not, and what is read only be strings to be merged. */
function mayHave(name: string, usual: { readonly name: string; readonly family: boolean | 'prefix'; readonly type: number; readonly flags: number }, given: number): boolean {
  if (usual.type === SHT.NOTE && (given === A || given === X)) return true;
  return usual.family === true && name[usual.name.length] === '.' && (given & ~usual.flags & ~(SHF.MERGE | SHF.STRINGS)) === 0;
}

/** These are as they are told to be. */
function isOverridden(name: string, given: number): boolean {
  return (given === A && (name === '.interp' || name === '.strtab' || name === '.symtab')) || (given === X && name === '.note.GNU-stack');
}

/** As if it had not been opened; it is the last one. */
export function closeSection(state: AsmState, section: AsmSection): void {
  state.sections.splice(section.index, 1);
  state.sectionByKey.delete(section.key);
  if (state.sectionByName.get(section.name) === section) state.sectionByName.delete(section.name);
  section.pass = 0;
}

type Attributes = Pick<AsmSection, 'type' | 'flags' | 'entsize' | 'group' | 'linkedTo' | 'info'>;

/** A section without contents, which may have been another pass's. */
function newSection({ pool }: AsmState, name: string, key: string, attributes: Attributes): AsmSection {
  const shape = shapeOf(attributes);
  const known = pool?.sections.get(key);
  if (known) { renewSymbol(known.symbol); return Object.assign(known, attributes, { shape }); }
  const section: AsmSection = {
    index: 0, name, key, ...attributes, align: 1, symbol: makeSymbol(name, 0), subsections: new Map(), fixups: [], marks: [], reloc: [], size: 0, hasLines: false,
    pass: 0, shape, known: pool && new Map(), touchedBy: undefined,
  };
  pool?.sections.set(key, section);
  return section;
}

function shapeOf({ type, flags, entsize, group, linkedTo, info }: Attributes): string { return [type, flags, entsize, group?.name, group?.comdat, linkedTo, info].join(); }

/** A section that is there becomes otherwise. */
function change(section: AsmSection, attributes: Partial<Attributes>): void {
  Object.assign(section, attributes);
  const shape = shapeOf(section);
  if (shape === section.shape) return;
  section.shape = shape;
  noteUnrepeatable();
}

/** `.linkonce`: of a group of sections one stays. */
export function linkOnce({ here: { section } }: AsmState): void { if (section.group) change(section, { group: { ...section.group, comdat: true } }); }

/** The next section of the object. */
export function openSection(state: AsmState, section: AsmSection): void {
  Object.assign(section, { index: state.sections.length, align: 1, size: 0, hasLines: false, pass: state.pool?.pass ?? 0 });
  section.subsections.clear();
  section.fixups.length = section.marks.length = section.reloc.length = 0;
  section.symbol.section = section.index;
  state.sections.push(section);
  state.sectionByKey.set(section.key, section);
  if (!state.sectionByName.has(section.name)) state.sectionByName.set(section.name, section);
  subsectionOf(section, 0);
}

/** What the type alone says of the size of an entry, in bytes. */
function entrySize(state: AsmState, type: number): number {
  const word = state.machine === 'i386' ? 4 : 8;
  switch (type) {
    case SHT.INIT_ARRAY: case SHT.FINI_ARRAY: case SHT.PREINIT_ARRAY: return word;
    case 5: return 4;
    case 6: return word * 2;
    case 11: return word === 8 ? 24 : 16;
    default: return 0;
  }
}

function checkAttributes(state: AsmState, section: AsmSection, request: SectionRequest): void {
  const { name, flags, group } = request, usual = defaultOf(name), type = typeOf(state, request, true);
  if (type !== undefined && type !== section.type) {
    if (usual) complain(state, 'as-section-changed', `ignoring changed section type for ${name}`, 'warning');
    else complain(state, 'as-section-changed', `changed section type for ${name}`);
  }
  if (flags === 0) return;
  if (outcome(flags, type, group?.comdat) !== outcome(section.flags, section.type, section.group?.comdat)) {
    if (usual) complain(state, 'as-section-changed', `ignoring changed section attributes for ${name}`, 'warning');
    else complain(state, 'as-section-changed', `changed section attributes for ${name}`);
  } else {
    // What a linker does not ask for is as it was said last.
    change(section, { flags: (flags | section.flags & SHF.GROUP) >>> 0 });
  }
  if ((flags & SHF.MERGE) !== 0 && section.entsize !== request.entsize) complain(state, 'as-section-changed', `changed section entity size for ${name}`);
}

/** What a linker makes of a section, by which gas compares. */
function outcome(flags: number, type: number | undefined, comdat = false): string {
  return `${flags & (W | A | X | T | SHF.MERGE | SHF.STRINGS | SHF.EXCLUDE)} ${(flags & A) !== 0 && type !== SHT.NOBITS} ${comdat}`;
}

export function switchTo(state: AsmState, section: AsmSection, subsection: number): void {
  state.previous = state.here;
  state.here = { section, subsection: subsectionOf(section, subsection) };
  noteWhere(state.here);
}

export function pushSection(state: AsmState): void { state.stack.push({ here: state.here, previous: state.previous }); }

export function popSection(state: AsmState): void {
  const saved = state.stack.pop();
  if (!saved) { complain(state, 'as-popsection', '.popsection without corresponding .pushsection; ignored', 'warning'); return; }
  state.here = saved.here;
  state.previous = saved.previous;
  noteWhere(state.here);
}

export function previousSection(state: AsmState): void {
  if (!state.previous) { complain(state, 'as-previous', '.previous without corresponding .section; ignored', 'warning'); return; }
  [state.here, state.previous] = [state.previous, state.here];
  noteWhere(state.here);
}

/** `.struct`, `.offset`: a section without contents, whose labels are plain numbers. Only what moves the place is of use in it. */
export function enterAbsolute(state: AsmState, reader: Reader): void {
  const offset = takeAbsolute(state, reader);
  state.previous = state.here;
  state.here = { ...state.here, absolute: { offset } };
  demandEnd(state, reader);
}

/** A plain `.text`, `.data`, `.bss`. */
export function plainSection(state: AsmState, name: string): AsmSection {
  return sectionNamed(state, plainRequest(name));
}

/** Records the alignment of the current section, in bytes. */
export function recordAlign(state: AsmState, align: number): void {
  const section = state.here.section;
  recorder?.aligned.push({ section, align });
  if (align > section.align) section.align = align;
}

