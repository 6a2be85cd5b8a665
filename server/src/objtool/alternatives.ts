// SPDX-License-Identifier: GPL-2.0-or-later
// Tables that give an instruction a second way to go on (KERNEL.md 3.5): .altinstructions replaces code in place, __jump_table flips a
// jump and a nop, __ex_table names where a fault continues. All three become edges of the original instruction.

import type { Decoded } from '../x86/instruction.ts';
import { newInstruction } from './instructions.ts';
import type { Edge, Group, Instruction, Program, ProgramRelocation, ProgramSection } from './program.ts';
import { endOf, following, instructionAt, isStaticJump } from './program.ts';
import { hex, reportAt, stop, stopAt, stopPlace } from './report.ts';

const SMAP = 9 * 32 + 20, POPCNT = 4 * 32 + 23;
/** A `jmp` of a jump label may carry this bias in its target (6.x). */
const BIAS = 0x7ffffff0;

interface Entry {
  readonly kind: 'alternative' | 'jump-label' | 'fixup';
  originalLength: number;
  readonly newLength: number;
  readonly originalSection: ProgramSection | undefined;
  readonly originalOffset: number;
  readonly newSection: ProgramSection | undefined;
  readonly newOffset: number;
  /** A jump label that begins as a nop, whatever the assembler has put there. */
  readonly beginsAsNop: boolean;
  readonly skipOriginal: boolean;
  readonly skipReplacement: boolean;
}

export function addAlternatives(program: Program): void {
  const entries: Entry[] = [];
  const { alternative, jumpLabelSize, exceptionTableSize } = program.rules;
  readTable(program, entries, '.altinstructions', 'alternative', alternative.size);
  readTable(program, entries, '__jump_table', 'jump-label', jumpLabelSize);
  readTable(program, entries, '__ex_table', 'fixup', exceptionTableSize);
  if (program.behaviour.nestedAlternatives) widenNestedEntries(entries);
  for (const entry of entries) addEntry(program, entry);
}

/** Adds an edge on the side of the list where this generation looks last. */
export function addEdge(program: Program, instruction: Instruction, edge: Edge): void {
  const edges = (instruction.edges ??= []);
  const { lastEdgeFirst, lastTableEdgeFirst } = program.behaviour;
  if (edge.kind === 'jump-table' ? lastTableEdgeFirst : lastEdgeFirst) edges.unshift(edge); else edges.push(edge);
}

function readTable(program: Program, entries: Entry[], name: string, kind: Entry['kind'], size: number): void {
  const section = program.sectionByName.get(name);
  if (!section) return;
  if (section.size % size !== 0) stop(program, 'table-size', `${name} size not a multiple of ${size}`);
  const at = new Map<number, ProgramRelocation>();
  for (const relocation of section.relocations) at.set(relocation.offset, relocation);
  for (let offset = 0; offset + size <= section.bytes.length; offset += size) {
    const entry = readEntry(program, section, at, offset, kind);
    if (entry) entries.push(entry);
  }
}

function readEntry(program: Program, section: ProgramSection, at: ReadonlyMap<number, ProgramRelocation>, offset: number, kind: Entry['kind']): Entry | undefined {
  const { alternative, options } = program.rules, bytes = section.bytes;
  const isAlternative = kind === 'alternative', { keysMakeNops, keysMakeNopsIfAsked } = program.behaviour;
  const originalLength = isAlternative ? bytes[offset + alternative.originalLength]! : 0;
  const newLength = isAlternative ? bytes[offset + alternative.replacementLength]! : 0;
  const feature = isAlternative ? bytes[offset + alternative.feature]! | bytes[offset + alternative.feature + 1]! << 8 : -1;
  const original = at.get(offset);
  if (!original) { missingReloc(program, section, offset, 'orig'); return undefined; }
  let newSection: ProgramSection | undefined, newOffset = 0;
  if (!isAlternative || newLength !== 0) {
    const replacement = at.get(offset + 4);
    if (!replacement) { missingReloc(program, section, offset + 4, 'new'); return undefined; }
    newSection = replacement.symbol.section;
    newOffset = replacement.symbol.offset + replacement.addend;
    if (newOffset >= BIAS) newOffset -= BIAS;
  }
  if (kind === 'jump-label' && !at.has(offset + 8)) { missingReloc(program, section, offset + 8, 'key'); return undefined; }
  // Of i386 code both streams are of interest (walk32.ts).
  const byFeature = !program.behaviour.streamsSkipped && program.states.word === 8, isAccess = feature === SMAP && program.behaviour.knowsFlags;
  return {
    kind, originalLength, newLength, originalSection: original.symbol.section, originalOffset: original.symbol.offset + original.addend, newSection, newOffset,
    beginsAsNop: kind === 'jump-label' && keysMakeNops && (options.jumpLabelHack || !keysMakeNopsIfAsked) && ((at.get(offset + 8)?.addend ?? 0) & 2) !== 0,
    skipOriginal: byFeature && (isAccess && options.uaccess || feature === POPCNT),
    skipReplacement: byFeature && isAccess && !options.uaccess,
  };
}

