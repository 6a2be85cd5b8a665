// SPDX-License-Identifier: GPL-2.0-or-later
// Chooses the size of every fragment's tail: gas's relax_segment (GAS.md 6.1), because its answer depends on the order of the passes.
//
// One section is laid out by passes over its fragments in order. A pass carries `stretch`, the net growth so far in this pass, and
// moves every address by it at once. Alignments, .skip and .org are computed anew (they may shrink); branches only grow. A branch to
// a label further on adds stretch to the label's old address if nothing lies between that could absorb it (same region).
//
// Why it ends: a branch grows at most once, so after the last growth only alignments and symbolic sizes move; gas stops when a pass
// changes nothing, and so do we, or after `mostPasses` with a complaint (gas: "infinite loop encountered").
// Sections are laid out in turn until no address changes in any: a .skip may measure labels of another section. Mostly it measures what lies
// between two labels of one run of fragments, which is known beforehand. A section is laid out again only if what it reads of others has moved,
// or if a branch grew: then the next round begins with that branch grown, and may end otherwise.

import type { Budget } from '../base/budget.ts';
import { addressOf, placeOf, resolve } from './evaluate.ts';
import { isBareSymbol, type Bound } from './bound.ts';
import type { ImmediateForms } from './clangImmediates.ts';
import { wholeAddress, type Fragment, type Tail } from './fragments.ts';
import { encodeAdvance } from './cfiFrames.ts';
import { encodeLeb } from './data.ts';
import { numberNow, plainSymbol } from './numbers.ts';
import { complain, type AsmSection, type AsmState } from './state.ts';
import { isExternal, type AsmSymbol } from './symbols.ts';

const mostPasses = 500, mostRounds = 100;

interface LaidOut {
  readonly section: AsmSection;
  readonly fragments: readonly Fragment[];
  /** Whose addresses have a part in it besides its own; undefined: it may be any. */
  reads: ReadonlySet<number> | undefined;
  /** The round in which it moved last. */
  moved: number;
  /** A branch grew, so that another round does not begin as the last one did. */
  grew: boolean;
}

/** Sets address and tailSize of all fragments, and size of all sections. */
export function layOut(state: AsmState, budget: Budget): void {
  const sections = state.sections.map((section): LaidOut => {
    const fragments = fragmentsOf(section);
    return { section, fragments, reads: measureAhead(section, fragments), moved: -1, grew: false };
  });
  for (let round = 0; round < mostRounds; round++) {
    let moved = false;
    for (const laid of sections) {
      if (round > 0 && laid.reads && !laid.grew && !hasNews(sections, laid, laid.reads, round)) continue;
      budget.spend();
      if (!layOutSection(state, laid, round)) continue;
      laid.moved = round;
      moved = true;
    }
    if (!moved || looped(state)) return;
  }
  sayLoop(state, sections.flatMap(s => s.fragments).find(f => f.tail?.kind === 'space' || f.tail?.kind === 'org')?.tail);
}

/** Something that it reads has moved since it was laid out, which was in the round before. */
function hasNews(sections: readonly LaidOut[], { section }: LaidOut, reads: ReadonlySet<number>, round: number): boolean {
  for (const other of reads) {
    const { moved } = sections[other]!;
    if (moved === round || moved === round - 1 && other > section.index) return true;
  }
  return false;
}

/** All fragments of a section: its subsections in numeric order, without alignment between. */
export function fragmentsOf(section: AsmSection): Fragment[] {
  if (section.subsections.size === 1) return section.subsections.values().next().value!.fragments;
  return [...section.subsections.values()].sort((a, b) => a.number - b.number).flatMap(s => s.fragments);
}

