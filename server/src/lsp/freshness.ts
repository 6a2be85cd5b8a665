// SPDX-License-Identifier: GPL-2.0-or-later
// Notices that files changed behind the editor's back: a header, `.config`, a `.cmd` file, everything at once in a `git checkout`. A
// client may watch files for us, but many cannot, and none watches a kernel tree outside of its folders. So the server looks itself, at
// the files that the open documents were made of: after a document is opened or saved, when requests come again after a silence (the
// person is back), and seldom while nothing happens.
//
// Many changed files are one revision: nothing is told while git holds its lock or while two looks see different versions.

import { clock } from '../base/clock.ts';
import type { FileSystem } from '../project/fileSystem.ts';
import { around, childOf, resolvePath } from '../project/path.ts';
import { versionOf } from '../project/recording.ts';
import { changedFiles } from '../workspace.ts';
import { isToldOtherwise, type Documents } from './documents.ts';

export interface Freshness {
  /** Something may have changed: look once things are quiet. */
  soon(): void;
  /** A request came. */
  active(): void;
  stop(): void;
}

export interface Pace {
  /** Milliseconds between two looks that must see the same. */
  readonly quiet: number;
  /** Milliseconds without a request after which the next one means that the person is back. */
  readonly silence: number;
  /** Milliseconds between looks while nothing happens. */
  readonly idle: number;
  /** Looks in a row that may differ before all is told anyway. */
  readonly patience: number;
}

export const usualPace: Pace = { quiet: 150, silence: 3000, idle: 10_000, patience: 200 };

export function createFreshness(documents: Documents, changed: () => void, pace = usualPace): Freshness {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = '', looks = 0, lastActive = clock();
  const idle = setInterval(() => { if (clock() - lastActive > pace.quiet) soon(); }, pace.idle);
  if (typeof idle === 'object') idle.unref();

  function soon(): void { timer ??= setTimeout(look, pace.quiet); }

  function look(): void {
    timer = undefined;
    const now = versionsOfChanged(documents);
    if (now === '') { seen = ''; looks = 0; return; }
    if ((now === seen && !isCheckingOut(documents)) || ++looks > pace.patience) {
      seen = ''; looks = 0;
      changed();
    } else {
      seen = now;
      soon();
    }
  }

  return {
    soon,
    active() {
      const silent = clock() - lastActive;
      lastActive = clock();
      if (silent > pace.silence) soon();
    },
    stop() { clearInterval(idle); clearTimeout(timer); },
  };
}

/** The changed files of all open documents with the versions they have now; empty if there are none, and the client knows of all. */
function versionsOfChanged(documents: Documents): string {
  const { workspace, open } = documents, changed = new Set<string>();
  for (const entry of open.values()) {
    for (const file of changedFiles(workspace, entry.path)) changed.add(file);
    if (isToldOtherwise(documents, entry)) changed.add(entry.path);
  }
  return [...changed].map(file => { const version = versionOf(workspace.fs, file); return `${file} ${version?.mtime ?? '-'} ${version?.size ?? '-'}`; }).join('\n');
}

/** git holds index.lock from the first file it writes to the last. */
function isCheckingOut({ workspace: { fs }, open }: Documents): boolean {
  const asked = new Set<string>();
  for (const { path } of open.values()) {
    for (const directory of around(path)) {
      if (asked.has(directory)) break;
      asked.add(directory);
      const git = gitDirectory(fs, directory);
      if (git === undefined) continue;
      if (fs.exists(childOf(git, 'index.lock'))) return true;
      break;
    }
  }
  return false;
}

/** `.git` is a folder, or a file that names it (`git worktree`). */
function gitDirectory(fs: FileSystem, directory: string): string | undefined {
  const path = childOf(directory, '.git'), stat = fs.stat(path);
  if (stat?.kind !== 'file') return stat && path;
  const named = /^gitdir: (.+)$/m.exec(fs.readFile(path) ?? '')?.[1];
  return named === undefined ? undefined : resolvePath(directory, named);
}
