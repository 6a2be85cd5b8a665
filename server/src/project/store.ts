// SPDX-License-Identifier: GPL-2.0-or-later
// A folder of our own for what can be computed again: read by name, written whole or not at all. With disk.ts the only importer of node:fs;
// nothing outside of the folder is ever written.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Store {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
}

/** A short name for any text, the same on every machine. */
export function digestOf(text: string | Uint8Array): string { return createHash('sha1').update(text).digest('base64url'); }

/** Where the system keeps what may be thrown away. */
export function usualFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'unwind-lens', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'unwind-lens');
  return join(env['XDG_CACHE_HOME'] !== undefined && env['XDG_CACHE_HOME'] !== '' ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache'), 'unwind-lens');
}

/** Milliseconds that an entry lives without being read. */
const lifetime = 30 * 24 * 3600 * 1000;

export function folderStore(folder: string): Store {
  let made = false;
  const make = (): void => {
    if (made) return;
    mkdirSync(folder, { recursive: true });
    made = true;
    for (const name of readdirSync(folder)) if (Date.now() - statSync(join(folder, name)).mtimeMs > lifetime) rmSync(join(folder, name), { force: true });
  };
  return {
    read(name) {
      const path = join(folder, name);
      try {
        const text = readFileSync(path, 'utf8'), now = new Date();
        // A file's time says when it was last of use; once a day is enough.
        if (now.getTime() - statSync(path).mtimeMs > lifetime / 30) utimesSync(path, now, now);
        return text;
      } catch { return undefined; }
    },
    write(name, text) {
      // A store that cannot be written (a full disk, a read-only home) only costs time.
      try {
        make();
        const path = join(folder, name), whole = `${path}.${process.pid}`;
        writeFileSync(whole, text);
        renameSync(whole, path);
      } catch { /* The same is computed again next time. */ }
    },
  };
}
