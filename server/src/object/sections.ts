// SPDX-License-Identifier: GPL-2.0-or-later
// `.section` and its relatives: which sections exist, with which attributes, and where the next byte goes (GAS.md section 5).

import { endOfString } from '../gas/parseString.ts';
import { splitOperands } from '../gas/splitOperands.ts';
import { SHF, SHT } from './objectFile.ts';
import { absolute } from './operands.ts';
import { noteMade, noteSection, noteWhere, recorder } from './recorder.ts';
import { complain, mention, renewSymbol, subsectionOf, type AsmSection, type AsmState } from './state.ts';
import { makeSymbol } from './symbols.ts';

const W = SHF.WRITE, A = SHF.ALLOC, X = SHF.EXECINSTR, T = SHF.TLS;
/** SHF_X86_64_LARGE. */
const large = 0x10000000;

/** What a section is without flags, by its name; `family`: also with a `.suffix`, 'prefix': with anything behind. */
const defaults: readonly { readonly name: string; readonly family: boolean | 'prefix'; readonly type: number; readonly flags: number }[] = [
  { name: '.text', family: true, type: SHT.PROGBITS, flags: A | X },
  { name: '.init', family: false, type: SHT.PROGBITS, flags: A | X },
  { name: '.fini', family: false, type: SHT.PROGBITS, flags: A | X },
  { name: '.plt', family: false, type: SHT.PROGBITS, flags: A | X },
  { name: '.data', family: true, type: SHT.PROGBITS, flags: W | A },
  { name: '.data1', family: false, type: SHT.PROGBITS, flags: W | A },
  { name: '.ldata', family: true, type: SHT.PROGBITS, flags: W | A | large },
  { name: '.persistent', family: true, type: SHT.PROGBITS, flags: W | A },
  { name: '.got', family: false, type: SHT.PROGBITS, flags: W | A },
  { name: '.rodata', family: true, type: SHT.PROGBITS, flags: A },
  { name: '.rodata1', family: false, type: SHT.PROGBITS, flags: A },
  { name: '.lrodata', family: true, type: SHT.PROGBITS, flags: A | large },
  { name: '.bss', family: true, type: SHT.NOBITS, flags: W | A },
  { name: '.lbss', family: true, type: SHT.NOBITS, flags: W | A | large },
  { name: '.noinit', family: true, type: SHT.NOBITS, flags: W | A },
  { name: '.tdata', family: true, type: SHT.PROGBITS, flags: W | A | T },
  { name: '.tbss', family: true, type: SHT.NOBITS, flags: W | A | T },
  { name: '.init_array', family: true, type: SHT.INIT_ARRAY, flags: W | A },
  { name: '.fini_array', family: true, type: SHT.FINI_ARRAY, flags: W | A },
  { name: '.preinit_array', family: true, type: SHT.PREINIT_ARRAY, flags: W | A },
  { name: '.note.GNU-stack', family: false, type: SHT.PROGBITS, flags: 0 },
  { name: '.note', family: 'prefix', type: SHT.NOTE, flags: 0 },
  { name: '.gnu.linkonce.b', family: true, type: SHT.NOBITS, flags: W | A },
  { name: '.gnu.linkonce.lb', family: true, type: SHT.NOBITS, flags: W | A | large },
  { name: '.gnu.linkonce.lr', family: true, type: SHT.PROGBITS, flags: A | large },
  { name: '.gnu.linkonce.lt', family: true, type: SHT.PROGBITS, flags: A | X | large },
  { name: '.gnu.lto_', family: 'prefix', type: SHT.PROGBITS, flags: SHF.EXCLUDE },
  { name: '.dynamic', family: false, type: 6, flags: A },
  { name: '.dynstr', family: false, type: 3, flags: A },
  { name: '.dynsym', family: false, type: 11, flags: A },
  { name: '.hash', family: false, type: 5, flags: A },
  { name: '.stabstr', family: false, type: 3, flags: 0 },
];

function defaultOf(name: string): { readonly type: number; readonly flags: number } | undefined {
  for (const row of defaults) {
    if (row.name === name || (row.family !== false && name.startsWith(row.name) && (row.family === 'prefix' || name[row.name.length] === '.'))) return row;
  }
  return undefined;
}

const flagLetters: Readonly<Record<string, number>> = {
  a: A, w: W, x: X, M: SHF.MERGE, S: SHF.STRINGS, T, G: SHF.GROUP, o: SHF.LINK_ORDER, e: SHF.EXCLUDE, R: SHF.RETAIN, l: 0x10000000,
};

const typeNames: Readonly<Record<string, number>> = {
  progbits: SHT.PROGBITS, nobits: SHT.NOBITS, note: SHT.NOTE, init_array: SHT.INIT_ARRAY, fini_array: SHT.FINI_ARRAY,
  preinit_array: SHT.PREINIT_ARRAY, unwind: SHT.X86_64_UNWIND,
};