function missingReloc(program: Program, section: ProgramSection, offset: number, which: string): void {
  stopPlace(program, section, offset, 'table-reloc', `can't find ${which} reloc`);
}

/** ALTERNATIVE_2 leaves several entries for one address in a row: all cover the longest original. */
function widenNestedEntries(entries: readonly Entry[]): void {
  let members: Entry[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'alternative') break;
    const first = members[0];
    if (!first || first.originalSection !== entry.originalSection || first.originalOffset !== entry.originalOffset) { members = [entry]; continue; }
    members.push(entry);
    let longest = 0;
    for (const member of members) longest = Math.max(longest, member.originalLength);
    for (const member of members) member.originalLength = longest;
  }
}

function addEntry(program: Program, entry: Entry): void {
  const original = instructionAt(entry.originalSection, entry.originalOffset);
  if (!original) { notFound(program, entry.originalSection, entry.originalOffset, 'orig', 'table-orig'); return; }
  let target: Instruction | undefined;
  if (entry.kind !== 'alternative' || entry.newLength > 0) {
    target = instructionAt(entry.newSection, entry.newOffset);
    if (!target) { notFound(program, entry.newSection, entry.newOffset, 'new', 'table-new'); return; }
  }
  if (entry.kind === 'alternative') {
    if (entry.originalLength === 0) {
      if (!program.behaviour.tellsEmptyOriginals) { stopAt(program, original, 'crash-empty-alternative', 'objtool crashes here: the original of an alternative is empty'); return; }
      reportAt(program, original, 'alt-empty', 'empty alternative entry', { severity: program.behaviour.errors ? 'error' : 'warning' });
      return;
    }
    target = addGroup(program, entry, original, target);
    if (!target) return;
  } else if (entry.kind === 'jump-label') {
    if (original.type !== 'jmp' && original.type !== 'nop') { stopAt(program, original, 'jump-label-insn', 'unsupported instruction at jump label'); return; }
    if (entry.beginsAsNop) original.type = 'nop';
    if (original.type === 'jmp') target = following(original);
  }
  if (entry.skipReplacement) original.ignoreAlternatives = true;
  addEdge(program, original, { target, skipOriginal: entry.skipOriginal && !program.behaviour.skippedBecomeNops, kind: entry.kind });
}

/** Joins the original's and the replacement's instructions to groups over one array of states; where the replacement begins. */
function addGroup(program: Program, entry: Entry, original: Instruction, replacement: Instruction | undefined): Instruction | undefined {
  const { sharedGroups, streamsSkipped } = program.behaviour;
  let group = sharedGroups ? original.group : undefined;
  if (!group) {
    group = { first: original, last: undefined, original: undefined, nop: undefined, states: new Array<undefined>(entry.originalLength).fill(undefined), owners: [], ignored: streamsSkipped && original.ignoreAlternatives };
    for (let i: Instruction | undefined = original; i && i.offset < entry.originalOffset + entry.originalLength; i = following(i)) { i.group = group; group.last = i; }
  } else {
    const length = endOf(group.last!) - group.first.offset;
    if (length !== entry.originalLength) { stopAt(program, original, 'alt-overlap', `weirdly overlapping alternative! ${length} != ${entry.originalLength}`); return undefined; }
  }
  if (program.behaviour.replacementsJump) return addJumpingGroup(program, entry, original, replacement, group);
  const ignored = !streamsSkipped && original.ignoreAlternatives;
  const added: Group = { first: original, last: undefined, original: group, nop: undefined, states: group.states, owners: group.owners, ignored: streamsSkipped && replacement?.ignoreAlternatives === true };
  if (entry.newLength < entry.originalLength) {
    const section = entry.newSection ?? entry.originalSection!, length = entry.originalLength - entry.newLength;
    const nop = newInstruction(section, entry.newOffset + entry.newLength, length, -1, paddingNop(length), 'nop', [], undefined, undefined);
    nop.symbol = original.symbol;
    nop.ignored = ignored;
    nop.group = added;
    added.nop = nop;
  }
  const first = replacement ?? added.nop;
  if (!first) return undefined;
  added.first = first;
  return !replacement || fillReplacement(program, entry, original, replacement, added, ignored) ? first : undefined;
}

