// SPDX-License-Identifier: GPL-2.0-or-later
// What is kept of lines hangs on them (WeakMap), and goes with them. But what is kept of some lines together names all of them: a block holds lines that
// were edited since, of those again others are kept, and so on without an end. So now and then only what is made of nothing but lines of now stays.

import type { Line } from '../cpp/preprocessed.ts';
import { definitionMemory, type KnownMacro } from './definitionMemory.ts';
import type { Step, StepMemory } from './stepMemory.ts';

/** So many passes are between two looks: a line that is typed, or an edit that is undone, finds what was there before in most cases. */
const passesBetween = 64;

/** Of a pass over these lines that begins. */
export function dropFormerLines(memory: StepMemory, lines: readonly Line[]): void {
  if (++memory.passes % passesBetween !== 0) return;
  const now = new Set(lines), areNow = (some: { readonly lines: readonly Line[] }): boolean => some.lines.every(line => now.has(line));
  const steps: StepMemory['steps'] = new WeakMap(), blocks: StepMemory['blocks'] = new WeakMap(), definitions = { ...definitionMemory(), noMacros: memory.definitions.noMacros };
  for (const line of now) {
    const step = memory.steps.get(line), block = memory.blocks.get(line), macro = memory.definitions.macros.get(line), pieces = memory.definitions.pieces.get(line);
    if (block && areNow(block)) blocks.set(line, block);
    if (pieces) definitions.pieces.set(line, pieces);
    keepVersions<Step>(step, areNow, kept => steps.set(line, kept));
    keepVersions<KnownMacro>(macro, areNow, kept => definitions.macros.set(line, kept));
  }
  Object.assign(memory, { steps, blocks, definitions });
}

interface Version { others: readonly Version[] }

/** The versions of what begins with a line, the latest first, without those that are made of other lines. */
function keepVersions<Kept extends Version>(latest: Kept | undefined, fits: (kept: Kept) => boolean, keep: (first: Kept) => void): void {
  if (!latest) return;
  const [first, ...others] = [latest, ...latest.others as readonly Kept[]].filter(fits);
  if (!first) return;
  first.others = others;
  keep(first);
}
