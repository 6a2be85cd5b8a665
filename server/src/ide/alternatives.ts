// SPDX-License-Identifier: GPL-2.0-or-later
// All versions of one patched place side by side. The rows of all of them go into one table, so what counts is where their instructions begin:
//
//     byte   original                      X86_FEATURE_XENPV     CFA
//     +0     call *save_flags_slot(%rip)   pushf                 rsp+8
//     +1     .                             pop %rax              rsp+16
//     +2     .                             .                     rsp+8

import type { Analysis } from '../analysis/analyse.ts';
import { sitesOf, statementOf } from '../analysis/sites.ts';
import { expansionsOf, type Origin } from '../base/origin.ts';
import type { CfiState } from '../objtool/checked.ts';
import { shortState } from './stateWords.ts';

export interface AlternativeStream {
  /** `original`, or the feature as the source spells it. */
  readonly name: string;
  /** Instruction index by byte offset. */
  readonly boundaries: ReadonlyMap<number, number>;
  /** Bytes; what is missing to the site's length is filled with one long nop. */
  readonly size: number;
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
  const streams = members.map((member, i): AlternativeStream => ({ name: i === 0 ? 'original' : names[i - 1] ?? `replacement ${i}`, ...boundariesOf(analysis, member) }));
  const rows: AlternativeRow[] = [];
  for (let offset = 0; offset < length; offset++) {
    const here = streams.map(stream => stream.boundaries.get(offset));
    const padded = streams.some(stream => stream.size === offset);
    if (!padded && here.every(index => index === undefined)) continue;
    const states = here.flatMap(index => { const state = index === undefined ? undefined : checked.instructions[index]!.state; return state ? [state] : []; });
    rows.push({
      offset, texts: here.map((index, i) => index === undefined ? streams[i]!.size === offset ? '(padding)' : undefined : textOf(analysis, index)),
      state: original.states[offset] ?? states[0], conflict: states.some(state => !agrees(state, states[0]!)),
    });
  }
  return { streams, rows, length };
}

function textOf(analysis: Analysis, instruction: number): string {
  const statement = statementOf(analysis, instruction);
  return !statement || statement.name === '.skip' || statement.name === '.fill' ? '(padding)' : statement.source.text;
}

/** What an ORC row is made of. */
export function agrees(a: CfiState, b: CfiState): boolean {
  return a === b || (a.cfa.base === b.cfa.base && a.cfa.offset === b.cfa.offset && a.type === b.type
    && a.regs.every((place, r) => place.base === b.regs[r]!.base && place.offset === b.regs[r]!.offset));
}

function boundariesOf(analysis: Analysis, group: number): Pick<AlternativeStream, 'boundaries' | 'size'> {
  const { instructions, groups } = analysis.checked, { first, last } = groups[group]!;
  const boundaries = new Map<number, number>();
  if (first === undefined || last === undefined) return { boundaries, size: 0 };
  const start = instructions[first]!.offset;
  for (let i = first; i <= last; i++) boundaries.set(instructions[i]!.offset - start, i);
  return { boundaries, size: instructions[last]!.offset + instructions[last]!.decoded.length - start };
}

/** The features of an ALTERNATIVE call in the order of its replacements: every second argument behind the original. */
function featureNames(analysis: Analysis, first: number): string[] {
  const statement = statementOf(analysis, first);
  if (!statement) return [];
  // What stands in the macro's arguments is spelled beside the macro's name; what its body adds came through the call.
  const spelled = callAround(statement.origin);
  if (spelled) return featuresOf(spelled);
  for (const { kind, name, call } of expansionsOf(statement.origin.place)) {
    if (kind === 'macro' && isAlternative(name)) return featuresOf(call.place.file.text.slice(call.start, logicalLine(call.place.file.text, call.start).end));
  }
  return [];
}

function isAlternative(name: string): boolean { return /^alternative/i.test(name); }

/** The call whose arguments a stretch of text lies in: from the macro's name to the end of the logical line. */
function callAround({ place: { file }, start }: Origin): string | undefined {
  const line = logicalLine(file.text, start), text = file.text.slice(line.start, line.end);
  const match = /(?:^|[\s;:])(alternative\w*)(?=\s)/i.exec(text);
  return match && line.start + match.index < start ? text.slice(match.index).trimStart() : undefined;
}

/** With the lines that backslashes join to it. */
function logicalLine(text: string, at: number): { start: number; end: number } {
  const continued = (newline: number): boolean => text[newline - 1] === '\\' || text.slice(newline - 2, newline) === '\\\r';
  let start = text.lastIndexOf('\n', at - 1), end = text.indexOf('\n', at);
  while (start > 0 && continued(start)) start = text.lastIndexOf('\n', start - 1);
  while (end >= 0 && continued(end)) end = text.indexOf('\n', end + 1);
  return { start: start + 1, end: end < 0 ? text.length : end };
}

function featuresOf(call: string): string[] {
  const text = call.replace(/\\\r?\n/g, ' ').replace(/\/\*.*?\*\/|\/\/.*$|#.*$/g, ' ');
  const values = macroArguments(text.slice(text.search(/\s|$/)));
  if (/^alternative_ternary/i.test(call)) return [`ALT_NOT(${values[1] ?? ''})`, values[1] ?? ''];
  return values.filter((_, i) => i > 0 && i % 2 === 0);
}

/** The first instruction behind a macro's name on its logical line: what a look at the name itself means. */
export function instructionOffsetBehind(analysis: Analysis, offset: number): number | undefined {
  const { text } = analysis.source, line = logicalLine(text, offset);
  const match = /^\s*(?:[\w.$]+:\s*)*(alternative\w*)/i.exec(text.slice(line.start, line.end));
  if (!match) return undefined;
  const end = line.start + match[0].length;
  if (offset > end) return undefined;
  return sitesOf(analysis).all.find(site => site.kind === 'spelled' && site.start >= end && site.start < line.end)?.start;
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
