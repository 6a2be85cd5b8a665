// SPDX-License-Identifier: GPL-2.0-or-later
// Where instructions show in the main file. A *site* is a stretch of typed text that stands for instructions: a spelled statement, or
// the call of a macro. The body of a macro is expanded many times; each expansion is one *instance* of its sites, so a line inside a
// body stands for all of them. An instruction has a spelled site if it is spelled in the file, and a call site for every call in the
// file that it came through.
//
// While the file is edited, sites stay the same objects: their text moves with its anchors, their instructions with their places, and only those
// that an added or vanished instruction belongs to are gone through again.

import { KeptWith } from '../base/keptWith.ts';
import type { Expansion, Origin } from '../base/origin.ts';
import { lineAt, type SourceText } from '../base/text.ts';
import type { Flow, Place } from '../frame/flow.ts';
import type { Statement } from '../gas/statement.ts';
import { statementAt } from '../object/objectFile.ts';
import type { Analysis } from './analyse.ts';
import { livingFlow, takeFlowNews } from './livingFlow.ts';

export class Instance {
  /** The expansion that the site's text itself came through; undefined for text that stands at top level. */
  readonly expansion: Expansion | undefined;
  /** In order of assembly. */
  places: Place[] = [];
  readonly site: Site;
  /** Of the macro, or the statement's; and of places that come of another one at the same offset, where a #define makes several. */
  private readonly usualName: string;
  private readonly otherNames = new Map<Place, string>();
  /** The site's text. */
  origin: Origin;

  constructor(site: Site, origin: Origin, name: string) {
    this.site = site;
    this.usualName = name;
    this.origin = origin;
    this.expansion = origin.place.expansion;
  }

  /** Of its first instruction. */
  get name(): string { return this.otherNames.get(this.places[0]!) ?? this.usualName; }

  add(place: Place, name: string): void {
    this.places.push(place);
    if (name !== this.usualName) this.otherNames.set(place, name); else if (this.otherNames.size > 0) this.otherNames.delete(place);
  }

  /** Indexes into Checked.instructions. */
  get instructions(): number[] { return this.places.map(({ index }) => index); }
}

export type SiteKind = 'spelled' | 'call' | 'include';

export class Site {
  readonly kind: SiteKind;
  /** In order of their first instructions. */
  instances: Instance[] = [];
  /** Counts the changes of its instructions, and of what is known of them. */
  version = 0;
  /** The instance's whose text reaches furthest. */
  longest: Origin;

  constructor(kind: SiteKind, origin: Origin) {
    this.kind = kind;
    this.longest = origin;
  }

  /** Macro name for calls; it may be made up of arguments, then it is the first instance's. */
  get name(): string { return this.instances[0]!.name; }

  /** Offsets in the main file. */
  get start(): number { return this.longest.start; }
  get end(): number { return this.longest.end; }
  /** 0-based line of `start`. */
  get line(): number { return lineAt(this.longest.place.file, this.start); }
}

export interface Sites {
  /** By start; a call's site lies before the sites inside its arguments. */
  readonly all: readonly Site[];
}

/** Of a file that is being edited: its sites, and for each instruction those it belongs to. */
export interface LivingSites { readonly all: Site[]; readonly of: Map<Place, readonly Instance[]> }

const kept = new KeptWith<Analysis, Sites>();

export function sitesOf(analysis: Analysis): Sites {
  let sites = kept.get(analysis);
  if (!sites) { sites = analysis.source === analysis.inputs.source ? livingSites(analysis) : collect(livingFlow(analysis), analysis.source); kept.set(analysis, sites); }
  return sites;
}

/** In order. */
export function sitesOn({ all }: Sites, source: SourceText, line: number): Site[] {
  const from = source.lineStarts[line] ?? Infinity, to = source.lineStarts[line + 1] ?? Infinity, found: Site[] = [];
  for (let i = firstFrom(all, from); i < all.length && all[i]!.start < to; i++) found.push(all[i]!);
  return found;
}

function firstFrom(all: readonly Site[], start: number): number {
  let low = 0, high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.start < start) low = middle + 1; else high = middle;
  }
  return low;
}

const instancesByExpansion = new KeptWith<Site, { readonly version: number; readonly instances: Map<Expansion | undefined, Instance> }>();

/** The instance of a site in one expansion. */
export function instanceIn(site: Site, expansion: Expansion | undefined): Instance | undefined {
  if (site.instances.length === 1) return site.instances[0]!.expansion === expansion ? site.instances[0] : undefined;
  let known = instancesByExpansion.get(site);
  if (known?.version !== site.version) instancesByExpansion.set(site, known = { version: site.version, instances: new Map(site.instances.map(instance => [instance.expansion, instance])) });
  return known.instances.get(expansion);
}

/** The statement that an instruction's first byte came from. */
export function statementOf(analysis: Analysis, instruction: number): Statement | undefined {
  const at = analysis.checked.instructions[instruction];
  const section = at && analysis.object.sections[at.section];
  return section && statementAt(section, at.offset);
}

