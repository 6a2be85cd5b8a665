// SPDX-License-Identifier: GPL-2.0-or-later
// Reads #define lines. A configured kernel file sees six thousand of them and uses three hundred, so a definition that is plainly in
// order is only named here; its replacement list is read at its first use. Definitions depend on the text alone and are cached with it.

import { AnchoredPlace, type Anchor } from '../base/anchor.ts';
import { originIn, spanOf, type Expansion, type Origin, type Place, type Span } from '../base/origin.ts';
import { detached, sourceText } from '../base/text.ts';
import { hash, isBlank, isNameRest, isNameStart, openParenthesis, slash, star } from './characters.ts';
import { lexemesOf } from './lexer.ts';
import { logicalLines, type LogicalLines } from './logicalLines.ts';
import type { MessageCode } from './messages.ts';
import type { MacroDefinition } from './preprocessed.ts';
import type { Lexeme } from './tokens.ts';

export interface BodyLexeme extends Lexeme {
  /** Index of the parameter that this name is; -1 otherwise. */
  readonly parameter: number;
  readonly stringify: boolean;
  readonly pasteLeft: boolean;
  /** White space stood before the parameter behind `#` (only matters for redefinitions). */
  readonly innerWhite: boolean;
}

export interface Problem { readonly code: MessageCode; readonly args: readonly string[]; readonly start: number; readonly end: number }

/** What a #define line means: a macro, unless it is so wrong that nothing is defined. */
export interface Definition { readonly macro: Macro | undefined; readonly problems: readonly Problem[] }

/** Of a definition in a living text, which is read from a copy of its line: where the line stands. `from` counts from the anchor. */
export interface Home { readonly anchor: Anchor; readonly from: number }

export type BuiltinName = '__LINE__' | '__FILE__' | '__BASE_FILE__' | '__INCLUDE_LEVEL__' | '__COUNTER__' | '__DATE__' | '__TIME__' | '__TIMESTAMP__'
  | '_Pragma' | '__has_include' | '__has_include_next';

interface Parsed {
  readonly parameters: readonly string[] | undefined;
  readonly variadic: boolean;
  readonly body: readonly BodyLexeme[];
  readonly problems: readonly Problem[];
  readonly wrong: boolean;
}

export class Macro implements MacroDefinition {
  private parsed: Parsed | undefined;
  private spelled: Span | undefined;

  constructor(readonly name: string, public lines: LogicalLines | undefined, readonly line: number, readonly functionLike: boolean, readonly builtin?: BuiltinName, readonly home?: Home) {}

  get parameters(): readonly string[] | undefined { return this.parse().parameters; }
  get variadic(): boolean { return this.parse().variadic; }
  get list(): readonly BodyLexeme[] { return this.parse().body; }

  /** True for macros that stand in no file that anybody can open. */
  get predefined(): boolean { return this.lines === undefined || this.lines.source.path.startsWith('<'); }

  get definition(): Span | undefined {
    if (this.lines === undefined || this.predefined) return undefined;
    return this.span;
  }

  /** One object for as long as the macro lives. */
  get span(): Span | undefined { return (this.spelled ??= this.origin && spanOf(this.origin)); }

  /** Another reading of a living definition is the same up to its last token: behind that a comment may differ. */
  isRenewed({ lines, line, home }: Macro): boolean {
    const own = this.lines && codeOf(this.lines, this.line);
    return this.line === line && this.home !== undefined && this.home.from === home?.from && own !== undefined && lines !== undefined && own === codeOf(lines, line);
  }

  /** From here on its text is that of the other reading. */
  renew({ lines }: Macro): this {
    this.lines = lines;
    this.parsed = undefined;
    return this;
  }

  get origin(): Origin | undefined {
    if (this.home) return new LivingOrigin(this, this.home);
    return this.lines === undefined ? undefined : originIn(this.placeThrough(undefined), this.base + this.lines.starts[this.line]!, this.base + this.lines.ends[this.line]!);
  }

  /** What offsets of lexemes count from. */
  get base(): number { return this.home === undefined ? 0 : this.home.anchor.at + this.home.from; }

  /** The place of the replacement list. */
  placeThrough(expansion: Expansion | undefined): Place {
    return this.home === undefined ? { file: this.lines!.source, expansion } : new AnchoredPlace(this.home.anchor, expansion);
  }

  get body(): string {
    if (this.lines === undefined) return '';
    const lexemes = lexemesOf(this.lines, this.line);
    const from = this.functionLike ? lexemes.findIndex((lexeme) => lexeme.text === ')') + 1 : 1;
    return lexemes.slice(from).map((lexeme, index) => (lexeme.white && index > 0 ? ' ' : '') + lexeme.text).join('');
  }

  parse(): Parsed {
    return (this.parsed ??= this.lines === undefined ? { parameters: undefined, variadic: false, body: [], problems: [], wrong: false } : parseDefinition(this.lines, this.line));
  }
}

