// SPDX-License-Identifier: GPL-2.0-or-later
// Fragments: stretches of bytes that are known when read, each followed by at most one *tail* whose size layout decides. A section is
// its subsections in numeric order, a subsection a list of fragments. Addresses are bytes from the section's start.

import type { Relaxable } from '../x86/instruction.ts';
import type { Mode } from '../x86/instruction.ts';
import type { Statement } from '../gas/statement.ts';
import type { Bound } from './bound.ts';
import type { ImmediateForms } from './clangImmediates.ts';
import { noteCut, type Recorder } from './recorder.ts';

export type Tail =
  /** Only by clang: an immediate whose size layout decides. */
  | { readonly kind: 'immediate'; readonly value: Bound; readonly forms: ImmediateForms; readonly mode: Mode; readonly statement: Statement }
  | { readonly kind: 'branch'; readonly target: Bound; readonly relaxable: Relaxable; readonly mode: Mode; readonly statement: Statement }
  /** `fill` undefined: nops in code, zeros elsewhere, `oldNops`: of those that every processor has (undefined: as the end of the input says). `max` 0: no limit. */
  | { readonly kind: 'align'; readonly align: number; readonly fill: Uint8Array | undefined; readonly max: number; readonly code: boolean; readonly oldNops: boolean | undefined; readonly statement: Statement }
  | { readonly kind: 'space'; readonly amount: Bound; readonly fill: number; readonly nops?: { readonly limit: number; readonly old: boolean | undefined }; readonly unit: number; readonly pattern?: Uint8Array; readonly statement: Statement }
  | { readonly kind: 'org'; readonly target: Bound; readonly fill: number; readonly statement: Statement }
  | { readonly kind: 'leb'; readonly value: Bound; readonly signed: boolean; readonly statement: Statement }
  /** DW_CFA_advance_loc over a distance that is known when the code is laid out. */
  | { readonly kind: 'cfa-advance'; readonly distance: Bound; readonly statement: Statement }
  /** A constant number of equal bytes: its size is known when read. */
  | { readonly kind: 'fill'; readonly size: number; readonly pattern: Uint8Array; readonly statement: Statement };

export interface Fragment {
  readonly subsection: Subsection;
  /** Fixed bytes: [start, end) of `bytes`, or of the subsection's buffer. */
  start: number;
  end: number;
  tail: Tail | undefined;
  /** Bytes; chosen by layout. For branches: 0 = short, 1 = near is in `near`. */
  tailSize: number;
  near: boolean;
  address: number;
  /** Address at the end of the previous round of layout. */
  lastAddress: number;
  /** Which pass visited it last, and the stretch between alignments it lies in (gas: relax_marker, region). */
  pass: number;
  region: number;
  /** A symbolic size was below zero: in this round, which asks for another one, or so late that it counts no more. */
  negative: 'no' | 'now' | 'dropped';
  /** Of a `space`, where it is known before any address; set by layout. */
  amount: number | undefined;
  /** Fragments of one run have a distance that is known when read; runOffset is the fixed part's distance from the run's start. */
  run: number;
  runOffset: number;
  /**
   * gas's own fragment, by number, and the bytes of it in front of this one: where a line's part of a section is kept for the next
   * revision, it is a fragment of its own, `sealed` at its end, with its `bytes`.
   */
  whole: number;
  wholeOffset: number;
  sealed: boolean;
  bytes: Uint8Array | undefined;
}

export interface Subsection {
  section: number;
  readonly number: number;
  buffer: Uint8Array;
  used: number;
  readonly fragments: Fragment[];
  /** By which line it is entered now (recorder.ts). */
  touchedBy: Recorder | undefined;
}

let runs = 0, wholes = 0;

/** `sealed`: see Fragment; the first fragment then stays empty. */
export function makeSubsection(section: number, number: number, sealed: boolean): Subsection {
  const made: Subsection = { section, number, buffer: new Uint8Array(64), used: 0, fragments: [], touchedBy: undefined };
  made.fragments.push(makeFragment(made, undefined));
  made.fragments[0]!.sealed = sealed;
  return made;
}

/** As it was when it was made, as part of the section of this index. */
export function emptySubsection(subsection: Subsection, section: number): void {
  const first = subsection.fragments[0]!;
  subsection.section = section;
  subsection.used = 0;
  subsection.fragments.length = 1;
  link(first, undefined);
}

