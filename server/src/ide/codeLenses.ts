// SPDX-License-Identifier: GPL-2.0-or-later
// Above a function: how deep its stack gets, how many ORC rows it costs, how many calls it makes. Off unless asked for.

import type { Analysis } from '../analysis/analyse.ts';
import { callsOf } from './calls.ts';
import { documentSymbols, type DocumentSymbol } from './documentSymbols.ts';

export interface CodeLens { readonly start: number; readonly end: number; readonly title: string }

export function codeLenses(analysis: Analysis): CodeLens[] {
  const { functions } = callsOf(analysis);
  const lenses: CodeLens[] = [];
  const walk = (symbols: readonly DocumentSymbol[]): void => {
    for (const { kind, name, nameStart, nameEnd, children } of symbols) {
      const facts = kind === 'function' ? functions.get(name) : undefined;
      if (facts) lenses.push({ start: nameStart, end: nameEnd, title: [...(facts.depth ? [`stack ${facts.depth}`] : []), many(facts.rows, 'ORC row'), many(facts.calls, 'call')].join(' · ') });
      walk(children);
    }
  };
  walk(documentSymbols(analysis));
  return lenses;
}

function many(count: number, noun: string): string { return `${count} ${noun}${count === 1 ? '' : 's'}`; }
