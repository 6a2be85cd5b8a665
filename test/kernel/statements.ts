// SPDX-License-Identifier: GPL-2.0-or-later
// The distinct instruction statements of a prepared kernel tree, after macro expansion, from `as` listings. Kept under .cache/.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const kernelTree = resolve(process.env['KERNEL_TREE'] ?? '.cache/kernel/linux-source-6.12');

export interface Corpus { readonly total: number; readonly statements: Readonly<Record<'16' | '32' | '64', readonly string[]>> }

export function kernelStatements(): Corpus {
  const cache = resolve('.cache/x86-statements.json');
  if (existsSync(cache)) return JSON.parse(readFileSync(cache, 'utf8')) as Corpus;
  const found = { 16: new Map<string, number>(), 32: new Map<string, number>(), 64: new Map<string, number>() };
  for (const command of commandFiles(join(kernelTree, 'arch/x86'))) collect(command, found);
  const statements = { 16: [...found[16].keys()], 32: [...found[32].keys()], 64: [...found[64].keys()] };
  const total = [...Object.values(found)].reduce((sum, map) => sum + [...map.values()].reduce((a, b) => a + b, 0), 0);
  mkdirSync(dirname(cache), { recursive: true });
  writeFileSync(cache, JSON.stringify({ total, statements }));
  return { total, statements };
}

export function* commandFiles(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* commandFiles(join(directory, entry.name));
    else if (/^\..*\.o\.cmd$/.test(entry.name)) yield join(directory, entry.name);
  }
}

function collect(commandFile: string, found: Record<16 | 32 | 64, Map<string, number>>): void {
  const text = readFileSync(commandFile, 'utf8'), command = /^savedcmd_\S+ := (.*)$/m.exec(text)?.[1];
  const object = join(dirname(commandFile), commandFile.slice(dirname(commandFile).length + 2, -4));
  if (!command || !existsSync(object) || !/\.S$/m.test(command.split(';')[0]!.trim())) return;
  const words = command.split(' ; ')[0]!;
  const preprocessed = spawnSync('sh', ['-c', words.replace(/ -c -o \S+ /, ' -E ').replace(/-Wp,\S+/g, '')], { cwd: kernelTree, encoding: 'latin1', maxBuffer: 1 << 28 });
  const flags = / -m32\b/.test(words) ? '--32' : '--64';
  const listing = spawnSync('as', [flags, '-almn', '--listing-lhs-width=1', '--listing-rhs-width=4000', '-o', '/dev/null', '-'], { cwd: kernelTree, input: preprocessed.stdout, encoding: 'latin1', maxBuffer: 1 << 28 });
  const equates = new Map<string, string>();
  let mode: 16 | 32 | 64 = flags === '--32' ? 32 : 64;
  for (const line of listing.stdout.split('\n')) {
    const match = /^\s*\d+ ([0-9a-f?]{4,}) ([0-9A-F]+)\s+\t(?:>+ ?)?(.*)$/.exec(line) ?? /^\s*\d+ [0-9a-f? ]*\s*\t(?:>+ ?)?()()(\s*(?:\.code\d|\.set\b|[\w.$]+ *=[^=]).*)$/.exec(line);
    if (!match) continue;
    for (const statement of statementsOf(match[3]!)) {
      const code = /^\.code(16|32|64)$/.exec(statement);
      const equate = /^(?:\.set +([\w.$]+) *,|([\w.$]+) *=(?!=)) *(%?[\w.$]+)$/.exec(statement);
      if (equate) equates.set((equate[1] ?? equate[2])!, equates.get(equate[3]!) ?? equate[3]!);
      else if (code) mode = Number(code[1]) as 16 | 32 | 64;
      else if (isInstruction(statement)) {
        // Equates differ from file to file, so the statement is kept with the register in place of its name.
        const plain = statement.replace(/[\w.$]+/g, word => { const value = equates.get(word); return value?.startsWith('%') ? value : word; });
        found[mode].set(plain, (found[mode].get(plain) ?? 0) + 1);
      }
    }
  }
}

function statementsOf(line: string): string[] {
  return line.replace(/\/\*.*?\*\//g, ' ').replace(/#.*$/, '').split(';').map(part => part.trim().replace(/^(?:[\w.$]+:\s*)+/, '').replace(/\s+/g, ' ').replace(/\b(\d+)([fb])\b/g, (whole, digits: string, way: string) => /^0/.test(digits) && way === 'b' ? whole : `local_${digits}${way}`));
}

function isInstruction(statement: string): boolean { return /^(\{|[a-z])/i.test(statement) && !/^[\w.$]+ *=/.test(statement) && !/^[\w.$]+:/.test(statement); }
