// SPDX-License-Identifier: GPL-2.0-or-later
// compile_commands.json: one entry per compiled file. Only an entry for this very file counts: flags borrowed from a neighbour
// would be a guess.

import type { FileSystem } from './fileSystem.ts';
import { resolvePath } from './path.ts';
import { remembered } from './remembered.ts';
import { shellCommands } from './shellWords.ts';

export interface CompileCommand { readonly directory: string; readonly file: string; readonly words: readonly string[] }

export function compileCommandFor(fs: FileSystem, database: string, path: string): CompileCommand | undefined {
  const entries = remembered(fs, database, 'compile-commands', readDatabase);
  const entry = entries?.get(path);
  if (!entry) return undefined;
  return { directory: entry.directory, file: entry.file, words: entry.arguments ?? shellCommands(entry.command ?? '')[0] ?? [] };
}

interface Entry { directory: string; file: string; command?: string; arguments?: string[] }

/** Entries by the file's absolute path; the first of several wins. */
function readDatabase(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let parsed: unknown;
  try { parsed = JSON.parse(text); } catch { return entries; }
  if (!Array.isArray(parsed)) return entries;
  for (const entry of parsed as Partial<Entry>[]) {
    if (typeof entry?.file !== 'string' || typeof entry.directory !== 'string') continue;
    const path = resolvePath(entry.directory, entry.file);
    if (!entries.has(path)) entries.set(path, entry as Entry);
  }
  return entries;
}
