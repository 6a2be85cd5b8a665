// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens check FILE...`: findings as compilers print them, so that `:make` and `M-x compile` jump to them.

import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { Related } from '../base/diagnostic.ts';
import type { Origin } from '../base/origin.ts';
import { byteColumnOf, lineAt } from '../base/text.ts';
import { findingsOf, type PlacedFinding } from '../ide/findings.ts';
import { printFindings } from '../objtool/print.ts';
import { below, resolvePath } from '../project/path.ts';
import { disk } from '../project/disk.ts';
import { startThread } from '../thread.ts';
import { settleForOneRun } from '../warmUp.ts';
import { forgetFiles, type Analysed, type Workspace } from '../workspace.ts';
import { complainTo, open, readGrade, workspaceFor, type CommandOptions } from './options.ts';

/** What there is to say about one file. */
interface FileReport {
  /** The exit code, if this were the only file. */
  readonly status: number;
  readonly text: string;
  readonly reports: readonly object[];
  readonly complaint: string | undefined;
}

export async function checkFiles(files: readonly string[], options: CommandOptions): Promise<number> {
  const wrong = options.severity?.find(word => !readGrade(word)), jobs = Math.min(options.jobs ?? 1, files.length);
  if (wrong !== undefined) { complainTo(process.stderr, `--severity takes CODE=off, hint, information, warning or error, not \`${wrong}'`); return 2; }
  if (!Number.isInteger(jobs) || jobs < 1 && files.length > 0) { complainTo(process.stderr, '--jobs takes a number of threads'); return 2; }
  settleForOneRun();
  const reports: object[] = [];
  let status = 0;
  const say = (report: FileReport): void => {
    if (report.complaint !== undefined) complainTo(process.stderr, report.complaint);
    process.stdout.write(report.text);
    reports.push(...report.reports);
    status = Math.max(status, report.status);
  };
  if (jobs > 1) await inThreads(files, options, jobs, say);
  else for (const report of reportsOf(files, options)) say(report);
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(reports)}\n`);
  return status;
}

/** What each thread is started for, this one included. All have the same parts; who has time takes the next: `taken` is the number that are, an Int32. */
export interface CheckTask { readonly kind: 'check'; readonly parts: readonly Part[]; readonly taken: SharedArrayBuffer; readonly options: CommandOptions }

/** A file, and its places in the list that was given. */
interface Part { readonly file: string; readonly indexes: readonly number[] }

export interface CheckedFile { readonly index: number; readonly report: FileReport }

export function* checkPart({ parts, taken, options }: CheckTask): Generator<CheckedFile> {
  const count = new Int32Array(taken), indexes: number[] = [];
  const mine = function* (): Generator<string> {
    for (let next = Atomics.add(count, 0, 1); next < parts.length; next = Atomics.add(count, 0, 1)) {
      const { file, indexes: all } = parts[next]!;
      for (const index of all) { indexes.push(index); yield file; }
    }
  };
  for (const report of reportsOf(mine(), options)) yield { index: indexes.pop()!, report };
}

/**
 * The largest files are taken first, the same file by one thread; reports are given in the order of the list. This thread is one of them, which saves the
 * start of another.
 */
async function inThreads(files: readonly string[], options: CommandOptions, jobs: number, say: (report: FileReport) => void): Promise<void> {
  const places = new Map<string, number[]>();
  for (const [index, file] of files.entries()) { const known = places.get(file); if (known) known.push(index); else places.set(file, [index]); }
  const bytesOf = (file: string): number => disk.stat(resolvePath(process.cwd(), file))?.size ?? 0;
  const sized = Array.from(places, ([file, indexes]) => ({ file, indexes, bytes: bytesOf(file) * indexes.length })).sort((a, b) => b.bytes - a.bytes);
  const task: CheckTask = { kind: 'check', parts: sized.map(({ file, indexes }) => ({ file, indexes })), taken: new SharedArrayBuffer(4), options };
  const made = new Map<number, FileReport>();
  let next = 0;
  const message = ({ index, report }: CheckedFile): void => {
    made.set(index, report);
    for (let ready = made.get(next); ready; ready = made.get(next)) { made.delete(next++); say(ready); }
  };
  // What one thread alone would check, each of them does.
  const megabytes = Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20);
  const others = Array.from({ length: Math.min(jobs, sized.length) - 1 }, () => new Promise<void>((resolve, reject) => {
    const end = (problem?: string): void => { if (problem === undefined) resolve(); else reject(new Error(problem)); };
    startThread<CheckedFile>(__filename, task, { message, end }, { keepsAlive: true, megabytes });
  }));
  const own = async (): Promise<void> => {
    for (const checked of checkPart(task)) {
      message(checked);
      // What the others have made meanwhile is printed.
      await setImmediate();
    }
  };
  await Promise.all([own(), ...others]);
}

function* reportsOf(files: Iterable<string>, options: CommandOptions): Generator<FileReport> {
  const workspace = workspaceFor(options);
  for (const file of files) {
    yield reportOf(workspace, file, options);
    forgetFiles(workspace);
  }
}

function reportOf(workspace: Workspace, file: string, options: CommandOptions): FileReport {
  const opened = open(workspace, file);
  if (opened?.kind !== 'analysed') return { status: 2, text: '', reports: [], complaint: opened ? `${file}: not checked: ${opened.reason}` : `cannot read ${file}` };
  const findings = options.parity ? parityFindings(opened) : findingsOf(opened.analysis);
  const status = findings.some(f => (f.source === 'as' || f.source === 'cpp') && f.severity === 'error') ? 2 : findings.some(f => f.severity === 'error' || f.severity === 'warning') ? 1 : 0;
  switch (options.format) {
    case 'json': return { status, text: '', reports: findings.map(f => jsonOf(opened, file, f)), complaint: undefined };
    case 'objtool': return { status, text: objtoolLines(opened, file), reports: [], complaint: undefined };
    default: return { status, text: findings.map(finding => `${textOf(opened, file, finding)}\n`).join(''), reports: [], complaint: undefined };
  }
}

function parityFindings(opened: Analysed): PlacedFinding[] {
  const { parity, orcFindings, diagnostics } = opened.analysis;
  // Without an object the tool would not run.
  if (diagnostics.some(d => d.severity === 'error')) return findingsOf(opened.analysis).filter(f => f.finding === undefined);
  const printed = new Set([...parity.findings, ...orcFindings].filter(f => f.printed));
  return findingsOf(opened.analysis).filter(f => f.finding === undefined ? f.source !== 'lens' : printed.has(f.finding));
}

/** The very lines of the tool; the object is named after the file. A tool that crashes says nothing. */
function objtoolLines({ analysis, configuration }: Analysed, file: string): string {
  const unseen = configuration.tree !== undefined && !configuration.objtool.runs;
  if (unseen || analysis.diagnostics.some(d => d.severity === 'error')) return '';
  const name = file.replace(/^.*\//, '').replace(/\.[sS]$/, '.o');
  return printFindings(name, { findings: [...analysis.parity.findings, ...analysis.orcFindings].filter(finding => !finding.code.startsWith('crash-')) }, analysis.inputs.rules);
}

function textOf(opened: Analysed, file: string, finding: PlacedFinding): string {
  const lines = [`${placeOf(opened, file, finding.origin)}: ${finding.severity}: ${finding.message} [${finding.code}]`];
  for (const related of finding.related ?? []) lines.push(`${placeOf(opened, file, related.origin)}: note: ${related.message}`);
  return lines.join('\n');
}

function placeOf(opened: Analysed, file: string, origin: Origin): string {
  const source = origin.place.file;
  const name = source === opened.analysis.source ? file : shownPath(opened, source.path);
  return `${name}:${lineAt(source, origin.start) + 1}:${byteColumnOf(source, origin.start)}`;
}

function shownPath(opened: Analysed, path: string): string {
  const absolute = resolvePath(opened.configuration.workingDirectory, path);
  return below(process.cwd(), absolute) ?? absolute;
}

function jsonOf(opened: Analysed, file: string, finding: PlacedFinding): object {
  return {
    ...rangeOf(opened, file, finding.origin), severity: finding.severity, code: finding.code, message: finding.message,
    section: finding.section ?? null, offset: finding.offset ?? null, symbol: finding.symbol ?? null,
    related: (finding.related ?? []).map((r: Related) => ({ ...rangeOf(opened, file, r.origin), message: r.message })),
  };
}

function rangeOf(opened: Analysed, file: string, origin: Origin): object {
  const source = origin.place.file;
  return {
    file: source === opened.analysis.source ? file : shownPath(opened, source.path),
    line: lineAt(source, origin.start) + 1, column: byteColumnOf(source, origin.start),
    endLine: lineAt(source, origin.end) + 1, endColumn: byteColumnOf(source, origin.end),
  };
}
