// SPDX-License-Identifier: GPL-2.0-or-later
// Sections and symbols as objtool keeps them (KERNEL.md 3.1). Two orders matter to its results: a per-section list (functions are walked in it,
// later symbols take instructions from earlier ones) and the set of symbols with a size (all lookups by address use only those).

import type { ObjectFile, ObjectSection } from '../object/objectFile.ts';
import { SHF } from '../object/objectFile.ts';
import type { Behaviour } from './behaviour.ts';
import type { CoverIndex, Program, ProgramRelocation, ProgramSection, ProgramSymbol } from './program.ts';
import { report } from './report.ts';
import type { Rules } from './rules.ts';

export function readSections(object: ObjectFile, rules: Rules, behaviour: Behaviour): ProgramSection[] {
  return object.sections.map((section, index) => readSection(section, index, rules, behaviour));
}

export function readSymbols(object: ObjectFile, sections: readonly ProgramSection[], { embedded }: Pick<Rules, 'embedded'>, behaviour: Behaviour): ProgramSymbol[] {
  const symbols = object.symbols.map((symbol): ProgramSymbol => {
    const global = symbol.binding === 'GLOBAL', name = symbol.name;
    const made = {
      name, section: typeof symbol.section === 'number' ? sections[symbol.section] : undefined, offset: symbol.value, size: symbol.size,
      type: behaviour.codeHasColdParts && symbol.type !== 'SECTION' && name.includes('.cold') ? 'FUNC' : symbol.type,
      binding: symbol.binding, parent: undefined, child: undefined, localLabel: symbol.type === 'NOTYPE' && name.startsWith('.L'),
      staticCallTrampoline: global && name.startsWith('__SCT__'), retpolineThunk: global && name.startsWith('__x86_indirect_'),
      returnThunk: global && name === '__x86_return_thunk', embedded: global && embedded.has(name), fentry: global && name === '__fentry__',
      uaccessSafe: false, ignored: false, warned: false,
    } as unknown as ProgramSymbol;
    made.alias = made;
    return made;
  });
  orderSymbols(sections, symbols, behaviour);
  return symbols;
}

/** Relocations of every section, by offset; they name symbols, so they come after them. */
export function readRelocations(object: ObjectFile, sections: readonly ProgramSection[], symbols: readonly ProgramSymbol[]): void {
  object.sections.forEach((section, index) => {
    const owner = sections[index]!;
    const sorted = isSorted(section) ? section.relocations : section.relocations.slice().sort((a, b) => a.offset - b.offset);
    const read: ProgramRelocation[] = [];
    for (const relocation of sorted) {
      const symbol = symbols[relocation.symbol];
      if (symbol) read.push({ section: owner, offset: relocation.offset, type: relocation.type, symbol, addend: Number(relocation.addend), position: read.length });
    }
    owner.relocations = read;
  });
}

/** Every function is its own parent and child, and `X.cold` belongs to X. False: objtool gives up with exit code 1. */
export function joinColdParts(program: Program): boolean {
  const { codeHasColdParts } = program.behaviour;
  for (const section of program.sections) {
    for (const symbol of section.symbols) {
      if (symbol.type !== 'FUNC' && (!codeHasColdParts || symbol.type === 'SECTION')) continue;
      symbol.parent ??= symbol;
      symbol.child ??= symbol;
      const cold = symbol.name.indexOf('.cold');
      if (cold < 0) continue;
      const parent = program.symbolByName.get(symbol.name.slice(0, cold));
      if (!parent) {
        report(program, 'cold-orphan', `${symbol.name}(): can't find parent function`, { fatal: true, severity: program.behaviour.errors ? 'error' : 'warning' });
        return false;
      }
      symbol.parent = codeHasColdParts ? parent.alias : parent;
      parent.child = symbol;
      if (codeHasColdParts) parent.alias.child = symbol;
      // A child in the parent's tail would own its instructions twice, so it is cut off.
      if (symbol.section === parent.section && symbol.offset >= parent.offset && symbol.offset + symbol.size === parent.offset + parent.size) parent.size -= symbol.size;
    }
  }
  return true;
}

export function symbolCovering(section: ProgramSection, offset: number): ProgramSymbol | undefined { return covering(section.sized, offset); }
export function functionCovering(section: ProgramSection, offset: number): ProgramSymbol | undefined { return covering(section.functions, offset); }

/** The sized symbol that starts at an offset; a function if there is one. */
export function symbolStarting(section: ProgramSection | undefined, offset: number): ProgramSymbol | undefined {
  return section?.functionAt.get(offset) ?? section?.startingAt.get(offset);
}

/** Bytes from an offset outside all symbols to the next one: 0 when covered or in front of all, -1 when nothing follows. */
export function holeAt(section: ProgramSection, offset: number): number {
  if (covering(section.sized, offset)) return 0;
  const after = firstAfter(section.sized.symbols, offset);
  if (after === 0) return 0;
  const next = section.sized.symbols[after];
  return next ? next.offset - offset : -1;
}

