// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens static-calls PATH...`: direct calls and jumps that can be patched in place, over files and folders: how many of them have
// their distance across the end of a cache line, and what objtool writes into .static_call_sites. Below a folder that is built, what is
// not built is left out.

import { statementOf } from '../analysis/sites.ts';
import { byteColumnOf, lineAt } from '../base/text.ts';
import { shownIn } from '../base/origin.ts';
import { patchSites, type PatchSite } from '../ide/patchSite.ts';
import { rowText, staticCallSite, type StaticCallRow } from '../ide/staticCall.ts';
import { below, resolvePath } from '../project/path.ts';
import { openFile, type Analysed, type Workspace } from '../workspace.ts';
import { complainTo, workspaceFor, type CommandOptions } from './options.ts';
import { sourceFiles } from './sourceFiles.ts';

interface Site extends PatchSite {
  readonly file: string;
  /** 1-based; undefined for what does not show in the file. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly symbol: string | undefined;
  readonly section: string;
  /** Bytes from the section's start. */
  readonly offset: number;
  readonly target: string;
  readonly row?: StaticCallRow;
}

interface Summary {
  readonly files: number;
  readonly notAnalysed: number;
  readonly sites: number;
  readonly calls: number;
  readonly jumps: number;
  readonly staticCalls: number;
  /** Sites by whether their distance crosses a line. */
  readonly yes: number;
  readonly may: number;
  readonly no: number;
  /** Of all sites that will cross if every place that the alignments leave is equally likely: 0 to 1. */
  readonly share: number;
}

export function staticCalls(paths: readonly string[], options: CommandOptions & { readonly all?: boolean }): number {
  const workspace = workspaceFor(options), sites: Site[] = [];
  let files = 0, notAnalysed = 0;
  for (const path of paths) {
    const found = sourceFiles(workspace.fs, resolvePath(process.cwd(), path));
    if (!found) { complainTo(process.stderr, `cannot read ${path}`); return 2; }
    for (const file of found.built.size > 0 ? found.files.filter(each => found.built.has(each)) : found.files) {
      const opened = openFile(workspace, file);
      // Parts of other files are counted there.
      if (opened?.kind === 'analysed' && opened.configuration.includedBy === undefined) { files++; sites.push(...sitesIn(opened, file)); } else notAnalysed++;
      forget(workspace);
    }
  }
  const summary = summaryOf(sites, files, notAnalysed);
  if (options.format === 'json') process.stdout.write(`${JSON.stringify({ summary, sites })}\n`);
  else {
    for (const site of sites) if (options.all || site.row || site.operandCrosses === 'yes') process.stdout.write(`${siteText(site)}\n`);
    process.stdout.write(summaryText(summary));
  }
  return 0;
}

/** A tree's analyses would not fit into memory together. */
function forget(workspace: Workspace): void { workspace.opened.clear(); }

function sitesIn({ analysis }: Analysed, path: string): Site[] {
  const file = below(process.cwd(), path) ?? path;
  return patchSites(analysis).map(({ instruction, site, target }): Site => {
    const at = analysis.checked.instructions[instruction]!, statement = statementOf(analysis, instruction), shown = statement && shownIn(analysis.source, statement.origin);
    const row = staticCallSite(analysis, instruction)?.row;
    return {
      file, line: shown && lineAt(analysis.source, shown.start) + 1, column: shown && byteColumnOf(analysis.source, shown.start),
      symbol: at.symbol, section: analysis.object.sections[at.section]!.name, offset: at.offset, target, ...site, ...(row && { row }),
    };
  });
}

function summaryOf(sites: readonly Site[], files: number, notAnalysed: number): Summary {
  const count = (test: (site: Site) => boolean) => sites.filter(test).length;
  return {
    files, notAnalysed, sites: sites.length, calls: count(s => s.form === 'e8'), jumps: count(s => s.form === 'e9'), staticCalls: count(s => s.row !== undefined),
    yes: count(s => s.operandCrosses === 'yes'), may: count(s => s.operandCrosses === 'may'), no: count(s => s.operandCrosses === 'no'),
    share: sites.length === 0 ? 0 : sites.reduce((sum, site) => sum + site.share, 0) / sites.length,
  };
}

function siteText(site: Site): string {
  const where = site.line === undefined ? site.file : `${site.file}:${site.line}:${site.column}`;
  const place = site.linePosition === undefined ? `the linker decides its place in a cache line` : `byte ${site.linePosition} of a cache line`;
  const crossing = { yes: 'the operand crosses a line', may: 'the operand may cross a line', no: 'the operand does not cross a line' }[site.operandCrosses];
  return `${where}: ${site.form === 'e8' ? 'call' : 'jmp'} ${site.target}: ${place}, ${crossing}${site.row ? `; ${rowText(site.row)}` : ''}`;
}

function summaryText(s: Summary): string {
  const left = s.notAnalysed > 0 ? `, ${s.notAnalysed} not analysed` : '';
  return [
    `${s.files} file${s.files === 1 ? '' : 's'}${left}: ${s.sites} direct sites of five bytes (${s.calls} e8, ${s.jumps} e9), ${s.staticCalls} of them static calls`,
    `the operand crosses a cache line: ${s.yes} surely, ${s.may} perhaps, ${s.no} not`,
    `share to be expected: ${(100 * s.share).toFixed(1)} %`, '',
  ].join('\n');
}
