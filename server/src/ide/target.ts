// SPDX-License-Identifier: GPL-2.0-or-later
// What thing the word at an offset names. Definition, references, highlight, hover and rename all begin here, so that they cannot
// disagree. A thing is one of: a macro of the preprocessor, a gas macro, a parameter of one, a symbol or label, an included file.

import type { Analysis } from '../analysis/analyse.ts';
import type { SourceText } from '../base/text.ts';
import type { Include, MacroDefinition } from '../cpp/preprocessed.ts';
import type { MacroDefinition as GasMacro } from '../gas/statement.ts';
import { occurrencesAt, occurrencesNamed, occurrencesOf, type Occurrence } from './names.ts';
import { firstEndingBehind, tokenAt, tokensOf, type Token } from './tokens.ts';

/** Typed text, in any file of the unit. */
export interface Location { readonly file: SourceText; readonly start: number; readonly end: number }

export type Target =
  /** `macro` is undefined for names that only conditionals speak of. */
  | { readonly kind: 'macro'; readonly name: string; readonly macro: MacroDefinition | undefined; readonly definitions: readonly Location[] }
  | { readonly kind: 'gas-macro'; readonly name: string; readonly macros: readonly GasMacro[]; readonly definitions: readonly Location[] }
  | { readonly kind: 'parameter'; readonly name: string; readonly owner: Location; readonly macro: GasMacro | undefined; readonly definitions: readonly Location[] }
  | { readonly kind: 'symbol'; readonly name: string; readonly occurrence: Occurrence; readonly occurrences: readonly Occurrence[]; readonly definitions: readonly Location[] }
  | { readonly kind: 'include'; readonly include: Include | undefined; readonly name: string; readonly definitions: readonly Location[] };

export interface Found { readonly target: Target; readonly token: Location; readonly tokenKind: Token['kind'] | 'part' }

export function targetAt(analysis: Analysis, offset: number, file: SourceText = analysis.source): Found | undefined {
  const token = tokenAt(analysis, file, offset);
  if (!token || token.kind === 'comment') return undefined;
  const here: Location = { file, start: token.start, end: token.end };
  const word = file.text.slice(token.start, token.end);
  const found = (target: Target | undefined): Found | undefined => target && { target, token: here, tokenKind: token.kind };
  switch (token.kind) {
    case 'include-path': return found(includeAt(analysis, here, word));
    case 'macro': case 'macro-definition': case 'config': return found(macroTarget(analysis, word, here, token.kind === 'macro-definition'));
    case 'gas-macro': case 'gas-macro-definition': return found(gasMacroTarget(analysis, word));
    case 'gas-parameter': case 'gas-parameter-definition': return found(parameterTarget(analysis, here, word)) ?? symbolFound(analysis, here, offset, token);
    case 'macro-parameter': return found(cppParameterTarget(analysis, here, word));
    case 'directive': case 'mnemonic': case 'register': case 'number': case 'string': case 'operator': case 'section': return undefined;
    default: return symbolFound(analysis, here, offset, token);
  }
}

function macroTarget(analysis: Analysis, name: string, here: Location, isDefinition: boolean): Target {
  const macro = analysis.preprocessed.macros.get(name);
  const definitions: Location[] = isDefinition ? [] : definedAbove(analysis, name, here);
  if (definitions.length === 0 && macro?.definition) {
    const { file, start, end } = macro.definition;
    const at = file.text.indexOf(name, start);
    if (file.text !== '' && !file.path.startsWith('<')) definitions.push(at >= 0 && at <= end ? { file, start: at, end: at + name.length } : { file, start, end });
  }
  // A definition that another branch or a later #undef hides is still where the reader stands.
  if (isDefinition && !definitions.some(d => d.file === here.file && d.start === here.start)) definitions.push(here);
  return { kind: 'macro', name, macro, definitions };
}

