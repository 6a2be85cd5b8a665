// SPDX-License-Identifier: GPL-2.0-or-later
// A direct call or jump that the kernel patches in place: its target is a static call's trampoline, its five bytes are rewritten while other
// CPUs run. objtool lists such places in .static_call_sites; a site that crosses a cache line cannot be written at once.

import type { Analysis } from '../analysis/analyse.ts';

export interface StaticCallSite {
  readonly trampoline: string;
  readonly key: string;
  readonly tail: boolean;
  readonly init: boolean;
  readonly form: 'e8' | 'e9' | 'other';
  /** Position in a 64-byte line, when the section is aligned so that it is certain. */
  readonly linePosition: number | undefined;
  readonly crosses: 'yes' | 'no' | 'may';
}

const lineSize = 64, trampolinePrefix = '__SCT__', keyPrefix = '__SCK__';

export function staticCallSite(analysis: Analysis, instruction: number): StaticCallSite | undefined {
  const at = analysis.checked.instructions[instruction], own = analysis.checked.program.instructions[instruction];
  const name = own?.relocation?.symbol.name;
  if (!at || !own || !name?.startsWith(trampolinePrefix) || !(own.type === 'call' || own.type === 'jmp')) return undefined;
  const section = analysis.object.sections[at.section]!, byte = section.bytes[at.offset];
  const certain = section.align >= lineSize, position = at.offset % lineSize;
  // What is aligned to less than a line still knows where it is within that alignment.
  const possible = certain ? [position] : Array.from({ length: lineSize / Math.max(1, section.align) }, (_, i) => (at.offset + i * Math.max(1, section.align)) % lineSize);
  const crossing = possible.filter(p => p + at.decoded.length > lineSize).length;
  return {
    trampoline: name, key: keyPrefix + name.slice(trampolinePrefix.length), tail: own.type === 'jmp', init: own.section.init, form: byte === 0xe8 ? 'e8' : byte === 0xe9 ? 'e9' : 'other',
    linePosition: certain ? position : undefined, crosses: crossing === 0 ? 'no' : crossing === possible.length ? 'yes' : 'may',
  };
}
