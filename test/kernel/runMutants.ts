// SPDX-License-Identifier: GPL-2.0-or-later
// Many mutants in one run, and what they tell: three figures that are never added up - (1) mutants that as rejects, (2) those objtool
// accepts silently, (3) those it complains about - and for (3) what the first offered fix makes of the file. The short form is a test, the
// long one a script (mutationReport.ts).

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { disk } from '../../server/src/project/disk.ts';
import type { Overrides } from '../../server/src/project/configuration.ts';
import { createWorkspace, openFile, type Workspace } from '../../server/src/workspace.ts';
import { firstFix, isHint, type FixOutcome } from './firstFix.ts';
import { judgeMutant, type Verdict } from './judgeMutant.ts';
import { mutate, seededRandom, type Mutant } from './mutate.ts';
import { codeOf } from './objtoolMessages.ts';
import { kernelObjects, sourcesOf, type KernelObject } from './tree.ts';

export interface MutantRun {
  readonly seed: number;
  /** Builds that objects are drawn from: folders of `make O=`, or trees built in place. */
  readonly builds: readonly string[];
  /** Ends the run: so many mutants, or so many with a finding. */
  readonly mutants: number;
  readonly findings: number;
  /** Fixes cost several analyses each: every n-th mutant with a finding; 0 for none. */
  readonly fixEvery: number;
  /** Only these operators; all if empty. */
  readonly operators?: readonly string[];
  /** Objects of more instructions take too long for a sample. */
  readonly largest: number;
}

export interface FixRow { readonly operator: string; readonly code: string; readonly outcome: FixOutcome; readonly title: string | undefined; readonly hint: boolean }

export interface Tally {
  readonly all: Record<Verdict, number>;
  readonly agreed: Record<Verdict, number>;
  /** Findings that objtool printed, by code. */
  readonly codes: Map<string, number>;
  readonly fixes: FixRow[];
  /** Differences, each under the mutant it is about; and fixes that did not give the file back. */
  readonly differences: string[];
  readonly unrestored: string[];
}

/** A header is mutated instead of the object's own file this often. */
const headerShare = 0.06;
const headers = ['arch/x86/include/asm/unwind_hints.h', 'arch/x86/include/asm/frame.h', 'arch/x86/entry/calling.h', 'arch/x86/include/asm/nospec-branch.h', 'arch/x86/include/asm/asm.h', 'arch/x86/include/asm/alternative.h', 'include/linux/linkage.h'];
/** How often the object is judged as itself, as one of vmlinux or of a module, and by options that few configurations have. */
const views: readonly (readonly [number, string, Overrides])[] = [
  [0.8, '', { profile: 'object' }], [0.9, 'vmlinux', { profile: 'vmlinux' }], [0.95, 'module', { profile: 'module' }],
  [1, 'more options', { objtool: '--hacks=jump_label --hacks=noinstr --ibt --mcount --orc --sls --stackval --static-call --uaccess --link --noinstr' }],
];

interface Original { readonly object: KernelObject; readonly workspaces: ReadonlyMap<string, Workspace>; readonly clean: boolean }

