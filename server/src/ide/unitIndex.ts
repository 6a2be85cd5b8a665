// SPDX-License-Identifier: GPL-2.0-or-later
// What other files may want to know of a unit, as plain data that outlives its analysis: the symbols that it shares with the rest of the
// kernel and every place that spells them, its own symbols' definitions, and who calls whom. Macros are not in it: where they are defined is
// read from the headers' texts (definedIn), once for all units that include them.

import type { Analysis } from '../analysis/analyse.ts';
import { lineAt, type SourceText } from '../base/text.ts';
import type { ObjectFile } from '../object/objectFile.ts';
import { callsOf } from './calls.ts';
import { definitionsOf, occurrencesNamed, type Role } from './names.ts';

/** A stretch within a line: index into `files`, 0-based line, UTF-16 columns [start, end). */
export type IndexedPlace = readonly [file: number, line: number, start: number, end: number];

export interface IndexedSymbol {
  readonly name: string;
  readonly kind: 'function' | 'object' | 'symbol';
  /** 'local': nobody else can name it; 'undefined': it is defined in another unit. */
  readonly binding: 'local' | 'global' | 'undefined';
  /** Of local symbols only definitions. */
  readonly places: readonly (readonly [...IndexedPlace, Role])[];
}

export interface IndexedCall { readonly from: string; readonly to: string; readonly kind: 'call' | 'jump'; readonly place: IndexedPlace | undefined }

export interface UnitIndex {
  /** Absolute path of the unit's own file. */
  readonly unit: string;
  /** Absolute paths of all files that the unit is made of, itself first. */
  readonly files: readonly string[];
  readonly symbols: readonly IndexedSymbol[];
  readonly calls: readonly IndexedCall[];
}

/** `pathOf`: the absolute path of a file of the unit; undefined for texts that are on no disk. */
export function unitIndex(analysis: Analysis, unit: string, pathOf: (file: SourceText) => string | undefined): UnitIndex {
  const files: string[] = [], numbers = new Map<SourceText, number>();
  const numberOf = (file: SourceText): number => {
    let number = numbers.get(file);
    if (number === undefined) {
      const path = file === analysis.inputs.source ? unit : pathOf(file);
      number = path === undefined ? -1 : files.push(path) - 1;
      numbers.set(file, number);
    }
    return number;
  };
  numberOf(analysis.inputs.source);
  for (const { file } of analysis.preprocessed.includes) if (file) numberOf(file);
  const placeOf = ({ file, start, end }: { readonly file: SourceText; readonly start: number; readonly end: number }): IndexedPlace | undefined => {
    const number = numberOf(file);
    if (number < 0) return undefined;
    const line = lineAt(file, start), column = start - file.lineStarts[line]!;
    return [number, line, column, column + (end - start)];
  };
  return { unit, files, symbols: symbolsOf(analysis, placeOf), calls: callsOf(analysis).edges.map(({ from, to, kind, site }) => ({ from, to, kind, place: site && placeOf(site) })) };
}

function symbolsOf(analysis: Analysis, placeOf: (place: { file: SourceText; start: number; end: number }) => IndexedPlace | undefined): IndexedSymbol[] {
  const symbols: IndexedSymbol[] = [], own = new Set(definitionsOf(analysis).map(({ name }) => name));
  for (const symbol of analysis.object.symbols) {
    const { name } = symbol;
    if (name === '' || symbol.type === 'SECTION' || symbol.type === 'FILE' || name.startsWith('.L')) continue;
    const binding = symbol.section === 'UND' ? 'undefined' : symbol.binding === 'LOCAL' ? 'local' : 'global';
    if (binding === 'local' && !own.has(name)) continue;
    const places = occurrencesNamed(analysis, name).filter(({ role }) => binding !== 'local' || role === 'definition')
      .flatMap(occurrence => { const place = placeOf(occurrence); return place ? [[...place, occurrence.role] as const] : []; });
    if (places.length > 0) symbols.push({ name, kind: kindOf(symbol), binding, places });
  }
  return symbols;
}

function kindOf({ type }: ObjectFile['symbols'][number]): IndexedSymbol['kind'] {
  return type === 'FUNC' ? 'function' : type === 'OBJECT' ? 'object' : 'symbol';
}

export interface DefinedName { readonly name: string; readonly kind: 'macro' | 'gas-macro'; readonly line: number; /** UTF-16 columns. */ readonly start: number; readonly end: number }

/** Macros of both kinds that a file's text defines, in any configuration. */
export function definedIn(text: string): DefinedName[] {
  const found: DefinedName[] = [];
  let line = 0, commented = false;
  for (let from = 0; from < text.length; line++) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const typed = text.slice(from, end);
    if (commented) commented = !typed.includes('*/');
    else {
      const match = /^(\s*(?:#\s*define|\.macro)\s+)([A-Za-z_.$][\w.$]*)/.exec(typed);
      if (match) found.push({ name: match[2]!, kind: match[1]!.includes('#') ? 'macro' : 'gas-macro', line, start: match[1]!.length, end: match[0].length });
      const opens = typed.lastIndexOf('/*');
      commented = opens >= 0 && typed.indexOf('*/', opens) < 0;
    }
    from = end + 1;
  }
  return found;
}
