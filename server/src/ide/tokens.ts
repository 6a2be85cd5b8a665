// SPDX-License-Identifier: GPL-2.0-or-later
// The typed text of one file, cut into tokens of its three languages: C preprocessor, gas macros, assembly. What a word is follows from
// where it stands (first in its statement, behind `%`, behind `\`, in a directive's operand) and from the names that the unit knows.
// The pass looks at the text as it is typed, so it also answers for inactive regions and for statements that do not assemble; what a
// *symbol* is bound to is another matter (names.ts), which the statements after expansion decide.

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { isKnownDirective } from '../analysis/knownDirectives.ts';
import type { SourceText } from '../base/text.ts';
import { isRegister } from '../x86/registers.ts';
import { isMnemonic } from '../x86/knownMnemonics.ts';

export type TokenKind =
  | 'comment' | 'string' | 'number' | 'operator' | 'include-path'
  /** `#define`, and the words of the C preprocessor behind it. */
  | 'cpp-directive' | 'macro' | 'macro-definition' | 'macro-parameter' | 'config'
  /** gas's macros: name behind `.macro`, a call, `name` in the parameter list or as keyword, `\name`, `\@`. */
  | 'gas-macro' | 'gas-macro-definition' | 'gas-parameter-definition' | 'gas-parameter' | 'counter'
  | 'directive' | 'mnemonic' | 'register' | 'label' | 'numeric-label' | 'numeric-reference' | 'symbol' | 'section'
  /** First in a statement, and nothing that the unit knows. */
  | 'unknown';

export interface Token { readonly kind: TokenKind; readonly start: number; readonly end: number }

/** All tokens of a file of the unit, by offset, without overlap. */
export function tokensOf(analysis: Analysis, file: SourceText = analysis.source): readonly Token[] {
  let files = kept.get(analysis);
  if (!files) kept.set(analysis, files = new Map());
  let tokens = files.get(file);
  if (!tokens) files.set(file, tokens = tokenise(analysis, file.text));
  return tokens;
}

/** The token that holds the offset, or that ends there. */
export function tokenAt(analysis: Analysis, file: SourceText, offset: number): Token | undefined {
  const tokens = tokensOf(analysis, file);
  const index = firstEndingBehind(tokens, offset - 1);
  const before = tokens[index], next = tokens[index + 1];
  if (before && before.start <= offset && offset < before.end) return before;
  // At the seam of two the word wins, then the one that begins here.
  if (next && next.start <= offset && before && before.end === offset) return next.kind === 'operator' ? before : next;
  return before && before.start <= offset && offset <= before.end ? before : undefined;
}

/** Index of the first token whose end lies behind the offset. */
export function firstEndingBehind(tokens: readonly Token[], offset: number): number {
  let low = 0, high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end > offset) high = middle; else low = middle + 1;
  }
  return low;
}

const kept = new KeptWith<Analysis, Map<SourceText, readonly Token[]>>();

interface State {
  readonly analysis: Analysis;
  readonly text: string;
  readonly tokens: Token[];
  at: number;
  /** Where this stretch ends: the file, or a string that holds statements. */
  readonly end: number;
  /** Nothing of the statement has been read yet (labels and prefixes do not count). */
  fresh: boolean;
  /** The statement's first word, lower case, and how many operands are complete. */
  head: string;
  headKind: TokenKind;
  operand: number;
  /** Names of the #define's parameters while its body is read; undefined outside of one. */
  parameters: ReadonlySet<string> | undefined;
  /** Macros that the file has defined so far, which an #undef may have taken away at its end, and whether they take arguments. */
  readonly defined: Map<string, boolean>;
}

function tokenise(analysis: Analysis, text: string): Token[] {
  const state: State = { analysis, text, tokens: [], at: 0, end: text.length, fresh: true, head: '', headKind: 'unknown', operand: 0, parameters: undefined, defined: new Map() };
  while (state.at < state.end) {
    if (atLineStart(state) && readDirectiveLine(state)) continue;
    readOne(state);
  }
  return state.tokens;
}