/** The last #define in force above a use in its own file: names are defined again, and taken away before the end. */
function definedAbove(analysis: Analysis, name: string, { file, start }: Location): Location[] {
  const tokens = tokensOf(analysis, file);
  for (let i = firstEndingBehind(tokens, start) - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (token.kind !== 'macro-definition' || token.end - token.start !== name.length || !file.text.startsWith(name, token.start)) continue;
    if (!analysis.preprocessed.inactive.some(region => region.file === file && region.start <= token.start && token.start < region.end)) return [{ file, start: token.start, end: token.end }];
  }
  return [];
}

function gasMacroTarget(analysis: Analysis, name: string): Target | undefined {
  const macros = analysis.listing.macros.get(name.toLowerCase());
  return macros && { kind: 'gas-macro', name, macros, definitions: macros.map(nameOfMacro) };
}

/** Where a .macro's name is spelled. */
export function nameOfMacro(macro: GasMacro): Location {
  const { place: { file }, start, end } = macro.origin;
  const at = file.text.indexOf(macro.name, start);
  return at >= 0 && at < end ? { file, start: at, end: at + macro.name.length } : { file, start, end };
}

/** The innermost .macro around an offset. */
export function macroAround(analysis: Analysis, file: SourceText, offset: number): GasMacro | undefined {
  let best: GasMacro | undefined;
  for (const definitions of analysis.listing.macros.values()) for (const macro of definitions) {
    const { place, start, end } = macro.origin;
    if (place.file === file && start <= offset && offset <= end && (!best || start > best.origin.start)) best = macro;
  }
  return best;
}

function parameterTarget(analysis: Analysis, here: Location, word: string): Target | undefined {
  const name = word.replace(/^\\/, '');
  const called = keywordOf(analysis, here, name);
  const macro = called ?? macroAround(analysis, here.file, here.start);
  if (macro) {
    const { place: { file }, start, end } = macro.origin;
    const owner = { file, start, end };
    if (macro.parameters.some(p => p.name === name)) return { kind: 'parameter', name, owner, macro, definitions: parameterSpellings(analysis, owner, name).filter(l => file.text[l.start] !== '\\').slice(0, 1) };
    // A parameter of an .irp inside.
    const inner = parameterSpellings(analysis, owner, name);
    return inner.length > 0 ? { kind: 'parameter', name, owner, macro: undefined, definitions: inner.filter(l => file.text[l.start] !== '\\').slice(0, 1) } : undefined;
  }
  const owner = { file: here.file, start: 0, end: here.file.text.length };
  const definitions = parameterSpellings(analysis, owner, name).filter(l => here.file.text[l.start] !== '\\');
  const before = definitions.filter(d => d.start <= here.start).slice(-1);
  return before.length > 0 ? { kind: 'parameter', name, owner, macro: undefined, definitions: before } : undefined;
}

/** In a call, `name=` names the callee's parameter. */
function keywordOf(analysis: Analysis, here: Location, name: string): GasMacro | undefined {
  if (here.file.text[here.start] === '\\' || here.file.text[here.end] !== '=') return undefined;
  const tokens = tokensOf(analysis, here.file);
  for (let i = firstEndingBehind(tokens, here.start - 1) - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (here.file.text.slice(token.end, here.start).includes('\n') || token.kind === 'directive') return undefined;
    if (token.kind !== 'gas-macro') continue;
    return analysis.listing.macros.get(here.file.text.slice(token.start, token.end).toLowerCase())?.find(m => m.parameters.some(p => p.name === name));
  }
  return undefined;
}

/** `name` in the parameter list and `\name` in the body of one macro; the backslash is part of the span. */
export function parameterSpellings(analysis: Analysis, owner: Location, name: string): Location[] {
  const { file } = owner, tokens = tokensOf(analysis, file);
  const found: Location[] = [];
  for (let i = firstEndingBehind(tokens, owner.start); i < tokens.length && tokens[i]!.start < owner.end; i++) {
    const { kind, start, end } = tokens[i]!;
    const from = kind === 'gas-parameter' ? start + 1 : start;
    if ((kind === 'gas-parameter' || kind === 'gas-parameter-definition') && end - from === name.length && file.text.startsWith(name, from)) found.push({ file, start, end });
  }
  // Keywords of calls inside the body are another macro's.
  return found.filter(l => file.text[l.start] === '\\' || keywordOf(analysis, l, name) === undefined);
}

