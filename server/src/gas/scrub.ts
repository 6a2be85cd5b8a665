// SPDX-License-Identifier: GPL-2.0-or-later
// The scrubber of GNU as (GAS.md 1.1, 1.2): comments vanish, character constants become decimal, and of the blanks only those stay
// that mean something: one behind the first word of a statement, and one between two symbol-class characters of the operands. What
// stays decides how macro arguments split, which is why this runs before anything else, and again over all text that came out of a
// substitution. Blanks at the start of a statement are left alone: the statement reader skips them.
//
// Scrubbing depends on the text alone, so its result can be kept by text; the runs of a scrubbed line are made only when somebody asks.

import { MappedBuilder } from '../base/origin.ts';
import type { MappedText, Run } from '../base/origin.ts';
import { isBlank, isSymbolClass } from './characters.ts';
import { endOfString } from './endOfString.ts';

/** What the scrubber remembers from line to line. */
export interface ScrubState { inComment: boolean }

/** What scrubbing does to a text, wherever that text is spelled. */
export interface Scrubbing {
  readonly edits: readonly Edit[];
  readonly text: string;
  /** Index into the *source* text of a string's quote that has no partner, or of an apostrophe with nothing behind it: the next line goes on. */
  readonly unterminated: number | undefined;
}

export interface Edit { readonly start: number; readonly end: number; readonly text: string }

// Where in a statement the scan is: before its first word (or behind a label), in the first word, in the operands, in the operands
// right behind a symbol-class character or a string.
const START = 0, WORD = 1, OPERANDS = 2, SYMBOL = 3;

const TAB = 9, BLANK = 32, QUOTE = 34, HASH = 35, APOSTROPHE = 39, STAR = 42, SLASH = 47, COLON = 58, SEMICOLON = 59, BACKSLASH = 92;

export function scrub(text: string, state: ScrubState): Scrubbing {
  const edits: Edit[] = [];
  let where = START, unterminated: number | undefined;
  let i = 0;
  if (state.inComment) {
    i = endOfComment(text, 0, state);
    edits.push({ start: 0, end: i, text: '' });
  }
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === BLANK || code === TAB || (code === SLASH && i + 1 < text.length && text.charCodeAt(i + 1) === STAR)) {
      const start = i;
      let comment = false;
      while (i < text.length) {
        if (isBlank(text.charCodeAt(i))) i++;
        else if (text.charCodeAt(i) === SLASH && i + 1 < text.length && text.charCodeAt(i + 1) === STAR) { i = endOfComment(text, i + 2, state); comment = true; } else break;
      }
      const next = i < text.length ? text.charCodeAt(i) : HASH;
      let kept = '';
      if (where === START) kept = comment ? ' ' : text.slice(start, i);
      else if (next === HASH || next === SEMICOLON) kept = '';
      else if (where === WORD) {
        // A comment right behind the word joins it with what follows; behind a blank it leaves that, and be a colon next.
        if (code !== SLASH && (comment || next !== COLON)) { kept = ' '; where = OPERANDS; }
      } else if (where === SYMBOL) {
        // A comment takes the blanks around it along.
        if (!comment && (isSymbolClass(next) || next === BACKSLASH || next === QUOTE || next === APOSTROPHE)) kept = ' ';
        where = OPERANDS;
      }
      if (i - start !== kept.length || (kept === ' ' && code !== BLANK)) edits.push({ start, end: i, text: kept });
      continue;
    }
    switch (code) {
      case HASH:
        edits.push({ start: i, end: text.length, text: '' });
        i = text.length;
        break;
      case SLASH:
        if (where === START) {
          edits.push({ start: i, end: text.length, text: '' });
          i = text.length;
        } else { if (where === SYMBOL) where = OPERANDS; i++; }
        break;
      case SEMICOLON: where = START; i++; break;
      case COLON: where = where === SYMBOL || where === OPERANDS ? OPERANDS : START; i++; break;
      case QUOTE: {
        const end = endOfString(text, i);
        if (!isClosed(text, i, end)) {
          unterminated = i;
          // A backslash at the end would hide the quote.
          edits.push({ start: end, end, text: endsInBackslash(text, i + 1) ? '\\"' : '"' });
        }
        // The end of a line behind a backslash is spelled out.
        for (let escaped = text.indexOf('\\\n', i); escaped >= 0 && escaped < end; escaped = text.indexOf('\\\n', escaped + 2)) if (isEscape(text, escaped, i + 1)) edits.push({ start: escaped, end: escaped + 2, text: '\\\\n' });
        if (where === OPERANDS) where = SYMBOL;
        i = end;
        break;
      }
      case APOSTROPHE: {
        const constant = characterAt(text, i + 1);
        if (constant.isOpen) unterminated = i;
        edits.push({ start: i, end: constant.end, text: constant.decimal });
        // A constant of one digit leaves the state alone, as gas does.
        if (where === SYMBOL && constant.decimal.length > 1) where = OPERANDS;
        i = constant.end;
        break;
      }
      default:
        if (where === START) where = WORD;
        else if (where >= OPERANDS) where = isSymbolClass(code) ? SYMBOL : OPERANDS;
        i++;
    }
  }
  return { edits, text: edits.length === 0 ? text : edited(text, edits), unterminated };
}

