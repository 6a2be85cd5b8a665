// SPDX-License-Identifier: GPL-2.0-or-later
// Who calls and jumps to whom, by symbols: the ground for the call hierarchy and for the numbers above a function.

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { shownIn } from '../base/origin.ts';
import { definitionsOf } from './names.ts';
import type { Location } from './target.ts';

export interface CallEdge { readonly from: string; readonly to: string; readonly kind: 'call' | 'jump'; /** In the analysed file, if it shows there. */ readonly site: Location | undefined }

export interface FunctionFacts {
  readonly name: string;
  /** Where its label is spelled, or the call that makes it. */
  readonly place: Location | undefined;
  /** The most bytes on the stack at any instruction, return address included; undefined if some state is not known. */
  readonly depth: number | undefined;
  readonly rows: number;
  readonly calls: number;
  readonly instructions: number;
}

interface Calls { readonly edges: readonly CallEdge[]; readonly functions: ReadonlyMap<string, FunctionFacts> }

const kept = new KeptWith<Analysis, Calls>();

export function callsOf(analysis: Analysis): Calls {
  let calls = kept.get(analysis);
  if (!calls) kept.set(analysis, calls = collect(analysis));
  return calls;
}

export function incomingCalls(analysis: Analysis, name: string): CallEdge[] { return callsOf(analysis).edges.filter(edge => edge.to === name); }
export function outgoingCalls(analysis: Analysis, name: string): CallEdge[] { return callsOf(analysis).edges.filter(edge => edge.from === name); }

function collect(analysis: Analysis): Calls {
  const { checked, source } = analysis;
  const edges: CallEdge[] = [];
  const facts = new Map<string, { depth: number | undefined; rows: number; calls: number; instructions: number }>();
  const rowsAt = new Map<number, Set<number>>();
  for (const { section, offset } of analysis.rows) { const set = rowsAt.get(section); if (set) set.add(offset); else rowsAt.set(section, new Set([offset])); }
  for (let i = 0; i < checked.instructions.length; i++) {
    const { symbol, decoded, state, section, offset } = checked.instructions[i]!;
    if (symbol === undefined) continue;
    let fact = facts.get(symbol);
    if (!fact) facts.set(symbol, fact = { depth: 0, rows: 0, calls: 0, instructions: 0 });
    fact.instructions++;
    if (rowsAt.get(section)?.has(offset)) fact.rows++;
    if (state?.type === 'call') { if (fact.depth !== undefined) fact.depth = Math.max(fact.depth, state.stackSize); }
    const isCall = decoded.type === 'call' || decoded.type === 'call-dynamic';
    if (isCall) fact.calls++;
    if (!isCall && decoded.type !== 'jmp' && decoded.type !== 'jcc') continue;
    const statement = statementOf(analysis, i);
    const to = statement && targetName(statement.rest);
    if (to === undefined || to === symbol || to.startsWith('.L')) continue;
    const shown = shownIn(source, statement!.origin);
    edges.push({ from: symbol, to, kind: isCall ? 'call' : 'jump', site: shown && { file: source, start: shown.start, end: shown.end } });
  }
  const places = new Map<string, Location>();
  for (const { name, file, start, end } of definitionsOf(analysis)) if (!places.has(name) || file === source) places.set(name, { file, start, end });
  return { edges: distinct(edges), functions: new Map([...facts].map(([name, fact]) => [name, { name, place: places.get(name), ...fact }])) };
}

/** The symbol of a direct target. */
function targetName(rest: string): string | undefined {
  const match = /(?:^|\s)([A-Za-z_.$][\w.$]*)(?:@\w+)?(?:[+-]\w+)?$/.exec(rest);
  return match && !rest.includes('*') && !rest.includes('%') ? match[1] : undefined;
}

function distinct(edges: readonly CallEdge[]): CallEdge[] {
  const seen = new Set<string>();
  return edges.filter(({ from, to, site }) => { const key = `${from} ${to} ${site?.start ?? -1}`; if (seen.has(key)) return false; seen.add(key); return true; });
}
