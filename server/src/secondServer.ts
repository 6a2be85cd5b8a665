// SPDX-License-Identifier: GPL-2.0-or-later
// The server of large documents (lsp/divide.ts) as a thread: the same server, spoken to through the thread's port.

import { constants, setPriority, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-languageserver/node';
import { serve } from './lsp/serve.ts';
import type { StartSecond } from './lsp/divide.ts';
import { mostInstructions } from './mostInstructions.ts';
import { disk, threadNumber } from './project/disk.ts';
import { parent, startThread } from './thread.ts';

export interface ServeTask { readonly kind: 'serve'; readonly fromScratch: boolean }

/** What the thread may take: half of what there is. */
const megabytes = Math.max(4096, Math.floor(totalmem() / 2 ** 21));

/** `program`: the bundle that this file is part of. */
export function serverInThread(program: string): StartSecond {
  return client => {
    const task: ServeTask = { kind: 'serve', fromScratch: process.argv.includes('--from-scratch') };
    const thread = startThread(program, task, { message() { /* the connection below reads them */ }, end: problem => { connection.dispose(); client.ended(problem); } }, { megabytes });
    const connection = createMessageConnection(new PortMessageReader(thread.port), new PortMessageWriter(thread.port));
    connection.onNotification((method, params) => client.notified(method, params));
    connection.onRequest((method, params) => client.asked(method, params));
    connection.listen();
    return {
      request: (method, params, token) => connection.sendRequest(method, params, token),
      notify: (method, params) => void connection.sendNotification(method, params as object).catch(() => { /* it has ended */ }),
      end() { connection.dispose(); thread.end(); },
    };
  };
}

/** What the thread does. */
export function serveParent({ fromScratch }: ServeTask): void {
  giveWay();
  const port = parent();
  serve(createConnection(new PortMessageReader(port), new PortMessageWriter(port)), disk, { pages: pathToFileURL(join(__dirname, '..')).href, fromScratch, mostInstructions: mostInstructions('edited') });
}

/** Somebody waits for the answers of the other server while this one works for seconds. */
function giveWay(): void {
  const thread = threadNumber();
  try {
    if (thread !== undefined) setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch { /* both have the same */ }
}
