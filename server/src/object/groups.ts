// SPDX-License-Identifier: GPL-2.0-or-later
// Section groups (`.section x,"axG",@progbits,name,comdat`): a .group section per name in front of all others, listing its members and
// their relocation sections by header index.

import { littleEndian } from './data.ts';
import type { ObjectSection } from './objectFile.ts';
import { SHT } from './objectFile.ts';
import type { AsmSection, AsmState } from './state.ts';
import { makeSymbol, type AsmSymbol } from './symbols.ts';

export interface Group { readonly name: string; readonly comdat: boolean; readonly members: readonly AsmSection[] }

export function groupsOf(state: AsmState): Group[] {
  const groups = new Map<string, { name: string; comdat: boolean; members: AsmSection[] }>();
  for (const section of state.sections) {
    if (section.group === undefined) continue;
    const known = groups.get(section.group.name);
    if (!known) groups.set(section.group.name, { name: section.group.name, comdat: section.group.comdat, members: [section] });
    else { known.members.push(section); known.comdat ||= section.group.comdat; }
  }
  return [...groups.values()];
}

/** A name that no symbol of the table and no section has yet becomes a local one in the group's section. */
export function signatureSymbols(state: AsmState, groups: readonly Group[], isInTable: (symbol: AsmSymbol) => boolean): AsmSymbol[] {
  const made: AsmSymbol[] = [];
  groups.forEach((group, i) => {
    const known = state.symbols.get(group.name);
    if (known && isInTable(known)) return;
    const named = state.sectionByName.get(group.name);
    if (named) { named.symbol.attributes.relocated = true; return; }
    const symbol = makeSymbol(group.name, state.order++);
    symbol.signatureOf = i;
    state.symbols.set(group.name, symbol);
    made.push(symbol);
  });
  return made;
}

export function groupSections(groups: readonly Group[], sections: readonly AsmSection[], related: (section: AsmSection) => boolean): ObjectSection[] {
  // Header indexes: the null section, the groups, then every section with its relocations behind it.
  const numbers = new Map<AsmSection, number>();
  let next = 1 + groups.length;
  for (const section of sections) { numbers.set(section, next++); if (related(section)) next++; }
  return groups.map(group => {
    const words = [group.comdat ? 1 : 0];
    for (const member of group.members) {
      words.push(numbers.get(member)!);
      if (related(member)) words.push(numbers.get(member)! + 1);
    }
    const bytes = new Uint8Array(words.length * 4);
    words.forEach((word, i) => bytes.set(littleEndian(BigInt(word), 4), i * 4));
    return { name: '.group', type: SHT.GROUP, flags: 0, align: 4, entsize: 4, size: bytes.length, bytes, relocations: [], spans: [] };
  });
}
