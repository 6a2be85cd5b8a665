// SPDX-License-Identifier: GPL-2.0-or-later
// Fragments: stretches of bytes that are known when read, each followed by at most one *tail* whose size layout decides. A section is
// its subsections in numeric order, a subsection a list of fragments. Addresses are bytes from the section's start.

import type { Relaxable } from '../x86/instruction.ts';
import type { Mode } from '../x86/instruction.ts';
import type { Statement } from '../gas/statement.ts';
import type { Bound } from './bound.ts';
import type { ImmediateForms } from './clangImmediates.ts';

export type Tail =
  /** Only by clang: an immediate whose size layout decides. */
  | { readonly kind: 'immediate'; readonly value: Bound; readonly forms: ImmediateForms; readonly mode: Mode; readonly statement: Statement }
  | { readonly kind: 'branch'; readonly target: Bound; readonly relaxable: Relaxable; readonly mode: Mode; readonly statement: Statement }
  /** `fill` undefined: nops in code, zeros elsewhere. `max` 0: no limit. */
  | { readonly kind: 'align'; readonly align: number; readonly fill: Uint8Array | undefined; readonly max: number; readonly code: boolean; readonly statement: Statement }
  | { readonly kind: 'space'; readonly amount: Bound; readonly fill: number; readonly nops?: { readonly limit: number }; readonly unit: number; readonly pattern?: Uint8Array; readonly statement: Statement }
  | { readonly kind: 'org'; readonly target: Bound; readonly fill: number; readonly statement: Statement }
  | { readonly kind: 'leb'; readonly value: Bound; readonly signed: boolean; readonly statement: Statement }
  /** DW_CFA_advance_loc over a distance that is known when the code is laid out. */
  | { readonly kind: 'cfa-advance'; readonly distance: Bound; readonly statement: Statement }
  /** A constant number of equal bytes: its size is known when read. */
  | { readonly kind: 'fill'; readonly size: number; readonly pattern: Uint8Array; readonly statement: Statement };

export interface Fragment {
  readonly subsection: Subsection;
  /** Fixed bytes: [start, end) of the subsection's buffer. */
  readonly start: number;
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
  /** Fragments of one run have a distance that is known when read; runOffset is the fixed part's distance from the run's start. */
  readonly run: number;
  readonly runOffset: number;
}

export interface Subsection {
  readonly section: number;
  readonly number: number;
  buffer: Uint8Array;
  used: number;
  readonly fragments: Fragment[];
}

let runs = 0;

export function makeSubsection(section: number, number: number): Subsection {
  const made: Subsection = { section, number, buffer: new Uint8Array(64), used: 0, fragments: [] };
  made.fragments.push(makeFragment(made, undefined));
  return made;
}

export function currentFragment(subsection: Subsection): Fragment { return subsection.fragments[subsection.fragments.length - 1]!; }

/** Bytes from the current fragment's start: where the next byte goes. */
export function hereOffset(subsection: Subsection): number {
  const fragment = currentFragment(subsection);
  return fragment.end - fragment.start;
}

export function appendBytes(subsection: Subsection, bytes: ArrayLike<number>): void {
  reserve(subsection, bytes.length);
  subsection.buffer.set(bytes, subsection.used);
  subsection.used += bytes.length;
  currentFragment(subsection).end = subsection.used;
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
  const known = previous?.tail?.kind === 'fill' ? previous.tail.size : undefined;
  return {
    subsection, start: subsection.used, end: subsection.used, tail: undefined, tailSize: 0, near: false, address: 0, lastAddress: 0, negative: 'no',
    pass: 0, region: 0,
    run: previous && known !== undefined ? previous.run : ++runs,
    runOffset: previous && known !== undefined ? previous.runOffset + (previous.end - previous.start) + known : 0,
  };
}

function reserve(subsection: Subsection, size: number): void {
  const need = subsection.used + size;
  if (need <= subsection.buffer.length) return;
  const grown = new Uint8Array(Math.max(need, subsection.buffer.length * 2));
  grown.set(subsection.buffer.subarray(0, subsection.used));
  subsection.buffer = grown;
}
