// SPDX-License-Identifier: GPL-2.0-or-later
// Writes down what one top-level line reads and changes of the assembler's state, while it is assembled; passage.ts makes of it what can be
// repeated. Expressions are resolved without the state at hand, so the recorder of the line under way is this module's.

import type { NumberedName, Statement } from '../gas/statement.ts';
import type { Fragment, Subsection } from './fragments.ts';
import type { AsmSection, NumericLabels, Where } from './state.ts';
import type { AsmSymbol } from './symbols.ts';
import { symbolState, type SymbolState } from './symbolState.ts';

type Label = NonNullable<AsmSymbol['label']>;

/** A symbol that the line reads or changes. `how` it came to be: it was there, its name is new, or it is the line's own (a version, a numeric label). */
export interface Touched {
  readonly symbol: AsmSymbol;
  readonly how: 'known' | 'named' | 'made';
  readonly before: SymbolState | undefined;
  readonly label: Label | undefined;
  readonly statement: Statement | undefined;
  readonly size: AsmSymbol['attributes']['size'];
  readonly sizeStatement: Statement | undefined;
  readonly again: number | undefined;
}

/** Labels of one number, and what the line asked of them. */
export interface TouchedLabels {
  readonly labels: NumericLabels;
  readonly latest: AsmSymbol | undefined;
  readonly next: AsmSymbol | undefined;
  usesLatest: boolean;
  usesNext: boolean;
}

export interface Recorder {
  /** What makes the line impossible to repeat was met. */
  unrepeatable: boolean;
  /** Some statement has names that follow the number of a call: what is said may be said of others the next time. */
  numbered: boolean;
  readonly symbols: Touched[];
  /** With how many fixups and marks each had. */
  readonly sections: { readonly section: AsmSection; readonly created: boolean; readonly fixups: number; readonly marks: number }[];
  readonly subsections: { readonly section: AsmSection; readonly subsection: Subsection }[];
  readonly aligned: { readonly section: AsmSection; readonly align: number }[];
  readonly labels: TouchedLabels[];
  /** Names that meant no symbol, and whether they meant a section. */
  readonly absent: { readonly name: string; readonly numbered: NumberedName | undefined; readonly section: boolean }[];
  /** Names that one statement writes out and another one, or the symbol, has from the number of a call. */
  readonly meant: { readonly symbol: AsmSymbol; readonly name: string; readonly numbered: NumberedName | undefined }[];
  /** Symbols in order of mention. */
  readonly mentioned: AsmSymbol[];
  /** Places without a name. */
  readonly places: AsmSymbol[];
  readonly defined: { readonly labels: NumericLabels; readonly symbol: AsmSymbol }[];
  readonly pending: { readonly symbol: AsmSymbol; readonly name: string; readonly statement: Statement; readonly labels: NumericLabels }[];
  /** What a distance was while reading, in bytes; undefined: not known then. */
  readonly distances: { readonly to: AsmSymbol; readonly from: AsmSymbol; readonly answer: number | undefined }[];
  /** Where the line's own fragments begin. */
  readonly cuts: { readonly subsection: Subsection; readonly from: number }[];
}

export let recorder: Recorder | undefined;

export function startRecorder(): Recorder {
  return recorder = {
    unrepeatable: false, numbered: false, symbols: [], sections: [], subsections: [], aligned: [], labels: [], absent: [], meant: [], mentioned: [], places: [], defined: [],
    pending: [], distances: [], cuts: [],
  };
}

export function stopRecorder(): void { recorder = undefined; }

/** Of a line that was given up: what it did to symbols is in no state. */
export function dropRecorder(): void {
  for (const { symbol } of recorder?.symbols ?? []) symbol.state = symbol.touchedBy = undefined;
  recorder = undefined;
}

/** The symbol is asked for what it is. */
export function touch(symbol: AsmSymbol): void {
  if (recorder !== undefined && symbol.touchedBy !== recorder) note(recorder, symbol, 'known');
}

/** A symbol that the line makes. */
export function noteMade(symbol: AsmSymbol, how: 'named' | 'made'): void { if (recorder) note(recorder, symbol, how); }

function note(recorder: Recorder, symbol: AsmSymbol, how: Touched['how']): void {
  symbol.touchedBy = recorder;
  const { label, statement, again, attributes: { size, sizeStatement } } = symbol;
  const before = how === 'known' ? symbol.state ?? symbolState(symbol) : undefined;
  recorder.symbols.push({ symbol, how, before, label, statement, size, sizeStatement, again });
}

export function noteSection(section: AsmSection, created = false): void {
  if (!recorder || section.touchedBy === recorder) return;
  section.touchedBy = recorder;
  // One that is new may still have what another pass put there.
  recorder.sections.push({ section, created, fixups: created ? 0 : section.fixups.length, marks: created ? 0 : section.marks.length });
}

/** The next byte goes there now. */
export function noteWhere({ section, subsection, absolute }: Where): void {
  if (!recorder) return;
  noteSection(section);
  if (absolute) recorder.unrepeatable = true;
  if (subsection.touchedBy === recorder) return;
  subsection.touchedBy = recorder;
  recorder.subsections.push({ section, subsection });
}

export function noteLabels(labels: NumericLabels, use: 'latest' | 'next'): void {
  if (!recorder) return;
  let touched = recorder.labels.find(t => t.labels === labels);
  if (!touched) recorder.labels.push(touched = { labels, latest: labels.latest, next: labels.next, usesLatest: false, usesNext: false });
  if (use === 'latest') touched.usesLatest ||= labels.latest === touched.latest; else touched.usesNext ||= labels.next === touched.next;
}

export function noteNumbered(): void { if (recorder) recorder.numbered = true; }

export function noteUnrepeatable(): void { if (recorder) recorder.unrepeatable = true; }

export function noteCut(subsection: Subsection, fragments: readonly Fragment[]): void { recorder?.cuts.push({ subsection, from: fragments.length - 1 }); }