const TAB = 9, NEWLINE = 10, RETURN = 13, BLANK = 32, QUOTE = 34, HASH = 35, DOLLAR = 36, PERCENT = 37, APOSTROPHE = 39, PAREN = 40, COMMA = 44, SLASH = 47, COLON = 58, SEMICOLON = 59, EQUALS = 61, AT = 64, BACKSLASH = 92;

function add(state: State, kind: TokenKind, start: number, end: number): void {
  if (end > start) state.tokens.push({ kind, start, end });
  state.at = Math.max(end, state.at);
}

/** Only blanks stand before `at` on its line. */
function atLineStart(state: State): boolean {
  const { text, at } = state;
  const code = text.charCodeAt(at);
  if (code !== HASH) return false;
  for (let i = at - 1; i >= 0; i--) {
    const before = text.charCodeAt(i);
    if (before === NEWLINE) return true;
    if (before !== BLANK && before !== TAB) return false;
  }
  return true;
}

/** One lexeme of a statement, or what separates statements. */
function readOne(state: State): void {
  const { text, at, end } = state;
  const code = text.charCodeAt(at);
  if (code === NEWLINE || code === SEMICOLON) { newStatement(state); state.at++; return; }
  if (code === BLANK || code === TAB || code === RETURN) { state.at++; return; }
  if (readComment(state, true)) return;
  if (code === QUOTE) { readString(state); return; }
  if (code === PERCENT) { readRegister(state); return; }
  if (code === BACKSLASH) { readReference(state); return; }
  if (isDigit(code)) { readNumber(state); return; }
  if (isNameStart(code)) { readWord(state); return; }
  if (code === APOSTROPHE && at + 1 < end) { add(state, 'number', at, Math.min(end, at + (text.charCodeAt(at + 2) === APOSTROPHE ? 3 : 2))); state.fresh = false; return; }
  if (code === COMMA) state.operand++;
  add(state, 'operator', at, at + 1);
  if (code !== COLON) state.fresh = false;
}

function newStatement(state: State): void { state.fresh = true; state.head = ''; state.headKind = 'unknown'; state.operand = 0; }

/** `hash`: gas's own comments count too (not inside `#define`, where `#` makes strings). */
function readComment(state: State, hash: boolean): boolean {
  const { text, at, end } = state;
  const code = text.charCodeAt(at);
  if (code === SLASH && text.charCodeAt(at + 1) === 42) {
    const close = text.indexOf('*/', at + 2);
    add(state, 'comment', at, close < 0 ? end : Math.min(end, close + 2));
    return true;
  }
  if ((code === SLASH && text.charCodeAt(at + 1) === SLASH) || (hash && code === HASH)) { add(state, 'comment', at, endOfLine(text, at, end)); return true; }
  return false;
}

/** Words whose string arguments are text; any other statement's strings may hold statements (ALTERNATIVE, _ASM_...). */
function stringIsText(state: State): boolean {
  return state.headKind === 'directive' || state.headKind === 'mnemonic' || state.headKind === 'unknown' || state.head === '';
}

function readString(state: State): void {
  const { text, at } = state;
  let close = at + 1;
  while (close < state.end && text.charCodeAt(close) !== QUOTE && text.charCodeAt(close) !== NEWLINE) close += text.charCodeAt(close) === BACKSLASH && text.charCodeAt(close + 1) === QUOTE ? 2 : 1;
  close = Math.min(close, state.end);
  const closed = text.charCodeAt(close) === QUOTE && close < state.end;
  state.fresh = false;
  if (stringIsText(state)) { add(state, 'string', at, closed ? close + 1 : close); return; }
  add(state, 'string', at, at + 1);
  const inner: State = { ...state, at: at + 1, end: close, fresh: true, head: '', headKind: 'unknown', operand: 0 };
  while (inner.at < inner.end) readOne(inner);
  state.at = close;
  if (closed) add(state, 'string', close, close + 1);
}

