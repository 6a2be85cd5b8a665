// SPDX-License-Identifier: GPL-2.0-or-later
// `.include "file"`: its lines are read in place of the statement. The preprocessor has not seen them. Conditionals and definitions may begin in
// one file and end in the other.

import { mapped, type MappedText } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import { demandEnd, readerAt, type DirectiveSpot } from './conditional.ts';
import type { Invocation } from './invocation.ts';
import { skipBlank, takeString } from './reader.ts';
import { complain, type Frame, type GasState } from './state.ts';
import { literalTemplate } from './template.ts';

export function include(state: GasState, spot: DirectiveSpot): Frame | undefined {
  const reader = readerAt(spot);
  skipBlank(reader);
  const bytes = takeString(reader);
  if (!bytes) { complain(state, 'error', 'as-missing-string', 'missing string', spot); return undefined; }
  demandEnd(state, spot, reader.at);
  const path = new TextDecoder().decode(Uint8Array.from(bytes)), file = state.options.readInclude?.(path);
  // What is in the file is nothing that the memory of a line tells.
  state.recording = undefined;
  if (!file) { complain(state, 'error', 'as-include', `can't open ${path} for reading`, spot); return undefined; }
  const invocation: Invocation = {
    kind: 'include', name: path, arguments: [], counter: state.calls, ordinal: 0, callLine: spot.line, callStart: spot.start, callEnd: spot.end,
    definition: { file, start: 0, end: file.text.length }, splits: undefined, expansion: undefined, places: undefined, kept: undefined, edges: undefined,
  };
  return { invocation, body: linesOf(file).map(literalTemplate), nextRound: undefined, round: invocation, index: 0, line: undefined, shape: undefined, at: 0, scanned: 0, keeps: false, counted: false, open: undefined };
}

function linesOf(file: SourceText): MappedText[] {
  const place = { file }, lines: MappedText[] = [];
  for (let at = 0; at < file.text.length;) {
    const newline = file.text.indexOf('\n', at), end = newline < 0 ? file.text.length : newline;
    lines.push(mapped(file.text.slice(at, end), place, at));
    at = end + 1;
  }
  return lines;
}
