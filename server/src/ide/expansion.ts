// SPDX-License-Identifier: GPL-2.0-or-later
// What a macro call became: of a `#define` the text that stands in the preprocessed lines, of a gas macro its statements. Both are read
// off the origins of what was produced, so the answer is what the tools saw, arguments and all.

import type { Analysis } from '../analysis/analyse.ts';
import { expansionsOf, type Place } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';

/** The text that the call of a #define at an offset became in its first expansion; undefined if it became nothing, or is none. */
export function definedText(analysis: Analysis, file: SourceText, callStart: number): string | undefined {
  let text = '', found = false;
  for (const line of analysis.preprocessed.lines) {
    let place: Place | undefined, mine = false, callEnd = 0;
    const before = text.length;
    for (let i = 0; i < line.runs.length; i++) {
      const run = line.runs[i]!;
      if (run.place !== place) {
        place = run.place;
        mine = false;
        for (const { kind, call } of expansionsOf(place)) if (kind === 'define' && call.place.file === file && call.start === callStart) { mine = true; callEnd = Math.max(callEnd, call.end); }
      }
      // Text of an argument keeps the place where it was written: inside the call.
      const ofArgument = callEnd > 0 && run.place.file === file && run.offset > callStart && run.offset < callEnd;
      if (mine || ofArgument) text += line.text.slice(run.at, line.runs[i + 1]?.at ?? line.text.length);
    }
    if (text.length > before) found = true;
    else if (found) break;
  }
  return found ? text.trim() : undefined;
}
