// SPDX-License-Identifier: GPL-2.0-or-later
// The running state, line by line: what the quiet column, `print cfi` and the inlay hints show. A line shows the state *in front of*
// its first instruction; a macro call shows before -> after. A line in a macro body stands for all its expansions: what is equal in
// all is shown plainly, else the selected one, saying so.

import type { CfiState } from '../objtool/checked.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { instanceIn, sitesOf, type Instance, type Site } from '../analysis/sites.ts';
import type { SourceText } from '../base/text.ts';
import type { Place } from '../frame/flow.ts';
import { adjustedState, hasAdjustments, shownState, shownStateAfter } from './adjustedState.ts';
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
  const { source } = analysis, { lineStarts } = source, { all } = sitesOf(analysis), states: LineState[] = [], isKept = selected === firstInstance && !hasAdjustments(analysis);
  let shown = '', shownState: CfiState | undefined, symbol: string | undefined;
  for (let from = 0, to = 0; from < all.length; from = to) {
    const { line } = all[from]!, next = lineStarts[line + 1] ?? Infinity;
    while (to < all.length && all[to]!.start < next) to++;
    const facts = isKept ? factsOf(analysis, all, from, to) : newFacts(analysis, all.slice(from, to), selected);
    if (!facts) continue;
    const { before, after, label, kind } = facts;
    const saved = shownState === before ? '' : newlySaved(shownState, before);
    // A call shows what it leaves behind as well, so the next line need not repeat it.
    const entered = facts.symbol !== symbol;
    const changed = entered || facts.differing > 0 || shownOf(before) !== shown || (kind !== 'spelled' && label !== shortState(before));
    states.push({
      line, first: facts.first.index, adjusted: facts.adjusted, end: endOfLine(source, line), label, saved, changed, before, after, instances: facts.instances, differing: facts.differing,
    });
    shown = shownOf(kind === 'spelled' ? before : after ?? before);
    shownState = before;
    symbol = facts.symbol;
  }
  return states;
}

/** What a line shows by itself, whatever the lines around it show. */
interface LineFacts extends Omit<StateSpan, 'first'> {
  readonly first: Place;
  readonly kind: Site['kind'];
  readonly label: string;
  readonly instances: number;
  readonly differing: number;
}

/** By the first site of a line: its facts, as long as the same sites are on the line and nothing else is known of their instructions. */
const kept = new WeakMap<Site, { readonly sites: readonly Site[]; readonly versions: readonly number[]; readonly facts: LineFacts | undefined }>();

function factsOf(analysis: Analysis, all: readonly Site[], from: number, to: number): LineFacts | undefined {
  const known = kept.get(all[from]!);
  if (known?.sites.length === to - from && known.sites.every((site, i) => site === all[from + i] && site.version === known.versions[i])) return known.facts;
  const here = all.slice(from, to), facts = newFacts(analysis, here, firstInstance);
  kept.set(all[from]!, { sites: here, versions: here.map(({ version }) => version), facts });
  return facts;
}

function newFacts(analysis: Analysis, here: readonly Site[], selected: Selection): LineFacts | undefined {
  const site = siteToShow(here), instance = site && (site.instances[selected(site)] ?? site.instances[0]!), span = instance && stateSpan(analysis, here, site, instance);
  return span && { ...span, kind: site.kind, label: labelOf(site, span), instances: site.instances.length, differing: differing(analysis, here, site, span) };
}

/** A line's own instructions win over what its macro calls become. */
function siteToShow(sites: readonly Site[]): Site | undefined {
  return sites.find(s => s.kind === 'spelled') ?? sites.find(s => s.kind === 'call');
}

interface StateSpan { readonly first: Place; readonly before: CfiState | undefined; readonly after: CfiState | undefined; /** The function or code region. */ readonly symbol: string | undefined; /** By UNWIND_HINT_ADJUST: objtool's is another. */ readonly adjusted: boolean }

function stateSpan(analysis: Analysis, here: readonly Site[], site: Site, instance: Instance): StateSpan | undefined {
  const { instructions } = analysis.checked;
  const first = instance.places.find(({ index }) => isShown(analysis, index));
  if (first === undefined) return undefined;
  const before = shownState(analysis, first.index), { section, symbol } = instructions[first.index]!;
  // Replacements and fixups lie in other sections: control leaves the line from the last instruction of the section it came to.
  const siblings = site.kind === 'spelled' ? spelledHere(here, instance) : instance.places;
  let at = siblings.length - 1;
  while (at >= 0 && instructions[siblings[at]!.index]!.section !== section) at--;
  const last = siblings[at] ?? first;
  return { first, before, after: shownStateAfter(analysis, last.index), symbol, adjusted: adjustedState(analysis, first.index) !== undefined };
}

/** What the line itself spells, in the expansion of this instance. */
function spelledHere(here: readonly Site[], instance: Instance): readonly Place[] {
  const spelled = here.filter(site => site.kind === 'spelled');
  return spelled.length === 1 ? instanceIn(spelled[0]!, instance.expansion)?.places ?? [] : spelled.flatMap(site => instanceIn(site, instance.expansion)?.places ?? []);
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

function endOfLine({ text, lineStarts }: SourceText, line: number): number {
  let end = lineStarts[line + 1] ?? text.length;
  while (end > lineStarts[line]! && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}

function isBlank(code: number): boolean { return code <= 32 ? code === 32 || (code >= 9 && code <= 13) : code >= 160 && /\s/.test(String.fromCharCode(code)); }

/** The column's text for a line: state, new saves, and how far it holds. */
export function columnText(state: LineState): string {
  const parts = [state.adjusted ? `${state.label} (adjusted)` : state.label];
  if (state.saved) parts.push(state.saved);
  if (state.differing > 0) parts.push(`(1 of ${state.instances}; differs in ${state.differing})`);
  return parts.join('  ');
}