export interface SectionRequest {
  readonly name: string;
  readonly subsection: number;
  readonly flags: number | undefined;
  readonly type: number | undefined;
  readonly entsize: number;
  readonly group: AsmSection['group'];
  readonly linkedTo: string | undefined;
  /** '?': the group of the section we are in. */
  readonly sameGroup: boolean;
}

/** The section of this name; made with these attributes if it is new. */
export function sectionNamed(state: AsmState, request: SectionRequest): AsmSection {
  const existing = state.sectionByName.get(request.name);
  if (existing) { noteSection(existing); checkAttributes(state, existing, request); return existing; }
  const usual = defaultOf(request.name);
  let flags = request.flags ?? usual?.flags ?? 0;
  let type = request.type ?? usual?.type ?? SHT.PROGBITS;
  if (request.flags !== undefined && usual) {
    const given = request.flags & ~(SHF.MERGE | SHF.STRINGS | SHF.GROUP | SHF.LINK_ORDER | SHF.RETAIN | SHF.EXCLUDE);
    if ((given & ~usual.flags) !== 0) {
      // Notes may be loaded or not.
      if (usual.flags !== given && !(usual.type === SHT.NOTE && (given === SHF.ALLOC || given === SHF.EXECINSTR))) complain(state, 'as-section-attributes', `setting incorrect section attributes for ${request.name}`, 'warning');
    } else flags |= usual.flags;
  }
  if (request.type !== undefined && usual && usual.type !== request.type && usual.type !== SHT.PROGBITS) {
    complain(state, 'as-section-attributes', `setting incorrect section type for ${request.name}`, 'warning');
    type = request.type;
  }
  if (request.sameGroup && state.here.section.group) flags |= SHF.GROUP;
  const group = request.sameGroup ? state.here.section.group : request.group, entsize = (flags & SHF.MERGE) !== 0 ? request.entsize : entrySize(state, type);
  const section = newSection(state, request.name, { type, flags, entsize, group, linkedTo: request.linkedTo });
  noteSection(section, true);
  noteMade(section.symbol, 'named');
  mention(state, section.symbol);
  openSection(state, section);
  section.symbol.attributes.type = 'SECTION';
  section.symbol.label = { fragment: subsectionOf(section, 0).fragments[0]!, offset: 0 };
  return section;
}

/** As if it had not been opened; it is the last one. */
export function closeSection(state: AsmState, section: AsmSection): void {
  state.sections.splice(section.index, 1);
  state.sectionByName.delete(section.name);
  section.pass = 0;
}

type Attributes = Pick<AsmSection, 'type' | 'flags' | 'entsize' | 'group' | 'linkedTo'>;

/** A section without contents, which may have been another pass's. */
function newSection({ pool }: AsmState, name: string, attributes: Attributes): AsmSection {
  const { type, flags, entsize, group, linkedTo } = attributes, shape = [type, flags, entsize, group?.name, group?.comdat, linkedTo].join();
  const known = pool?.sections.get(name);
  if (known) { renewSymbol(known.symbol); return Object.assign(known, attributes, { shape }); }
  const section: AsmSection = {
    index: 0, name, ...attributes, align: 1, symbol: makeSymbol(name, 0), subsections: new Map(), fixups: [], marks: [], reloc: [], size: 0, hasLines: false,
    pass: 0, shape, known: pool && new Map(), touchedBy: undefined,
  };
  pool?.sections.set(name, section);
  return section;
}