function readRegister(state: State): void {
  const { text, at } = state;
  const end = endOfWord(text, at + 1, state.end);
  let stop = end;
  if (text.slice(at + 1, end) === 'st' && /^\([0-7]\)/.test(text.slice(end, end + 3))) stop = end + 3;
  add(state, end > at + 1 && isRegister(text.slice(at + 1, stop)) ? 'register' : 'operator', at, end > at + 1 && isRegister(text.slice(at + 1, stop)) ? stop : at + 1);
  state.fresh = false;
}

/** `\name`, `\@`, `\()`; a backslash at the end of a line joins lines. */
function readReference(state: State): void {
  const { text, at } = state;
  const next = text.charCodeAt(at + 1);
  if (next === NEWLINE || next === RETURN) { state.at = at + (next === RETURN ? 3 : 2); return; }
  const end = next === AT ? at + 2 : isNameStart(next) ? endOfWord(text, at + 1, state.end) : Math.min(state.end, at + (next === PAREN ? 3 : 1));
  // `\op %rax`: the head is whatever the argument says.
  if (state.fresh && isNameStart(next)) { state.fresh = false; state.headKind = 'gas-macro'; }
  add(state, next === AT ? 'counter' : isNameStart(next) ? 'gas-parameter' : 'operator', at, end);
}

function readNumber(state: State): void {
  const { text, at } = state;
  let end = at;
  while (end < state.end && (isDigit(text.charCodeAt(end)) || isNameStart(text.charCodeAt(end)))) end++;
  const word = text.slice(at, end);
  if (state.fresh && isAllDigits(word)) {
    const after = skipBlanks(text, end, state.end);
    if (text.charCodeAt(after) === COLON && after < state.end) { add(state, 'numeric-label', at, end); add(state, 'operator', after, after + 1); return; }
  }
  state.fresh = false;
  const last = word.charCodeAt(word.length - 1);
  add(state, (last === 102 || last === 98) && isAllDigits(word.slice(0, -1)) && word.length > 1 ? 'numeric-reference' : 'number', at, end);
}

const prefixes = new Set(['rep', 'repe', 'repz', 'repne', 'repnz', 'lock', 'notrack', 'bnd', 'data16', 'data32', 'addr32', 'addr16', 'cs', 'ds', 'es', 'fs', 'gs', 'ss', 'rex', 'rex64', 'rex.w', 'xacquire', 'xrelease']);
const namesSection = new Set(['.section', '.pushsection']);

function readWord(state: State): void {
  const { text, at } = state;
  const end = endOfWord(text, at, state.end);
  const word = text.slice(at, end);
  if (!state.fresh) { add(state, operandKind(state, word, at, end), at, end); return; }
  const after = skipBlanks(text, end, state.end);
  const follower = after < state.end ? text.charCodeAt(after) : NEWLINE;
  // `label:`, also with parts that a macro fills in (`.Lx_\@:`).
  if (follower === COLON && text.charCodeAt(after + 1) !== COLON) { add(state, 'label', at, end); add(state, 'operator', after, after + 1); return; }
  if (follower === BACKSLASH && after === end && isLabelAhead(text, end, state.end)) { add(state, 'label', at, end); return; }
  if (follower === EQUALS) { state.fresh = false; state.headKind = 'directive'; add(state, 'label', at, end); return; }
  const kind = headKindOf(state, word, end);
  add(state, kind, at, end);
  if (kind === 'mnemonic' && prefixes.has(word.toLowerCase())) return;
  state.fresh = false;
  state.head = word.toLowerCase();
  state.headKind = kind;
}

function isLabelAhead(text: string, at: number, end: number): boolean {
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === COLON) return true;
    if (!(isNameRest(code) || code === BACKSLASH || code === AT || code === PAREN || code === PAREN + 1)) return false;
  }
  return false;
}