/** Up to 5.11: a replacement is followed by a jump behind the original, which has no place, and no section either if the replacement is empty. */
function addJumpingGroup(program: Program, entry: Entry, original: Instruction, replacement: Instruction | undefined, group: Group): Instruction | undefined {
  const { alternativesEndSections } = program.behaviour, behind = following(group.last!), { name } = entry.originalSection!;
  if (entry.skipOriginal && program.behaviour.skippedBecomeNops) {
    for (let i: Instruction | undefined = original; i && i.group === group; i = following(i)) i.type = 'nop';
  }
  if (!behind && !alternativesEndSections) { stop(program, 'alt-jump-end', `${name}: don't know how to handle alternatives at end of section`); return undefined; }
  if (!behind && !replacement) { stop(program, 'alt-jump-end', `${name}: empty alternative at end of section`); return undefined; }
  const added: Group = { first: original, last: undefined, original: group, nop: undefined, states: [], owners: [], ignored: false };
  if (behind) {
    const jump = newInstruction(entry.newSection ?? entry.originalSection!, -1, 0, -1, { length: 1, type: 'jmp', stackOps: [] }, 'jmp', [], undefined, undefined);
    jump.jumpTo = behind;
    jump.symbol = alternativesEndSections ? original.symbol : undefined;
    jump.group = added;
    added.nop = jump;
  }
  const first = replacement ?? added.nop!;
  added.first = first;
  return !replacement || fillReplacement(program, entry, original, replacement, added, original.ignoreAlternatives) ? first : undefined;
}

function fillReplacement(program: Program, entry: Entry, original: Instruction, replacement: Instruction, group: Group, ignored: boolean): boolean {
  const end = entry.newOffset + entry.newLength;
  for (let i: Instruction | undefined = replacement; i && i.offset < end; i = following(i)) {
    group.last = i;
    i.ignored = ignored;
    if (program.behaviour.replacementsOwned) i.symbol = original.symbol;
    i.group = group;
    if (refused(program, i.relocation) && !(i === replacement && (i.type === 'call' || isStaticJump(i)))) {
      stopAt(program, i, 'alt-reloc', 'unsupported relocation in alternatives section');
    }
    if (!isStaticJump(i) || i.relocation || i.target === endOf(i) || i.target !== end) continue;
    i.jumpTo = program.behaviour.replacementsJump ? group.nop : following(group.original!.last!);
    if (!i.jumpTo) { stopAt(program, i, 'alt-jump-end', "can't find alternative jump destination"); return program.tolerant; }
  }
  return true;
}

const RELATIVE = new Set(['R_X86_64_PC8', 'R_X86_64_PC16', 'R_X86_64_PC32', 'R_X86_64_PC64', 'R_X86_64_PLT32', 'R_X86_64_GOTPC32', 'R_X86_64_GOTPCREL']);

function refused({ behaviour }: Program, relocation: ProgramRelocation | undefined): boolean {
  return relocation !== undefined && behaviour.replacementRelocationsFatal && !behaviour.movesReplacementRelocations && (!behaviour.relativeRelocationsOnly || RELATIVE.has(relocation.type));
}

function notFound(program: Program, section: ProgramSection | undefined, offset: number, which: string, code: string): void {
  const words = `special: can't find ${which} instruction`;
  if (section) stopPlace(program, section, offset, code, words);
  // A symbol of no section: objtool names the empty section.
  else stop(program, code, words, { where: `+0x${hex(offset)}: ` });
}

const paddingNops = new Map<number, Decoded>();
function paddingNop(length: number): Decoded {
  let nop = paddingNops.get(length);
  if (!nop) paddingNops.set(length, nop = { length, type: 'nop', stackOps: [] });
  return nop;
}

