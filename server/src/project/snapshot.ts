// SPDX-License-Identifier: GPL-2.0-or-later
// The files one analysis sees, and nothing else: every path it asks for, present or absent, is written down with the version it had,
// so that whoever keeps the result can tell whether it still holds. The same content is the same SourceText object for as long as
// the cache lives, because lexed headers are kept by that object.

import { sourceText, type SourceText } from '../base/text.ts';
import type { FileSystem } from './fileSystem.ts';
import { resolvePath } from './path.ts';
import { versionOf, type Version, type Versions } from './recording.ts';

/** Texts of all files ever read, by the path they were opened with. Shared by all snapshots of a server. */
export interface SourceCache { readonly texts: Map<string, { mtime: number; size: number; text: SourceText }> }

export function sourceCache(): SourceCache { return { texts: new Map() }; }

export interface Snapshot {
  /** cpp's ReadHeader: paths relative to the working directory. Never 'pending' over a synchronous file system. */
  readonly readHeader: (path: string) => SourceText | 'absent';
  /** For .incbin: paths relative to the working directory. */
  readonly readBinary: (path: string) => Uint8Array | undefined;
  /** Absolute path -> what was there when it was asked for; undefined = absent. A stand-in counts as absent: the real file may come. */
  readonly asked: Versions;
}

export function takeSnapshot(fs: FileSystem, cache: SourceCache, workingDirectory: string, standIns: ReadonlyMap<string, string> = new Map()): Snapshot {
  const asked = new Map<string, Version | undefined>();
  const answers = new Map<string, SourceText | 'absent'>();
  const readHeader = (path: string): SourceText | 'absent' => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const absolute = resolvePath(workingDirectory, path);
    const stat = fs.stat(absolute);
    const present = stat?.kind === 'file';
    asked.set(absolute, stat && (present ? { mtime: stat.mtime, size: stat.size } : { mtime: 0, size: 0 }));
    const answer = present ? readFile(fs, cache, absolute, path, stat) : standIn(cache, standIns, absolute, path);
    answers.set(path, answer);
    return answer;
  };
  const readBinary = (path: string): Uint8Array | undefined => {
    const absolute = resolvePath(workingDirectory, path);
    const present = fs.stat(absolute)?.kind === 'file';
    asked.set(absolute, versionOf(fs, absolute));
    return present ? fs.readBytes?.(absolute) : undefined;
  };
  return { readHeader, readBinary, asked };
}

/** The paths that are not any more as they were seen. */
export function changedSince(fs: FileSystem, asked: Versions): string[] {
  const changed: string[] = [];
  for (const [path, before] of asked) {
    const now = versionOf(fs, path);
    if (now?.mtime !== before?.mtime || now?.size !== before?.size) changed.push(path);
  }
  return changed;
}

function readFile(fs: FileSystem, cache: SourceCache, absolute: string, path: string, stat: Version): SourceText | 'absent' {
  // Two working directories may open different files by the same relative path.
  const key = `${absolute}\0${path}`;
  const kept = cache.texts.get(key);
  if (kept && kept.mtime === stat.mtime && kept.size === stat.size) return kept.text;
  const content = fs.readFile(absolute);
  if (content === undefined) return 'absent';
  // Saved again, or touched by a build, with the same content: the old object stays, and all that hangs on it.
  const text = kept?.text.text === content ? kept.text : sourceText(path, content);
  cache.texts.set(key, { mtime: stat.mtime, size: stat.size, text });
  return text;
}

function standIn(cache: SourceCache, standIns: ReadonlyMap<string, string>, absolute: string, path: string): SourceText | 'absent' {
  const content = standIns.get(absolute);
  if (content === undefined) return 'absent';
  const key = `${absolute}\0${path}`;
  const kept = cache.texts.get(key);
  if (kept?.text.text === content) return kept.text;
  const text = sourceText(path, content);
  cache.texts.set(key, { mtime: NaN, size: content.length, text });
  return text;
}