function headKindOf(state: State, word: string, end: number): TokenKind {
  if (state.parameters?.has(word)) return 'macro-parameter';
  if (isMacroUse(state, word, end)) return 'macro';
  const lower = word.toLowerCase();
  if (state.analysis.listing.macros.has(lower)) return 'gas-macro';
  if (word.charCodeAt(0) === 46) return isKnownDirective(lower) ? 'directive' : state.parameters ? 'symbol' : 'unknown';
  // `movdq\a` is finished by an argument.
  if (isMnemonic(lower) || prefixes.has(lower) || state.text.charCodeAt(end) === BACKSLASH) return 'mnemonic';
  // A #define may stand for anything.
  return state.parameters ? isRegister(lower) ? 'register' : 'symbol' : 'unknown';
}

function operandKind(state: State, word: string, at: number, end: number): TokenKind {
  const { text, head } = state;
  if (state.parameters?.has(word)) return 'macro-parameter';
  if (head === '.macro') return macroHeaderKind(state, at);
  if ((head === '.irp' || head === '.irpc') && state.tokens[state.tokens.length - 1]?.kind === 'directive') return 'gas-parameter-definition';
  if (head === '.purgem') return 'gas-macro';
  if (word.startsWith('CONFIG_')) return 'config';
  if (isMacroUse(state, word, end)) return 'macro';
  if (namesSection.has(head) && state.operand === 0) return 'section';
  if (text.charCodeAt(at - 1) === AT) return 'operator';
  if (state.headKind === 'gas-macro' && text.charCodeAt(end) === EQUALS && parameterNamed(state, head, word)) return 'gas-parameter-definition';
  return 'symbol';
}

function parameterNamed(state: State, macro: string, name: string): boolean {
  return state.analysis.listing.macros.get(macro)?.some(definition => definition.parameters.some(p => p.name === name)) === true;
}

/** `.macro name a:req, b=0`: the first word is the name; behind `:` a qualifier, behind `=` a value. */
function macroHeaderKind(state: State, at: number): TokenKind {
  const { text, tokens } = state;
  const last = tokens[tokens.length - 1];
  if (last?.kind === 'directive' && text.charCodeAt(last.start) === 46) return 'gas-macro-definition';
  let before = at - 1;
  while (text.charCodeAt(before) === BLANK || text.charCodeAt(before) === TAB) before--;
  const code = text.charCodeAt(before);
  return code === COLON ? 'directive' : code === EQUALS || code === DOLLAR ? 'symbol' : 'gas-parameter-definition';
}

function isMacroUse(state: State, word: string, end: number): boolean {
  const macro = state.analysis.preprocessed.macros.get(word), own = macro ? macro.parameters !== undefined : state.defined.get(word);
  if (own === undefined) return false;
  return !own || state.text.charCodeAt(skipBlanks(state.text, end, state.end)) === PAREN;
}

/** `#` at the start of a line: a directive of the preprocessor up to its end, spliced lines included; else gas's comment. */
function readDirectiveLine(state: State): boolean {
  const { text, at } = state;
  newStatement(state);
  const nameAt = skipBlanks(text, at + 1, state.end);
  const nameEnd = endOfWord(text, nameAt, state.end);
  const name = text.slice(nameAt, nameEnd);
  if (!cppDirectives.has(name)) { add(state, 'comment', at, endOfLine(text, at, state.end)); return true; }
  const stop = endOfLogicalLine(text, nameEnd, state.end);
  add(state, 'cpp-directive', at, nameEnd);
  if (name === 'error' || name === 'warning') { const from = skipBlanks(text, nameEnd, stop); add(state, 'string', from, stop); return true; }
  const inner: State = { ...state, end: stop, at: nameEnd };
  if (name === 'include' || name === 'include_next' || name === 'import') readIncludePath(inner);
  else if (name === 'define') readDefine(inner);
  else while (inner.at < stop) readCondition(inner);
  state.at = stop;
  return true;
}

