// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens check FILE...`: findings as compilers print them, so that `:make` and `M-x compile` jump to them.

import type { Related } from '../base/diagnostic.ts';
import type { Origin } from '../base/origin.ts';
import { byteColumnOf, lineAt } from '../base/text.ts';
import { findingsOf, type PlacedFinding } from '../ide/findings.ts';
import { printFindings } from '../objtool/print.ts';
import { below, resolvePath } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { complainTo, open, readGrade, workspaceFor, type CommandOptions } from './options.ts';

export function checkFiles(files: readonly string[], options: CommandOptions): number {
  const wrong = options.severity?.find(word => !readGrade(word));
  if (wrong !== undefined) { complainTo(process.stderr, `--severity takes CODE=off, hint, information, warning or error, not \`${wrong}'`); return 2; }
  const workspace = workspaceFor(options);
  const reports: object[] = [];
  let status = 0;
  const worst = (code: number) => { if (code > status) status = code; };
  for (const file of files) {
    const opened = open(workspace, file);
    if (!opened) { complainTo(process.stderr, `cannot read ${file}`); worst(2); continue; }
    if (opened.kind === 'not-analysed') { complainTo(process.stderr, `${file}: not checked: ${opened.reason}`); worst(2); continue; }
    const findings = options.parity ? parityFindings(opened) : findingsOf(opened.analysis);
    if (findings.some(f => (f.source === 'as' || f.source === 'cpp') && f.severity === 'error')) worst(2);
    else if (findings.some(f => f.severity === 'error' || f.severity === 'warning')) worst(1);
    if (options.format === 'json') reports.push(...findings.map(f => jsonOf(opened, file, f)));
    else if (options.format === 'objtool') process.stdout.write(objtoolLines(opened, file));
    else for (const finding of findings) process.stdout.write(`${textOf(opened, file, finding)}\n`);
    workspace.opened.clear();
  }
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(reports)}\n`);
  return status;
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
