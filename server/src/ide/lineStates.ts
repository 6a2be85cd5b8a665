// SPDX-License-Identifier: GPL-2.0-or-later
// The running state, line by line: what the quiet column, `print cfi` and the inlay hints show. A line shows the state *in front of*
// its first instruction; a macro call shows before -> after. A line in a macro body stands for all its expansions: what is equal in
// all is shown plainly, else the selected one, saying so.

import type { CfiState } from '../objtool/checked.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { livingFact } from '../analysis/livingFact.ts';
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
  const { source } = analysis, states: LineState[] = [];
  let shown = '', shownState: CfiState | undefined, symbol: string | undefined;
  for (const { line, facts } of selected === firstInstance ? factsByLine(analysis).lines : newFactsByLine(analysis, selected)) {
    if (!facts) continue;
    const { before, after, label, kind, differing } = facts;
    const saved = shownState === before ? '' : newlySaved(shownState, before);
    // A call shows what it leaves behind as well, so the next line need not repeat it.
    const entered = facts.symbol !== symbol;
    const changed = entered || differing > 0 || facts.shownBefore !== shown || facts.isSum;
    states.push({ line, first: facts.first.index, adjusted: facts.adjusted, end: endOfLine(source, line), label, saved, changed, before, after, instances: facts.instances, differing });
    shown = kind === 'spelled' || !after ? facts.shownBefore : facts.shownAfter;
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
  readonly isSum: boolean;
  /** All that can be shown of the states. */
  readonly shownBefore: string;
  readonly shownAfter: string;
  readonly instances: number;
  readonly differing: number;
}

interface Line { readonly line: number; readonly sites: readonly Site[]; /** Of each site. */ readonly versions: readonly number[]; readonly facts: LineFacts | undefined }

/** The lines with sites; those whose sites are as they were show what they showed. */
const factsByLine = livingFact<{ readonly lines: readonly Line[]; readonly isPlain: boolean }>((analysis, before) => {
  const { source: { lineStarts } } = analysis, { all } = sitesOf(analysis), isPlain = !hasAdjustments(analysis), old = before?.isPlain && isPlain ? before.lines : [];
  const lines: Line[] = [];
  let at = 0, byFirst: Map<Site, Line> | undefined;
  for (let from = 0, to = 0, line = 0; from < all.length; from = to) {
    const first = all[from]!, { start } = first;
    while (line + 1 < lineStarts.length && lineStarts[line + 1]! <= start) line++;
    const next = lineStarts[line + 1] ?? Infinity;
    for (to = from + 1; to < all.length && all[to]!.start < next;) to++;
    let known = old[at++];
    if (known?.sites[0] !== first && old.length > 0) {
      known = (byFirst ??= new Map(old.map(each => [each.sites[0]!, each]))).get(first);
      if (known) at = old.indexOf(known) + 1;
    }
    lines.push(known && isSame(known, all, from, to) ? known.line === line ? known : { ...known, line } : newLine(analysis, line, all.slice(from, to), firstInstance));
  }
  return { lines, isPlain };
});

function isSame({ sites, versions }: Line, all: readonly Site[], from: number, to: number): boolean {
  if (sites.length !== to - from) return false;
  for (let i = from; i < to; i++) if (sites[i - from] !== all[i] || versions[i - from] !== all[i]!.version) return false;
  return true;
}

function newFactsByLine(analysis: Analysis, selected: Selection): Line[] {
  const byLine = new Map<number, Site[]>();
  for (const site of sitesOf(analysis).all) { const here = byLine.get(site.line); if (here) here.push(site); else byLine.set(site.line, [site]); }
  return [...byLine].map(([line, sites]) => newLine(analysis, line, sites, selected));
}

function newLine(analysis: Analysis, line: number, sites: readonly Site[], selected: Selection): Line {
  const site = siteToShow(sites), instance = site && (site.instances[selected(site)] ?? site.instances[0]!), span = instance && stateSpan(analysis, sites, site, instance);
  return { line, sites, versions: sites.map(({ version }) => version), facts: span && factsOf(analysis, sites, site, span) };
}

function factsOf(analysis: Analysis, sites: readonly Site[], site: Site, span: StateSpan): LineFacts {
  const { first, before, after, symbol, adjusted } = span, label = labelOf(site, span);
  return {
    first, before, after, symbol, adjusted, kind: site.kind, label, isSum: site.kind !== 'spelled' && label !== shortState(before), shownBefore: shownOf(before), shownAfter: shownOf(after),
    instances: site.instances.length, differing: differing(analysis, sites, site, span),
  };
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