function readSection(section: ObjectSection, index: number, rules: Rules, behaviour: Behaviour): ProgramSection {
  const name = section.name, executable = (section.flags & SHF.EXECINSTR) !== 0;
  const empty = (): CoverIndex => ({ symbols: [], ends: [] });
  return {
    index, name, size: section.size, bytes: section.bytes, executable,
    text: executable && name !== '.altinstr_replacement' && name !== '.altinstr_aux' && !name.startsWith('.discard.'),
    noinstr: name === '.noinstr.text' || name === '.entry.text' || (name === '.cpuidle.text' && behaviour.cpuidleNoinstr) || name.startsWith('.text..__x86.'),
    init: name === '.init.text' && !rules.options.module,
    symbols: [], sized: empty(), functions: empty(), startingAt: new Map(), functionAt: new Map(), relocations: [], instructions: [], base: 0, at: new Int32Array(0),
  };
}

/** 6.2 to 6.14: whatever comes later at the same address is the alias of what came before, even a label without a size, which itself is forgotten. */
function joinBySpot(spots: Map<string, ProgramSymbol[]>, symbol: ProgramSymbol, section: ProgramSection): void {
  const key = `${section.index}:${symbol.offset}:${symbol.type}`, before = spots.get(key) ?? [];
  for (const other of before) other.alias = symbol;
  if (symbol.type !== 'NOTYPE' || symbol.size > 0) spots.set(key, [...before, symbol]);
}

/**
 * objtool puts each symbol into the list right behind the known one at or before its address, as it reads the table. Those without a
 * size are not (from 5.10 to 6.14), so they come in the reverse order of the table among themselves. A chain per section gives that order without moving anything.
 */
function orderSymbols(sections: readonly ProgramSection[], symbols: readonly ProgramSymbol[], { aliasesBySize, emptySymbolsAreForgotten }: Behaviour): void {
  const next = new Map<ProgramSymbol | ProgramSection, ProgramSymbol>(), known = new Map<ProgramSection, ProgramSymbol[]>();
  const groups = new Map<string, ProgramSymbol[]>(), spots = new Map<string, ProgramSymbol[]>();
  for (const symbol of symbols) {
    const section = symbol.section;
    if (!section) continue;
    let all = known.get(section);
    if (!all) known.set(section, all = []);
    const position = firstAfter(all, symbol.offset), before = position > 0 ? all[position - 1]! : section;
    if (symbol.size > 0 || !emptySymbolsAreForgotten) all.splice(position, 0, symbol);
    const behind = next.get(before);
    next.set(before, symbol);
    if (behind) next.set(symbol, behind);
    if (!aliasesBySize) joinBySpot(spots, symbol, section);
    if (symbol.size <= 0) continue;
    section.sized.symbols.splice(firstAfter(section.sized.symbols, symbol.offset), 0, symbol);
    const key = `${section.index}:${symbol.offset}:${symbol.type}:${symbol.size}`;
    const group = groups.get(key);
    if (group) group.push(symbol); else groups.set(key, [symbol]);
  }
  if (aliasesBySize) for (const group of groups.values()) for (const symbol of group) symbol.alias = group[group.length - 1]!;
  for (const section of sections) {
    for (let symbol = next.get(section); symbol; symbol = next.get(symbol)) section.symbols.push(symbol);
    indexSized(section);
  }
}

function indexSized(section: ProgramSection): void {
  const sized = section.sized.symbols.filter(symbol => symbol.type !== 'SECTION');
  section.sized = coverIndex(sized);
  section.functions = coverIndex(sized.filter(symbol => symbol.type === 'FUNC'));
  for (const symbol of sized) {
    if (!section.startingAt.has(symbol.offset)) section.startingAt.set(symbol.offset, symbol);
    if (symbol.type === 'FUNC' && !section.functionAt.has(symbol.offset)) section.functionAt.set(symbol.offset, symbol);
  }
}

function coverIndex(symbols: ProgramSymbol[]): CoverIndex {
  const ends: number[] = [];
  let end = -1;
  for (const symbol of symbols) ends.push(end = Math.max(end, symbol.offset + symbol.size));
  return { symbols, ends };
}

/** The first symbol (least start) that covers an offset: the leftmost whose running end lies behind it, if it starts early enough. */
function covering(index: CoverIndex, offset: number): ProgramSymbol | undefined {
  const ends = index.ends;
  let low = 0, high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > offset) high = middle; else low = middle + 1;
  }
  const symbol = index.symbols[low];
  return symbol && symbol.offset <= offset ? symbol : undefined;
}

/** Index of the first symbol that starts behind an offset. */
function firstAfter(symbols: readonly ProgramSymbol[], offset: number): number {
  let low = 0, high = symbols.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (symbols[middle]!.offset > offset) high = middle; else low = middle + 1;
  }
  return low;
}

function isSorted(section: ObjectSection): boolean {
  const relocations = section.relocations;
  for (let i = 1; i < relocations.length; i++) if (relocations[i - 1]!.offset > relocations[i]!.offset) return false;
  return true;
}