/** `written` is called now and then, so that a long run can be looked at. */
export async function runMutants(run: MutantRun, written: (tally: Tally) => void): Promise<Tally> {
  const random = seededRandom(run.seed), originals = await originalsOf(run);
  const zero = (): Record<Verdict, number> => ({ rejected: 0, silent: 0, found: 0, crashed: 0 });
  const tally: Tally = { all: zero(), agreed: zero(), codes: new Map(), fixes: [], differences: [], unrestored: [] };
  let lastOpened: Workspace | undefined;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-mutants-'));
  try {
    for (let made = 0; made < run.mutants && tally.all.found < run.findings;) {
      // A test that blocks its worker for a minute loses it.
      await setImmediate();
      const original = originals[Math.floor(random() * originals.length)]!, { object } = original, tree = sourcesOf(object.build);
      const header = random() < headerShare ? path.join(tree, headers[Math.floor(random() * headers.length)]!) : undefined;
      const drawn = random(), view = views.find(([below]) => drawn < below)![1], workspace = original.workspaces.get(view)!;
      const text = fs.readFileSync(header ?? object.source, 'utf8'), mutant = mutate(text, random, run.operators);
      if (!mutant) continue;
      made++;
      // Each of the many workspaces would keep an analysis.
      for (const other of original.workspaces.values()) other.opened.clear();
      lastOpened?.opened.clear();
      lastOpened = workspace;
      const judged = judgeMutant(workspace, scratch, object, mutant.text, made, header);
      const name = nameOf(path.relative(tree, header ?? object.source), mutant) + (header ? ` in ${path.relative(tree, object.source)}` : '') + (view === '' ? '' : ` (${view})`) + ` of ${path.basename(object.build)}`;
      tally.all[judged.verdict]++;
      if (judged.differences.length === 0) tally.agreed[judged.verdict]++;
      else tally.differences.push(`#${made} ${judged.verdict} ${name}`, ...judged.differences.map(difference => `    ${difference}`));
      for (const message of judged.messages) {
        const words = message.replace(/^\S+\+0x[0-9a-f]+: /, ''), code = codeOf(words) ?? words;
        tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
      }
      if (judged.verdict === 'found' && judged.opened && !header && original.clean && view === '' && judged.differences.length === 0 && run.fixEvery > 0 && tally.all.found % run.fixEvery === 0) {
        const fixed = tried(() => firstFix(workspace, object.source, judged.opened!));
        if (fixed instanceof Error) { tally.differences.push(`#${made} found ${name}`, `    a fix threw: ${fixed.stack?.split('\n').slice(0, 4).join(' ') ?? ''}`); continue; }
        tally.fixes.push({ operator: mutant.operator, code: fixed.code, outcome: fixed.outcome, title: fixed.title, hint: fixed.title !== undefined && isHint(fixed.title) });
        if (fixed.outcome !== 'restored') tally.unrestored.push(`#${made} ${fixed.outcome} ${name}`, `    ${judged.messages[0]}`, `    [${fixed.code}] ${fixed.title ?? 'no fix'}${fixed.others.length > 0 ? ` | ${fixed.others.join(' | ')}` : ''}`);
      }
      if (made % 20 === 0) written(tally);
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  written(tally);
  return tally;
}

function tried<Result>(body: () => Result): Result | Error {
  try { return body(); } catch (error) { return error instanceof Error ? error : new Error(String(error)); }
}

/** Objects that objtool runs on; one workspace for each view of a build. */
async function originalsOf({ builds, largest }: MutantRun): Promise<Original[]> {
  const originals: Original[] = [];
  for (const build of builds) {
    const own = sourcesOf(build) === build ? {} : { build };
    const workspaces = new Map(views.map(([, view, overrides]) => [view, createWorkspace(disk, { ...own, ...overrides })]));
    for (const object of kernelObjects(build)) {
      await setImmediate();
      const opened = openFile(workspaces.get('')!, object.source);
      if (opened?.kind !== 'analysed' || !opened.configuration.objtool.runs || opened.analysis.checked.instructions.length >= largest) continue;
      // A file that is not clean before it is changed, or that nobody meant to build, tells nothing about fixes.
      originals.push({ object, workspaces, clean: opened.configuration.withheld === undefined && opened.analysis.parity.findings.every(finding => !finding.printed) });
      workspaces.get('')!.opened.clear();
    }
  }
  return originals;
}

function nameOf(file: string, mutant: Mutant): string { return `${file}:${mutant.line + 1}: ${mutant.operator}: \`${mutant.before}' -> \`${mutant.after}'`; }

/** The figures, one line each. */
export function printTally({ all, agreed, codes, fixes }: Tally): string {
  const lines = (['rejected', 'silent', 'found', 'crashed'] as const).map(verdict => `${verdict}: ${agreed[verdict]} of ${all[verdict]} agree${all[verdict] > 0 ? ` (${(100 * agreed[verdict] / all[verdict]).toFixed(2)} %)` : ''}`);
  lines.push(`findings by code (${codes.size}): ${counted([...codes])}`);
  if (fixes.length > 0) {
    // Where something odd was added, one may want to keep it: what stood there before is no measure.
    const added = fixes.filter(isAddition), changed = fixes.filter(fix => !isAddition(fix));
    lines.push(`first fixes of changed lines: ${restoredShare(changed)}`, `first fixes of added lines: ${restoredShare(added)}`, '', ...table(fixes));
  }
  return lines.join('\n');
}

function isAddition({ operator }: FixRow): boolean { return operator === 'insert' || operator.startsWith('provoke'); }

function restoredShare(fixes: readonly FixRow[]): string {
  const restored = fixes.filter(fix => fix.outcome === 'restored').length, hints = fixes.filter(fix => fix.hint).length, of = Math.max(1, fixes.length);
  return `${restored} of ${fixes.length} (${(100 * restored / of).toFixed(1)} %) give back rows and bytes; ${hints} (${(100 * hints / of).toFixed(1)} %) are hints; ${counted(count(fixes.map(fix => fix.outcome)))}`;
}

/** Operator, finding, outcomes: where fixes fail stands on top. */
function table(fixes: readonly FixRow[]): string[] {
  const rows = new Map<string, FixRow[]>();
  for (const fix of fixes) { const key = `${fix.operator.padEnd(22)} ${fix.code.padEnd(30)}`; rows.set(key, [...rows.get(key) ?? [], fix]); }
  const failed = (own: readonly FixRow[]) => own.filter(fix => fix.outcome !== 'restored').length;
  return [...rows].sort((a, b) => failed(b[1]) - failed(a[1])).map(([key, own]) => `${key} ${String(failed(own)).padStart(3)} of ${String(own.length).padStart(3)} fail  ${counted(count(own.map(fix => fix.outcome)))}`);
}

function count(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts];
}

function counted(counts: [string, number][]): string { return counts.sort((a, b) => b[1] - a[1]).map(([word, times]) => `${word} ${times}`).join(', '); }
