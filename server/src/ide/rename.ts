// SPDX-License-Identifier: GPL-2.0-or-later
// Renaming symbols, labels, macros of both kinds and parameters within a unit. Every spelling counts: in macro bodies, in strings of
// ALTERNATIVE, in text that the configuration leaves out. The edited unit is analysed again: bytes, relocations and symbols must be the
// same but for the name, otherwise the rename is refused with the reason.

import { analyse, type Analysis, type Inputs } from '../analysis/analyse.ts';
import { sourceText, type SourceText } from '../base/text.ts';
import type { ObjectFile } from '../object/objectFile.ts';
import { isMentioned } from './names.ts';
import { spellingsOf } from './references.ts';
import { targetAt, type Found, type Location } from './target.ts';
import { tokensOf } from './tokens.ts';

export interface RenameEdit extends Location { readonly text: string }

export type Rename =
  | { readonly kind: 'edits'; readonly edits: readonly RenameEdit[]; /** Why a person should look before it is done. */ readonly caution: string | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

export type Renamable = { readonly kind: 'name'; readonly start: number; readonly end: number; readonly text: string } | { readonly kind: 'refused'; readonly reason: string };

export function prepareRename(analysis: Analysis, offset: number): Renamable {
  const found = targetAt(analysis, offset);
  const reason = refusal(found);
  if (!found || reason !== undefined) return { kind: 'refused', reason: reason ?? 'nothing here has a name that can be changed' };
  const { file, start, end } = nameIn(found);
  return { kind: 'name', start, end, text: file.text.slice(start, end) };
}

export function rename(analysis: Analysis, offset: number, newName: string, reanalyse: (inputs: Inputs) => Analysis = inputs => analyse(inputs)): Rename {
  const found = targetAt(analysis, offset);
  const reason = refusal(found);
  if (!found || reason !== undefined) return { kind: 'refused', reason: reason ?? 'nothing here has a name that can be changed' };
  const wrong = nameProblem(analysis, found, newName);
  if (wrong !== undefined) return { kind: 'refused', reason: wrong };
  const edits = editsOf(analysis, found, newName);
  const name = nameIn(found), oldName = name.file.text.slice(name.start, name.end);
  const different = differenceOf(analysis, reanalyse(edited(analysis, edits)), oldName, newName);
  if (different !== undefined) return { kind: 'refused', reason: `the object would change: ${different}` };
  return { kind: 'edits', edits, caution: cautionOf(analysis, found) };
}

/** The part of the word that is the name: without `\` of a parameter and `f` or `b` of a number. */
function nameIn({ target, token }: Found): Location {
  const { file, start, end } = token;
  if (target.kind === 'parameter' && file.text[start] === '\\') return { file, start: start + 1, end };
  return target.kind === 'symbol' && isNumber(target.name) ? { file, start, end: start + target.name.length } : token;
}

function isNumber(name: string): boolean { return /^\d+$/.test(name); }

function refusal(found: Found | undefined): string | undefined {
  if (!found) return undefined;
  const { target } = found;
  switch (target.kind) {
    case 'include': return 'a file is not renamed here';
    case 'macro':
      if (target.name.startsWith('CONFIG_')) return `${target.name} is an option of the configuration`;
      return target.definitions.length === 0 ? `${target.name} is not defined in a file` : undefined;
    case 'symbol': {
      if (target.definitions.length === 0) return `${target.name} is defined elsewhere`;
      const made = target.occurrences.find(o => !o.whole);
      return made || !target.occurrence.whole ? `a macro makes ${target.name} of parts` : undefined;
    }
    default: return target.definitions.length === 0 ? `${target.name} is not defined in a file` : undefined;
  }
}

function nameProblem(analysis: Analysis, { target }: Found, newName: string): string | undefined {
  if (target.kind === 'symbol' && isNumber(target.name)) return isNumber(newName) ? undefined : 'a numeric label stays a number';
  const counted = target.kind === 'symbol' && target.name.includes('\\@');
  const plain = counted ? newName.replaceAll('\\@', '').replaceAll('\\()', '') : newName;
  const cpp = target.kind === 'macro' || target.kind === 'parameter';
  if (!(cpp ? /^[A-Za-z_]\w*$/ : /^[A-Za-z_.$][\w.$]*$/).test(plain)) return `\`${newName}' is not a name`;
  if (counted && !newName.includes('\\@')) return 'without `\\@\' every expansion would define the same label';
  if (target.kind === 'parameter') {
    const taken = target.macro?.parameters.some(p => p.name === newName) ?? false;
    return taken ? `${newName} is another parameter of ${target.macro?.name ?? 'the macro'}` : undefined;
  }
  if (analysis.preprocessed.macros.has(newName)) return `${newName} is a macro of the preprocessor`;
  if (analysis.listing.macros.has(newName.toLowerCase())) return `${newName} is a macro`;
  return isMentioned(analysis, newName) ? `${newName} is a symbol already` : undefined;
}

function cautionOf(analysis: Analysis, { target }: Found): string | undefined {
  const main = analysis.inputs.source;
  if (target.kind === 'symbol') {
    const symbol = analysis.object.symbols.find(s => s.name === target.name);
    if (symbol && symbol.binding !== 'LOCAL') return `${target.name} is ${symbol.binding.toLowerCase()}: other files may refer to it`;
  }
  const outside = target.definitions.find(d => d.file !== main);
  return outside ? `${target.name} is defined in ${outside.file.path}, which other files may include` : undefined;
}

function editsOf(analysis: Analysis, found: Found, newName: string): RenameEdit[] {
  const { target } = found;
  const spans: Location[] = [...spellingsOf(analysis, target)];
  if (target.kind === 'symbol' && !isNumber(target.name) && !target.name.includes('\\@')) spans.push(...unread(analysis, target.name));
  const edits = new Map<string, RenameEdit>();
  for (const { file, start, end } of spans) {
    const from = target.kind === 'parameter' && file.text[start] === '\\' ? start + 1 : start;
    const to = target.kind === 'symbol' && isNumber(target.name) ? from + target.name.length : end;
    edits.set(`${file.path}:${from}`, { file, start: from, end: to, text: newName });
  }
  return [...edits.values()].sort((a, b) => a.start - b.start);
}

/** Spellings that no statement came from: text that is left out, bodies that nobody calls. */
function unread(analysis: Analysis, name: string): Location[] {
  const files = [...new Set([analysis.source, analysis.inputs.source])];
  return files.flatMap(file => file.text.includes(name)
    ? tokensOf(analysis, file).filter(({ kind, start, end }) => end - start === name.length && (kind === 'symbol' || kind === 'label') && file.text.startsWith(name, start)).map(({ start, end }) => ({ file, start, end }))
    : []);
}

/** The inputs with the edits made, in the main file and in headers. */
export function edited(analysis: Analysis, edits: readonly RenameEdit[]): Inputs {
  const texts = new Map<SourceText, SourceText>();
  for (const file of new Set(edits.map(e => e.file))) {
    let text = '', at = 0;
    for (const edit of edits.filter(e => e.file === file)) { text += file.text.slice(at, edit.start) + edit.text; at = edit.end; }
    texts.set(file, sourceText(file.path, text + file.text.slice(at)));
  }
  const { inputs } = analysis;
  return {
    ...inputs, source: texts.get(inputs.source) ?? inputs.source,
    readHeader: path => { const read = inputs.readHeader(path); return typeof read === 'string' ? read : texts.get(read) ?? read; },
  };
}

/** What differs between two objects but for the name; undefined if nothing does. */
function differenceOf(before: Analysis, after: Analysis, oldName: string, newName: string): string | undefined {
  const errors = (a: Analysis) => a.diagnostics.filter(d => d.severity === 'error');
  const added = errors(after).length - errors(before).length;
  if (added > 0) return errors(after)[errors(after).length - 1]!.message;
  return objectDifference(before.object, after.object, name => name === oldName ? newName : name.replace(oldName, newName));
}

/** What differs between two objects but for names; undefined if nothing does. */
export function objectDifference(a: ObjectFile, b: ObjectFile, renamed: (name: string) => string): string | undefined {
  if (a.sections.length !== b.sections.length) return 'other sections';
  for (const [i, section] of a.sections.entries()) {
    const other = b.sections[i]!;
    if (section.name !== other.name || section.size !== other.size) return `section ${section.name}`;
    if (!sameBytes(section.bytes, other.bytes)) return `bytes of ${section.name}`;
    if (section.relocations.length !== other.relocations.length) return `relocations of ${section.name}`;
    for (const [j, r] of section.relocations.entries()) {
      const s = other.relocations[j]!;
      if (r.offset !== s.offset || r.type !== s.type || r.symbol !== s.symbol || r.addend !== s.addend) return `a relocation of ${section.name}`;
    }
  }
  if (a.symbols.length !== b.symbols.length) return 'other symbols';
  for (const [i, symbol] of a.symbols.entries()) {
    const other = b.symbols[i]!;
    if ((symbol.name !== other.name && renamed(symbol.name) !== other.name) || symbol.value !== other.value || symbol.section !== other.section || symbol.size !== other.size || symbol.type !== other.type || symbol.binding !== other.binding) return `symbol ${symbol.name}`;
  }
  return undefined;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
