// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls, over the units that are open and those of the index.
// A name that its unit keeps for itself is asked for in that unit alone.

import {
  SymbolKind, type CallHierarchyIncomingCall, type CallHierarchyIncomingCallsParams, type CallHierarchyItem, type CallHierarchyOutgoingCall, type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams, type Location, type Range,
} from 'vscode-languageserver';
import { callsOf, incomingCalls, outgoingCalls, type CallEdge } from '../ide/calls.ts';
import { targetAt } from '../ide/target.ts';
import type { UnitIndex } from '../ide/unitIndex.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, opened, type Documents, type OpenDocument } from './documents.ts';
import { closedUnits, locationIn, placesElsewhere, type Texts } from './elsewhere.ts';
import { locationOf } from './location.ts';
import { isShared } from './references.ts';

export function onPrepareCallHierarchy(documents: Documents, { textDocument, position }: CallHierarchyPrepareParams): CallHierarchyItem[] | null {
  const found = analysed(documents, textDocument.uri);
  if (!found) return null;
  const { analysis } = found.opened;
  const offset = offsetOf(analysis.source, position), at = targetAt(analysis, offset);
  const name = at?.target.kind === 'symbol' ? at.target.name : undefined;
  const item = name === undefined || at === undefined ? undefined : itemOf(documents, found.entry, found.opened, name, at.token);
  return item ? [item] : null;
}

export function onIncomingCalls(documents: Documents, { item }: CallHierarchyIncomingCallsParams): CallHierarchyIncomingCall[] {
  const open = unitsOf(documents, item).flatMap(({ entry, unit }) => [...groupBy(incomingCalls(unit.analysis, item.name), edge => edge.from)].flatMap(([name, edges]) => {
    const from = itemOf(documents, entry, unit, name, edges[0]!.site);
    return from ? [{ from, fromRanges: rangesOf(edges) }] : [];
  }));
  return [...open, ...indexedCalls(documents, item, 'to').flatMap(({ unit, name, sites }) => {
    const from = indexedItem(documents, unit, name, sites[0]);
    return from ? [{ from, fromRanges: sites.map(({ range }) => range) }] : [];
  })];
}

export function onOutgoingCalls(documents: Documents, { item }: CallHierarchyOutgoingCallsParams): CallHierarchyOutgoingCall[] {
  const open = unitsOf(documents, item).flatMap(({ entry, unit }) => [...groupBy(outgoingCalls(unit.analysis, item.name), edge => edge.to)].flatMap(([name, edges]) => {
    const to = itemOf(documents, entry, unit, name, edges[0]!.site);
    return to ? [{ to, fromRanges: rangesOf(edges) }] : [];
  }));
  return [...open, ...indexedCalls(documents, item, 'from').flatMap(({ unit, name, sites }) => {
    const to = indexedItem(documents, unit, name, sites[0]);
    return to ? [{ to, fromRanges: sites.map(({ range }) => range) }] : [];
  })];
}

/** Behind an item: the unit that keeps its name for itself, if one does. */
interface ItemData { readonly only?: string }

/** Calls of closed units that this item is one end of (`end`), by the name at the other. */
function indexedCalls(documents: Documents, item: CallHierarchyItem, end: 'from' | 'to'): { unit: UnitIndex; name: string; sites: Location[] }[] {
  const { only } = item.data as ItemData ?? {}, texts: Texts = new Map(), found: { unit: UnitIndex; name: string; sites: Location[] }[] = [];
  for (const unit of closedUnits(documents)) {
    if (only !== undefined ? only !== unit.unit : isLocalIn(unit, item.name)) continue;
    for (const [name, calls] of groupBy(unit.calls.filter(call => call[end] === item.name), call => end === 'to' ? call.from : call.to)) {
      found.push({ unit, name, sites: calls.flatMap(({ place }) => { const at = place && locationIn(documents, texts, unit, place, undefined); return at ? [at] : []; }) });
    }
  }
  return found;
}

function isLocalIn(unit: UnitIndex, name: string): boolean { return unit.symbols.some(symbol => symbol.name === name && symbol.binding === 'local'); }

/** Where it is defined: in its caller's unit, in an open one, in any of the index; else where it is called. */
function indexedItem(documents: Documents, unit: UnitIndex, name: string, call: Location | undefined): CallHierarchyItem | undefined {
  const own = unit.symbols.find(symbol => symbol.name === name), texts: Texts = new Map();
  const place = own?.places.find(([, , , , role]) => role === 'definition');
  const location = place && locationIn(documents, texts, unit, [place[0], place[1], place[2], place[3]], name);
  const elsewhere = location ?? (own?.binding === 'undefined' ? definitionElsewhere(documents, name) : undefined);
  const shown = elsewhere ?? call;
  const data: ItemData = own?.binding === 'local' ? { only: unit.unit } : {};
  return shown && { name, kind: SymbolKind.Function, uri: shown.uri, range: shown.range, selectionRange: shown.range, data, ...(!elsewhere && { detail: 'defined elsewhere' }) };
}

function definitionElsewhere(documents: Documents, name: string): Location | undefined {
  for (const { entry, unit } of unitsOf(documents, undefined)) {
    const place = callsOf(unit.analysis).functions.get(name)?.place, location = place && locationOf(documents, entry, unit, place);
    if (location) return location;
  }
  return placesElsewhere(documents, name, ['definition'])[0];
}

/** What is defined elsewhere is shown at its call. */
function itemOf(documents: Documents, entry: OpenDocument, unit: Analysed, name: string, fallback: CallEdge['site']): CallHierarchyItem | undefined {
  const place = callsOf(unit.analysis).functions.get(name)?.place;
  const location = place ? locationOf(documents, entry, unit, place) : definitionElsewhere(documents, name);
  const shown = location ?? (fallback && locationOf(documents, entry, unit, fallback));
  const data: ItemData = isShared(unit, name) ? {} : { only: entry.path };
  return shown && { name, kind: SymbolKind.Function, uri: shown.uri, range: shown.range, selectionRange: shown.range, data, ...(!location && { detail: 'defined elsewhere' }) };
}

/** The open units in which an item's name means the item; all of them without one. */
function unitsOf(documents: Documents, item: CallHierarchyItem | undefined): { entry: OpenDocument; unit: Analysed }[] {
  const { only } = item?.data as ItemData ?? {};
  return [...documents.open.values()].flatMap(entry => {
    if (only !== undefined && only !== entry.path) return [];
    const unit = opened(documents, entry);
    return unit?.kind === 'analysed' && (item === undefined || only !== undefined || isShared(unit, item.name)) ? [{ entry, unit }] : [];
  });
}

function rangesOf(edges: readonly CallEdge[]): Range[] { return edges.flatMap(({ site }) => site ? [rangeOf(site.file, site.start, site.end)] : []); }

function groupBy<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) { const group = groups.get(key(value)); if (group) group.push(value); else groups.set(key(value), [value]); }
  return groups;
}