/** Finds the amounts that no address has a part in, and the other sections whose addresses have a part in anything; undefined: it may be any. */
function measureAhead(section: AsmSection, fragments: readonly Fragment[]): ReadonlySet<number> | undefined {
  const reads = new Set<number>();
  let isKnown = true;
  for (let i = 0; i < fragments.length; i++) {
    const { tail } = fragments[i]!;
    if (!tail) continue;
    switch (tail.kind) {
      case 'fill': break;
      // Whether a wide pattern fits is asked again in each round.
      case 'align': isKnown &&= (tail.fill?.length ?? 1) === 1; break;
      case 'branch': isKnown &&= plainSymbol(tail.target) !== undefined; break;
      case 'space': {
        const amount = fragments[i]!.amount = numberNow(tail.amount, 'reading');
        isKnown &&= amount === undefined ? readsOf(tail.amount, reads) : amount >= 0;
        break;
      }
      default: isKnown = false;
    }
  }
  reads.delete(section.index);
  return isKnown ? reads : undefined;
}

/** Adds the sections of the labels in an expression; false if there is more in it. */
function readsOf(bound: Bound, reads: Set<number>): boolean {
  switch (bound.kind) {
    case 'constant': return true;
    case 'symbol': {
      const label = bound.suffix === undefined ? plainSymbol(bound)?.label : undefined;
      if (label) reads.add(label.fragment.subsection.section);
      return label !== undefined;
    }
    case 'unary': return readsOf(bound.operand, reads);
    case 'binary': return readsOf(bound.left, reads) && readsOf(bound.right, reads);
    default: return false;
  }
}

function layOutSection(state: AsmState, laid: LaidOut, round: number): boolean {
  const { section, fragments } = laid;
  let address = 0, region = 0, hasOrigins = false;
  for (const fragment of fragments) {
    fragment.address = address;
    fragment.region = region;
    fragment.pass = 0;
    address += fragment.end - fragment.start;
    const tail = fragment.tail;
    if (tail) {
      fragment.tailSize = firstSize(state, section, fragment, tail, address);
      if (tail.kind === 'align' || tail.kind === 'org') region++;
      if (tail.kind === 'org') hasOrigins = true;
      address += fragment.tailSize;
    }
  }
  laid.grew = (region > 0 || fragments.some(f => f.tail && f.tail.kind !== 'fill')) && relax(state, fragments, round);
  if (hasOrigins) straighten(fragments);
  const last = fragments[fragments.length - 1]!;
  section.size = last.address + (last.end - last.start) + last.tailSize;
  let moved = false;
  for (const fragment of fragments) {
    // In a later round it is given up.
    if (fragment.negative === 'now') { fragment.negative = 'no'; laid.reads = undefined; moved = true; }
    if (fragment.wholeOffset === 0 && fragment.lastAddress !== fragment.address) { fragment.lastAddress = fragment.address; moved = true; }
  }
  return moved;
}

/** Where an .org could not be obeyed, what lies behind it is not over what lies in front of it. */
function straighten(fragments: readonly Fragment[]): void {
  let address = 0;
  for (const fragment of fragments) {
    if (fragment.tailSize < 0) fragment.tailSize = 0;
    fragment.address = address;
    address += fragment.end - fragment.start + fragment.tailSize;
  }
}

function firstSize(state: AsmState, section: AsmSection, fragment: Fragment, tail: Tail, address: number): number {
  switch (tail.kind) {
    case 'fill': return tail.size;
    case 'align': return firstPadding(state, tail, address);
    case 'org': case 'space': return 0;
    case 'leb': return 1;
    case 'cfa-advance': return encodeAdvance(numberOf(tail.distance) ?? 0).length;
    case 'immediate':
      if (!fragment.near && numberOf(tail.value) === undefined) fragment.near = true;
      return immediateSize(tail.forms, fragment.near);
    case 'branch':
      if (!fragment.near && (tail.relaxable.startsNear || !isResolvableHere(section, tail.target, state.clang))) fragment.near = true;
      return branchSize(tail, fragment.near);
  }
}

export function immediateSize(forms: ImmediateForms, near: boolean): number {
  return near ? forms.long.length + forms.size : forms.short.length + 1;
}

function branchSize(tail: Tail & { kind: 'branch' }, near: boolean): number {
  return near ? tail.relaxable.near.length + tail.relaxable.nearSize : tail.relaxable.short.length + 1;
}

