// SPDX-License-Identifier: GPL-2.0-or-later
// One file under several configurations: in front of which lines the stack state differs, and which findings only some of them have. What
// is the same everywhere is not spoken of.

import type { Analysis } from '../analysis/analyse.ts';
import { lineAt, lineSpan } from '../base/text.ts';
import { findingsOf } from './findings.ts';
import { lineStates } from './lineStates.ts';
import { savedRegisters, shortState } from './stateWords.ts';

export interface Column {
  readonly name: string;
  readonly detail: string;
  /** Undefined: why there is nothing to compare. */
  readonly analysis: Analysis | undefined;
  readonly reason?: string;
}

export interface Matrix {
  readonly columns: readonly { readonly name: string; readonly detail: string; readonly rows: number; readonly findings: number; readonly reason: string | undefined }[];
  readonly states: readonly DifferingState[];
  readonly findings: readonly DifferingFinding[];
}

export interface DifferingState {
  /** 1-based; of several lines in a row with the same answers the first and the last. */
  readonly line: number;
  readonly last: number;
  readonly text: string;
  /** By what is there: the names of the configurations. '' is no instruction. */
  readonly answers: readonly { readonly state: string; readonly names: readonly string[] }[];
}

export interface DifferingFinding { readonly line: number; readonly severity: string; readonly code: string; readonly message: string; readonly names: readonly string[]; readonly missing: readonly string[] }

export function matrix(columns: readonly Column[]): Matrix {
  const compared = columns.flatMap(({ name, analysis }) => analysis ? [{ name, analysis }] : []);
  return {
    columns: columns.map(({ name, detail, analysis, reason }) => ({ name, detail, rows: analysis?.rows.length ?? 0, findings: analysis ? findingsOf(analysis).length : 0, reason: analysis ? undefined : reason ?? 'not analysed' })),
    states: differingStates(compared), findings: differingFindings(compared),
  };
}

interface Compared { readonly name: string; readonly analysis: Analysis }

function differingStates(compared: readonly Compared[]): DifferingState[] {
  const states = compared.map(({ analysis }) => new Map(lineStates(analysis).map(each => [each.line, stateText(each)])));
  const lines = [...new Set(states.flatMap(each => [...each.keys()]))].sort((a, b) => a - b);
  const found: DifferingState[] = [];
  for (const line of lines) {
    const groups = new Map<string, string[]>();
    for (const [i, { name }] of compared.entries()) { const state = states[i]!.get(line) ?? '', group = groups.get(state); if (group) group.push(name); else groups.set(state, [name]); }
    if (groups.size < 2) continue;
    const answers = [...groups].map(([state, names]) => ({ state, names })), before = found[found.length - 1];
    if (before && before.last === line && JSON.stringify(before.answers) === JSON.stringify(answers)) found[found.length - 1] = { ...before, last: line + 1 };
    else found.push({ line: line + 1, last: line + 1, text: textOf(compared[0]!.analysis, line), answers });
  }
  return found;
}

function stateText({ label, before }: ReturnType<typeof lineStates>[number]): string {
  const saved = before ? savedRegisters(before).map(({ register, offset }) => `${register}@${offset}`) : [];
  return [label === '' ? shortState(before) : label, ...saved].join(' ');
}

function differingFindings(compared: readonly Compared[]): DifferingFinding[] {
  const all = new Map<string, Omit<DifferingFinding, 'names' | 'missing'> & { readonly names: string[] }>();
  for (const { name, analysis } of compared) {
    for (const { origin, severity, code, message } of findingsOf(analysis)) {
      const line = lineAt(analysis.source, origin.start) + 1, key = `${line} ${code} ${message}`, known = all.get(key);
      if (!known) all.set(key, { line, severity, code, message, names: [name] }); else if (!known.names.includes(name)) known.names.push(name);
    }
  }
  return [...all.values()].filter(({ names }) => names.length < compared.length).sort((a, b) => a.line - b.line)
    .map(finding => ({ ...finding, missing: compared.map(({ name }) => name).filter(name => !finding.names.includes(name)) }));
}

function textOf({ source }: Analysis, line: number): string {
  const { start, end } = lineSpan(source, line);
  return source.text.slice(start, end).trim().replace(/\s+/g, ' ');
}

/** `file` as a compiler would print it. */
export function printMatrix({ columns, states, findings }: Matrix, file: string): string {
  const width = Math.max(...columns.map(({ name }) => name.length));
  const out = columns.map(({ name, detail, rows, findings: count, reason }) => `${name.padEnd(width)}  ${reason ?? `${rows} ORC rows, ${count} finding${count === 1 ? '' : 's'}`}${detail === '' ? '' : `  (${detail})`}`);
  out.push('', findings.length === 0 ? 'The same findings everywhere.' : 'Findings that not all have:');
  for (const { line, severity, code, message, names, missing } of findings) out.push(`${file}:${line}: ${severity}: ${message} [${code}]`, `    in ${names.join(', ')}; not in ${missing.join(', ')}`);
  out.push('', states.length === 0 ? 'The same states everywhere.' : 'Lines in front of which the stack differs:');
  for (const { line, last, text, answers } of states) {
    out.push(`${file}:${line}${last > line ? `-${last}` : ''}: ${text}`);
    // The first answer is that of the tree's own configuration; whoever is not named has it too.
    for (const [i, { state, names }] of answers.entries()) out.push(`    ${i === 0 && names.length > 1 ? 'else' : names.join(', ')}: ${state === '' ? 'no instruction' : state}`);
  }
  return `${out.join('\n')}\n`;
}