const cppDirectives = new Set(['define', 'undef', 'include', 'include_next', 'import', 'if', 'ifdef', 'ifndef', 'elif', 'elifdef', 'elifndef', 'else', 'endif', 'error', 'warning', 'line', 'pragma']);

function readIncludePath(state: State): void {
  const { text } = state;
  const start = skipBlanks(text, state.at, state.end);
  const close = text.charCodeAt(start) === QUOTE ? text.indexOf('"', start + 1) : text.charCodeAt(start) === 60 ? text.indexOf('>', start) : -1;
  if (close >= 0 && close < state.end) add(state, 'include-path', start, close + 1);
  while (state.at < state.end) readCondition(state);
}

function readDefine(state: State): void {
  const { text } = state;
  const start = skipBlanks(text, state.at, state.end), end = endOfWord(text, start, state.end);
  add(state, 'macro-definition', start, end);
  state.defined.set(text.slice(start, end), text.charCodeAt(end) === PAREN && end < state.end);
  state.parameters = new Set();
  if (text.charCodeAt(end) === PAREN && end < state.end) {
    const names = new Set<string>();
    while (state.at < state.end) {
      const code = text.charCodeAt(state.at);
      if (isNameStart(code)) { const stop = endOfWord(text, state.at, state.end); names.add(text.slice(state.at, stop)); add(state, 'macro-parameter', state.at, stop); } else if (code === PAREN + 1) { add(state, 'operator', state.at, state.at + 1); break; } else state.at++;
    }
    state.parameters = names;
  }
  state.fresh = true;
  while (state.at < state.end) {
    if (text.charCodeAt(state.at) === HASH) { add(state, 'operator', state.at, state.at + 1); continue; }
    if (text.charCodeAt(state.at) === NEWLINE) { state.at++; continue; }
    readOne(state);
  }
}

/** Operands of #if and #ifdef: names are macros, known or not. */
function readCondition(state: State): void {
  const { text, at } = state;
  const code = text.charCodeAt(at);
  if (code === BLANK || code === TAB || code === NEWLINE || code === RETURN || code === BACKSLASH) { state.at++; return; }
  if (readComment(state, false)) return;
  if (isNameStart(code)) {
    const end = endOfWord(text, at, state.end), word = text.slice(at, end);
    add(state, word === 'defined' ? 'cpp-directive' : word.startsWith('CONFIG_') ? 'config' : 'macro', at, end);
  } else if (isDigit(code)) readNumber(state);
  else add(state, 'operator', at, at + 1);
}

function isDigit(code: number): boolean { return code >= 48 && code <= 57; }
function isNameStart(code: number): boolean { return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 46 || code >= 128; }
function isNameRest(code: number): boolean { return isNameStart(code) || isDigit(code) || code === DOLLAR; }

function isAllDigits(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (!isDigit(word.charCodeAt(i))) return false;
  return word !== '';
}

export function endOfWord(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && isNameRest(text.charCodeAt(i))) i++;
  return i;
}

function skipBlanks(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && (text.charCodeAt(i) === BLANK || text.charCodeAt(i) === TAB)) i++;
  return i;
}

function endOfLine(text: string, at: number, end: number): number {
  const stop = text.indexOf('\n', at);
  return stop < 0 ? end : Math.min(end, stop);
}

/** A comment over several lines belongs to the line as well. */
function endOfLogicalLine(text: string, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === NEWLINE) {
      const before = text.charCodeAt(i - 1) === RETURN ? i - 2 : i - 1;
      if (text.charCodeAt(before) !== BACKSLASH) return i;
    } else if (code === SLASH && text.charCodeAt(i + 1) === 42) {
      const close = text.indexOf('*/', i + 2);
      if (close < 0) return end;
      i = close + 1;
    }
  }
  return end;
}