/** A branch is resolved by the assembler if its target is a label of this section that nobody can override. */
export function isResolvableHere(section: AsmSection, target: Bound, clang: boolean): boolean {
  const plain = plainSymbol(target);
  if (plain && target.kind === 'symbol' && target.suffix === undefined) {
    const { label, attributes } = plain;
    return label !== undefined && label.fragment.subsection.section === section.index && !attributes.weak && attributes.type !== 'IFUNC' && !(clang && isExternal(plain));
  }
  const meant = resolve(target, 'layout');
  if (meant.kind !== 'linear' || !meant.add || meant.sub || (meant.suffix !== undefined && meant.suffix !== 'PLT')) return false;
  const symbol = meant.add;
  if (meant.suffix === 'PLT' && isExternal(symbol) && symbol.attributes.visibility === 'DEFAULT') return false;
  if (symbol.attributes.weak || symbol.attributes.type === 'IFUNC' || (clang && isExternal(symbol))) return false;
  return placeOf(symbol, 'layout')?.fragment.subsection.section === section.index;
}

/** gas asks before any pass whether a wide pattern fits, and never again. */
function firstPadding(state: AsmState, tail: Tail & { kind: 'align' }, address: number): number {
  const size = padding(address, tail.align, tail.max), unit = tail.fill?.length ?? 1, over = size % unit;
  if (over !== 0 && !state.diagnostics.some(d => d.code === 'as-align-padding' && d.origin === tail.statement.origin)) {
    complain(state, 'as-align-padding', `alignment padding (${size} bytes) not a multiple of ${unit}`, 'error', tail.statement);
  }
  return size - over;
}

export function padding(address: number, align: number, max: number): number {
  const over = address % align;
  const pad = over === 0 ? 0 : align - over;
  return max !== 0 && pad > max ? 0 : pad;
}

/** True if a branch grew. */
function relax(state: AsmState, fragments: readonly Fragment[], round: number): boolean {
  let grew = false;
  for (let pass = 1; pass <= mostPasses; pass++) {
    let stretch = 0, changed: Tail | undefined;
    for (let i = 0; i < fragments.length; i++) {
      const fragment = fragments[i]!;
      const was = fragment.address;
      fragment.pass = pass;
      fragment.address = was + stretch;
      const tail = fragment.tail;
      if (!tail || tail.kind === 'fill') continue;
      const growth = growthOf(state, fragment, tail, was, stretch, pass, round);
      // A place that goes further away the further it is moves out of all addresses.
      if (growth > farthest || fragment.address > farthest) { if (!looped(state)) sayLoop(state, tail); return grew; }
      if (growth === 0) continue;
      fragment.tailSize += growth;
      stretch += growth;
      if (tail.kind === 'branch') grew = true;
      if (!changed || changed.kind === 'align') changed = tail;
    }
    if (!changed) return grew;
    if (pass === mostPasses && !looped(state)) sayLoop(state, changed);
  }
  return grew;
}

/** Beyond all addresses, and still an exact number. */
const farthest = 2 ** 52;

function looped(state: AsmState): boolean { return state.diagnostics.some(d => d.code === 'as-layout-loop'); }

function sayLoop(state: AsmState, tail: Tail | undefined): void {
  complain(state, 'as-layout-loop', 'infinite loop encountered whilst attempting to compute the addresses of symbols', 'error', tail?.statement);
}

