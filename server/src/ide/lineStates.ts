// SPDX-License-Identifier: GPL-2.0-or-later
// The running state, line by line: what the quiet column, `print cfi` and the inlay hints show. A line shows the state *in front of*
// its first instruction; a macro call shows before -> after. A line in a macro body stands for all its expansions: what is equal in
// all is shown plainly, else the selected one, saying so.

import type { CfiState } from '../objtool/checked.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { instanceIn, sitesOf, type Instance, type Site } from '../analysis/sites.ts';
import { adjustedState, shownState, shownStateAfter } from './adjustedState.ts';
import { looksEqual, newlySaved, savedRegisters, shortState, shownOf } from './stateWords.ts';

export interface LineState {
  /** 0-based. */
  readonly line: number;
  /** Offset behind the line's last non-blank character. */
  readonly end: number;
  /** The state in full: `rsp+16`, `rsp+8 -> rsp+128, 15 registers saved`. */
  readonly label: string;
  /** The instruction whose state is shown. */
  readonly first: number;
  /** Registers saved since the line shown before: `rbx@-16`. */
  readonly saved: string;
  /** The label differs from what the line before showed. */
  readonly changed: boolean;
  readonly before: CfiState | undefined;
  readonly after: CfiState | undefined;
  /** Of several expansions: how many, and how many show something else. */
  readonly instances: number;
  readonly differing: number;
  /** Counted with the author's UNWIND_HINT_ADJUST, which objtool does not read. */
  readonly adjusted: boolean;
}

export type Selection = (site: Site) => number;

export const firstInstance: Selection = () => 0;

export function lineStates(analysis: Analysis, selected: Selection = firstInstance): LineState[] {
  const sites = sitesOf(analysis);
  const states: LineState[] = [];
  let shown = '', shownState: CfiState | undefined, symbol: string | undefined;
  for (const [line, here] of [...sites.byLine].sort((a, b) => a[0] - b[0])) {
    const site = siteToShow(here);
    if (!site) continue;
    const instance = site.instances[selected(site)] ?? site.instances[0]!;
    const span = stateSpan(analysis, here, site, instance);
    if (!span) continue;
    const label = labelOf(site, span);
    const saved = newlySaved(shownState, span.before);
    // A call shows what it leaves behind as well, so the next line need not repeat it.
    const entered = span.symbol !== symbol;
    const differs = differing(analysis, here, site, span);
    const changed = entered || differs > 0 || shownOf(span.before) !== shown || (site.kind !== 'spelled' && label !== shortState(span.before));
    states.push({
      line, first: span.first, adjusted: span.adjusted, end: endOfLine(analysis, line), label, saved, changed, before: span.before, after: span.after,
      instances: site.instances.length, differing: differs,
    });
    shown = shownOf(site.kind === 'spelled' ? span.before : span.after ?? span.before);
    shownState = span.before;
    symbol = span.symbol;
  }
  return states;
}

/** A line's own instructions win over what its macro calls become. */
function siteToShow(sites: readonly Site[]): Site | undefined {
  return sites.find(s => s.kind === 'spelled') ?? sites.find(s => s.kind === 'call');
}

interface StateSpan { readonly first: number; readonly before: CfiState | undefined; readonly after: CfiState | undefined; /** The function or code region. */ readonly symbol: string | undefined; /** By UNWIND_HINT_ADJUST: objtool's is another. */ readonly adjusted: boolean }

function stateSpan(analysis: Analysis, here: readonly Site[], site: Site, instance: Instance): StateSpan | undefined {
  const checked = analysis.checked;
  const first = instance.instructions.find(i => isShown(analysis, i));
  if (first === undefined) return undefined;
  const before = shownState(analysis, first);
  const section = checked.instructions[first]!.section;
  // Replacements and fixups lie in other sections: control leaves the line from the last instruction of the section it came to.
  const siblings = site.kind === 'spelled' ? spelledHere(here, instance) : instance.instructions;
  let at = siblings.length - 1;
  while (at >= 0 && checked.instructions[siblings[at]!]!.section !== section) at--;
  const last = siblings[at] ?? first;
  return { first, before, after: shownStateAfter(analysis, last), symbol: checked.instructions[first]!.symbol, adjusted: adjustedState(analysis, first) !== undefined };
}

/** What the line itself spells, in the expansion of this instance. */
function spelledHere(here: readonly Site[], instance: Instance): readonly number[] {
  const spelled = here.filter(site => site.kind === 'spelled');
  return spelled.length === 1 ? instanceIn(spelled[0]!, instance.expansion)?.instructions ?? [] : spelled.flatMap(site => instanceIn(site, instance.expansion)?.instructions ?? []);
}

/** Padding that nobody reaches shows nothing. */
function isShown(analysis: Analysis, instruction: number): boolean {
  const at = analysis.checked.instructions[instruction]!;
  return at.state !== undefined || (at.decoded.type !== 'nop' && at.decoded.type !== 'trap');
}

function labelOf(site: Site, span: StateSpan): string {
  const before = shortState(span.before);
  if (site.kind === 'spelled' || looksEqual(span.before, span.after) || !span.after) return before;
  const saved = savedRegisters(span.after).length - savedRegisters(span.before).length;
  const words = saved > 0 ? `, ${saved} register${saved === 1 ? '' : 's'} saved` : saved < 0 ? `, ${-saved} register${saved === -1 ? '' : 's'} restored` : '';
  return `${before} -> ${shortState(span.after)}${words}`;
}

function differing(analysis: Analysis, here: readonly Site[], site: Site, shown: StateSpan): number {
  let count = 0;
  for (const instance of site.instances) {
    const span = stateSpan(analysis, here, site, instance);
    if (span && !(looksEqual(span.before, shown.before) && looksEqual(span.after, shown.after))) count++;
  }
  return count;
}

function endOfLine(analysis: Analysis, line: number): number {
  const { text, lineStarts } = analysis.source;
  let end = lineStarts[line + 1] ?? text.length;
  while (end > lineStarts[line]! && /\s/.test(text[end - 1]!)) end--;
  return end;
}

/** The column's text for a line: state, new saves, and how far it holds. */
export function columnText(state: LineState): string {
  const parts = [state.adjusted ? `${state.label} (adjusted)` : state.label];
  if (state.saved) parts.push(state.saved);
  if (state.differing > 0) parts.push(`(1 of ${state.instances}; differs in ${state.differing})`);
  return parts.join('  ');
}
