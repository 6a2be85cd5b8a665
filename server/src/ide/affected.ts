// SPDX-License-Identifier: GPL-2.0-or-later
// While some statements are in error there is no object, and objtool would say nothing. What it would say of functions that the errors
// do not touch is still worth knowing; of the others it would be a guess. A function here is the text from one symbol of a code
// section to the next. An error in a macro's body touches every function that calls the macro.

import type { Diagnostic } from '../base/diagnostic.ts';
import { expansionsOf, shownIn, type Origin } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { SHF } from '../object/objectFile.ts';

/** Errors that leave nothing sound; all others touch the functions they stand in or are called from. */
const aboutEverything = new Set(['as-layout-loop', 'cpp-include-depth', 'cpp-include-limit', 'too-much-code']);

/** Whether a finding placed here would stand on sound ground; undefined: no finding would. */
export function soundness(analysis: Analysis): ((origin: Origin) => boolean) | undefined {
  const errors = analysis.diagnostics.filter(d => d.severity === 'error');
  if (errors.length === 0) return () => true;
  if (errors.some(error => aboutEverything.has(error.code))) return undefined;
  const source = analysis.source;
  const starts = functionStarts(analysis);
  const touched = new Set<number>();
  for (const error of errors) for (const offset of offsetsIn(source, error.origin)) touched.add(regionOf(starts, offset));
  return origin => !offsetsIn(source, origin).some(offset => touched.has(regionOf(starts, offset)));
}

const unknownWord = /^(no such instruction|invalid character '.' in mnemonic)/;

/** Without one of its headers a file's macros are unknown words; that is said once, by the missing header. */
export function isConsequence(error: Diagnostic, headerIsMissing: boolean): boolean {
  return headerIsMissing && error.code === 'as-instruction' && unknownWord.test(error.message);
}

/** Everywhere in the file that a place belongs to: where it is spelled, and all calls on the way. */
function offsetsIn(source: SourceText, origin: Origin): number[] {
  const offsets: number[] = [];
  if (origin.place.file === source) offsets.push(origin.start);
  for (const { call, kind } of expansionsOf(origin.place)) if (call.place.file === source && kind !== 'include') offsets.push(call.start);
  return offsets;
}

function functionStarts(analysis: Analysis): number[] {
  const starts: number[] = [];
  for (const { section, type, statement } of analysis.object.symbols) {
    if (typeof section !== 'number' || type === 'SECTION' || !statement || (analysis.object.sections[section]!.flags & SHF.EXECINSTR) === 0) continue;
    const shown = shownIn(analysis.source, statement.origin);
    if (shown) starts.push(shown.start);
  }
  return starts.sort((a, b) => a - b);
}

/** How many functions begin at or before an offset. */
function regionOf(starts: readonly number[], offset: number): number {
  let low = 0, high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1; else high = middle;
  }
  return low;
}
