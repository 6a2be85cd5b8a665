// SPDX-License-Identifier: GPL-2.0-or-later
// The printer of `gcc -E`: turns the token stream into lines with exactly gcc's blanks, line ends and line markers, and keeps for each
// character where it was spelled. Blanks matter to gas: it splits macro arguments at them.

import { runIn, type Place, type Run } from '../base/origin.ts';
import { PackedText, RunTable } from '../base/packedRuns.ts';
import type { SourceText } from '../base/text.ts';
import { lineAt, utf8Length } from '../base/text.ts';
import { avoidPaste } from './avoidPaste.ts';
import type { Line, Marker } from './preprocessed.ts';
import { avoidPastePadding, mergePadding, tokenRuns, type Token } from './tokens.ts';

export interface Layout {
  readonly lines: Line[];
  readonly markers: Marker[];
  /** The line that is being written, and its length. It is joined at its end: a sum of so many pieces would be read slowly by everybody behind. */
  readonly pieces: string[];
  /** How many of these are the line's; whenever there are `mostPieces` they become one of `joined`. */
  pieceCount: number;
  readonly joined: string[];
  length: number;
  /** The runs of all lines; those of the line that is being written begin at `firstRun`. */
  readonly runs: RunTable;
  firstRun: number;
  open: boolean;
  /** A padding went by since the last token, and the best one of them. */
  padded: boolean;
  padding: Token | undefined;
  previous: Token | undefined;
  /** How many tokens were put, paddings included. */
  tokens: number;
  /** Runs in places of a living text are hung on their anchors. */
  readonly living: boolean;
  /** The file and 1-based line the next output line belongs to, as markers have told the reader. */
  file: string;
  row: number;
}

/** How far a line may be ahead before gcc prints a marker instead of empty lines. */
const gap = 8;

export function newLayout(living = false): Layout {
  return { lines: [], markers: [], pieces: [], pieceCount: 0, joined: [], length: 0, runs: new RunTable(), firstRun: 0, open: false, padded: false, padding: undefined, previous: undefined, tokens: 0, living, file: '', row: 0 };
}

export function put(layout: Layout, token: Token): void {
  layout.tokens++;
  if (token.kind === 'padding') {
    layout.padded = true;
    layout.padding = mergePadding(layout.padding, token);
    return;
  }
  let blank = token.white;
  if (layout.padded) {
    // Without a known source the token's own white space decides.
    const source = layout.padding === undefined || layout.padding === avoidPastePadding ? token : layout.padding;
    blank = source.white || (layout.previous !== undefined ? avoidPaste(layout.previous, token) : token.text === '#' && token.kind === 'punctuator');
    layout.padded = false;
    layout.padding = undefined;
  }
  layout.previous = token;
  layout.open = true;
  if (blank) {
    appendBlank(layout, token);
  }
  if (token.runs === undefined) appendRun(layout, layout.length, token.place, token.start, token.end, token.text.length);
  else appendRuns(layout, token);
  write(layout, token.text);
}

/** A file's line begins with this token: put it into its column. */
export function beginLine(layout: Layout, token: Token, file: string, row: number, flags: string, source: SourceText): void {
  moveTo(layout, file, row, flags);
  layout.previous = layout.padding = undefined;
  layout.open = true;
  const lineStart = source.lineStarts[lineAt(source, token.start)]!;
  const column = utf8Length(source.text.slice(lineStart, token.start)) + 1;
  if (column > 2) {
    appendRun(layout, 0, token.place, Math.max(lineStart, token.start - column + 1), token.start - 1, column - 2);
    write(layout, ' '.repeat(column - 2));
  }
}

/** Adds to the line that is being written. */
export function write(layout: Layout, text: string): void {
  const { pieces } = layout;
  if (layout.pieceCount === mostPieces) { layout.joined.push(pieces.join('')); layout.pieceCount = 0; }
  // A list that is emptied gives its memory away: this one is written over.
  pieces[layout.pieceCount++] = text;
  layout.length += text.length;
}

const mostPieces = 64;

function textOf({ pieces, pieceCount, joined }: Layout): string {
  const last = (pieceCount === mostPieces ? pieces : pieces.slice(0, pieceCount)).join('');
  if (joined.length === 0) return last;
  joined.push(last);
  return joined.join('');
}

/** Ends the line that is being written and makes the next one belong to this line of this file. */
export function moveTo(layout: Layout, file: string, row: number, flags: string): void {
  endLine(layout);
  const ahead = row - layout.row;
  if (file !== layout.file || ahead < 0 || ahead >= gap) mark(layout, file, row, flags);
  else if (ahead > 0) {
    layout.markers.push({ before: layout.lines.length, text: '\n\n\n\n\n\n\n\n'.slice(0, ahead) });
    layout.row = row;
  }
}

/** A line marker: `flags` is " 1" on entering a file, " 2" on coming back, with " 3 4" for system headers. */
export function mark(layout: Layout, file: string, row: number, flags: string): void {
  endLine(layout);
  layout.markers.push({ before: layout.lines.length, text: `# ${row} "${file.replace(/[\\"]/g, '\\$&')}"${flags}\n` });
  layout.file = file;
  layout.row = row;
}

export function endLine(layout: Layout): void {
  if (!layout.open) return;
  const { runs, firstRun } = layout, text = textOf(layout);
  if (layout.living) {
    layout.lines.push({ text, runs: runs.slice(0, runs.length).map(anchored) });
    runs.clear();
  } else layout.lines.push(new PackedText(text, runs, firstRun, runs.length));
  layout.firstRun = runs.length;
  layout.pieceCount = layout.length = 0;
  if (layout.joined.length > 0) layout.joined.length = 0;
  layout.open = false;
  layout.row++;
}

function anchored(run: Run): Run { return run.place.anchor ? runIn(run.at, run.place, run.offset, run.end) : run; }

/** A blank is the white space before its token where there is some, else it stands for nothing that was spelled. */
function appendBlank(layout: Layout, token: Token): void {
  const run = token.runs?.[0];
  const place = run?.place ?? token.place, start = run?.offset ?? token.start;
  const spelled = start > 0 && place.file.text.charCodeAt(start - 1) <= 32;
  appendRun(layout, layout.length, place, spelled ? start - 1 : start, start, 1);
  write(layout, ' ');
}

/** Adds a run for `length` characters, or lengthens the last one when the text goes on one to one. */
function appendRun(layout: Layout, at: number, place: Place, start: number, end: number, length = end - start): void {
  if (length === end - start) layout.runs.add(at, place, start, end, layout.firstRun);
  else layout.runs.push(at, place, start, end);
}

/** Those of a composed token. */
function appendRuns(layout: Layout, token: Token): void {
  const runs: Run[] = [];
  tokenRuns(runs, layout.length, token);
  for (let i = 0; i < runs.length; i++) { const { at, place, offset, end } = runs[i]!; layout.runs.push(at, place, offset, end); }
}
