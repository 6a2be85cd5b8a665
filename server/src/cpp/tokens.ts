// SPDX-License-Identifier: GPL-2.0-or-later
// What flows through the preprocessor. A *lexeme* is what one file says and is cached with the file; a *token* is a lexeme on its way
// through one run, which knows the place it came through. Padding entries carry no text: they tell the printer where a blank may
// be needed so that neighbours do not paste together (the reason why `gcc -E` output has the blanks it has).

import type { Place, Run } from '../base/origin.ts';
import { sourceText } from '../base/text.ts';

export type LexemeKind = 'name' | 'number' | 'string' | 'char' | 'punctuator' | 'other';
export type TokenKind = LexemeKind | 'padding' | 'end';

export interface Lexeme {
  readonly kind: LexemeKind;
  readonly text: string;
  /** White space or a comment stands before it on its line. */
  readonly white: boolean;
  readonly start: number;
  readonly end: number;
}

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly white: boolean;
  readonly start: number;
  readonly end: number;
  readonly place: Place;
  /** First token of a logical line of a file. */
  readonly first: boolean;
  /** The name of a macro that was being expanded when this token was met; it stays unexpanded for good. */
  readonly painted: boolean;
  /** The left operand of `##`. */
  readonly pasteLeft: boolean;
  /** For composed text (stringified, pasted): where its stretches come from, `at` relative to the token. */
  readonly runs: readonly Run[] | undefined;
}

const nowhere: Place = { file: sourceText('', '') };
const marker = (kind: TokenKind, text: string, white: boolean): Token =>
  ({ kind, text, white, start: 0, end: 0, place: nowhere, first: false, painted: false, pasteLeft: false, runs: undefined });

/** Padding without a source: only "neighbours may paste here". */
export const avoidPastePadding = marker('padding', '', false);
/** Padding that stands for a source token with or without white space before it. */
export const whitePadding = marker('padding', '', true);
export const tightPadding = marker('padding', '', false);

/** The end of a file or directive. It is made by the reader and cannot be read again. */
export const endOfInput = marker('end', '', false);
/** The end of a stretch of lines of the main file that is read by itself (resume.ts). */
export const endOfStretch = marker('end', '', false);
/** The end of a macro argument that is being expanded. It can be read again, like any token. */
export const endOfArgument = marker('end', '', false);
/** Stands for the `#` of a directive that the search for `(` ran into. */
export const directiveAhead = marker('punctuator', '#', false);

export function paddingFor(source: { readonly white: boolean }): Token { return source.white ? whitePadding : tightPadding; }

export function tokenOf(lexeme: Lexeme, place: Place, first: boolean): Token {
  return { kind: lexeme.kind, text: lexeme.text, white: lexeme.white, start: lexeme.start, end: lexeme.end, place, first, painted: false, pasteLeft: false, runs: undefined };
}

/** The same token with other flags. A copy by spreading would be of another shape than all other tokens, and slow down whoever reads them. */
export function flagged(token: Token, { white = token.white, painted = token.painted, pasteLeft = token.pasteLeft }: Partial<Pick<Token, 'white' | 'painted' | 'pasteLeft'>>): Token {
  return { kind: token.kind, text: token.text, white, start: token.start, end: token.end, place: token.place, first: token.first, painted, pasteLeft, runs: token.runs };
}

/**
 * Which padding stays when several meet: the one that knows about white space. gcc keeps the first source it sees, unless
 * that source had no white space and a padding without source follows.
 */
export function mergePadding(kept: Token | undefined, next: Token): Token {
  return kept === undefined || kept === avoidPastePadding || (!kept.white && next === avoidPastePadding) ? next : kept;
}

/** Runs of a token's text from index `from` to `to`, shifted so that they start at `at`. */
export function tokenRuns(out: Run[], at: number, token: Token, from = 0, to = token.text.length): void {
  if (token.runs === undefined) {
    const exact = token.end - token.start === token.text.length;
    out.push({ at, place: token.place, offset: exact ? token.start + from : token.start, end: exact ? token.start + to : token.end });
    return;
  }
  for (let i = 0; i < token.runs.length; i++) {
    const run = token.runs[i]!;
    const stop = token.runs[i + 1]?.at ?? token.text.length;
    if (stop <= from) continue;
    if (run.at >= to) break;
    const skip = Math.max(0, from - run.at);
    out.push({ at: at + Math.max(run.at - from, 0), place: run.place, offset: Math.min(run.offset + skip, run.end), end: run.end });
  }
}
