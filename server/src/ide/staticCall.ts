// SPDX-License-Identifier: GPL-2.0-or-later
// A direct call or jump that the kernel patches in place: its target is a static call's trampoline. objtool lists such places in
// .static_call_sites, eight bytes each (struct static_call_site of include/linux/static_call_types.h).

import type { Analysis } from '../analysis/analyse.ts';
import { patchSite, type PatchSite } from './patchSite.ts';

export interface StaticCallRow {
  /** Of the row in .static_call_sites; undefined if objtool does not get so far. */
  readonly offset: number | undefined;
  /** The first word is the distance to the instruction, the second to the key; an addend of 1 says tail call. */
  readonly section: string;
  readonly instruction: number;
  readonly key: string;
  readonly addend: 0 | 1;
}

export interface StaticCallSite extends PatchSite {
  readonly trampoline: string;
  readonly key: string;
  readonly tail: boolean;
  /** The kernel adds 2 to the key's word when it boots, because the code is discarded later. */
  readonly init: boolean;
  readonly row: StaticCallRow;
}

const trampolinePrefix = '__SCT__', keyPrefix = '__SCK__', rowSize = 8;

export function staticCallSite(analysis: Analysis, instruction: number): StaticCallSite | undefined {
  const { checked, object, inputs } = analysis, at = checked.instructions[instruction], own = checked.program.instructions[instruction];
  const name = own?.callTo?.name ?? own?.relocation?.symbol.name;
  if (!at || !own || !name?.startsWith(trampolinePrefix) || own.section.name === '.altinstr_replacement') return undefined;
  if (own.type !== 'call' && own.type !== 'jmp' && own.type !== 'jcc') return undefined;
  const tail = own.type !== 'call', key = keyPrefix + name.slice(trampolinePrefix.length);
  // A module may call through a trampoline whose key it does not know: the kernel finds the key by the trampoline.
  const known = !inputs.rules.options.module || object.symbols.some(symbol => symbol.name === key);
  const place = checked.program.staticCalls.indexOf(own);
  return {
    ...patchSite(analysis, instruction), trampoline: name, key, tail, init: own.section.init,
    row: { offset: place < 0 ? undefined : place * rowSize, section: own.section.name, instruction: at.offset, key: known ? key : name, addend: tail ? 1 : 0 },
  };
}

/** The row as an assembler would be given it. */
export function rowText({ section, instruction, key, addend }: StaticCallRow): string {
  return `.long ${section}+0x${instruction.toString(16)} - ., ${key}${addend === 0 ? '' : ' + 1'} - .`;
}
