// SPDX-License-Identifier: GPL-2.0-or-later
// All versions of one patched place side by side. The rows of all of them go into one table, so what counts is where their instructions begin:
//
//     byte   original                      X86_FEATURE_XENPV     CFA
//     +0     call *save_flags_slot(%rip)   pushf                 rsp+8
//     +1     .                             pop %rax              rsp+16
//     +2     .                             .                     rsp+8

import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { expansionsOf } from '../base/origin.ts';
import type { CfiState } from '../objtool/checked.ts';
import { shortState } from './stateWords.ts';

export interface AlternativeStream {
  /** `original`, or the feature as the source spells it. */
  readonly name: string;
  /** Instruction index by byte offset. */
  readonly boundaries: ReadonlyMap<number, number>;
}

export interface AlternativeRow {
  /** Bytes from the beginning of the original. */
  readonly offset: number;
  /** One text for each stream; undefined: no instruction begins here. */
  readonly texts: readonly (string | undefined)[];
  readonly state: CfiState | undefined;
  /** Streams with a boundary here do not agree. */
  readonly conflict: boolean;
}

export interface AlternativeView {
  readonly streams: readonly AlternativeStream[];
  readonly rows: readonly AlternativeRow[];
  readonly length: number;
}

export function alternativeView(analysis: Analysis, instruction: number): AlternativeView | undefined {
  const { checked } = analysis, group = checked.instructions[instruction]?.group;
  if (group === undefined) return undefined;
  const originalIndex = checked.groups[group]!.original ?? group, original = checked.groups[originalIndex]!;
  if (original.first === undefined) return undefined;
  const members = [originalIndex, ...checked.groups.flatMap((one, i) => one.original === originalIndex ? [i] : [])];
  const names = featureNames(analysis, original.first);
  const length = original.states.length;
  const streams = members.map((member, i): AlternativeStream => ({ name: i === 0 ? 'original' : names[i - 1] ?? `replacement ${i}`, boundaries: boundariesOf(analysis, member) }));
  const rows: AlternativeRow[] = [];
  for (let offset = 0; offset < length; offset++) {
    const here = streams.map(stream => stream.boundaries.get(offset));
    if (here.every(index => index === undefined)) continue;
    const states = here.flatMap(index => { const state = index === undefined ? undefined : checked.instructions[index]!.state; return state ? [state] : []; });
    rows.push({
      offset, texts: here.map(index => index === undefined ? undefined : statementOf(analysis, index)?.source.text ?? 'nop'),
      state: original.states[offset] ?? states[0], conflict: states.some(state => !agrees(state, states[0]!)),
    });
  }
  return { streams, rows, length };
}

/** What an ORC row is made of. */
function agrees(a: CfiState, b: CfiState): boolean {
  return a === b || (a.cfa.base === b.cfa.base && a.cfa.offset === b.cfa.offset && a.type === b.type
    && a.regs.every((place, r) => place.base === b.regs[r]!.base && place.offset === b.regs[r]!.offset));
}

function boundariesOf(analysis: Analysis, group: number): Map<number, number> {
  const { instructions, groups } = analysis.checked, { first, last } = groups[group]!;
  const boundaries = new Map<number, number>();
  if (first === undefined || last === undefined) return boundaries;
  const start = instructions[first]!.offset;
  for (let i = first; i <= last; i++) boundaries.set(instructions[i]!.offset - start, i);
  return boundaries;
}

/** The features of an ALTERNATIVE call in the order of its replacements: every second argument behind the original. */
function featureNames(analysis: Analysis, first: number): string[] {
  const statement = statementOf(analysis, first);
  if (!statement) return [];
  for (const { kind, name, call } of expansionsOf(statement.origin.place)) {
    if (kind !== 'macro' || !/^ALTERNATIVE/i.test(name)) continue;
    const text = call.place.file.text.slice(call.start, call.end).replace(/\\\r?\n/g, ' ');
    const values = macroArguments(text.slice(text.search(/\s|$/)));
    if (/^ALTERNATIVE_TERNARY/i.test(name)) return [`ALT_NOT(${values[1] ?? ''})`, values[1] ?? ''];
    return values.filter((_, i) => i > 0 && i % 2 === 0);
  }
  return [];
}

/** Arguments between commas that stand outside of quotes and parentheses. */
function macroArguments(text: string): string[] {
  const found: string[] = [];
  let current = '', quoted = false, depth = 0;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === '(') depth++;
    else if (!quoted && c === ')') depth--;
    if (c === ',' && !quoted && depth === 0) { found.push(current.trim()); current = ''; } else current += c;
  }
  found.push(current.trim());
  return found;
}

/** The view as text, for any editor. */
export function renderAlternatives(view: AlternativeView): string {
  const head = ['byte', ...view.streams.map(stream => stream.name), 'state'];
  const body = view.rows.map(row => [`+${row.offset}`, ...row.texts.map(text => text ?? '.'), `${shortState(row.state)}${row.conflict ? '  <- the streams disagree' : ''}`]);
  const widths = head.map((cell, i) => Math.max(cell.length, ...body.map(row => row[i]!.length)));
  return [head, ...body].map(row => `${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ').trimEnd()}\n`).join('');
}
