// SPDX-License-Identifier: GPL-2.0-or-later
// What may stand at the cursor, by the place it stands in: a header's path, a preprocessor name, a directive, the first word of a
// statement, a register behind `%`, a parameter behind `\`, an operand. Names come from the unit, so macros of the tree's own headers
// are there with their parameters and their values.

import type { Analysis } from '../analysis/analyse.ts';
import { knownDirectives } from '../analysis/knownDirectives.ts';
import { lineAt } from '../base/text.ts';
import { registerNamed, registerNames } from '../x86/registers.ts';
import { knownMnemonics } from '../x86/knownMnemonics.ts';
import { mentionedNames } from './names.ts';
import { signatureOf } from './wordHover.ts';
import { callAround } from './signatureHelp.ts';
import { macroAround } from './target.ts';
import { firstEndingBehind, tokenAt, tokensOf } from './tokens.ts';

export type CompletionKind = 'register' | 'mnemonic' | 'directive' | 'macro' | 'gas-macro' | 'parameter' | 'symbol' | 'constant' | 'config' | 'file' | 'folder';

export interface Completion { readonly label: string; readonly kind: CompletionKind; readonly detail: string; /** Of macros that take arguments. */ readonly isCall?: boolean }

export interface Completions {
  /** What the answer replaces. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
  /** There are more; ask again with more letters. */
  readonly incomplete: boolean;
}

/** Names in a folder as `#include` spells it; only project/ can look. */
export type ListHeaders = (folder: string, angled: boolean) => readonly { readonly name: string; readonly isFolder: boolean }[];

const most = 400;

export function completion(analysis: Analysis, offset: number, listHeaders: ListHeaders = () => []): Completions | undefined {
  const { text, lineStarts } = analysis.source;
  const lineStart = lineStarts[lineAt(analysis.source, offset)]!;
  const before = text.slice(lineStart, offset);
  const include = /^\s*#\s*include(?:_next)?\s*([<"])((?:[^>"]*\/)?)([^>"/]*)$/.exec(before);
  if (include) return ofHeaders(offset, include[2]!, include[3]!, listHeaders(include[2]!, include[1] === '<'));
  const inside = tokenAt(analysis, analysis.source, offset);
  if (inside && (inside.kind === 'comment' || (inside.kind === 'string' && inside.end - inside.start > 1)) && inside.start < offset && (offset < inside.end || inside.kind === 'comment')) return undefined;
  let start = offset;
  while (start > lineStart && /[\w.$]/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && /[\w.$]/.test(text[end]!)) end++;
  const word = text.slice(start, offset), mark = text[start - 1];
  const answer = (candidates: Iterable<Completion>): Completions => pick(start, end, word, candidates);
  if (/^\s*#\s*\w*$/.test(before)) return answer(cppDirectives.map(label => ({ label, kind: 'directive', detail: 'preprocessor' })));
  if (/^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef|undef)\b/.test(before)) return answer(macros(analysis));
  if (mark === '%') return answer(registers(analysis));
  if (mark === '\\') return answer(parameters(analysis, start));
  if (isFirstWord(before.slice(0, start - lineStart))) return answer(word.startsWith('.') ? [...directives(), ...gasMacros(analysis), ...symbols(analysis)] : [...gasMacros(analysis), ...mnemonics(), ...calls(analysis), ...directives()]);
  return answer([...keywords(analysis, start), ...symbols(analysis), ...macros(analysis)]);
}

const cppDirectives = ['include', 'define', 'undef', 'if', 'ifdef', 'ifndef', 'elif', 'else', 'endif', 'error', 'warning'];

