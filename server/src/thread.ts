// SPDX-License-Identifier: GPL-2.0-or-later
// A second thread from the same bundle, for work that nobody waits for. The only importer of worker_threads; small, because every program
// for Node asks it first what it is.

import { Worker, isMainThread, parentPort, workerData, type MessagePort } from 'node:worker_threads';

export interface Thread { readonly port: Port; end(): void }

/** What messages go through, at either end. */
export type Port = Worker | MessagePort;

export interface ThreadListener<Message> { message(message: Message): void; /** `problem`: what was thrown. */ end(problem?: string): void }

/** What the thread that this is was started for; undefined in the main thread, and in threads that somebody else started. */
export function threadTask(): unknown {
  const given = isMainThread ? undefined : workerData as { readonly unwindLens?: unknown } | null | undefined;
  return given?.unwindLens;
}

/** `program`: the bundle, which must ask threadTask() before all else. The listener is told of the end unless `end` was called. `keepsAlive`: the program waits for it. */
export function startThread<Message>(program: string, task: unknown, listener: ThreadListener<Message>, { keepsAlive = false, megabytes = 1024 } = {}): Thread {
  const worker = new Worker(program, { workerData: { unwindLens: task }, argv: [], resourceLimits: { maxOldGenerationSizeMb: megabytes } });
  let ended = false;
  const end = (problem?: string): void => { if (!ended) { ended = true; listener.end(problem); } };
  worker.on('message', (message: Message) => { if (!ended) listener.message(message); });
  worker.on('error', error => end(error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => end());
  if (!keepsAlive) worker.unref();
  return { port: worker, end() { ended = true; void worker.terminate(); } };
}

/** Of a thread. */
export function parent(): Port { return parentPort!; }

export function tellParent(message: unknown): void { parentPort?.postMessage(message); }
