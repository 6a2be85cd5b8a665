// SPDX-License-Identifier: GPL-2.0-or-later
// Several passages as one, for a block of lines (gas/blocks.ts): what one line of the block reads and another one made before it is the
// block's own affair, so less is looked at when the block is done again.

import type { Subsection } from './fragments.ts';
import {
  append, isForeign, some, type Added, type Change, type EnteredSection, type Label, type LabelsUsed, type Passage, type PlaceInOrder,
} from './passage.ts';
import type { AsmSection, Fixup, Mark, NumericLabels } from './state.ts';
import { isSuperseded } from './symbolState.ts';
import type { AsmSymbol } from './symbols.ts';

/** Passages that followed each other in some pass, as one. What one of them did for another is no affair of others any more. */
export function mergePassages(list: readonly Passage[]): Passage {
  const first = list[0]!, last = list[list.length - 1]!;
  const changes = new Map<AsmSymbol, Change>(), labels = new Map<NumericLabels, LabelsUsed>();
  const sections = new Map<AsmSection, EnteredSection>(), subsections = new Map<Subsection, Passage['subsections'][number]>();
  const added = new Map<AsmSection, Added & { readonly fixups: Fixup[]; readonly marks: Mark[] }>(), places: PlaceInOrder[] = [];
  let ahead = 0;
  for (const passage of list) {
    for (const change of passage.changes) changes.set(change.symbol, joinedChange(changes.get(change.symbol), change, ahead));
    for (const entered of passage.sections) if (!sections.has(entered.section)) sections.set(entered.section, entered);
    for (const entered of passage.subsections) subsections.set(entered.subsection, entered);
    for (const used of passage.labels) labels.set(used.labels, joinedLabels(labels.get(used.labels), used));
    for (const { symbol, order } of passage.places) places.push({ symbol, order: order + ahead });
    for (const { section, fixups, marks } of passage.added) {
      let all = added.get(section);
      if (!all) added.set(section, all = { section, fixups: [], marks: [] });
      append(all.fixups, fixups);
      append(all.marks, marks);
    }
    ahead += passage.orders;
  }
  const fragments = list.flatMap(passage => passage.fragments), own = new Set(fragments), used = [...labels.values()];
  const defined = list.flatMap(passage => passage.defined), met = new Set(defined.map(({ symbol }) => symbol));
  const pending = list.flatMap(passage => passage.pending).filter(({ symbol }) => !met.has(symbol));
  // What symbols are at the moment does not count: other passages may have been repeated since.
  const endOf = (end: AsmSymbol | Label): AsmSymbol | Label => {
    if ('fragment' in end) return end;
    const label = changes.get(end)?.label ?? end.label;
    return label && own.has(label.fragment) ? label : end;
  };
  // Versions that were taken the place of, and numeric labels that none behind can mean, are forgotten.
  const isKnown = (symbol: AsmSymbol): boolean => {
    return used.some(({ latestAfter, nextAfter }) => latestAfter === symbol || nextAfter === symbol) || pending.some(p => p.symbol === symbol);
  };
  const lasting = [...changes.values()].filter(({ how, symbol, after }) => how !== 'made' || (symbol.temporary ? isKnown(symbol) : !isSuperseded(after)));
  // One of the passages alone may have left it as the latest version since.
  const gone = [...changes.values()].flatMap(({ how, symbol, after }) => (how === 'made' && !symbol.temporary && isSuperseded(after) ? [symbol] : []));
  return {
    pool: first.pool, pass: last.pass, orders: ahead,
    entry: first.entry, exit: last.exit, statement: last.statement,
    fragments: some(fragments), sections: some([...sections.values()]), subsections: some([...subsections.values()]),
    labels: some(used), places: some(places), pending: some(pending),
    changes: some(lasting), gone: some([...list.flatMap(passage => passage.gone), ...gone]),
    added: some([...added.values()]),
    aligned: some(list.flatMap(passage => passage.aligned)), mentioned: some(list.flatMap(passage => passage.mentioned)),
    absent: some(list.flatMap(passage => passage.absent)), meant: some(list.flatMap(passage => passage.meant)), defined: some(defined),
    diagnostics: some(list.flatMap(passage => passage.diagnostics)),
    distances: some(list.flatMap(passage => passage.distances).map(({ to, from, answer }) => ({ to: endOf(to), from: endOf(from), answer })).filter(isForeign)),
  };
}

/** `ahead`: orders between the beginnings of both. */
function joinedChange(before: Change | undefined, change: Change, ahead: number): Change {
  const order = change.order < 0 ? -1 : change.order + ahead, again = change.again < 0 ? -1 : change.again + ahead;
  if (!before) return { ...change, order, again };
  return {
    ...before, after: change.after, idle: before.idle && change.idle,
    label: change.label ?? before.label, statement: change.statement ?? before.statement,
    size: change.size ?? before.size, sizeStatement: change.sizeStatement ?? before.sizeStatement, again: again < 0 ? before.again : again,
  };
}

function joinedLabels(before: LabelsUsed | undefined, used: LabelsUsed): LabelsUsed {
  if (!before) return used;
  return {
    labels: used.labels,
    latest: before.latest === 'any' && !before.setsLatest ? used.latest : before.latest,
    next: before.next === 'any' && !before.setsNext ? used.next : before.next,
    setsLatest: before.setsLatest || used.setsLatest, latestAfter: used.setsLatest ? used.latestAfter : before.latestAfter,
    setsNext: before.setsNext || used.setsNext, nextAfter: used.setsNext ? used.nextAfter : before.nextAfter,
  };
}
