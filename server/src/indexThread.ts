// SPDX-License-Identifier: GPL-2.0-or-later
// The index is made in a thread of its own, which ends with it: a keystroke never waits for it, and its memory is given back.

import { indexTree, type IndexRequest, type IndexStep } from './indexTree.ts';
import type { RunIndex } from './lsp/index.ts';
import { disk } from './project/disk.ts';
import { digestOf, folderStore, usualFolder } from './project/store.ts';
import { startThread, tellParent, threadTask } from './thread.ts';

/** `rest` is a number of milliseconds that the thread takes from there and waits. */
interface Task { readonly request: IndexRequest; readonly folder: string; readonly rest: SharedArrayBuffer }

/** `program`: the bundle that this file is part of. */
export function indexInThread(program: string): RunIndex {
  return (request, folder, listener) => {
    const rest = new SharedArrayBuffer(4), task: Task = { request, folder: folder ?? usualFolder(), rest };
    const thread = startThread<IndexStep>(program, task, { message: step => listener.step(step), end: problem => listener.end(problem) });
    return { cancel: () => thread.end(), yieldTo(milliseconds) { Atomics.store(new Int32Array(rest), 0, milliseconds); } };
  };
}

/** What the thread does. */
export function runIndexThread(): void {
  const { request, folder, rest } = threadTask() as Task, waiting = new Int32Array(rest), never = new Int32Array(new SharedArrayBuffer(4));
  for (const step of indexTree(request, { fs: disk, store: folderStore(folder), digest: digestOf })) {
    tellParent(step);
    for (let left = Atomics.exchange(waiting, 0, 0); left > 0; left = Atomics.exchange(waiting, 0, 0)) Atomics.wait(never, 0, 0, left);
  }
}
