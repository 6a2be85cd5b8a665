// SPDX-License-Identifier: GPL-2.0-or-later
// All versions of one patched place side by side. The rows of all of them go into one table, so what counts is where their instructions begin:
//
//     byte   original                      X86_FEATURE_XENPV     CFA
//     +0     call *save_flags_slot(%rip)   pushf                 rsp+8
//     +1     .                             pop %rax              rsp+16
//     +2     .                             .                     rsp+8

import type { Analysis } from '../analysis/analyse.ts';
import { sitesOf, statementOf } from '../analysis/sites.ts';
import { expansionsOf, type Expansion, type Run } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import type { Statement } from '../gas/statement.ts';
import { statementAt } from '../object/objectFile.ts';
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
  const replacements = checked.groups.flatMap((one, i) => one.original === originalIndex && one.first !== undefined ? [i] : []);
  const length = original.states.length;
  const streams: AlternativeStream[] = [{ name: 'original', ...boundariesOf(analysis, originalIndex) }];
  // An empty replacement is no group: nothing but padding.
  for (const record of recordsOf(analysis, original.first)) {
    const at = record.length === 0 ? -1 : replacements.findIndex(i => { const code = checked.instructions[checked.groups[i]!.first!]!; return code.section === record.section && code.offset === record.offset; });
    if (record.length === 0) streams.push({ name: record.feature, boundaries: new Map(), size: 0 });
    else if (at >= 0) streams.push({ name: record.feature, ...boundariesOf(analysis, replacements.splice(at, 1)[0]!) });
  }
  for (const left of replacements) streams.push({ name: `replacement ${streams.length}`, ...boundariesOf(analysis, left) });
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

interface AlternativeRecord { /** Of the replacement, in its section. */ readonly section: number; readonly offset: number; readonly length: number; readonly feature: string }

/**
 * The records of .altinstructions about one original, in their order. The feature is as it is spelled where the record got it from:
 * `X86_FEATURE_XENPV`, `ALT_NOT(X86_FEATURE_SMAP)`; by then it is a number, whose characters still know which macro of cpp they are the
 * body of.
 */
function recordsOf(analysis: Analysis, original: number): AlternativeRecord[] {
  const { object, checked } = analysis, { size, feature, replacementLength } = analysis.inputs.rules.alternative, code = checked.instructions[original]!;
  const table = object.sections.find(section => section.name === '.altinstructions');
  if (!table) return [];
  const targets = new Map<number, { readonly section: number; readonly offset: number }>();
  for (const relocation of table.relocations) {
    const symbol = object.symbols[relocation.symbol];
    if (typeof symbol?.section === 'number') targets.set(relocation.offset, { section: symbol.section, offset: symbol.value + Number(relocation.addend) });
  }
  const records: AlternativeRecord[] = [];
  for (let at = 0; at + size <= table.bytes.length; at += size) {
    const from = targets.get(at), to = targets.get(at + 4), statement = from && to && statementAt(table, at + feature);
    if (from?.section === code.section && from.offset === code.offset && to && statement) records.push({ ...to, length: table.bytes[at + replacementLength]!, feature: spelledOperand(statement) });
  }
  return records;
}

/** The innermost call of a cpp macro that all of the operand came out of; else the operand. */
function spelledOperand({ source, restAt, rest }: Statement): string {
  const start = restAt + source.text.slice(restAt).search(/\S|$/), end = restAt + rest.trimEnd().length;
  const runs = source.runs.filter((run, i) => {
    const next = source.runs[i + 1]?.at ?? source.text.length;
    return next > start && run.at < end && source.text.slice(Math.max(run.at, start), Math.min(next, end)).trim() !== '';
  });
  const calls = new Set(runs.flatMap(run => [...expansionsOf(run.place)].filter(expansion => expansion.kind === 'define')));
  let innermost: Expansion | undefined, deepest = -1, feature: Expansion | undefined, shallowest = Infinity;
  for (const call of calls) {
    const depth = [...expansionsOf(call.call.place)].length;
    if (!runs.every(run => cameThrough(run, call))) continue;
    if (depth > deepest) { innermost = call; deepest = depth; }
    if (isFeature.test(call.name) && depth < shallowest) { feature = call; shallowest = depth; }
  }
  innermost = feature ?? innermost;
  if (!innermost) return rest.trim();
  const { place: { file }, start: from, end: to } = innermost.call;
  return file.text.slice(from, to).replace(/\\\r?\n/g, ' ').replace(/\s+/g, ' ').trim();
}

/** What kernels call them; a name of these is better than what it is made of (`X86_BUG(11)`). */
const isFeature = /^(?:X86_(?:FEATURE|BUG)_|ALT_)/;

/** In the macro's body, or in an argument: that is spelled within the call. */
function cameThrough({ place, offset }: Run, expansion: Expansion): boolean {
  const { call } = expansion, within = (file: SourceText, at: number): boolean => file === call.place.file && at >= call.start && at < call.end;
  if (within(place.file, offset)) return true;
  for (const each of expansionsOf(place)) if (each === expansion || within(each.call.place.file, each.call.start)) return true;
  return false;
}

/** With the lines that backslashes join to it. */
function logicalLine(text: string, at: number): { start: number; end: number } {
  const continued = (newline: number): boolean => text[newline - 1] === '\\' || text.slice(newline - 2, newline) === '\\\r';
  let start = text.lastIndexOf('\n', at - 1), end = text.indexOf('\n', at);
  while (start > 0 && continued(start)) start = text.lastIndexOf('\n', start - 1);
  while (end >= 0 && continued(end)) end = text.indexOf('\n', end + 1);
  return { start: start + 1, end: end < 0 ? text.length : end };
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

/** The view as text, for any editor. */
export function renderAlternatives(view: AlternativeView): string {
  const head = ['byte', ...view.streams.map(stream => stream.name), 'state'];
  const body = view.rows.map(row => [`+${row.offset}`, ...row.texts.map(text => text ?? '.'), `${shortState(row.state)}${row.conflict ? '  <- the streams disagree' : ''}`]);
  const widths = head.map((cell, i) => Math.max(cell.length, ...body.map(row => row[i]!.length)));
  return [head, ...body].map(row => `${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ').trimEnd()}\n`).join('');
}