/** Of a living macro: its text may be another one later. */
class LivingOrigin implements Origin {
  readonly place: Place;
  private readonly macro: Macro;

  constructor(macro: Macro, { anchor }: Home) {
    this.place = new AnchoredPlace(anchor, undefined);
    this.macro = macro;
  }

  get start(): number { return this.macro.base + this.macro.lines!.starts[this.macro.line]!; }
  get end(): number { return this.macro.base + this.macro.lines!.ends[this.macro.line]!; }
}

function codeOf(lines: LogicalLines, line: number): string { return lines.source.text.slice(lines.starts[line], lexemesOf(lines, line).at(-1)?.end); }

export function definitionAt(lines: LogicalLines, line: number): Definition {
  return (lines.definitions[line] ??= plainDefinition(lines, line) ?? carefulDefinition(lines, line));
}

/** Of a living text. Offsets of problems are those of the text as it is now. */
export function livingDefinitionAt({ source, starts, ends }: LogicalLines, line: number, anchor: Anchor): Definition {
  const start = starts[line]!, own = logicalLines(sourceText(source.path, detached(source.text.slice(start, ends[line]!))));
  const { macro, problems } = definitionAt(own, 0);
  return {
    macro: macro && new Macro(macro.name, own, 0, macro.functionLike, undefined, { anchor, from: start - anchor.at }),
    problems: problems.map(problem => ({ ...problem, start: problem.start + start, end: problem.end + start })),
  };
}

/** Same kind, same parameter names, same tokens, white space at the same places: such a redefinition is silent. */
export function sameDefinition(a: Macro, b: Macro): boolean {
  if (a === b) return true;
  if (a.functionLike !== b.functionLike || a.variadic !== b.variadic) return false;
  const names = a.parameters ?? [], others = b.parameters ?? [];
  if (names.length !== others.length || names.some((name, i) => name !== others[i])) return false;
  const left = a.list, right = b.list;
  return left.length === right.length && left.every((x, i) => {
    const y = right[i]!;
    return x.text === y.text && x.kind === y.kind && x.white === y.white && x.parameter === y.parameter && x.stringify === y.stringify
      && x.pasteLeft === y.pasteLeft && x.innerWhite === y.innerWhite;
  });
}

/** Definitions that nothing can be wrong with, recognised without lexing; undefined when a closer look is needed. */
function plainDefinition(lines: LogicalLines, line: number): Definition | undefined {
  if (lines.pastes[line]) return undefined;
  const text = lines.source.text, end = lines.ends[line]!;
  let i = lines.operands[line]!;
  while (isBlank(text.charCodeAt(i))) i++;
  const start = i;
  if (!isNameStart(text.charCodeAt(i))) return undefined;
  while (i < end && isNameRest(text.charCodeAt(i))) i++;
  const name = text.slice(start, i);
  const next = text.charCodeAt(i);
  const functionLike = i < end && next === openParenthesis;
  if (functionLike) { if (!plainParameters(text, i + 1, end)) return undefined; }
  else if (i < end && !isBlank(next) && !(next === slash && text.charCodeAt(i + 1) === star)) return undefined;
  if (name === 'defined' || name.startsWith('__VA_') || name.startsWith('__has_')) return undefined;
  if (mentionsVariadics(lines.source.text, lines) && text.slice(i, end).includes('__VA_')) return undefined;
  return { macro: new Macro(name, lines, line, functionLike), problems: [] };
}

/** `a, b, c)` with distinct names and nothing else. */
function plainParameters(text: string, from: number, end: number): boolean {
  const names: string[] = [];
  let i = from;
  for (;;) {
    while (text.charCodeAt(i) === 32) i++;
    const start = i;
    while (i < end && isNameRest(text.charCodeAt(i))) i++;
    const name = text.slice(start, i);
    while (text.charCodeAt(i) === 32) i++;
    const code = text.charCodeAt(i);
    if (i >= end) return false;
    if (name === '') return names.length === 0 && code === 41;
    if (!isNameStart(name.charCodeAt(0)) || names.includes(name) || name.startsWith('__VA_')) return false;
    names.push(name);
    if (code === 41) return true;
    if (code !== 44) return false;
    i++;
  }
}

const variadicMentions = new WeakMap<LogicalLines, boolean>();
function mentionsVariadics(text: string, lines: LogicalLines): boolean {
  let known = variadicMentions.get(lines);
  if (known === undefined) variadicMentions.set(lines, known = text.includes('__VA_'));
  return known;
}

function carefulDefinition(lines: LogicalLines, line: number): Definition {
  const lexemes = lexemesOf(lines, line);
  const name = lexemes[0];
  const problem = (code: MessageCode, at: Lexeme | undefined, ...args: string[]): Definition =>
    ({ macro: undefined, problems: [{ code, args, start: at?.start ?? lines.starts[line]!, end: at?.end ?? lines.ends[line]! }] });
  if (name === undefined) return problem('cpp-no-macro-name', undefined, 'define');
  if (name.kind !== 'name') return problem('cpp-macro-name', name);
  if (name.text === 'defined' || name.text === '__has_include' || name.text === '__has_include_next') return problem('cpp-reserved-name', name, name.text);
  const functionLike = isCall(lexemes);
  const macro = new Macro(name.text, lines, line, functionLike);
  const parsed = macro.parse();
  return { macro: parsed.wrong ? undefined : macro, problems: parsed.problems };
}

