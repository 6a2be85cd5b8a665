// SPDX-License-Identifier: GPL-2.0-or-later
// Types a line of a file key by key and says what flickered: more findings than before, after, and one; hints that went or changed
// although no way of control leads from them to the line.

import { performance } from 'node:perf_hooks';
import type { InlayHint } from 'vscode-languageserver';
import { expansionsOf } from '../../server/src/base/origin.ts';
import { lineAt } from '../../server/src/base/text.ts';
import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { statementOf } from '../../server/src/analysis/sites.ts';
import type { FileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { withBuffers } from '../../server/src/project/fileSystem.ts';
import type { Client } from './client.ts';

export interface Typed { readonly line: number; readonly complaints: readonly string[]; readonly milliseconds: readonly number[] }

/** The file at `path` is open in the client and shows `text`. */
export async function typeLine(client: Client, disk: FileSystem, path: string, text: string, line: number): Promise<Typed> {
  const complaints: string[] = [], milliseconds: number[] = [];
  const lines = text.split('\n');
  const typed = lines[line]!;
  const start = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  const without = text.slice(0, start) + text.slice(start + typed.length);
  const touched = new Set([...linesJoinedTo(analysisOf(disk, path, text), line), ...linesJoinedTo(analysisOf(disk, path, without), line)]);

  const after = await shown(client, path);
  if (after.hints.size === 0) complaints.push('no hints at all');
  await client.edit(path, start, start + typed.length, '');
  const before = await shown(client, path);
  const most = Math.max(before.findings, after.findings) + 1;
  for (let at = 0; at < typed.length; at++) {
    const began = performance.now();
    await client.edit(path, start + at, start + at, typed[at]!);
    const now = await shown(client, path);
    milliseconds.push(performance.now() - began);
    const key = `${line + 1}: \`${typed.slice(0, at + 1).trim()}'`;
    if (now.findings > most) complaints.push(`${key}: ${now.findings} findings instead of at most ${most}`);
    for (const [hinted, label] of before.hints) {
      if (touched.has(hinted) || hinted === line || after.hints.get(hinted) !== label || now.hints.get(hinted) === label) continue;
      complaints.push(`${key}: the hint of line ${hinted + 1} went from \`${label.trim()}' to \`${now.hints.get(hinted)?.trim() ?? 'nothing'}'`);
      break;
    }
  }
  if (client.text(path) !== text) complaints.push(`${line + 1}: the text is not what it was`);
  return { line, complaints, milliseconds };
}

async function shown(client: Client, path: string): Promise<{ findings: number; hints: Map<number, string> }> {
  const findings = (await client.diagnostics(path)).length;
  return { findings, hints: new Map((await client.hints(path)).map((hint: InlayHint) => [hint.position.line, hint.label as string])) };
}

function analysisOf(disk: FileSystem, path: string, text: string): Analysis | undefined {
  const opened = openFile(createWorkspace(withBuffers(disk, new Map([[path, { text, version: 1 }]]))), path);
  return opened?.kind === 'analysed' ? opened.analysis : undefined;
}

/** Lines of the instructions that control can reach from the line's own, or from where it reaches the line, in any number of steps. */
function linesJoinedTo(analysis: Analysis | undefined, line: number): Set<number> {
  const joined = new Set<number>();
  if (!analysis) return joined;
  const { instructions } = analysis.checked;
  const parent = instructions.map((_, i) => i);
  const root = (i: number): number => { while (parent[i] !== i) { parent[i] = parent[parent[i]!]!; i = parent[i]!; } return i; };
  for (const [i, { next }] of instructions.entries()) for (const { to } of next) parent[root(i)] = root(to);
  const roots = new Map<number, Set<number>>();
  const linesOf = instructions.map((_, i) => shownLines(analysis, i));
  for (const [i, shownOn] of linesOf.entries()) for (const each of shownOn) (roots.get(each) ?? roots.set(each, new Set()).get(each)!).add(root(i));
  // A line without instructions (a label, a directive) belongs to the code in front of it and behind it.
  let own = roots.get(line);
  if (!own) {
    const known = [...roots.keys()].sort((a, b) => a - b);
    const next = known.find(each => each > line), previous = known.findLast(each => each < line);
    own = new Set([...roots.get(next ?? -1) ?? [], ...roots.get(previous ?? -1) ?? []]);
  }
  for (const [each, its] of roots) if ([...its].some(r => own.has(r))) joined.add(each);
  return joined;
}

function shownLines(analysis: Analysis, instruction: number): number[] {
  const origin = statementOf(analysis, instruction)?.origin;
  if (!origin) return [];
  const lines = origin.place.file === analysis.source ? [lineAt(analysis.source, origin.start)] : [];
  for (const { call } of expansionsOf(origin.place)) if (call.place.file === analysis.source) lines.push(lineAt(analysis.source, call.start));
  return lines;
}

/** A deterministic choice of `count` of the lines that are worth typing. */
export function sampleLines(text: string, count: number, seed: number): number[] {
  const candidates = text.split('\n').flatMap((line, i) => (line.trim().length > 1 && !/^\s*(\/\*|\*|\*\/|\/\/)/.test(line) ? [i] : []));
  let state = seed >>> 0;
  const random = () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32; };
  for (let i = candidates.length - 1; i > 0; i--) { const k = Math.floor(random() * (i + 1)); [candidates[i], candidates[k]] = [candidates[k]!, candidates[i]!]; }
  return candidates.slice(0, count);
}
