// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/prepareCallHierarchy, callHierarchy/incomingCalls and outgoingCalls, over the units that are open.

import {
  SymbolKind, type CallHierarchyIncomingCall, type CallHierarchyIncomingCallsParams, type CallHierarchyItem, type CallHierarchyOutgoingCall, type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams, type Range,
} from 'vscode-languageserver';
import { callsOf, incomingCalls, outgoingCalls, type CallEdge } from '../ide/calls.ts';
import { targetAt } from '../ide/target.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, opened, type Documents, type OpenDocument } from './documents.ts';
import { locationOf } from './location.ts';

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
  return unitsOf(documents).flatMap(({ entry, unit }) => [...groupBy(incomingCalls(unit.analysis, item.name), edge => edge.from)].flatMap(([name, edges]) => {
    const from = itemOf(documents, entry, unit, name, edges[0]!.site);
    return from ? [{ from, fromRanges: rangesOf(edges) }] : [];
  }));
}

export function onOutgoingCalls(documents: Documents, { item }: CallHierarchyOutgoingCallsParams): CallHierarchyOutgoingCall[] {
  return unitsOf(documents).flatMap(({ entry, unit }) => [...groupBy(outgoingCalls(unit.analysis, item.name), edge => edge.to)].flatMap(([name, edges]) => {
    const to = itemOf(documents, entry, unit, name, edges[0]!.site);
    return to ? [{ to, fromRanges: rangesOf(edges) }] : [];
  }));
}

/** What is defined elsewhere is shown at its call. */
function itemOf(documents: Documents, entry: OpenDocument, unit: Analysed, name: string, fallback: CallEdge['site']): CallHierarchyItem | undefined {
  const place = callsOf(unit.analysis).functions.get(name)?.place, shown = place ?? fallback;
  const location = shown && locationOf(documents, entry, unit, shown);
  return location && { name, kind: SymbolKind.Function, uri: location.uri, range: location.range, selectionRange: location.range, ...(!place && { detail: 'defined elsewhere' }) };
}

function unitsOf(documents: Documents): { entry: OpenDocument; unit: Analysed }[] {
  return [...documents.open.values()].flatMap(entry => { const unit = opened(documents, entry); return unit?.kind === 'analysed' ? [{ entry, unit }] : []; });
}

function rangesOf(edges: readonly CallEdge[]): Range[] { return edges.flatMap(({ site }) => site ? [rangeOf(site.file, site.start, site.end)] : []); }

function groupBy<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) { const group = groups.get(key(value)); if (group) group.push(value); else groups.set(key(value), [value]); }
  return groups;
}