/** The next section of the object. */
export function openSection(state: AsmState, section: AsmSection): void {
  Object.assign(section, { index: state.sections.length, align: 1, size: 0, hasLines: false, pass: state.pool?.pass ?? 0 });
  section.subsections.clear();
  section.fixups.length = section.marks.length = section.reloc.length = 0;
  section.symbol.section = section.index;
  state.sections.push(section);
  state.sectionByName.set(section.name, section);
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
  if (request.flags !== undefined && (request.flags | section.flags) !== section.flags) {
    if (['.text', '.data', '.bss'].includes(section.name)) complain(state, 'as-section-changed', `ignoring changed section attributes for ${section.name}`, 'warning');
    else complain(state, 'as-section-changed', `changed section attributes for ${section.name}`);
  } else if (request.flags !== undefined && request.flags !== 0 && request.flags !== section.flags && (request.flags | (defaultOf(section.name)?.flags ?? 0)) !== section.flags) {
    complain(state, 'as-section-changed', `changed section attributes for ${section.name}`);
  }
  if (request.type !== undefined && request.type !== section.type) complain(state, 'as-section-changed', `changed section type for ${section.name}`);
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

/** A plain `.text`, `.data`, `.bss`. */
export function plainSection(state: AsmState, name: string): AsmSection {
  return sectionNamed(state, { name, subsection: 0, flags: undefined, type: undefined, entsize: 0, group: undefined, linkedTo: undefined, sameGroup: false });
}

/** The operands of `.section` / `.pushsection`. */
export function parseSection(state: AsmState, rest: string, push: boolean, subsection: (text: string) => number): SectionRequest | undefined {
  const operands = splitOperands(rest);
  const spelled = operands[0]?.text ?? '', nameEnd = spelled.startsWith('"') ? endOfString(spelled, 0) : spelled.search(/[ \t]|$/);
  if (nameEnd < spelled.length) {
    complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${spelled.slice(nameEnd).trim()[0]}'`);
    return undefined;
  }
  const name = unquote(spelled);
  if (name === '') { complain(state, 'as-section-name', 'missing name'); return undefined; }
  let at = 1, number = 0;
  let flagsText: string | undefined;
  if (push && operands[at] && !operands[at]!.text.startsWith('"')) number = subsection(operands[at++]!.text);
  if (operands[at]?.text.startsWith('"')) flagsText = unquote(operands[at++]!.text);
  else if (operands[at] && !operands[at]!.text.startsWith('#')) { complain(state, 'as-section-flags', "character following name is not '#'"); return undefined; }
  else if (operands[at]?.text.startsWith('#')) { complain(state, 'as-section-flags', 'junk at end of line, first unrecognized character is `#\''); return undefined; }
  let flags: number | undefined, sameGroup = false;
  if (flagsText !== undefined) {
    flags = 0;
    for (let i = 0; i < flagsText.length; i++) {
      const letter = flagsText[i]!;
      if (letter === '?') { sameGroup = true; continue; }
      if (letter >= '0' && letter <= '9') {
        const digits = /^(0x[0-9a-f]+|\d+)/i.exec(flagsText.slice(i))![0];
        flags = (flags | Number(digits)) >>> 0;
        i += digits.length - 1;
        continue;
      }
      const bit: number | undefined = flagLetters[letter];
      if (bit === undefined) { complain(state, 'as-section-flags', `unknown section attribute '${letter}'`); return undefined; }
      flags = (flags | bit) >>> 0;
    }
  }
  let type: number | undefined;
  // Of a mergeable section the size of an entry may follow at once.
  const typeText = flags !== undefined && (flags & SHF.MERGE) !== 0 && /^\d/.test(operands[at]?.text ?? '') ? undefined : operands[at]?.text;
  if (typeText !== undefined && typeText !== '' && flagsText !== undefined) {
    const foreign = /^([@%]\s*[\w.$]*|"[^"]*")(.*)$/.exec(typeText);
    if (!foreign || foreign[2] !== '') {
      complain(state, 'as-junk', `junk at end of line, first unrecognized character is \`${foreign ? foreign[2]![0] : typeText[0]}'`);
      return undefined;
    }
    const spelled = unquote(typeText).replace(/^[@%]/, '').trim().toLowerCase();
    type = typeNames[spelled] ?? (/^(0x[0-9a-f]+|\d+)$/.test(spelled) ? Number(spelled) : undefined);
    if (type === undefined) { complain(state, 'as-section-type', `unrecognized section type "${spelled}"`, 'warning'); }
    at++;
  }
  let entsize = 0, group: AsmSection['group'], linkedTo: string | undefined;
  if (flags !== undefined && (flags & SHF.MERGE) !== 0) {
    const given = operands[at] ? absolute(state, operands[at++]!.text, 0n) : 0n;
    if (given === undefined) return undefined;
    const size = Number(given);
    if (!(size > 0)) { complain(state, 'as-section-entsize', 'entity size for SHF_MERGE not specified', 'warning'); flags &= ~(SHF.MERGE | SHF.STRINGS); } else entsize = size;
  }
  if (flags !== undefined && (flags & SHF.LINK_ORDER) !== 0) linkedTo = unquote(operands[at++]?.text ?? '');
  if (flags !== undefined && (flags & SHF.GROUP) !== 0) {
    const name = unquote(operands[at++]?.text ?? '');
    group = { name, comdat: operands[at]?.text === 'comdat' };
    if (group.comdat) at++;
    if (name === '') { complain(state, 'as-section-group', 'group name for SHF_GROUP not specified', 'warning'); flags &= ~SHF.GROUP; group = undefined; }
  }
  if (operands.length > at) { complain(state, 'as-junk', "junk at end of line, first unrecognized character is `,'"); return undefined; }
  return { name, subsection: number, flags, type, entsize, group, linkedTo, sameGroup };
}

export function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/** Records the alignment of the current section, in bytes. */
export function recordAlign(state: AsmState, align: number): void {
  const section = state.here.section;
  recorder?.aligned.push({ section, align });
  if (align > section.align) section.align = align;
}