/** `name=` in the calls of a macro, in one file. */
export function keywordSpellings(analysis: Analysis, file: SourceText, macro: GasMacro, name: string): Location[] {
  if (!file.text.includes(`${name}=`)) return [];
  return tokensOf(analysis, file).filter(({ kind, start, end }) => kind === 'gas-parameter-definition' && end - start === name.length && file.text.startsWith(name, start))
    .map(({ start, end }) => ({ file, start, end })).filter(l => keywordOf(analysis, l, name) === macro);
}

/** A parameter of a #define: within its logical line. */
function cppParameterTarget(analysis: Analysis, here: Location, name: string): Target {
  const tokens = tokensOf(analysis, here.file), { text } = here.file;
  let first = firstEndingBehind(tokens, here.start);
  while (first > 0 && tokens[first]!.kind !== 'macro-definition') first--;
  const start = tokens[first]?.start ?? here.start;
  let last = first;
  while (last + 1 < tokens.length && tokens[last + 1]!.kind !== 'cpp-directive' && !/[^\\\r]\r?\n/.test(` ${text.slice(tokens[last]!.end, tokens[last + 1]!.start)}`)) last++;
  const all = tokens.slice(first, last + 1).filter(t => t.kind === 'macro-parameter' && text.slice(t.start, t.end) === name).map(t => ({ file: here.file, start: t.start, end: t.end }));
  return { kind: 'parameter', name, owner: { file: here.file, start, end: tokens[last]?.end ?? here.end }, macro: undefined, definitions: all.slice(0, 1) };
}

/** All spellings of a #define's parameter. */
export function cppParameterSpellings(analysis: Analysis, target: Extract<Target, { kind: 'parameter' }>): Location[] {
  const { file, start, end } = target.owner;
  return tokensOf(analysis, file).filter(t => t.kind === 'macro-parameter' && t.start >= start && t.end <= end && file.text.slice(t.start, t.end) === target.name)
    .map(t => ({ file, start: t.start, end: t.end }));
}

function includeAt(analysis: Analysis, here: Location, word: string): Target {
  const include = includeOf(analysis, here.file, here.start, here.end);
  return { kind: 'include', include, name: word.slice(1, -1), definitions: include?.file ? [{ file: include.file, start: 0, end: 0 }] : [] };
}

export function includeOf(analysis: Analysis, file: SourceText, start: number, end: number): Include | undefined {
  return analysis.preprocessed.includes.find(({ directive }) => directive?.place.file === file && directive.start <= end && directive.end >= start);
}

function symbolFound(analysis: Analysis, here: Location, offset: number, token: Token): Found | undefined {
  const word = here.file.text.slice(here.start, here.end);
  const occurrences = occurrencesAt(analysis, here.file, offset);
  const own = occurrences[0];
  if (own) return { target: symbolTarget(analysis, own), token: own.whole ? { file: own.file, start: own.start, end: own.end } : here, tokenKind: own.whole ? token.kind : 'part' };
  // Text that is left out (inactive, or in error) still names what the rest of the unit names so.
  const same = occurrencesNamed(analysis, word).find(o => o.identity === word);
  if (same) return { target: symbolTarget(analysis, same), token: here, tokenKind: token.kind };
  const gas = gasMacroTarget(analysis, word);
  if (gas) return { target: gas, token: here, tokenKind: token.kind };
  return analysis.preprocessed.macros.has(word) ? { target: macroTarget(analysis, word, here, false), token: here, tokenKind: token.kind } : undefined;
}

function symbolTarget(analysis: Analysis, occurrence: Occurrence): Target {
  const occurrences = occurrencesOf(analysis, occurrence);
  const definitions = occurrences.filter(o => o.role === 'definition');
  return { kind: 'symbol', name: occurrence.name, occurrence, occurrences, definitions: definitions.map(({ file, start, end }) => ({ file, start, end })) };
}
