// SPDX-License-Identifier: GPL-2.0-or-later
// Answers from the index: the units that are not open. Every place is held against the text that is there now (buffers first), so what
// moved since the index was made is left out rather than shown in a wrong place.

import type { Location } from 'vscode-languageserver';
import { sourceText, type SourceText } from '../base/text.ts';
import type { Role } from '../ide/names.ts';
import { filesOf } from '../ide/references.ts';
import type { Target } from '../ide/target.ts';
import { tokensOf, type TokenKind } from '../ide/tokens.ts';
import { definedIn, type DefinedName, type IndexedPlace, type IndexedSymbol, type UnitIndex } from '../ide/unitIndex.ts';
import { resolvePath } from '../project/path.ts';
import { remembered } from '../project/remembered.ts';
import type { Analysed } from '../workspace.ts';
import { rangeOf, uriOf } from './convert.ts';
import type { Documents } from './documents.ts';

/** The units of the index that no open document shows. */
export function* closedUnits({ index, workspace }: Documents): Generator<UnitIndex> {
  for (const unit of index?.units.values() ?? []) if (!workspace.buffers.has(unit.unit)) yield unit;
}

/** Reads each file once per request. */
export type Texts = Map<string, SourceText | undefined>;

/** `name`: the typed text there must be it, or a part that a macro made it of. */
export function locationIn({ workspace, open }: Documents, texts: Texts, unit: UnitIndex, [file, line, start, end]: IndexedPlace, name: string | undefined): Location | undefined {
  const path = unit.files[file]!;
  const source = textOf(workspace.fs.readFile, texts, path), lineStart = source?.lineStarts[line];
  if (!source || lineStart === undefined) return undefined;
  const typed = source.text.slice(lineStart + start, lineStart + end);
  if (name !== undefined && (typed.length < 1 || !(name.includes(typed) || typed.includes(name)))) return undefined;
  return { uri: [...open.values()].find(each => each.path === path)?.uri ?? uriOf(path), range: rangeOf(source, lineStart + start, lineStart + end) };
}

function textOf(readFile: (path: string) => string | undefined, texts: Texts, path: string): SourceText | undefined {
  if (!texts.has(path)) { const text = readFile(path); texts.set(path, text === undefined ? undefined : sourceText(path, text)); }
  return texts.get(path);
}

/** A name that units share: its places in closed units, in the roles asked for. */
export function placesElsewhere(documents: Documents, name: string, roles: readonly Role[]): Location[] {
  const texts: Texts = new Map(), found: Location[] = [];
  for (const unit of closedUnits(documents)) {
    for (const symbol of unit.symbols) {
      if (symbol.name !== name || symbol.binding === 'local') continue;
      // A macro that makes a label also declares it, in the same place.
      const defined = new Set(symbol.places.flatMap(([file, line, start, , role]) => role === 'definition' ? [`${file} ${line} ${start}`] : []));
      for (const [file, line, start, end, role] of symbol.places) {
        const own = defined.has(`${file} ${line} ${start}`) ? 'definition' : role;
        const location = roles.includes(own) ? locationIn(documents, texts, unit, [file, line, start, end], name) : undefined;
        if (location) found.push(location);
      }
    }
  }
  return unique(found);
}

const macroKinds: ReadonlySet<TokenKind> = new Set(['macro', 'config', 'gas-macro']);

/** Uses of a macro in units that read the file which defines it. */
export function macroUsesElsewhere(documents: Documents, { analysis, configuration }: Analysed, target: Extract<Target, { kind: 'macro' | 'gas-macro' }>): Location[] {
  const definition = target.definitions[0]?.file;
  if (!definition) return [];
  const pathOf = (file: SourceText) => resolvePath(configuration.workingDirectory, file.path);
  const home = pathOf(definition), seen = new Set(filesOf(analysis).map(pathOf)), texts: Texts = new Map(), found: Location[] = [];
  for (const unit of closedUnits(documents)) {
    if (!unit.files.includes(home)) continue;
    for (const path of unit.files) {
      if (seen.has(path)) continue;
      seen.add(path);
      const source = textOf(documents.workspace.fs.readFile, texts, path);
      if (!source?.text.toLowerCase().includes(target.name.toLowerCase())) continue;
      for (const { kind, start, end } of tokensOf(analysis, source)) {
        const word = macroKinds.has(kind) ? source.text.slice(start, end) : '';
        if (word === target.name || (target.kind === 'gas-macro' && word.toLowerCase() === target.name.toLowerCase())) found.push({ uri: uriOf(path), range: rangeOf(source, start, end) });
      }
    }
  }
  return found;
}

/** Definitions of symbols in closed units; of a name that macros of headers made of parts, those parts that the unit itself spells. */
export function* symbolsElsewhere(documents: Documents): Generator<{ readonly unit: UnitIndex; readonly symbol: IndexedSymbol; readonly place: IndexedPlace }> {
  for (const unit of closedUnits(documents)) {
    for (const symbol of unit.symbols) {
      const defined = symbol.places.filter(([, , , , role]) => role === 'definition'), own = defined.filter(([file]) => file === 0);
      for (const [file, line, start, end] of own.length > 0 ? own : defined) yield { unit, symbol, place: [file, line, start, end] };
    }
  }
}

/** Macros that the files of closed units define, each file once. */
export function* macrosElsewhere(documents: Documents): Generator<{ readonly unit: UnitIndex; readonly file: number; readonly macro: DefinedName }> {
  const seen = new Set<string>();
  for (const unit of closedUnits(documents)) {
    if (unit.unit.endsWith('.c')) continue;
    for (const [file, path] of unit.files.entries()) {
      if (seen.has(path)) continue;
      seen.add(path);
      for (const macro of remembered(documents.workspace.fs, path, 'defined', definedIn) ?? []) yield { unit, file, macro };
    }
  }
}

export function unique(locations: readonly Location[]): Location[] {
  const seen = new Set<string>();
  return locations.filter(({ uri, range }) => { const key = `${uri} ${range.start.line} ${range.start.character}`; if (seen.has(key)) return false; seen.add(key); return true; });
}
