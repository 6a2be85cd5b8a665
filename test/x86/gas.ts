// SPDX-License-Identifier: GPL-2.0-or-later
// The oracle of room x86: assembles statements with the real `as`, each by itself, and tells bytes, relocations and messages of each.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mode } from '../../server/src/x86/instruction.ts';

export interface OracleRelocation { readonly offset: number; readonly type: number; readonly symbol: string; readonly addend: bigint }
export interface OracleResult { readonly bytes?: Uint8Array; readonly relocations: readonly OracleRelocation[]; readonly error?: string; readonly warnings: readonly string[] }

/** What stands for the result of a statement at which `as` had an internal error. */
export const brokenDown = 'internal error';

/** `as` gives up at each of these, so that a list with many takes as many rounds. */
const mostRounds = 100;

/** One result per statement. Statements with errors are dropped and the rest assembled again. `preamble` is one line (`.set n,8; ...`). */
export function assembleEach(statements: readonly string[], mode: Mode, preamble = ''): OracleResult[] {
  const directory = mkdtempSync(join(tmpdir(), 'x86-oracle-'));
  try {
    const errors = new Map<number, string>(), warnings = new Map<number, string[]>();
    for (let round = 0; round < mostRounds; round++) {
      const source = statements.map((text, i) => `__at${i}: ${errors.has(i) ? '' : text}`);
      writeFileSync(join(directory, 'in.s'), `.code${mode}; ${preamble}\n${source.join('\n')}\n__at${statements.length}:\n`);
      rmSync(join(directory, 'out.o'), { force: true });
      const run = spawnSync('as', ['--64', '-o', 'out.o', 'in.s'], { cwd: directory, encoding: 'latin1', maxBuffer: 1 << 28 });
      warnings.clear();
      let fresh = 0;
      for (const line of run.stderr.split('\n')) {
        const match = /^in\.s:(\d+): (Error|Warning|Fatal error): (.*)$/.exec(line);
        // A statement at which `as` itself breaks down tells nothing of those behind it.
        const broken = /^in\.s:(\d+): Internal error/.exec(line);
        if (broken && !errors.has(Number(broken[1]) - 2)) { errors.set(Number(broken[1]) - 2, brokenDown); fresh++; }
        if (!match) continue;
        const index = Number(match[1]) - 2;
        if (match[2] === 'Warning') warnings.set(index, [...warnings.get(index) ?? [], match[3]!]);
        else if (!errors.has(index)) { errors.set(index, match[3]!); fresh++; }
      }
      if (!existsSync(join(directory, 'out.o')) && (fresh === 0 || round === mostRounds - 1)) throw new Error(run.stderr.split('\n').filter(line => !line.includes('Warning')).join('\n').slice(0, 2000));
      if (fresh === 0 || existsSync(join(directory, 'out.o'))) break;
    }
    return readResults(readFileSync(join(directory, 'out.o')), statements.length, errors, warnings);
  } finally { rmSync(directory, { recursive: true, force: true }); }
}

function readResults(file: Buffer, count: number, errors: ReadonlyMap<number, string>, warnings: ReadonlyMap<number, string[]>): OracleResult[] {
  const sections = readSections(file);
  const text = sections.find(section => section.name === '.text')!, table = sections.find(section => section.name === '.symtab')!;
  const strings = sections.find(section => section.name === '.strtab')!, relocations = sections.find(section => section.name === '.rela.text');
  const at = new Array<number>(count + 1), names: string[] = [];
  for (let i = 0; i < table.size / 24; i++) {
    const entry = table.offset + i * 24, name = stringAt(file, strings.offset + file.readUInt32LE(entry));
    names.push(name);
    const match = /^__at(\d+)$/.exec(name);
    if (match) at[Number(match[1])] = Number(file.readBigUInt64LE(entry + 8));
  }
  const found: OracleRelocation[][] = Array.from({ length: count }, () => []);
  const list: OracleRelocation[] = [];
  if (relocations) for (let i = 0; i < relocations.size / 24; i++) {
    const entry = relocations.offset + i * 24, info = file.readBigUInt64LE(entry + 8);
    list.push({ offset: Number(file.readBigUInt64LE(entry)), type: Number(info & 0xffffffffn), symbol: names[Number(info >> 32n)]!, addend: file.readBigInt64LE(entry + 16) });
  }
  list.sort((a, b) => a.offset - b.offset);
  let index = 0;
  for (const relocation of list) {
    while (index + 1 < count && at[index + 1]! <= relocation.offset) index++;
    found[index]!.push({ ...relocation, offset: relocation.offset - at[index]! });
  }
  return Array.from({ length: count }, (_, i) => {
    const error = errors.get(i), said = warnings.get(i) ?? [];
    if (error !== undefined) return { error, relocations: [], warnings: said };
    return { bytes: new Uint8Array(file.subarray(text.offset + at[i]!, text.offset + at[i + 1]!)), relocations: found[i]!, warnings: said };
  });
}

interface Section { readonly name: string; readonly offset: number; readonly size: number }

function readSections(file: Buffer): Section[] {
  const start = Number(file.readBigUInt64LE(0x28)), count = file.readUInt16LE(0x3c), nameIndex = file.readUInt16LE(0x3e);
  const namesAt = Number(file.readBigUInt64LE(start + nameIndex * 64 + 24));
  return Array.from({ length: count }, (_, i) => {
    const entry = start + i * 64;
    return { name: stringAt(file, namesAt + file.readUInt32LE(entry)), offset: Number(file.readBigUInt64LE(entry + 24)), size: Number(file.readBigUInt64LE(entry + 32)) };
  });
}

function stringAt(file: Buffer, offset: number): string { return file.toString('latin1', offset, file.indexOf(0, offset)); }
