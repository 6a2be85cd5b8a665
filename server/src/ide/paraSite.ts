// SPDX-License-Identifier: GPL-2.0-or-later
// Places that a guest of a hypervisor rewrites at boot, as kernels up to 6.7 have them: .parainstructions holds for each the address
// (eight bytes), the operation and the number of bytes. They are alternatives whose other version nobody can see: objtool reads no such
// record, so an interrupt inside of what was patched in finds the row of the call that is there at build time.

import type { Analysis } from '../analysis/analyse.ts';
import { statementAt } from '../object/objectFile.ts';

export interface ParaSite {
  /** As the source spells it, `PARA_PATCH(PV_IRQ_save_fl)` expanded: an expression, or its value. */
  readonly operation: string;
  /** Bytes that can be rewritten, and how far into them the instruction is. */
  readonly length: number;
  readonly offset: number;
}

const recordSize = 16;

export function paraSite(analysis: Analysis, instruction: number): ParaSite | undefined {
  const { object, checked } = analysis, table = object.sections.find(section => section.name === '.parainstructions'), at = checked.instructions[instruction];
  if (!table || !at) return undefined;
  for (const relocation of table.relocations) {
    const symbol = object.symbols[relocation.symbol];
    if (relocation.offset % recordSize !== 0 || relocation.offset + 10 > table.bytes.length || symbol?.section !== at.section) continue;
    const start = symbol.value + Number(relocation.addend), length = table.bytes[relocation.offset + 9]!;
    if (at.offset < start || at.offset >= start + length) continue;
    const spelled = statementAt(table, relocation.offset + 8)?.rest.split(',')[0]?.trim();
    return { operation: spelled ?? String(table.bytes[relocation.offset + 8]), length, offset: at.offset - start };
  }
  return undefined;
}

export function renderParaSite({ operation, length, offset }: ParaSite): string {
  return `pv site: ${offset === 0 ? '' : `byte ${offset} of `}${length} bytes that a guest rewrites at boot (operation ${operation}), into a direct call or the native instructions. objtool reads no .parainstructions: `
    + 'what is patched in must not move the stack between its instructions, or backtraces from there go astray (later kernels use ALTERNATIVE, whose versions share their rows)';
}
