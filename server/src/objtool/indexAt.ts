// SPDX-License-Identifier: GPL-2.0-or-later
// From an address to an instruction of what `check` left behind.

import { KeptWith } from '../base/keptWith.ts';
import type { Checked } from './checked.ts';
import type { ProgramSection } from './program.ts';

const places = new KeptWith<Checked, ReadonlyMap<number, { readonly section: ProgramSection; readonly first: number }>>();

/** Index into checked.instructions of the instruction that begins `offset` bytes into a section of the object; undefined if none does. */
export function indexAt(checked: Checked, section: number, offset: number): number | undefined {
  // Behind a fatal finding about the object itself the program knows more than there are states for.
  if (checked.program.instructions.length !== checked.instructions.length) return undefined;
  let bySection = places.get(checked);
  if (!bySection) {
    const found = new Map<number, { readonly section: ProgramSection; readonly first: number }>();
    checked.instructions.forEach((at, i) => { if (checked.instructions[i - 1]?.section !== at.section) found.set(at.section, { section: checked.program.instructions[i]!.section, first: i }); });
    places.set(checked, bySection = found);
  }
  const place = bySection.get(section);
  const position = place && offset >= 0 && offset < place.section.at.length ? place.section.at[offset]! : 0;
  return position === 0 ? undefined : place!.first + position - 1;
}
