// SPDX-License-Identifier: GPL-2.0-or-later
// The # operator. The kernel hands instructions around as strings (ALTERNATIVE "", __stringify(call foo)) that gas reads again later,
// so every stretch inside the string keeps the place of the argument it was spelled at.

import type { Place, Run } from '../base/origin.ts';
import { mergePadding, avoidPastePadding, tokenRuns, type Token } from './tokens.ts';

export interface Stringified { readonly token: Token; readonly droppedBackslash: boolean }

/** The string for the raw (unexpanded) tokens of an argument; `at` is the `#x` in the macro's body, for the quotes. */
export function stringify(argument: readonly Token[], at: { readonly start: number; readonly end: number; readonly pasteLeft: boolean }, place: Place): Stringified {
  const runs: Run[] = [{ at: 0, place, offset: at.start, end: at.end }];
  let text = '"', padding: Token | undefined, backslashes = 0;
  for (const token of argument) {
    if (token.kind === 'padding') { padding = mergePadding(padding, token); continue; }
    if (token.kind === 'end') break;
    const source = padding === undefined || padding === avoidPastePadding ? token : padding;
    if (source.white && text.length > 1) {
      const offset = Math.max(0, token.start - 1);
      runs.push({ at: text.length, place: token.place, offset, end: offset + 1 });
      text += ' ';
    }
    padding = undefined;
    text = token.kind === 'string' || token.kind === 'char' ? appendEscaped(text, runs, token) : appendPlain(text, runs, token);
    backslashes = token.kind === 'other' && token.text.startsWith('\\') ? backslashes + 1 : 0;
  }
  const droppedBackslash = backslashes % 2 === 1;
  if (droppedBackslash) text = text.slice(0, -1);
  runs.push({ at: text.length, place, offset: at.start, end: at.end });
  text += '"';
  return {
    token: { kind: 'string', text, white: false, start: at.start, end: at.end, place, first: false, painted: false, pasteLeft: at.pasteLeft, runs: runs.filter((run) => run.at < text.length) },
    droppedBackslash,
  };
}

function appendPlain(text: string, runs: Run[], token: Token): string {
  tokenRuns(runs, text.length, token);
  return text + token.text;
}

/** Inside literals `\` and `"` get a backslash, which belongs to the character it stands before. */
function appendEscaped(text: string, runs: Run[], token: Token): string {
  let from = 0, result = text;
  for (let i = 0; i < token.text.length; i++) {
    const character = token.text[i]!;
    if (character !== '"' && character !== '\\') continue;
    if (i > from) tokenRuns(runs, result.length, token, from, i);
    result += token.text.slice(from, i);
    tokenRuns(runs, result.length, token, i, i + 1);
    tokenRuns(runs, result.length + 1, token, i, i + 1);
    result += '\\' + character;
    from = i + 1;
  }
  if (from < token.text.length) tokenRuns(runs, result.length, token, from);
  return result + token.text.slice(from);
}
