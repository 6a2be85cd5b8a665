// SPDX-License-Identifier: GPL-2.0-or-later
// Where instructions show in the main file. A *site* is a stretch of typed text that stands for instructions: a spelled statement, or
// the call of a macro. The body of a macro is expanded many times; each expansion is one *instance* of its sites, so a line inside a
// body stands for all of them. An instruction has a spelled site if it is spelled in the file, and a call site for every call in the
// file that it came through.

import type { Expansion, Origin } from '../base/origin.ts';
import { lineAt, type SourceText } from '../base/text.ts';
import { statementAt } from '../object/objectFile.ts';
import type { Statement } from '../gas/statement.ts';
import type { Analysis } from './analyse.ts';

export interface Instance {
  /** The expansion that the site's text itself came through; undefined for text that stands at top level. */
  readonly expansion: Expansion | undefined;
  /** Indexes into Checked.instructions, in order of assembly. */
  readonly instructions: readonly number[];
}

export interface Site {
  readonly kind: 'spelled' | 'call' | 'include';
  /** Offsets in the main file. */
  readonly start: number;
  readonly end: number;
  /** 0-based line of `start`. */
  readonly line: number;
  /** Macro name for calls. */
  readonly name: string;
  readonly instances: readonly Instance[];
}

export interface Sites {
  /** By start; a call's site lies before the sites inside its arguments. */
  readonly all: readonly Site[];
  readonly byLine: ReadonlyMap<number, readonly Site[]>;
}

const kept = new WeakMap<Analysis, Sites>();

export function sitesOf(analysis: Analysis): Sites {
  let sites = kept.get(analysis);
  if (!sites) { sites = collect(analysis); kept.set(analysis, sites); }
  return sites;
}

const instancesByExpansion = new WeakMap<Site, Map<Expansion | undefined, Instance>>();

/** The instance of a site in one expansion. */
export function instanceIn(site: Site, expansion: Expansion | undefined): Instance | undefined {
  if (site.instances.length === 1) return site.instances[0]!.expansion === expansion ? site.instances[0] : undefined;
  let byExpansion = instancesByExpansion.get(site);
  if (!byExpansion) instancesByExpansion.set(site, byExpansion = new Map(site.instances.map(instance => [instance.expansion, instance])));
  return byExpansion.get(expansion);
}

/** The statement that an instruction's first byte came from. */
export function statementOf(analysis: Analysis, instruction: number): Statement | undefined {
  const at = analysis.checked.instructions[instruction];
  const section = at && analysis.object.sections[at.section];
  return section && statementAt(section, at.offset);
}

interface OpenSite { kind: Site['kind']; start: number; end: number; name: string; instances: Map<Expansion | undefined, number[]> }

function collect(analysis: Analysis): Sites {
  const main = analysis.source;
  const open = new Map<number, OpenSite>();
  const count = analysis.checked.instructions.length;
  for (let i = 0; i < count; i++) {
    const statement = statementOf(analysis, i);
    if (!statement) continue;
    const origin = statement.origin;
    if (origin.place.file === main) add(open, 'spelled', origin, statement.name, i);
    for (let expansion = origin.place.expansion; expansion; expansion = expansion.call.place.expansion) {
      if (expansion.call.place.file !== main || expansion.kind === 'rept' || expansion.kind === 'irp') continue;
      add(open, expansion.kind === 'include' ? 'include' : 'call', expansion.call, expansion.name, i);
    }
  }
  const all = [...open.values()].map((site): Site => ({
    kind: site.kind, start: site.start, end: site.end, line: lineAt(main, site.start), name: site.name,
    instances: [...site.instances].map(([expansion, instructions]) => ({ expansion, instructions })),
  })).sort((a, b) => a.start - b.start || b.end - a.end);
  return { all, byLine: groupByLine(all) };
}

function add(open: Map<number, OpenSite>, kind: Site['kind'], origin: Origin, name: string, instruction: number): void {
  // One spelled site and one call or include begin at an offset.
  const key = origin.start * 2 + (kind === 'spelled' ? 0 : 1);
  let site = open.get(key);
  if (!site) { site = { kind, start: origin.start, end: origin.end, name, instances: new Map() }; open.set(key, site); }
  if (origin.end > site.end) site.end = origin.end;
  const instance = site.instances.get(origin.place.expansion);
  if (instance) { if (instance[instance.length - 1] !== instruction) instance.push(instruction); }
  else site.instances.set(origin.place.expansion, [instruction]);
}

function groupByLine(all: readonly Site[]): Map<number, Site[]> {
  const byLine = new Map<number, Site[]>();
  for (const site of all) {
    const line = byLine.get(site.line);
    if (line) line.push(site); else byLine.set(site.line, [site]);
  }
  return byLine;
}

/** The innermost site at an offset: the shortest one that covers it, spelled statements before calls. */
export function siteAt(analysis: Analysis, offset: number): Site | undefined {
  let best: Site | undefined;
  for (const site of sitesOf(analysis).byLine.get(lineAt(analysis.source, offset)) ?? []) {
    if (offset < site.start || offset > site.end || site.kind === 'include') continue;
    if (!best || site.end - site.start < best.end - best.start || (site.end - site.start === best.end - best.start && site.kind === 'spelled')) best = site;
  }
  return best;
}

/** In words, how an instance came about: `asm_exc_page_fault`, or the chain of macro names. */
export function instanceName(instance: Instance, main: SourceText): string {
  const expansion = instance.expansion;
  if (!expansion) return '';
  const call = expansion.call;
  const text = call.place.file.text.slice(call.start, call.end).replace(/\s+/g, ' ').trim();
  const line = lineAt(call.place.file, call.start) + 1;
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return call.place.file === main ? `line ${line}: ${short}` : `${call.place.file.path.replace(/^.*\//, '')}:${line}: ${short}`;
}