function isCall(lexemes: readonly Lexeme[]): boolean { return lexemes[1]?.text === '(' && !lexemes[1].white; }

/** What is gathered while a definition is parsed. */
interface Parse { readonly lexemes: readonly Lexeme[]; readonly problems: Problem[]; wrong: boolean }

function parseDefinition(lines: LogicalLines, line: number): Parsed {
  const state: Parse = { lexemes: lexemesOf(lines, line), problems: [], wrong: false };
  let from = 1, parameters: string[] | undefined, variadic = false;
  if (isCall(state.lexemes)) {
    ({ parameters, variadic, next: from } = parseParameters(state));
  } else {
    const next = state.lexemes[1];
    if (next !== undefined && !next.white) complain(state, 'cpp-white-after-name', next, false);
  }
  const body = state.wrong ? [] : parseBody(state, from, parameters, variadic);
  return { parameters, variadic, body, problems: state.problems, wrong: state.wrong };
}

function complain(state: Parse, code: MessageCode, at: Lexeme | undefined, wrong: boolean, ...args: string[]): void {
  const lexeme = at ?? state.lexemes[state.lexemes.length - 1]!;
  state.problems.push({ code, args, start: lexeme.start, end: lexeme.end });
  if (wrong) state.wrong = true;
}

function parseParameters(state: Parse): { parameters: string[]; variadic: boolean; next: number } {
  const parameters: string[] = [];
  let i = 2;
  for (;;) {
    const lexeme = state.lexemes[i];
    if (lexeme?.text === ')' && parameters.length === 0) return { parameters, variadic: false, next: i + 1 };
    let variadic = false;
    if (lexeme === undefined) { complain(state, 'cpp-expected-parameter-end', undefined, true); break; }
    if (lexeme.text === '...') { parameters.push('__VA_ARGS__'); variadic = true; }
    else if (lexeme.kind !== 'name') { complain(state, 'cpp-expected-parameter', lexeme, true, lexeme.text); break; }
    else {
      if (parameters.includes(lexeme.text)) { complain(state, 'cpp-duplicate-parameter', lexeme, true, lexeme.text); break; }
      if (lexeme.text === '__VA_ARGS__') complain(state, 'cpp-va-args', lexeme, false);
      parameters.push(lexeme.text);
      if (state.lexemes[i + 1]?.text === '...') { variadic = true; i++; }
    }
    const next = state.lexemes[++i];
    if (next === undefined) { complain(state, variadic ? 'cpp-expected-close-dots' : 'cpp-expected-close', undefined, true); break; }
    if (next.text === ')') return { parameters, variadic, next: i + 1 };
    if (variadic) { complain(state, 'cpp-expected-close-dots', next, true); break; }
    if (next.text !== ',') { complain(state, 'cpp-expected-comma', next, true, next.text); break; }
    i++;
  }
  return { parameters, variadic: false, next: i };
}

function parseBody(state: Parse, from: number, parameters: readonly string[] | undefined, variadic: boolean): BodyLexeme[] {
  const body: BodyLexeme[] = [];
  const indexOf = (name: string): number => parameters === undefined ? -1 : parameters.indexOf(name);
  for (let i = from; i < state.lexemes.length; i++) {
    const lexeme = state.lexemes[i]!;
    const parameter = lexeme.kind === 'name' ? indexOf(lexeme.text) : -1;
    if (lexeme.kind === 'name' && parameter < 0) {
      if (lexeme.text === '__VA_ARGS__') complain(state, 'cpp-va-args', lexeme, false);
      else if (lexeme.text === '__VA_OPT__' && !variadic) complain(state, 'cpp-va-opt', lexeme, false);
    }
    if (lexeme.text === '##') {
      if (body.length === 0 || i === state.lexemes.length - 1) { complain(state, 'cpp-paste-end', lexeme, true); return body; }
      body[body.length - 1] = { ...body[body.length - 1]!, pasteLeft: true };
      continue;
    }
    const white = lexeme.white && i > from;
    const next = state.lexemes[i + 1];
    if (parameters !== undefined && lexeme.text.charCodeAt(0) === hash && lexeme.kind === 'punctuator' && next?.kind === 'name' && indexOf(next.text) >= 0) {
      body.push({ kind: 'name', text: next.text, white, start: next.start, end: next.end, parameter: indexOf(next.text), stringify: true, pasteLeft: false, innerWhite: next.white });
      i++;
      continue;
    }
    body.push({ kind: lexeme.kind, text: lexeme.text, white, start: lexeme.start, end: lexeme.end, parameter, stringify: false, pasteLeft: false, innerWhite: false });
  }
  return body;
}
