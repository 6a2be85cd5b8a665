// SPDX-License-Identifier: GPL-2.0-or-later
// A file system that can say which files a piece of work looked at, and which version of each it saw. What comes of such work holds as
// long as these files stay as they were: the object's .cmd file, .config, Makefiles, the headers that tell what objtool knows.
// Folders that were listed are not written down: every build changes them.

import type { FileSystem } from './fileSystem.ts';

/** Two numbers that change when the content may have changed; undefined for what was not there. */
export interface Version { readonly mtime: number; readonly size: number }

export type Versions = ReadonlyMap<string, Version | undefined>;

export interface RecordingFileSystem extends FileSystem {
  /** Runs `work`; files it asked for are in the second answer, by absolute path. Records may nest: the outer one has all. */
  record<T>(work: () => T): readonly [T, Versions];
}

export function recording(below: FileSystem): RecordingFileSystem {
  const open: Map<string, Version | undefined>[] = [];
  const see = (path: string): void => {
    if (open.length > 0 && !open[open.length - 1]!.has(path)) open[open.length - 1]!.set(path, versionOf(below, path));
  };
  return {
    readFile: path => { see(path); return below.readFile(path); },
    ...(below.readBytes && { readBytes: (path: string) => { see(path); return below.readBytes!(path); } }),
    exists: path => { see(path); return below.exists(path); },
    list: directory => below.list(directory),
    stat: path => { see(path); return below.stat(path); },
    record(work) {
      const asked = new Map<string, Version | undefined>();
      open.push(asked);
      try {
        return [work(), asked];
      } finally {
        open.pop();
        const outer = open[open.length - 1];
        if (outer) for (const [path, version] of asked) if (!outer.has(path)) outer.set(path, version);
      }
    },
  };
}

/** Of a folder only that it is there. */
export function versionOf(fs: FileSystem, path: string): Version | undefined {
  const stat = fs.stat(path);
  return stat && (stat.kind === 'file' ? { mtime: stat.mtime, size: stat.size } : { mtime: 0, size: 0 });
}
