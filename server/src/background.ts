// SPDX-License-Identifier: GPL-2.0-or-later
// What is done by threads of their own: the index and runs over several configurations, so that a keystroke never waits for them; parts of a
// long list of files to check; large documents (secondServer.ts).
// A thread ends with its task, and its memory is given back.

import { Cancelled } from './base/budget.ts';
import type { CheckTask } from './commandLine/check.ts';
import type { Matrix } from './ide/matrix.ts';
import type { IndexRequest, IndexStep } from './indexTree.ts';
import type { RunIndex } from './lsp/index.ts';
import type { Overrides } from './project/configuration.ts';
import { disk } from './project/disk.ts';
import { digestOf, folderStore, usualFolder } from './project/store.ts';
import type { ServeTask } from './secondServer.ts';
import { startThread, tellParent, threadTask } from './thread.ts';
import { createWorkspace, type Buffer } from './workspace.ts';

/** `rest` is a number of milliseconds that the thread takes from there and waits. */
interface IndexTask { readonly kind: 'index'; readonly request: IndexRequest; readonly folder: string; readonly rest: SharedArrayBuffer }
interface MatrixTask { readonly kind: 'matrix'; readonly request: MatrixRequest }
type Task = IndexTask | MatrixTask | CheckTask | ServeTask;

export interface MatrixRequest {
  readonly path: string;
  readonly choices: readonly string[] | undefined;
  readonly overrides: Overrides;
  /** Open documents, which win over the disk. */
  readonly buffers: ReadonlyMap<string, Buffer>;
}

/** `cancellable` is given what ends the run; the promise is then refused. */
export type RunMatrix = (request: MatrixRequest, cancellable?: (cancel: () => void) => void) => Promise<Matrix | undefined>;

/** `program`: the bundle that this file is part of. */
export function indexInThread(program: string): RunIndex {
  return (request, folder, listener) => {
    const rest = new SharedArrayBuffer(4), task: IndexTask = { kind: 'index', request, folder: folder ?? usualFolder(), rest };
    const thread = startThread<IndexStep>(program, task, { message: step => listener.step(step), end: problem => listener.end(problem) });
    return { cancel: () => thread.end(), yieldTo(milliseconds) { Atomics.store(new Int32Array(rest), 0, milliseconds); } };
  };
}

export function matrixInThread(program: string): RunMatrix {
  return (request, cancellable) => new Promise((resolve, reject) => {
    let answer: Matrix | undefined;
    const task: MatrixTask = { kind: 'matrix', request };
    const thread = startThread<Matrix | undefined>(program, task, { message: matrix => { answer = matrix; }, end: problem => { if (problem === undefined) resolve(answer); else reject(new Error(problem)); } });
    cancellable?.(() => { thread.end(); reject(new Cancelled()); });
  });
}

/** What a thread does. */
export async function runTask(): Promise<void> {
  const task = threadTask() as Task;
  switch (task.kind) {
    case 'index': await index(task); break;
    case 'matrix': tellParent(await compare(task.request)); break;
    case 'serve': (await import('./secondServer.ts')).serveParent(task); break;
    case 'check': {
      const { checkPart } = await import('./commandLine/check.ts');
      for (const checked of checkPart(task)) tellParent(checked);
      break;
    }
  }
}

async function index({ request, folder, rest }: IndexTask): Promise<void> {
  const { indexTree } = await import('./indexTree.ts');
  const waiting = new Int32Array(rest), never = new Int32Array(new SharedArrayBuffer(4));
  for (const step of indexTree(request, { fs: disk, store: folderStore(folder), digest: digestOf })) {
    tellParent(step);
    for (let left = Atomics.exchange(waiting, 0, 0); left > 0; left = Atomics.exchange(waiting, 0, 0)) Atomics.wait(never, 0, 0, left);
  }
}

async function compare({ path, choices, overrides, buffers }: MatrixRequest): Promise<Matrix | undefined> {
  const { matrixRun } = await import('./matrixRun.ts');
  const workspace = createWorkspace(disk, overrides);
  for (const [file, buffer] of buffers) workspace.buffers.set(file, buffer);
  return matrixRun(workspace, path, choices);
}
