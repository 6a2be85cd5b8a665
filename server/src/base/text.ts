// SPDX-License-Identifier: GPL-2.0-or-later
// A source text and its coordinate systems. The one inner currency is the *offset*: UTF-16 code units from the start of the
// text, 0-based. Lines are 0-based here; people and command lines see 1-based lines and 1-based byte columns (columnOf).

/** One version of one file. Never changes; an edit makes a new one. */
export interface SourceText {
  /** The path as it was opened (what `__FILE__` and messages say). */
  readonly path: string;
  readonly text: string;
  /** Offset of each line's first character; lineStarts[0] = 0. Lines end at "\n" ("\r\n" counts as one end). */
  readonly lineStarts: readonly number[];
}

export function sourceText(path: string, text: string): SourceText { return new Source(path, text, undefined); }

/**
 * A class, as everything here that has a getter: those of an object literal hang on the shape of the object, which keeps what the first of them can see,
 * and every later object becomes a dictionary.
 */
class Source implements SourceText {
  readonly path: string;
  readonly text: string;
  private starts: readonly number[] | undefined;

  constructor(path: string, text: string, starts: readonly number[] | undefined) {
    this.path = path;
    this.text = text;
    this.starts = starts;
  }

  get lineStarts(): readonly number[] { return (this.starts ??= lineStartsOf(this.text)); }
}

/** Between two texts: what stands before `start` and behind the ends is the same. */
export interface TextChange { readonly start: number; readonly oldEnd: number; readonly newEnd: number }

/** So many characters are compared at once. */
const stride = 1024;

export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0, same = 0;
  while (start + stride <= shorter && before.slice(start, start + stride) === after.slice(start, start + stride)) start += stride;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const most = shorter - start, a = before.length, b = after.length;
  while (same + stride <= most && before.slice(a - same - stride, a - same) === after.slice(b - same - stride, b - same)) same += stride;
  while (same < most && before.charCodeAt(a - same - 1) === after.charCodeAt(b - same - 1)) same++;
  return { start, oldEnd: a - same, newEnd: b - same };
}

/** The next version of a file; where its lines begin follows from the version before. */
export function editedText(before: SourceText, text: string): SourceText {
  if (before.text === text) return before;
  const { start, oldEnd, newEnd } = changeBetween(before.text, text), old = before.lineStarts, shift = newEnd - oldEnd;
  const first = lineAt(before, start) + 1, starts = old.slice(0, first);
  for (let i = text.indexOf('\n', start); i >= 0 && i < newEnd; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  for (let i = lineAt(before, oldEnd) + 1; i < old.length; i++) starts.push(old[i]! + shift);
  return new Source(before.path, text, starts);
}

/** The same text in memory of its own: a slice keeps alive what it was cut from. */
export function detached(text: string): string { return (' ' + text).slice(1); }

/** The 0-based line that holds this offset. */
export function lineAt(source: SourceText, offset: number): number {
  const starts = source.lineStarts;
  let low = 0, high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle; else high = middle - 1;
  }
  return low;
}

/** Offsets [start, end) of a 0-based line, without its line end. */
export function lineSpan(source: SourceText, line: number): { start: number; end: number } {
  const start = source.lineStarts[line] ?? source.text.length;
  let end = source.lineStarts[line + 1] ?? source.text.length;
  if (end > start && source.text[end - 1] === '\n') end--;
  if (end > start && source.text[end - 1] === '\r') end--;
  return { start, end };
}

/** 1-based column in UTF-8 bytes, as compilers print it. */
export function byteColumnOf(source: SourceText, offset: number): number {
  const start = source.lineStarts[lineAt(source, offset)]!;
  return utf8Length(source.text.slice(start, offset)) + 1;
}

export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00) { bytes += 4; i++; }
    else bytes += 3;
  }
  return bytes;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}
