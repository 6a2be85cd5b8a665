// SPDX-License-Identifier: GPL-2.0-or-later
// Direct calls and jumps that could be rewritten while other CPUs run them: an opcode byte (e8 or e9) and four bytes of distance. What has
// to be written at once, and cannot be when a cache line ends within it, is the distance; a breakpoint over the opcode takes care of that
// byte. Where a line ends is certain only if the section is aligned to a line; within a smaller alignment some places can be ruled out.

import type { Analysis } from '../analysis/analyse.ts';

/** Bytes. */
const lineSize = 64, siteSize = 5;

export interface PatchSite {
  readonly form: 'e8' | 'e9' | 'other';
  /** Of the opcode in its 64-byte line, when it is certain. */
  readonly linePosition: number | undefined;
  /** A line ends within the site. */
  readonly crosses: 'yes' | 'no' | 'may';
  /** ... within its four bytes of distance. */
  readonly operandCrosses: 'yes' | 'no' | 'may';
  /** Of the places that the section's alignment leaves, those where the distance crosses a line: 0 to 1. */
  readonly share: number;
}

/** For a direct call or jump; whether anybody patches it is another question. */
export function patchSite(analysis: Analysis, instruction: number): PatchSite {
  const at = analysis.checked.instructions[instruction]!, section = analysis.object.sections[at.section]!, { length } = at.decoded;
  const byte = section.bytes[at.offset], form = length !== siteSize ? 'other' : byte === 0xe8 ? 'e8' : byte === 0xe9 ? 'e9' : 'other';
  const align = Math.min(lineSize, Math.max(1, section.align));
  const places = Array.from({ length: lineSize / align }, (_, i) => (at.offset + i * align) % lineSize);
  const whole = places.filter(place => place + length > lineSize).length;
  const operand = places.filter(place => place + length - 4 < lineSize && place + length > lineSize).length;
  return {
    form, linePosition: places.length === 1 ? places[0] : undefined, crosses: answer(whole, places.length), operandCrosses: answer(operand, places.length), share: operand / places.length,
  };
}

/** All sites of the five-byte forms whose target is somebody else's: calls, and jumps that leave their function. Replacements of alternatives are templates, which are not run where they lie. */
export function patchSites(analysis: Analysis): { readonly instruction: number; readonly site: PatchSite; readonly target: string }[] {
  const { checked, object } = analysis;
  return checked.instructions.flatMap((at, instruction) => {
    const own = checked.program.instructions[instruction], section = object.sections[at.section]!;
    const byte = section.bytes[at.offset];
    if (!own || (byte !== 0xe8 && byte !== 0xe9) || at.decoded.length !== siteSize || section.name === '.altinstr_replacement' || (own.type === 'jmp' && at.next.length > 0)) return [];
    if (own.type !== 'call' && own.type !== 'jmp') return [];
    const target = own.callTo?.name ?? own.relocation?.symbol.name ?? '';
    return [{ instruction, site: patchSite(analysis, instruction), target }];
  });
}

function answer(count: number, of: number): 'yes' | 'no' | 'may' { return count === 0 ? 'no' : count === of ? 'yes' : 'may'; }
