// SPDX-License-Identifier: GPL-2.0-or-later
// Facts of an analysis that are made with the help of what they were in the revision before. Whatever is taken over has to be right for any
// earlier revision: some are never asked. Without a memory, and for a file that is only a part of the unit, they are made from nothing.

import { KeptWith } from '../base/keptWith.ts';
import { flowOf, type Component } from '../frame/flow.ts';
import type { Analysis, Memory } from './analyse.ts';
import { livingFlow } from './livingFlow.ts';

export function livingFact<Fact extends object>(make: (analysis: Analysis, before: Fact | undefined) => Fact): (analysis: Analysis) => Fact {
  const kept = new KeptWith<Analysis, Fact>(), latest = new KeptWith<Memory, Fact>();
  return analysis => {
    let fact = kept.get(analysis);
    if (!fact) {
      const memory = isLatest(analysis) ? analysis.memory : undefined;
      kept.set(analysis, fact = make(analysis, memory && latest.get(memory)));
      if (memory) latest.set(memory, fact);
    }
    return fact;
  };
}

/** What there is to say of each component by itself, and of what lies next to it; it is said by places and origins, which move. */
export function perComponent<Fact>(make: (analysis: Analysis, component: Component) => readonly Fact[]): (analysis: Analysis) => readonly Fact[] {
  const kept = new KeptWith<Component, { readonly wording: number; readonly facts: readonly Fact[] }>();
  return analysis => {
    const isKept = isLatest(analysis), all: Fact[] = [];
    for (const component of (isKept ? livingFlow(analysis) : flowOf(analysis.checked)).components) {
      let known = isKept ? kept.get(component) : undefined;
      if (known?.wording !== component.wording) {
        known = { wording: component.wording, facts: make(analysis, component) };
        if (isKept) kept.set(component, known);
      }
      for (const fact of known.facts) all.push(fact);
    }
    return all;
  };
}

/** An edited file's own latest revision: what is kept with its components and places is right there. */
export function isLatest({ memory, checked, source, inputs }: Analysis): boolean { return memory !== undefined && memory.judged.latest?.checked === checked && source === inputs.source; }
