// SPDX-License-Identifier: GPL-2.0-or-later
// Two versions of a patched place that disagree about the stack at one byte: a nop in one of them moves its instruction boundaries away.
//
//     ALTERNATIVE "push %rax; pop %rax", ...     =>     ALTERNATIVE ".nops 2; push %rax; pop %rax", ...
//
// The shortest such nop is searched for on paper; only what agrees there is analysed as a whole.

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import type { CfiState } from '../../objtool/checked.ts';
import { stateAfter } from '../../objtool/stateAfter.ts';
import { agrees, alternativeView, type AlternativeStream } from '../alternatives.ts';
import type { PlacedFinding } from '../findings.ts';
import type { ProposedFix } from './fix.ts';

/** For alt-stack-conflict. */
export function alternativeFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = finding.finding?.instruction ?? groupAt(analysis, finding);
  const view = instruction === undefined ? undefined : alternativeView(analysis, instruction);
  if (!view) return [];
  const start = view.streams[0]!.boundaries.get(0), first = start === undefined ? undefined : analysis.checked.instructions[start]!.state;
  const streams = view.streams.map(stream => stream.size === 0 && first ? { original: false, boundaries: [], size: 0, end: first } : layoutOf(analysis, stream));
  if (streams.some(stream => !stream)) return [];
  const known = streams as Layout[];
  const single = shortest(known, 1), paddings = single.length > 0 ? single : shortest(known, 2);
  return paddings.flatMap(padding => {
    const edits = padding.flatMap(({ which, position, size }) => {
      const origin = statementOf(analysis, known[which]!.boundaries[position]!.instruction)?.origin;
      return origin?.place.file === analysis.source ? [{ start: origin.start, end: origin.start, text: `.nops ${size}; ` }] : [];
    });
    if (edits.length < padding.length || new Set(edits.map(edit => edit.start)).size < edits.length) return [];
    const places = padding.map(({ which, size }) => `a nop of ${size} byte${size === 1 ? '' : 's'} into ${view.streams[which]!.name === 'original' ? 'the original' : `the version for ${view.streams[which]!.name}`}`);
    return [{ title: `Insert ${places.join(' and ')}, so that no boundary is shared`, edits, mendsCode: true, confirmed: true }];
  }).slice(0, mostPaddings);
}

interface Padding { readonly which: number; readonly position: number; readonly size: number }

const mostPaddings = 6;

/** All ways to make the streams agree with so many nops and the fewest bytes. */
function shortest(streams: readonly Layout[], nops: 1 | 2): Padding[][] {
  const places = streams.flatMap((stream, which) => stream.boundaries.map((_, position) => ({ which, position }))), found: Padding[][] = [];
  for (let bytes = nops; bytes <= longestNop * nops && found.length === 0; bytes++) {
    for (const first of places) {
      if (nops === 1) { tryOut([{ ...first, size: bytes }]); continue; }
      for (const second of places) {
        if (second.which <= first.which) continue;
        for (let size = 1; size < bytes; size++) if (size <= longestNop && bytes - size <= longestNop) tryOut([{ ...first, size }, { ...second, size: bytes - size }]);
      }
    }
  }
  return found;

  function tryOut(padding: Padding[]): void {
    if (fits(streams.map((stream, i) => padding.reduce((layout, { which, position, size }) => which === i ? padded(layout, position, size) : layout, stream)))) found.push(padding);
  }
}

/** What one instruction of the CPU can skip. */
const longestNop = 9;

interface Boundary { readonly offset: number; readonly state: CfiState; readonly instruction: number }
interface Layout { readonly original: boolean; readonly boundaries: readonly Boundary[]; readonly size: number; readonly end: CfiState }

/** The site's first instruction, for findings that name only a byte of it. */
function groupAt(analysis: Analysis, finding: PlacedFinding): number | undefined {
  const at = finding.finding;
  const found = analysis.checked.instructions.findIndex(i => i.section === at?.section && i.offset <= (at.offset ?? -1) && i.offset + i.decoded.length > (at.offset ?? 0));
  return found < 0 ? undefined : found;
}

function layoutOf(analysis: Analysis, stream: AlternativeStream): Layout | undefined {
  const boundaries: Boundary[] = [];
  for (const [offset, instruction] of stream.boundaries) {
    const state = analysis.checked.instructions[instruction]!.state;
    const statement = statementOf(analysis, instruction);
    // gas's own padding is computed anew.
    if (statement?.name === '.skip') break;
    if (!state) return undefined;
    boundaries.push({ offset, state, instruction });
  }
  const last = boundaries[boundaries.length - 1], end = last && stateAfter(analysis.checked, last.instruction);
  if (!last || !end) return undefined;
  return { original: stream.name === 'original', boundaries, size: last.offset + analysis.checked.instructions[last.instruction]!.decoded.length, end };
}

function padded(stream: Layout, position: number, size: number): Layout {
  const at = stream.boundaries[position]!;
  const moved = stream.boundaries.slice(position).map(b => ({ ...b, offset: b.offset + size }));
  return { ...stream, boundaries: [...stream.boundaries.slice(0, position), { ...at }, ...moved], size: stream.size + size };
}

/** gas fills a short original with one-byte nops, the kernel a short replacement with one long one. */
function fits(streams: readonly Layout[]): boolean {
  const length = Math.max(...streams.map(stream => stream.size)), states = new Map<number, CfiState>();
  const agreesAt = (offset: number, state: CfiState): boolean => {
    const other = states.get(offset);
    if (!other) states.set(offset, state);
    return !other || agrees(other, state);
  };
  for (const { original, boundaries, size, end } of streams) {
    for (const { offset, state } of boundaries) if (!agreesAt(offset, state)) return false;
    for (let offset = size; offset < (original ? length : Math.min(length, size + 1)); offset++) if (!agreesAt(offset, end)) return false;
    if (!agreesAt(length, end)) return false;
  }
  return true;
}