function livingSites(analysis: Analysis): Sites {
  const flow = livingFlow(analysis), { memory } = analysis, changes = memory && takeFlowNews(analysis);
  if (!memory || !changes) return collect(flow, analysis.source);
  if (!memory.sites.latest || changes === 'everything') return memory.sites.latest = collect(flow, analysis.source, new Map());
  const { latest } = memory.sites, touched = new Set<Instance>(), restated = new Set(changes.restated);
  for (const place of [...changes.gone, ...restated]) {
    for (const instance of latest.of.get(place) ?? []) touched.add(instance);
    latest.of.delete(place);
  }
  for (const instance of touched) instance.places = instance.places.filter(place => place.index >= 0 && !restated.has(place));
  const emptied = new Set<Site>();
  for (const { site } of touched) {
    site.instances = site.instances.filter(({ places }) => places.length > 0);
    if (site.instances.length === 0) emptied.add(site);
  }
  const sites: LivingSites = { all: emptied.size > 0 ? latest.all.filter(site => !emptied.has(site)) : latest.all.slice(), of: latest.of }, before = sites.all.length;
  // A line that comes back stays the object that it was, and may stand elsewhere.
  if (sites.all.some((site, i) => i > 0 && site.start < sites.all[i - 1]!.start)) sites.all.sort(byStart);
  const collecting: Collecting = { main: analysis.source, all: sites.all, of: sites.of, made: new Map(), touched };
  for (const place of [...changes.added, ...restated]) if (place.index >= 0) add(collecting, place, flow.statements[place.index]);
  if (touched.size > 0) settle(collecting, before);
  for (const place of changes.changed) for (const { site } of latest.of.get(place) ?? []) site.version++;
  return memory.sites.latest = sites;
}

/** `of`: to be filled in. */
function collect(flow: Flow, main: SourceText, of?: LivingSites['of']): LivingSites {
  const all: Site[] = [], collecting: Collecting = { main, all, of, made: new Map(), touched: new Set() };
  for (const place of flow.places) add(collecting, place, flow.statements[place.index]);
  settle(collecting, 0);
  return { all, of: of ?? new Map() };
}

interface Collecting {
  readonly main: SourceText;
  readonly all: Site[];
  readonly of: LivingSites['of'] | undefined;
  /** By start and kind. */
  readonly made: Map<number, { readonly site: Site; readonly instances: Map<Expansion | undefined, Instance> }>;
  readonly touched: Set<Instance>;
}

function add(collecting: Collecting, place: Place, statement: Statement | undefined): void {
  if (!statement) return;
  const { origin, name } = statement, { main } = collecting, instances: Instance[] = [];
  if (origin.place.file === main) addTo(collecting, 'spelled', origin, name, place, instances);
  for (let expansion = origin.place.expansion; expansion; expansion = expansion.call.place.expansion) {
    if (expansion.call.place.file !== main || expansion.kind === 'rept' || expansion.kind === 'irp') continue;
    addTo(collecting, expansion.kind === 'include' ? 'include' : 'call', expansion.call, expansion.name, place, instances);
  }
  if (instances.length > 0) collecting.of?.set(place, instances);
}

function addTo(collecting: Collecting, kind: SiteKind, origin: Origin, name: string, place: Place, found: Instance[]): void {
  const { site, instances } = siteFrom(collecting, kind, origin);
  let instance = instances.get(origin.place.expansion);
  if (!instance) { instances.set(origin.place.expansion, instance = new Instance(site, origin, name)); site.instances.push(instance); }
  else if (instance.places[instance.places.length - 1] === place) return;
  if (origin.end > instance.origin.end) instance.origin = origin;
  instance.add(place, name);
  collecting.touched.add(instance);
  found.push(instance);
}

/** One spelled site and one call or include begin at an offset. */
function siteFrom({ all, made }: Collecting, kind: SiteKind, origin: Origin) {
  const { start } = origin, key = start * 2 + (kind === 'spelled' ? 0 : 1);
  let known = made.get(key);
  if (known) return known;
  let site: Site | undefined;
  for (let i = firstFrom(all, start); i < all.length && all[i]!.start === start; i++) if ((all[i]!.kind === 'spelled') === (kind === 'spelled')) site = all[i];
  site ??= new Site(kind, origin);
  made.set(key, known = { site, instances: new Map(site.instances.map(instance => [instance.expansion, instance])) });
  return known;
}

/** Puts in order what was added. */
function settle({ all, made, touched }: Collecting, before: number): void {
  const known = new Set(all), changed = new Set<Site>();
  for (const instance of touched) {
    instance.places.sort(byIndex);
    changed.add(instance.site);
  }
  for (const site of changed) {
    if (site.instances.length === 0) continue;
    site.instances.sort((a, b) => a.places[0]!.index - b.places[0]!.index);
    site.longest = site.instances.reduce((longest, { origin }) => origin.end > longest.end ? origin : longest, site.instances[0]!.origin);
    site.version++;
  }
  for (const { site } of made.values()) if (!known.has(site)) all.push(site);
  if (all.length > before) all.sort(byStart);
}

function byStart(a: Site, b: Site): number { return a.start - b.start || b.end - a.end || (a.kind === 'spelled' ? 0 : 1) - (b.kind === 'spelled' ? 0 : 1); }

function byIndex(a: Place, b: Place): number { return a.index - b.index; }

/** The innermost site at an offset: the shortest one that covers it, spelled statements before calls. */
export function siteAt(analysis: Analysis, offset: number): Site | undefined {
  let best: Site | undefined;
  for (const site of sitesOn(sitesOf(analysis), analysis.source, lineAt(analysis.source, offset))) {
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
