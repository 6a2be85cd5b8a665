// SPDX-License-Identifier: GPL-2.0-or-later
// What the assembler of this machine and ours leave of the same text, and every difference as one line.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shownIn, type Origin } from '../../server/src/base/origin.ts';
import { lineAt, sourceText } from '../../server/src/base/text.ts';
import { assemble } from '../../server/src/object/assemble.ts';
import type { ObjectFile } from '../../server/src/object/objectFile.ts';
import { compareObject } from '../kernel/compareObjects.ts';
import { linesOf } from '../gas/support.ts';
import { parseElf } from '../objtool/readElf.ts';

/** `through`: the lines by which it came to that line, its own included. */
export interface Message { readonly line: number; readonly severity: string; readonly text: string; readonly through?: readonly number[] }
export interface Outcome { readonly object: ObjectFile | undefined; readonly messages: readonly Message[] }

export type Bits = 64 | 32;

export function gnuAs(text: string, bits: Bits = 64): Outcome {
  const work = mkdtempSync(join(tmpdir(), 'unwind-lens-as-'));
  try {
    writeFileSync(join(work, 'test.S'), text, 'utf8');
    const run = spawnSync('as', [`--${bits}`, '-o', 'test.o', 'test.S'], { cwd: work, encoding: 'utf8', timeout: 20_000, maxBuffer: 1 << 26 });
    return { object: run.status === 0 ? parseElf(readFileSync(join(work, 'test.o'))) : undefined, messages: messagesOf(run.stderr) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function messagesOf(stderr: string): Message[] {
  const messages: Message[] = [];
  for (const line of stderr.split('\n')) {
    const match = /^[^:]*:(\d+): (Error|Warning|Fatal error): (.*)$/.exec(line);
    const call = /^[^:]*:(\d+):  Info: macro invoked from here/.exec(line);
    if (match) messages.push({ line: Number(match[1]), severity: match[2] === 'Warning' ? 'warning' : 'error', text: match[3]!, through: [Number(match[1])] });
    else if (call && messages.length > 0) (messages[messages.length - 1]!.through as number[]).push(Number(call[1]));
    else if (/Error: |Fatal error: /.test(line)) messages.push({ line: 0, severity: 'error', text: line });
  }
  return messages;
}

export function ours(text: string, bits: Bits = 64): Outcome {
  const file = sourceText('test.S', text);
  const readBinary = (path: string) => { try { return new Uint8Array(readFileSync(path)); } catch { return undefined; } };
  const readInclude = (path: string) => { try { return sourceText(path, readFileSync(path, 'utf8')); } catch { return undefined; } };
  const { object, diagnostics } = assemble(linesOf(file), { assemblerVersion: 24000, mode: bits, readBinary, readInclude });
  const messages = diagnostics.filter(d => d.severity === 'error' || d.severity === 'warning').map((d): Message => {
    const at = shownIn(file, d.origin) ?? d.origin;
    const through: number[] = [];
    for (let origin: Origin | undefined = d.origin; origin; origin = origin.place.expansion?.call) through.push(lineAt(origin.place.file, origin.start) + 1);
    return { line: lineAt(file, at.start) + 1, severity: d.severity, text: d.message, through };
  });
  return { object, messages };
}

/** No lines: equal. What `as` refuses we must refuse on the same lines; what it only warns of must be the same object. */
export function differences(text: string, bits: Bits = 64, theirs = gnuAs(text, bits)): string[] {
  const our = ours(text, bits);
  const errors = our.messages.filter(m => m.severity === 'error');
  if (!theirs.object) {
    const wanted = theirs.messages.filter(m => m.severity === 'error');
    return [
      ...wanted.filter(w => w.line > 0 && !errors.some(e => e.line === w.line)).map(w => `line ${w.line}: accepted, as: ${w.text}`),
      // Of some errors `as` does not tell the line.
      ...errors.filter(e => !wanted.some(w => w.line === e.line || w.line === 0)).map(e => `line ${e.line}: rejected (${e.text})`),
      ...(errors.length === 0 ? ['accepted'] : []),
    ];
  }
  return [...errors.map(e => `line ${e.line}: rejected (${e.text})`), ...compareObject(our.object!, theirs.object).map(d => d.text)];
}

/**
 * A text in which some lines may be wrong: what `as` refuses we must refuse, and without those lines the objects must be equal. `as` speaks
 * of layout only when it could read everything, so refused lines are taken out until it is content.
 */
export function settle(text: string, bits: Bits = 64): { readonly differences: readonly string[]; readonly text: string; readonly refused: number } {
  const lines = text.split('\n');
  let refused = 0;
  for (let round = 0; round < 30; round++) {
    const current = lines.join('\n'), theirs = gnuAs(current, bits);
    if (theirs.object) return { differences: differences(current, bits, theirs), text: current, refused };
    const errors = theirs.messages.filter(m => m.severity === 'error'), wrong = new Set(errors.filter(m => m.line > 0).map(m => m.line));
    const ourLines = new Set(ours(current, bits).messages.filter(m => m.severity === 'error').map(m => m.line));
    if (wrong.size === 0) return { differences: ourLines.size > 0 ? [] : [`accepted, as: ${errors[0]?.text}`], text: current, refused };
    // A statement in error may take the next one along with `as`, shift its count of lines or leave a number that is too large for its field: what
    // is said of other lines counts when those that both refuse are gone.
    // Of some errors it does not tell the line.
    const both = [...wrong].filter(line => ourLines.has(line)).concat(errors.some(m => m.line === 0) ? [...ourLines] : []), missed = errors.filter(m => m.line > 0 && !ourLines.has(m.line));
    if (both.length === 0) return { differences: missed.map(m => `line ${m.line}: accepted ${lines[m.line - 1]?.trim() ?? ''}, as: ${m.text}`), text: current, refused };
    for (const line of both) lines[line - 1] = '';
    refused += both.length;
  }
  return { differences: [], text: lines.join('\n'), refused };
}

/**
 * A text whose lines cannot be taken out one by one, for they are parts of bodies: what `as` accepts must be the same object, and its first
 * complaint about anything else must be on a line through which one of ours came. What is open in the end is left to errors.test.ts.
 */
export function macroDifferences(text: string, bits: Bits = 64): string[] {
  const theirs = gnuAs(text, bits);
  if (theirs.object) return differences(text, bits, theirs);
  const wanted = theirs.messages.filter(m => m.severity === 'error'), errors = ours(text, bits).messages.filter(m => m.severity === 'error');
  if (errors.length === 0) return [`accepted, as: ${wanted[0]?.text}`];
  // Such a body is read for what it is.
  if (errors.some(e => e.text.includes('end of file in macro'))) return [];
  // What follows an error that both found may come of it. `as` knows a line of a body, ours the argument that stands there, if it is all of the statement.
  const lines = errors.flatMap(e => e.through ?? [e.line]), [first] = wanted.filter(w => w.line > 0 && !/end of (file|macro)|without ENDR/.test(w.text)), sources = text.split('\n');
  const isNear = (line: number): boolean => first!.through!.some(wantedLine => Math.abs(wantedLine - line) < 2) || (/^\s*\.(ire?p|rep)/i.test(sources[line - 1] ?? '') && line < first!.line);
  return first && !lines.some(isNear) && !errors.some(e => e.text === first.text) ? [`line ${first.line}: accepted, as: ${first.text}`] : [];
}

/** The shortest text that keeps differing in the same way, by leaving lines out. */
export function reduce(text: string, bits: Bits = 64, found = (some: string): readonly string[] => settle(some, bits).differences): string {
  let lines = text.split('\n').filter(line => line !== '');
  const kindOf = (differences: readonly string[]) => differences[0]?.replace(/[0-9a-f]{2,}|\d+/g, '#').slice(0, 12);
  const wanted = kindOf(found(text));
  for (let size = lines.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < lines.length;) {
      const fewer = [...lines.slice(0, at), ...lines.slice(at + size)];
      if (kindOf(found(`${fewer.join('\n')}\n`)) === wanted) lines = fewer; else at += size;
    }
  }
  return `${lines.join('\n')}\n`;
}