/** Behind labels, prefixes and separators a statement begins; in an argument of ALTERNATIVE behind the quote. */
function isFirstWord(before: string): boolean {
  return /(^|[;"]|[\w.$]:)\s*(?:(?:rep|repe|repne|repz|repnz|lock|notrack)\s+)*$/.test(before) && !/^\s*\.(ascii|asciz|string|section|pushsection)\b/.test(before);
}

function pick(start: number, end: number, word: string, candidates: Iterable<Completion>): Completions {
  const items: Completion[] = [], seen = new Set<string>(), wanted = word.toLowerCase();
  let incomplete = false;
  for (const candidate of candidates) {
    if (!fits(candidate.label.toLowerCase(), wanted) || seen.has(candidate.label)) continue;
    if (items.length >= most) { incomplete = true; break; }
    seen.add(candidate.label);
    items.push(candidate);
  }
  return { start, end, items, incomplete };
}

/** Begins with the first letter, and has the others in order: what editors filter by. */
function fits(label: string, wanted: string): boolean {
  if (wanted === '') return true;
  if (label.startsWith(wanted)) return true;
  if (wanted.length < 3) return false;
  let at = label.indexOf(wanted[0]!);
  if (at !== 0 && label[at - 1] !== '_' && label[at - 1] !== '.') return false;
  for (let i = 1; i < wanted.length; i++) { at = label.indexOf(wanted[i]!, at + 1); if (at < 0) return false; }
  return true;
}

function ofHeaders(offset: number, folder: string, word: string, names: ReturnType<ListHeaders>): Completions {
  const items = names.filter(({ name, isFolder }) => isFolder || /\.(h|S|inc)$/.test(name));
  return pick(offset - word.length, offset, word, items.map(({ name, isFolder }) => ({ label: isFolder ? `${name}/` : name, kind: isFolder ? 'folder' : 'file', detail: folder })));
}

function* registers({ inputs }: Analysis): Generator<Completion> {
  for (const label of registerNames()) {
    const register = registerNamed(label)!;
    if (!register.only64 || inputs.mode === 64) yield { label, kind: 'register', detail: register.size > 0 ? `${register.size} bits` : register.class };
  }
}

function* parameters(analysis: Analysis, at: number): Generator<Completion> {
  const macro = macroAround(analysis, analysis.source, at);
  // A `\` at the end of a line joins lines, and then the macro has no end: its header is still there to read.
  if (!macro) for (const name of parametersAbove(analysis, at)) yield { label: name, kind: 'parameter', detail: '' };
  for (const { name, qualifier, default: value } of macro?.parameters ?? []) yield { label: name, kind: 'parameter', detail: `${macro!.name}${qualifier ? `, ${qualifier}` : ''}${value !== undefined ? `, default ${value}` : ''}` };
}

function parametersAbove(analysis: Analysis, at: number): string[] {
  const tokens = tokensOf(analysis), names: string[] = [];
  for (let i = firstEndingBehind(tokens, at) - 1; i >= 0; i--) {
    const { kind, start, end } = tokens[i]!;
    if (kind === 'gas-macro-definition') return names.reverse();
    if (kind === 'gas-parameter-definition') names.push(analysis.source.text.slice(start, end));
  }
  return [];
}

function* mnemonics(): Generator<Completion> { for (const label of knownMnemonics()) yield { label, kind: 'mnemonic', detail: '' }; }
function* directives(): Generator<Completion> { for (const label of knownDirectives()) yield { label, kind: 'directive', detail: '' }; }

function* gasMacros({ listing }: Analysis): Generator<Completion> {
  for (const definitions of listing.macros.values()) {
    const macro = definitions[definitions.length - 1]!;
    yield { label: macro.name, kind: 'gas-macro', detail: signatureOf(macro).slice('.macro '.length), isCall: macro.parameters.length > 0 };
  }
}

/** Macros of the preprocessor that take arguments, and those that stand for statements. */
function* calls(analysis: Analysis): Generator<Completion> {
  for (const { name, parameters } of analysis.preprocessed.macros.values()) if (parameters && !name.startsWith('__')) yield { label: name, kind: 'macro', detail: `(${parameters.join(', ')})`, isCall: true };
  for (const { name, parameters, body } of analysis.preprocessed.macros.values()) if (!parameters && /^[A-Z_]+$/.test(name) && /[a-z.]/.test(body)) yield { label: name, kind: 'macro', detail: body.slice(0, 60) };
}

function* macros({ preprocessed }: Analysis): Generator<Completion> {
  for (const { name, parameters, body, definition } of preprocessed.macros.values()) {
    if (name.startsWith('__') && !definition) continue;
    const kind = name.startsWith('CONFIG_') ? 'config' : parameters ? 'macro' : 'constant';
    yield { label: name, kind, detail: parameters ? `(${parameters.join(', ')})` : body.slice(0, 60), ...(parameters && { isCall: true }) };
  }
}

function* symbols(analysis: Analysis): Generator<Completion> {
  for (const label of mentionedNames(analysis)) if (!/^\d|^\.L.*\d$/.test(label)) yield { label, kind: 'symbol', detail: '' };
}

/** In a call of a gas macro: `name=` of its parameters. */
function* keywords(analysis: Analysis, at: number): Generator<Completion> {
  const call = callAround(analysis, at);
  if (call?.kind !== 'gas-macro') return;
  for (const { name, qualifier, default: value } of call.macro.parameters) yield { label: `${name}=`, kind: 'parameter', detail: `${qualifier ?? ''}${value !== undefined ? `default ${value}` : ''}` };
}
