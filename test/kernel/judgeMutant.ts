// SPDX-License-Identifier: GPL-2.0-or-later
// One mutant of a kernel file before both judges: gcc and this tree's objtool, and us. Either as rejects it (then our error must stand on
// the same line), or objtool is silent, or objtool says something; in the latter two everything must be equal.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expansionsOf } from '../../server/src/base/origin.ts';
import { lineAt } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { printObjtoolOptions } from '../../server/src/objtool/options.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { openFile, type Analysed, type Workspace } from '../../server/src/workspace.ts';
import { readElf } from '../objtool/readElf.ts';
import { compareObject } from './compareObjects.ts';
import { objtoolOf, sourcesOf, type KernelObject } from './tree.ts';

export type Verdict = 'rejected' | 'silent' | 'found' | 'crashed';

export interface Judged {
  readonly verdict: Verdict;
  /** Empty: agreed. */
  readonly differences: readonly string[];
  /** What the real objtool printed, without the object's name. */
  readonly messages: readonly string[];
  readonly opened: Analysed | undefined;
}

/** `header`: the mutated text is that header's (absolute path), not the object's own file. */
export function judgeMutant(workspace: Workspace, folder: string, { source, object, build }: KernelObject, text: string, version: number, header?: string): Judged {
  const mutated = header ?? source;
  workspace.buffers.clear();
  workspace.buffers.set(mutated, { text, version });
  workspace.opened.clear();
  let opened: ReturnType<typeof openFile>, thrown: unknown;
  // What a person would see is computed too: nothing of it may throw.
  try { opened = openFile(workspace, source); if (opened?.kind === 'analysed') findingsOf(opened.analysis); } catch (error) { thrown = error; opened = undefined; }
  const analysed = opened?.kind === 'analysed' ? opened : undefined;
  const made = path.join(folder, 'mutant.o');
  const gcc = assemble(build, source, object, text, made, folder, header);
  if (!analysed) return { verdict: gcc.status === 0 ? 'silent' : 'rejected', differences: [thrown instanceof Error ? `we threw: ${thrown.stack?.split('\n').slice(0, 3).join(' ') ?? ''}` : 'not analysed'], messages: [], opened: undefined };
  const errors = analysed.analysis.diagnostics.filter(d => d.severity === 'error');
  if (gcc.status !== 0) return { verdict: 'rejected', differences: compareErrors(analysed, gcc.stderr, mutated), messages: [], opened: analysed };
  const assembled = errors.length > 0 ? errors.slice(0, 3).map(e => `we say: ${e.code}: ${e.message}`) : compareObject(analysed.analysis.object, readElf(made)).map(d => d.text);
  if (!analysed.configuration.objtool.runs) return { verdict: 'silent', differences: assembled, messages: [], opened: analysed };
  const { analysis, configuration } = analysed;
  const run = spawnSync(objtoolOf(build), [...printObjtoolOptions(configuration.objtool.options).split(' '), 'mutant.o'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  if (run.signal !== null) {
    const foreseen = analysis.parity.findings.some(f => f.code.startsWith('crash-'));
    return { verdict: 'crashed', differences: foreseen ? [] : [`objtool died of ${run.signal}, and we do not say so`], messages: [], opened: analysed };
  }
  const said = lines(run.stderr);
  const dump = spawnSync(objtoolOf(build), ['--dump=orc', 'mutant.o'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  const ours = lines(printFindings('mutant.o', { findings: [...analysis.parity.findings, ...analysis.orcFindings] }, analysis.inputs.rules));
  const differences = [...assembled, ...firstDifference('messages', ours, said), ...firstDifference('rows', lines(printOrc(analysis.object, analysis.rows, analysis.inputs.rules)), lines(dump.stdout))];
  const messages = said.map(line => line.replace(/^mutant\.o: \w+: objtool: /, ''));
  return { verdict: said.length > 0 ? 'found' : 'silent', differences, messages, opened: analysed };
}

/** The object's own command, reading the mutant; `# 1 "path"` keeps the name that messages say. */
function assemble(build: string, source: string, object: string, text: string, made: string, folder: string, header: string | undefined) {
  const command = fs.readFileSync(path.join(path.dirname(object), `.${path.basename(object)}.cmd`), 'utf8').split('\n')[0]!;
  const words = command.slice(command.indexOf(':=') + 2).split(';')[0]!.trim().split(/\s+/).slice(1).map(word => word.replace(/^'|'$/g, '').replaceAll('\'"', '"').replaceAll('"\'', '"'));
  const end = words.indexOf('-c');
  const flags = words.slice(0, end < 0 ? words.length : end).filter(word => !word.startsWith('-Wp,-M') && word !== '-Werror');
  const spelled = words.at(-1)!;
  fs.rmSync(path.join(folder, 'headers'), { recursive: true, force: true });
  const extra: string[] = [];
  if (header !== undefined) {
    // The header lies under its own name in front of all directories that could have it.
    const inside = path.relative(sourcesOf(build), header).replace(/^arch\/x86\/include\/|^include\/|^arch\/x86\/entry\//, '');
    const copy = path.join(folder, 'headers', inside);
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.writeFileSync(copy, text);
    extra.push('-iquote', path.join(folder, 'headers'), '-iquote', path.dirname(header), '-I', path.join(folder, 'headers'));
  }
  const input = `# 1 "${spelled}"\n${header === undefined ? text : fs.readFileSync(source, 'utf8')}`;
  return spawnSync('gcc', [...extra, ...flags, '-iquote', path.dirname(path.resolve(build, spelled)), '-c', '-o', made, '-x', 'assembler-with-cpp', '-'], { cwd: build, input, encoding: 'utf8', timeout: 60_000 });
}

/** The lines of the first complaint: where it stands, and the calls of macros that led there. */
function compareErrors(opened: Analysed, stderr: string, mutated: string): string[] {
  const base = path.basename(mutated);
  const theirs = new Set<number>();
  let first = '';
  for (const line of stderr.split('\n')) {
    const at = /^([^:\s]+):(\d+):(?:\d+:)? *(.*)$/.exec(line);
    if (!at || !/error|Error|macro invoked|Info:/.test(line)) continue;
    if (/error|Error/.test(at[3]!)) { if (theirs.size > 0) break; if (first === '') first = line; }
    if (path.basename(at[1]!) === base) theirs.add(Number(at[2]));
  }
  const ours = new Set<number>(), words: string[] = [];
  for (const diagnostic of opened.analysis.diagnostics) {
    if (diagnostic.severity !== 'error') continue;
    words.push(diagnostic.message);
    const { origin } = diagnostic;
    for (const each of [origin, ...[...expansionsOf(origin.place)].map(e => e.call)]) {
      if (path.basename(each.place.file.path) === base) for (let l = lineAt(each.place.file, each.start); l <= lineAt(each.place.file, each.end); l++) ours.add(l + 1);
    }
  }
  // as names the first line of one that is continued, we the line the words stand on.
  const continued = opened.analysis.diagnostics.flatMap(({ origin }) => path.basename(origin.place.file.path) === base ? [origin.place.file] : [])[0]?.text.split('\n') ?? [];
  for (const line of [...theirs]) for (let next = line; continued[next - 1]?.endsWith('\\'); next++) theirs.add(next + 1);
  if (words.length === 0) return [`as says: ${first}; we say nothing`];
  if (theirs.size === 0 || [...theirs].some(line => ours.has(line))) return [];
  return [`as says: ${first}; we say it of line ${[...ours].slice(0, 4).join(', ')}: ${words[0]}`];
}

function firstDifference(what: string, ours: readonly string[], theirs: readonly string[]): string[] {
  const length = Math.max(ours.length, theirs.length);
  for (let i = 0; i < length; i++) if (ours[i] !== theirs[i]) return [`${what} [${i}]: ${ours[i] ?? '(none)'} instead of ${theirs[i] ?? '(none)'} (${ours.length} of ${theirs.length})`];
  return [];
}

function lines(text: string): string[] { return text.split('\n').filter(line => line !== ''); }
