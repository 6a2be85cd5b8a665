// SPDX-License-Identifier: GPL-2.0-or-later
// What was read from a file (a parsed .config, a Makefile, a compile_commands.json of megabytes) stays true as long as the file does
// not change. Kept per file system, so that a test's files never answer for the disk's.

import type { FileSystem } from './fileSystem.ts';

interface Kept { readonly mtime: number; readonly size: number; readonly value: unknown }

const kept = new WeakMap<FileSystem, Map<string, Kept>>();

/** `read(text)` of a file, read again only when the file changed; undefined if there is no such file. `what` tells readings apart. */
export function remembered<T>(fs: FileSystem, path: string, what: string, read: (text: string) => T): T | undefined {
  const stat = fs.stat(path);
  if (stat?.kind !== 'file') return undefined;
  let files = kept.get(fs);
  if (!files) kept.set(fs, files = new Map());
  const key = `${what}\0${path}`;
  const found = files.get(key);
  if (found && found.mtime === stat.mtime && found.size === stat.size) return found.value as T;
  const text = fs.readFile(path);
  if (text === undefined) return undefined;
  const value = read(text);
  files.set(key, { mtime: stat.mtime, size: stat.size, value });
  return value;
}
