// SPDX-License-Identifier: GPL-2.0-or-later
// From `symbol+0x1c/0x40`, a line of an oops or a warning of objtool to the typed line. Asked in this order: the file that the line itself
// names, the document, other open documents, the units of the index that define the symbol.

import type { Location } from 'vscode-languageserver';
import { lineAt } from '../base/text.ts';
import { expansionRows, expansionTree } from '../ide/expansionTree.ts';
import { addressesIn, locate, renderLocated, type Address, type Located } from '../ide/locate.ts';
import { resolvePath } from '../project/path.ts';
import { forgetFile, openFile, type Analysed } from '../workspace.ts';
import { rangeOf, uriOf } from './convert.ts';
import type { Documents } from './documents.ts';

export interface LocatedAddress {
  /** As the command line prints it: the place, the calls around it, its findings. */
  readonly text: string;
  readonly location: Location | null;
  /** The calls it came through, innermost first. */
  readonly calls: readonly { readonly name: string; readonly location: Location | null }[];
  /** Where it came through macros: the line (from 0) of the whole expansion of the outermost call that the unit's own file spells. */
  readonly expansion?: { readonly call: Location; readonly line: number };
}

export function locateAddress(documents: Documents, uri: string, text: unknown): LocatedAddress | null {
  if (typeof text !== 'string') return null;
  for (const address of addressesIn(text)) {
    for (const path of unitsFor(documents, uri, text, address)) {
      const unit = openFile(documents.workspace, path);
      const found = unit?.kind === 'analysed' ? answer(documents, unit, path, address, text.slice(address.start, address.end)) : undefined;
      if (!documents.workspace.buffers.has(path)) forgetFile(documents.workspace, path);
      if (found) return found;
    }
  }
  return null;
}

function* unitsFor({ open, index }: Documents, uri: string, text: string, { symbol }: Address): Generator<string> {
  const object = /(\S+)\.o: (?:warning|error): objtool: /.exec(text)?.[1], seen = new Set<string>();
  const known = [...new Set([...[...open.values()].map(({ path }) => path), ...index?.units.keys() ?? []])].filter(path => !path.endsWith('.c'));
  const named = object === undefined ? [] : known.filter(path => path.endsWith(`/${object.replace(/^\.\//, '')}.S`));
  const asked = open.get(uri)?.path;
  const defining = [...index?.units.values() ?? []].filter(unit => unit.symbols.some(({ name, binding }) => name === symbol && binding !== 'undefined')).map(({ unit }) => unit).filter(unit => /\.[sS]$/.test(unit));
  for (const path of [...named, ...asked === undefined ? [] : [asked], ...[...open.values()].map(({ path }) => path), ...defining]) {
    if (seen.has(path)) continue;
    seen.add(path);
    yield path;
  }
}

function answer(documents: Documents, unit: Analysed, path: string, address: Address, words: string): LocatedAddress | undefined {
  const located = locate(unit.analysis, address);
  if (!located) return undefined;
  const pathOf = (file: { readonly path: string }): string => file === unit.analysis.source ? path : resolvePath(unit.configuration.workingDirectory, file.path);
  const place = ({ file, start, end }: typeof located.spelled): Location | null => {
    const absolute = pathOf(file);
    if (unit.configuration.standIns.has(absolute) || file.path.startsWith('<')) return null;
    return { uri: [...documents.open.values()].find(each => each.path === absolute)?.uri ?? uriOf(absolute), range: rangeOf(file, start, end) };
  };
  const expansion = expansionOf(unit, located), call = expansion && place(expansion.call);
  return { ...(call && { expansion: { call, line: expansion.line } }), text: renderLocated(located, words, pathOf), location: place(located.spelled), calls: located.calls.map(({ name, place: at }) => ({ name, location: place(at) })) };
}

/** The outermost call in the file that is looked at, and the row of its expansion that the instruction is. */
function expansionOf({ analysis }: Analysed, { calls, instruction }: Located): { readonly call: Located['spelled']; readonly line: number } | undefined {
  const call = calls.filter(({ place }) => place.file === analysis.source).at(-1)?.place;
  const tree = call && instruction !== undefined ? expansionTree(analysis, lineAt(call.file, call.start), call.start) ?? expansionTree(analysis, lineAt(call.file, call.start)) : undefined;
  const line = tree ? expansionRows(tree).findIndex(row => row.instruction === instruction) : -1;
  return call && line >= 0 ? { call, line } : undefined;
}
