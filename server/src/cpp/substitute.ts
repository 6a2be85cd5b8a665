// SPDX-License-Identifier: GPL-2.0-or-later
// Puts arguments into a macro's replacement list: expanded ones normally, unexpanded ones beside # and ##, with the padding that
// decides about blanks later. An empty operand of ## vanishes; `, ## args` loses its comma when the variable argument is absent.

import type { Place } from '../base/origin.ts';
import type { BodyLexeme, Macro } from './definition.ts';
import { complain, type State } from './state.ts';
import { stringify } from './stringify.ts';
import { avoidPastePadding, flagged, paddingFor, type Token } from './tokens.ts';

export interface Argument {
  readonly raw: readonly Token[];
  /** A variable argument that the call does not have at all (`F(1)` for `F(a, ...)`). */
  readonly absent: boolean;
  expanded: readonly Token[] | undefined;
}

export type ExpandArgument = (state: State, argument: Argument) => readonly Token[];

/** What the replacement is collected in. */
interface Substitution {
  readonly state: State;
  readonly macro: Macro;
  readonly place: Place;
  /** What offsets in the macro's list count from. */
  readonly base: number;
  readonly args: readonly Argument[];
  readonly expand: ExpandArgument;
  readonly out: Token[];
}

export function bodyTokens(macro: Macro, place: Place): Token[] {
  const { list, base } = macro, out = new Array<Token>(list.length);
  for (let i = 0; i < list.length; i++) out[i] = bodyToken(list[i]!, place, base);
  return out;
}

export function substitute(state: State, macro: Macro, args: readonly Argument[], place: Place, expand: ExpandArgument): Token[] {
  const substitution: Substitution = { state, macro, place, base: macro.base, args, expand, out: [] };
  replace(substitution, 0, macro.list.length, -1);
  return substitution.out;
}

/** `optionStart` is the length of the output where the surrounding __VA_OPT__ began, -1 outside. */
function replace(s: Substitution, from: number, to: number, optionStart: number): void {
  const list = s.macro.list;
  for (let i = from; i < to; i++) {
    const lexeme = list[i]!;
    if (lexeme.parameter >= 0) replaceParameter(s, i, optionStart);
    else if (s.macro.variadic && lexeme.text === '__VA_OPT__' && list[i + 1]?.text === '(') {
      const close = closing(list, i + 1, to);
      replaceOption(s, i, close);
      i = close;
    } else s.out.push(bodyToken(lexeme, s.place, s.base));
  }
}

function replaceParameter(s: Substitution, index: number, optionStart: number): void {
  const list = s.macro.list, lexeme = list[index]!;
  const argument = s.args[lexeme.parameter]!;
  const pastedLeft = index > 0 && list[index - 1]!.pasteLeft;
  let tokens: readonly Token[];
  let last = s.out[s.out.length - 1];
  if (lexeme.stringify) {
    const { token, droppedBackslash } = stringify(argument.raw, { start: s.base + lexeme.start, end: s.base + lexeme.end, pasteLeft: false }, s.place);
    if (droppedBackslash) complain(s.state, 'cpp-stringify-backslash', s.place.expansion?.call ?? s.state.last);
    tokens = [token];
  } else if (lexeme.pasteLeft || pastedLeft) {
    tokens = argument.raw;
    if (pastedLeft && last !== undefined && last.kind !== 'padding') {
      if (last.text === ',' && s.macro.variadic && lexeme.parameter === s.args.length - 1) {
        if (argument.absent) s.out.pop(); else setPaste(s.out, lexeme.pasteLeft);
      } else if (tokens.length === 0 && s.out.length !== optionStart) setPaste(s.out, lexeme.pasteLeft);
    }
  } else tokens = s.expand(s.state, argument);

  const padding = s.state.directive === undefined;
  if (padding && index > 0 && !pastedLeft && !(optionStart >= 0 && s.out.length === optionStart)) s.out.push(paddingFor(lexeme));
  for (let i = 0; i < tokens.length; i++) s.out.push(tokens[i]!);
  if (lexeme.pasteLeft && tokens.length > 0) {
    last = s.out[s.out.length - 1]!;
    if (last.kind !== 'padding') setPaste(s.out, true);
  }
  if (padding && !lexeme.pasteLeft) s.out.push(avoidPastePadding);
}

/** __VA_OPT__(tokens) counts only if the variable argument has any tokens. */
function replaceOption(s: Substitution, index: number, close: number): void {
  const list = s.macro.list, lexeme = list[index]!;
  const variable = s.args[s.args.length - 1]!;
  if (s.state.directive === undefined && index > 0 && !list[index - 1]!.pasteLeft) s.out.push(paddingFor(lexeme));
  const start = s.out.length;
  if (s.expand(s.state, variable).some((token) => token.kind !== 'padding')) replace(s, index + 2, close, start);
  while (s.out.length > start && s.out[s.out.length - 1]!.kind === 'padding') s.out.pop();
  if (list[close]?.pasteLeft === true) {
    if (s.out.length > start) setPaste(s.out, true);
  } else {
    if (s.out.length === start && start > 0 && s.out[start - 1]!.pasteLeft) setPaste(s.out, false);
    s.out.push(avoidPastePadding);
  }
}

function closing(list: readonly BodyLexeme[], open: number, to: number): number {
  let depth = 0;
  for (let i = open; i < to; i++) {
    if (list[i]!.text === '(') depth++;
    else if (list[i]!.text === ')' && --depth === 0) return i;
  }
  return to;
}

function setPaste(out: Token[], pasteLeft: boolean): void {
  const last = out[out.length - 1]!;
  if (last.pasteLeft !== pasteLeft) out[out.length - 1] = flagged(last, { pasteLeft });
}

function bodyToken(lexeme: BodyLexeme, place: Place, base: number): Token {
  return { kind: lexeme.kind, text: lexeme.text, white: lexeme.white, start: base + lexeme.start, end: base + lexeme.end, place, first: false, painted: false, pasteLeft: lexeme.pasteLeft, runs: undefined };
}