/** The fragment that is open, for whoever takes a place in it or adds to it. */
export function currentFragment(subsection: Subsection): Fragment {
  const { fragments } = subsection, last = fragments[fragments.length - 1]!;
  if (!last.sealed) return last;
  const cut = makeFragment(subsection, last);
  fragments.push(cut);
  noteCut(subsection, fragments);
  return cut;
}

/** Puts a fragment of an earlier pass behind the last one. */
export function repeatFragment(fragment: Fragment): void {
  const { fragments } = fragment.subsection;
  link(fragment, fragments[fragments.length - 1]);
  fragments.push(fragment);
}

/** Nothing was put here yet. */
export function isEmpty({ fragments }: Subsection): boolean { return fragments.every(({ start, end, tail }) => start === end && !tail); }

/** Copies the bytes of a fragment's fixed part to its address. */
export function copyBytes({ bytes, subsection, start, end, address }: Fragment, to: Uint8Array): void {
  const from = bytes ?? subsection.buffer;
  // For a few bytes a view costs more than they do.
  if (end - start > 64) to.set(from.subarray(start, end), address);
  else for (let i = start, at = address; i < end; i++) to[at++] = from[i]!;
}

/** True for two names of one place as gas has it, which cuts no fragment at a line's end. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.fragment === b.fragment ? a.offset === b.offset : a.fragment.whole === b.fragment.whole && a.fragment.wholeOffset + a.offset === b.fragment.wholeOffset + b.offset;
}

interface Place { readonly fragment: Fragment; readonly offset: number }

/** gas would go on with the same fragment. */
export function isOpen({ whole, subsection: { fragments } }: Fragment): boolean {
  const last = fragments[fragments.length - 1]!;
  return last.whole === whole && !last.tail;
}

/** Address of gas's own fragment. */
export function wholeAddress({ address, wholeOffset }: Fragment): number { return address - wholeOffset; }

/** Bytes from the current fragment's start: where the next byte goes. */
export function hereOffset(subsection: Subsection): number {
  const fragment = currentFragment(subsection);
  return fragment.end - fragment.start;
}

export function appendBytes(subsection: Subsection, bytes: ArrayLike<number>): void {
  const fragment = currentFragment(subsection);
  reserve(subsection, bytes.length);
  subsection.buffer.set(bytes, subsection.used);
  fragment.end = subsection.used += bytes.length;
}

/** A constant number of bytes ends a fragment, as it does with gas: which one is still open is seen by `.set` (AsmSymbol.carried). */
export function appendFill(subsection: Subsection, size: number, pattern: Uint8Array, statement: Statement): void {
  closeFragment(subsection, { kind: 'fill', size, pattern, statement });
}

/** Ends the current fragment with a tail and starts the next one. */
export function closeFragment(subsection: Subsection, tail: Tail): Fragment {
  const fragment = currentFragment(subsection);
  fragment.tail = tail;
  subsection.fragments.push(makeFragment(subsection, fragment));
  return fragment;
}

function makeFragment(subsection: Subsection, previous: Fragment | undefined): Fragment {
  const made: Fragment = {
    subsection, start: subsection.used, end: subsection.used, tail: undefined, tailSize: 0, near: false, address: 0, lastAddress: 0, negative: 'no',
    pass: 0, region: 0, amount: undefined, run: 0, runOffset: 0, whole: 0, wholeOffset: 0, sealed: false, bytes: undefined,
  };
  link(made, previous);
  return made;
}

/** What layout has not touched yet, behind the fragment `previous`. */
function link(fragment: Fragment, previous: Fragment | undefined): void {
  const size = previous ? previous.end - previous.start : 0, goesOn = previous !== undefined && previous.tail === undefined, known = previous?.tail?.kind === 'fill' ? previous.tail.size : goesOn ? 0 : undefined;
  fragment.run = previous && known !== undefined ? previous.run : ++runs;
  fragment.runOffset = previous && known !== undefined ? previous.runOffset + size + known : 0;
  fragment.whole = goesOn ? previous.whole : ++wholes;
  fragment.wholeOffset = goesOn ? previous.wholeOffset + size : 0;
  // gas begins with all of its fragments at zero, and measures with that until it has come to them.
  fragment.address = fragment.wholeOffset;
  fragment.tailSize = fragment.lastAddress = fragment.pass = fragment.region = 0;
  fragment.near = false;
  fragment.negative = 'no';
}

function reserve(subsection: Subsection, size: number): void {
  const need = subsection.used + size;
  if (need <= subsection.buffer.length) return;
  const grown = new Uint8Array(Math.max(need, subsection.buffer.length * 2));
  grown.set(subsection.buffer.subarray(0, subsection.used));
  subsection.buffer = grown;
}
