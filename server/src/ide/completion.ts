// SPDX-License-Identifier: GPL-2.0-or-later
// What may stand at the cursor, by the place it stands in: a header's path, a preprocessor name, a directive, the first word of a
// statement, a register behind `%`, a parameter behind `\`, an operand. Names come from the unit, so macros of the tree's own headers
// are there with their parameters and their values.

import type { Analysis } from '../analysis/analyse.ts';
import { knownDirectives } from '../analysis/knownDirectives.ts';
import { lineAt } from '../base/text.ts';
import { registerNamed, registerNames } from '../x86/registers.ts';
import { knownMnemonics } from '../x86/knownMnemonics.ts';
import { fittingRegisters } from './fittingRegisters.ts';
import { mentionedNames, occurrencesNamed } from './names.ts';
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

/** Options of the configuration that are not set, by their names with CONFIG_; only project/ can look. */
export type ListOptions = () => Iterable<string>;

const most = 400;

export function completion(analysis: Analysis, offset: number, listHeaders: ListHeaders = () => [], listOptions: ListOptions = () => []): Completions | undefined {
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
  const whole = text.slice(start, end);
  // What is being typed has become a symbol of its own.
  const typed = (candidate: Completion): boolean => candidate.kind === 'symbol' && candidate.label === whole && occurrencesNamed(analysis, whole).length < 2;
  const answer = (candidates: Iterable<Completion>): Completions => pick(start, end, word, candidates, typed);
  if (/^\s*#\s*\w*$/.test(before)) return answer(cppDirectives.map(label => ({ label, kind: 'directive', detail: 'preprocessor' })));
  if (/^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef|undef)\b/.test(before)) return answer([...macros(analysis), ...unset(listOptions())]);
  const fits = fittingRegisters(analysis, start);
  if (mark === '%') return answer(byFitness(registers(analysis), fits));
  if (mark === '\\') return answer(parameters(analysis, start));
  if (isFirstWord(before.slice(0, start - lineStart))) return answer(word.startsWith('.') ? [...directives(), ...gasMacros(analysis), ...symbols(analysis)] : [...gasMacros(analysis), ...mnemonics(), ...calls(analysis), ...directives()]);
  const values = [...argumentValues(analysis, before.slice(0, start - lineStart), start)];
  // A register without its `%` is offered only before anything is typed: its name could be a symbol's.
  const plain = word === '' && fits ? byFitness(registers(analysis), fits).filter(({ label }) => fits(label)).map(register => ({ ...register, label: `%${register.label}` })) : [];
  return answer([...values, ...plain, ...keywords(analysis, start), ...symbols(analysis), ...macros(analysis)]);
}

const cppDirectives = ['include', 'define', 'undef', 'if', 'ifdef', 'ifndef', 'elif', 'else', 'endif', 'error', 'warning'];

/** Behind labels, prefixes and separators a statement begins; in an argument of ALTERNATIVE behind the quote. */
function isFirstWord(before: string): boolean {
  return /(^|[;"]|[\w.$]:)\s*(?:(?:rep|repe|repne|repz|repnz|lock|notrack)\s+)*$/.test(before) && !/^\s*\.(ascii|asciz|string|section|pushsection)\b/.test(before);
}

/** Names that begin as the word is spelled first, then those that begin so in other letters. */
function pick(start: number, end: number, word: string, candidates: Iterable<Completion>, without: (candidate: Completion) => boolean = () => false): Completions {
  const ranks: Completion[][] = [[], [], []], seen = new Set<string>(), wanted = word.toLowerCase();
  for (const candidate of candidates) {
    const { label } = candidate, small = label.toLowerCase();
    if (!fits(small, wanted) || seen.has(label) || without(candidate)) continue;
    seen.add(label);
    ranks[label.startsWith(word) ? 0 : small.startsWith(wanted) ? 1 : 2]!.push(candidate);
  }
  const items = ranks.flat();
  return { start, end, items: items.slice(0, most), incomplete: items.length > most };
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

/** What fits the instruction first. */
function byFitness(all: Iterable<Completion>, fits: ((name: string) => boolean) | undefined): Completion[] {
  const registers = [...all];
  return fits ? [...registers.filter(({ label }) => fits(label)), ...registers.filter(({ label }) => !fits(label))] : registers;
}

function* unset(names: Iterable<string>): Generator<Completion> { for (const label of names) yield { label, kind: 'config', detail: 'not set' }; }

/** Constants that a parameter of the unwind hints is meant for. */
const constantsFor: Readonly<Record<string, RegExp>> = { type: /^UNWIND_HINT_TYPE_/, sp_reg: /^ORC_REG_/ };

/** Behind `name=` in a call of a gas macro: its default, both values of a flag, the constants that are meant. */
function* argumentValues(analysis: Analysis, before: string, at: number): Generator<Completion> {
  const name = /(?:^|[\s,])(\w+)=$/.exec(before)?.[1], call = name === undefined ? undefined : callAround(analysis, at);
  const parameter = call?.kind === 'gas-macro' ? call.macro.parameters.find(each => each.name === name) : undefined;
  if (!parameter) return;
  const value = parameter.default;
  if (value !== undefined && value !== '') yield { label: value, kind: value.startsWith('%') ? 'register' : 'constant', detail: 'default' };
  if (value === '0' || value === '1') yield { label: value === '0' ? '1' : '0', kind: 'constant', detail: '' };
  const meant = /^UNWIND_HINT/.test(call!.kind === 'gas-macro' ? call!.macro.name : '') ? constantsFor[parameter.name] : undefined;
  if (meant) for (const { name: label, body } of analysis.preprocessed.macros.values()) if (meant.test(label)) yield { label, kind: 'constant', detail: body.slice(0, 60) };
  const like = value?.startsWith('%') ? registerNamed(value.slice(1))?.class : undefined;
  if (like) for (const register of byFitness(registers(analysis), other => registerNamed(other)?.class === like)) yield { ...register, label: `%${register.label}` };
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
  for (const label of mentionedNames(analysis)) {
    if (/^\d|^\.L.*\d$/.test(label)) continue;
    // Local labels that macros make for themselves are nobody's to name.
    if (label.startsWith('.L') && !occurrencesNamed(analysis, label).some(({ whole, role }) => whole && role === 'definition')) continue;
    yield { label, kind: 'symbol', detail: '' };
  }
}

/** In a call of a gas macro: `name=` of its parameters. */
function* keywords(analysis: Analysis, at: number): Generator<Completion> {
  const call = callAround(analysis, at);
  if (call?.kind !== 'gas-macro') return;
  for (const { name, qualifier, default: value } of call.macro.parameters) yield { label: `${name}=`, kind: 'parameter', detail: `${qualifier ?? ''}${value !== undefined ? `default ${value}` : ''}` };
}
