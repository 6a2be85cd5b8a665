// SPDX-License-Identifier: GPL-2.0-or-later
// A string or a character constant that is open at the end of a line goes on with the next one: for gas both are one line. A quote that nobody
// closes would take the rest of the file with it; such a line is read by itself, and is in error.

import { MappedBuilder } from '../base/origin.ts';
import type { MappedText, Run } from '../base/origin.ts';
import { scrub } from './scrub.ts';

/** A string may go on for so many lines; beyond that the quote is taken for a mistake. */
const mostLines = 500;

/** How many of the lines behind lines[at], which is open at its end, belong to it; 0: nobody closes it. */
export function linesToJoin(lines: readonly MappedText[], at: number, inComment: boolean): number {
  let { text } = lines[at]!;
  const openedBy = openOf(text, inComment);
  if (openedBy === undefined) return 0;
  for (let next = at + 1; next < lines.length && next - at <= mostLines; next++) {
    text += `\n${lines[next]!.text}`;
    // Only a quote closes a string.
    if (openedBy === '"' && !lines[next]!.text.includes('"')) continue;
    if (openOf(text, inComment) === undefined) return next - at;
  }
  return 0;
}

function openOf(text: string, inComment: boolean): string | undefined {
  const { unterminated } = scrub(text, { inComment });
  return unterminated === undefined ? undefined : text[unterminated];
}

/** The lines as one, with their ends in it. */
export function joined(lines: readonly MappedText[]): MappedText { return lines.length === 1 ? lines[0]! : new Joined(lines); }

/** The line with its end. */
export function withEnd(line: MappedText): MappedText { return new Joined([line, { text: '', runs: [] }]); }

class Joined implements MappedText {
  readonly text: string;
  private readonly lines: readonly MappedText[];
  private made: readonly Run[] | undefined;

  constructor(lines: readonly MappedText[]) {
    this.text = lines.map(line => line.text).join('\n');
    this.lines = lines;
  }

  get runs(): readonly Run[] {
    if (this.made) return this.made;
    const builder = new MappedBuilder();
    this.lines.forEach((line, i) => {
      builder.appendSlice(line, 0, line.text.length);
      if (i === this.lines.length - 1) return;
      // The end of a line stands behind its last character.
      const last = line.runs[line.runs.length - 1];
      if (last) builder.appendText('\n', last.place, Math.min(last.offset + line.text.length - last.at, last.end), last.end);
      else builder.append({ text: '\n', runs: [] });
    });
    return (this.made = builder.build().runs);
  }
}
