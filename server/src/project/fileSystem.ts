// SPDX-License-Identifier: GPL-2.0-or-later
// The only door to files. The disk, an editor's virtual workspace and a test's literal all look the same from inside: absolute
// paths with "/", answers that are values, nothing that throws. What changed is noticed by comparing versions (stat).

import { parentOf } from './path.ts';

export interface Stat {
  readonly kind: 'file' | 'directory';
  /** Two numbers that change when the content may have changed. */
  readonly mtime: number;
  readonly size: number;
}

export interface FileSystem {
  readFile(path: string): string | undefined;
  /** Contents as they are, for .incbin; absent where nothing but text can be read. */
  readBytes?(path: string): Uint8Array | undefined;
  exists(path: string): boolean;
  /** Names in a directory, without order; empty if there is none. */
  list(directory: string): readonly string[];
  stat(path: string): Stat | undefined;
}

/** Files by absolute path; directories exist because files lie in them. */
export function memoryFileSystem(files: ReadonlyMap<string, string>): FileSystem {
  const directories = new Map<string, Set<string>>();
  for (const path of files.keys()) {
    for (let child = path, parent = parentOf(path); child !== parent; child = parent, parent = parentOf(parent)) {
      const names = directories.get(parent) ?? new Set<string>();
      directories.set(parent, names.add(child.slice(parent === '/' ? 1 : parent.length + 1)));
    }
  }
  return {
    readFile: path => files.get(path),
    readBytes: path => { const text = files.get(path); return text === undefined ? undefined : new TextEncoder().encode(text); },
    exists: path => files.has(path) || directories.has(path),
    list: directory => [...directories.get(directory) ?? []],
    stat: path => {
      const text = files.get(path);
      if (text !== undefined) return { kind: 'file', mtime: checksum(text), size: text.length };
      return directories.has(path) ? { kind: 'directory', mtime: 0, size: 0 } : undefined;
    },
  };
}

/** Looks at each place once: what it saw holds as long as it lives. For a program that answers once and ends. */
export function lookingOnce(below: FileSystem): FileSystem {
  const stats = new Map<string, Stat | undefined>(), lists = new Map<string, readonly string[]>();
  const stat = (path: string): Stat | undefined => {
    let seen = stats.get(path);
    if (seen === undefined && !stats.has(path)) stats.set(path, seen = below.stat(path));
    return seen;
  };
  return {
    ...below, stat,
    exists: path => stat(path) !== undefined,
    list: directory => {
      let names = lists.get(directory);
      if (!names) lists.set(directory, names = below.list(directory));
      return names;
    },
  };
}

/** Open buffers in front of another file system: what the editor shows wins over what is saved. */
export function withBuffers(below: FileSystem, buffers: ReadonlyMap<string, { readonly text: string; readonly version: number }>): FileSystem {
  return {
    readFile: path => buffers.get(path)?.text ?? below.readFile(path),
    readBytes: path => { const buffer = buffers.get(path); return buffer ? new TextEncoder().encode(buffer.text) : below.readBytes?.(path); },
    exists: path => buffers.has(path) || below.exists(path),
    list: directory => below.list(directory),
    stat: path => {
      const buffer = buffers.get(path);
      // Negative times never occur on a disk, so a buffer is never taken for the saved file.
      return buffer ? { kind: 'file', mtime: -1 - buffer.version, size: buffer.text.length } : below.stat(path);
    },
  };
}

function checksum(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
  return sum >>> 0;
}