function growthOf(state: AsmState, fragment: Fragment, tail: Tail, was: number, stretch: number, pass: number, round: number): number {
  const fixed = fragment.end - fragment.start;
  switch (tail.kind) {
    case 'fill': return 0;
    case 'align': return padding(fragment.address + fixed, tail.align, tail.max) - fragment.tailSize;
    case 'space': {
      if (fragment.negative === 'dropped') return 0;
      const amount = fragment.amount ?? numberOf(tail.amount) ?? 0;
      return amount < 0 ? negativeSpace(state, fragment, tail, round) : amount * tail.unit - fragment.tailSize;
    }
    case 'org': {
      // What is not defined counts as zero.
      const target = numberOf(tail.target, true) ?? 0;
      const growth = target - (was + fixed + fragment.tailSize);
      return growth < 0 ? 0 : growth - stretch;
    }
    case 'leb': {
      const value = lebNumber(tail.value, 'layout');
      // A value that bounces between two sizes does so until the passes are at their end.
      return (value === undefined ? 1 : encodeLeb(value, tail.signed).length) - fragment.tailSize;
    }
    case 'cfa-advance': return encodeAdvance(numberOf(tail.distance) ?? 0).length - fragment.tailSize;
    case 'immediate': {
      const value = fragment.near ? 0 : numberOf(tail.value) ?? Infinity;
      if (value >= -128 && value <= 127) return 0;
      fragment.near = true;
      return immediateSize(tail.forms, true) - immediateSize(tail.forms, false);
    }
    case 'branch': return fragment.near ? 0 : branchGrowth(fragment, tail, fixed, stretch, pass);
  }
}

/** The labels of sections not laid out yet may make a size negative; it stays what it was, and from the third round on gas gives it up. */
function negativeSpace(state: AsmState, fragment: Fragment, tail: Tail & { kind: 'space' }, round: number): number {
  fragment.negative = round < 2 ? 'now' : 'dropped';
  if (round >= 2) complain(state, 'as-space-negative', '.space, .nops or .fill with negative value, ignored', 'warning', tail.statement);
  return 0;
}

function branchGrowth(fragment: Fragment, tail: Tail & { kind: 'branch' }, fixed: number, stretch: number, pass: number): number {
  const to = branchTarget(tail.target);
  if (!to) return 0;
  let target = to.fragment.address + to.offset;
  if (stretch !== 0 && to.fragment.pass !== pass) {
    if (stretch < 0 || to.fragment.region === fragment.region) target += stretch;
    else if (target < wholeAddress(fragment)) return 0;
  }
  const shortSize = tail.relaxable.short.length + 1;
  const displacement = target - (fragment.address + fixed + shortSize);
  if (displacement >= -128 && displacement <= 127) return 0;
  fragment.near = true;
  return branchSize(tail, true) - shortSize;
}

function branchTarget(target: Bound): { readonly fragment: Fragment; readonly offset: number } | undefined {
  const plain = plainSymbol(target);
  if (plain) return plain.label;
  const meant = resolve(target, 'layout');
  const place = meant.kind === 'linear' && meant.add ? placeOf(meant.add, 'layout') : undefined;
  return place && meant.kind === 'linear' ? { fragment: place.fragment, offset: Number(place.offset + meant.value) } : undefined;
}

/** The number that an expression is in this pass; `placed`: a label counts as its address. */
export function numberOf(bound: Bound, placed = false): number | undefined {
  if (bound.kind === 'constant') return Number(bound.value);
  const number = numberNow(bound, 'layout');
  if (number !== undefined) return number;
  const meant = resolve(bound, 'layout');
  if (meant.kind !== 'linear' || meant.sub) return undefined;
  if (!meant.add) return Number(meant.value);
  if (!placed) return undefined;
  const place = placeOf(meant.add, 'layout'), address = place ? addressOf(place) : commonSize(meant.add);
  return address === undefined ? undefined : Number(address + meant.value);
}

/** What gas has for an address of a common symbol: its size in bytes. */
function commonSize({ common }: AsmSymbol): bigint | undefined { return common && BigInt(common.size); }

/** The number that is written in groups of seven bits; a common symbol is its size, and in an expression zero. */
export function lebNumber(value: Bound, moment: 'layout' | 'final'): bigint | undefined {
  const meant = resolve(value, moment);
  if (meant.kind !== 'linear' || meant.sub) return undefined;
  if (!meant.add) return meant.value;
  const place = placeOf(meant.add, moment);
  if (place) return addressOf(place) + meant.value;
  return meant.add.common && (isBareSymbol(value) ? BigInt(meant.add.common.size) : meant.value);
}