/** The line as scrubbed; itself when nothing changes. */
export function applyScrubbing(source: MappedText, scrubbing: Scrubbing): MappedText {
  return scrubbing.edits.length === 0 ? source : new Edited(source, scrubbing);
}

function edited(source: string, edits: readonly Edit[]): string {
  // In one go: a sum of pieces would be read slowly by everybody behind.
  const pieces: string[] = [];
  let at = 0;
  for (let i = 0; i < edits.length; i++) {
    const { start, end, text } = edits[i]!;
    if (start > at) pieces.push(source.slice(at, start));
    if (text !== '') pieces.push(text);
    at = end;
  }
  pieces.push(source.slice(at));
  return pieces.join('');
}

/** A text with some stretches replaced. */
class Edited implements MappedText {
  readonly text: string;
  private readonly source: MappedText;
  private readonly edits: readonly Edit[];
  private made: readonly Run[] | undefined;

  constructor(source: MappedText, scrubbing: Scrubbing) {
    this.source = source;
    this.edits = scrubbing.edits;
    this.text = scrubbing.text;
  }

  get runs(): readonly Run[] {
    if (this.made) return this.made;
    const builder = new MappedBuilder();
    let at = 0;
    for (const edit of this.edits) {
      builder.appendSlice(this.source, at, edit.start);
      if (edit.text !== '') {
        // What the edit stands for: the spelled stretch, of which the first run is enough.
        const from = Math.min(edit.start, Math.max(0, this.source.text.length - 1));
        const replaced = new MappedBuilder();
        replaced.appendSlice(this.source, from, Math.max(edit.end, from + 1));
        const run = replaced.build().runs[0];
        if (run) builder.appendText(edit.text, run.place, run.offset, Math.min(run.end, run.offset + Math.max(1, edit.end - edit.start)));
      }
      at = edit.end;
    }
    builder.appendSlice(this.source, at, this.source.text.length);
    return (this.made = builder.build().runs);
  }
}

/** Behind the closing mark, or the end of the line; then the next line goes on with the comment. */
function endOfComment(text: string, at: number, state: ScrubState): number {
  const end = text.indexOf('*/', at);
  state.inComment = end < 0;
  return end < 0 ? text.length : end + 2;
}

/** Whether the string from `start` to `end` really ends in its closing quote. */
function isClosed(text: string, start: number, end: number): boolean {
  return end - start >= 2 && text.charCodeAt(end - 1) === QUOTE && !endsInBackslash(text.slice(0, end - 1), start + 1);
}

/** Whether the text from `start` on ends in a backslash that is not itself escaped. */
function endsInBackslash(text: string, start: number): boolean {
  let at = text.length;
  while (at > start && text.charCodeAt(at - 1) === BACKSLASH) at--;
  return (text.length - at) % 2 === 1;
}

const escapes: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9 };

/** Whether the backslash at `at` in a string from `start` on is one that means something. */
function isEscape(text: string, at: number, start: number): boolean { return !endsInBackslash(text.slice(0, at), start); }

/** The character constant whose apostrophe lies before `at`; a closing apostrophe belongs to it. The end of a line is a character too. */
function characterAt(text: string, at: number): { decimal: string; end: number; isOpen: boolean } {
  let value: number, end: number;
  const isOpen = at >= text.length || (text[at] === '\\' && at + 1 >= text.length);
  if (text[at] === '\\' && at + 1 < text.length) {
    value = escapes[text[at + 1]!] ?? text.charCodeAt(at + 1);
    end = at + 2;
  } else {
    value = isOpen ? 10 : text.charCodeAt(at);
    end = Math.min(at + 1, text.length);
  }
  if (text[end] === "'") end++;
  return { decimal: String(value & 0xff), end, isOpen };
}
