// SPDX-License-Identifier: GPL-2.0-or-later
// The real disk, read only. The one file of this room that imports node:fs.

import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import type { FileSystem } from './fileSystem.ts';

export const disk: FileSystem = {
  readFile(path) {
    try { return readFileSync(path, 'utf8'); } catch { return undefined; }
  },
  readBytes(path) {
    try { return new Uint8Array(readFileSync(path)); } catch { return undefined; }
  },
  exists(path) { return statQuietly(path) !== undefined; },
  list(directory) {
    try { return readdirSync(directory); } catch { return []; }
  },
  stat(path) {
    const found = statQuietly(path);
    return found && { kind: found.isDirectory() ? 'directory' : 'file', mtime: found.mtimeMs, size: found.size };
  },
};

function statQuietly(path: string) {
  // throwIfNoEntry leaves the other errors (a file used as a directory, no permission): for us those paths are absent as well.
  try { return statSync(path, { throwIfNoEntry: false }); } catch { return undefined; }
}

/** The system's number of the thread that asks; undefined where the system does not tell, as Linux does. */
export function threadNumber(): number | undefined {
  try {
    return Number(readlinkSync('/proc/thread-self').replace(/.*\//, ''));
  } catch { return undefined; }
}
