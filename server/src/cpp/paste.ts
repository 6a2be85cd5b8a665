// SPDX-License-Identifier: GPL-2.0-or-later
// The ## operator. In assembler text a paste that makes no token is not an error: both operands stay and are read again, and the
// right one may begin a new chain (`.##L##1` is `.` and `L1`).

import type { Run } from '../base/origin.ts';
import { isNameRest } from './characters.ts';
import { lex } from './lexer.ts';
import type { Context, State } from './state.ts';
import { flagged, tokenRuns, type LexemeKind, type Token } from './tokens.ts';

/** `first` was just read from the context and stands left of ##: pastes what follows and puts the result in a context of its own. */
export function pasteAll(state: State, context: Context, first: Token): void {
  let left = first;
  for (;;) {
    const right = context.tokens[context.next];
    if (right === undefined) break;
    context.next++;
    if (right.kind === 'padding') break;
    const pasted = paste(left, right);
    if (pasted === undefined) { context.next--; break; }
    left = pasted;
    if (!right.pasteLeft) break;
  }
  state.contexts.push({ tokens: [left.pasteLeft ? flagged(left, { pasteLeft: false }) : left], next: 0, macro: undefined });
}

function paste(left: Token, right: Token): Token | undefined {
  const text = left.text + right.text;
  const kind = kindOf(left, right, text);
  if (kind === undefined) return undefined;
  const runs: Run[] = [];
  tokenRuns(runs, 0, left);
  tokenRuns(runs, left.text.length, right);
  return { kind, text, white: left.white, start: left.start, end: left.end, place: left.place, first: false, painted: false, pasteLeft: false, runs };
}

function kindOf(left: Token, right: Token, text: string): LexemeKind | undefined {
  if (left.kind === 'name' && (right.kind === 'name' || (right.kind === 'number' && isWord(right.text)))) return 'name';
  // A comment must not begin here, whatever the lexer would say.
  if (left.text === '/' && !right.text.startsWith('=')) return undefined;
  const lexemes = lex(text, 0, text.length);
  return lexemes.length === 1 && lexemes[0]!.text.length === text.length ? lexemes[0]!.kind : undefined;
}

function isWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isNameRest(text.charCodeAt(i))) return false;
  return true;
}
