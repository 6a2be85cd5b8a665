// SPDX-License-Identifier: GPL-2.0-or-later
// The server that answers first and loads later: what it says is what serve() says, and what comes meanwhile is answered in its order.

import { PassThrough } from 'node:stream';
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type InitializeResult } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { greet } from '../../server/src/lsp/greet.ts';
import { serve } from '../../server/src/lsp/serve.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { connectTo, pulling } from './client.ts';

const text = 'f:\n\tbogus\n\tret\n';

function late(release: Promise<void>) {
  const up = new PassThrough(), down = new PassThrough();
  const seen = { loads: 0, isLoaded: false };
  greet(options => createConnection(new StreamMessageReader(up), new StreamMessageWriter(down), options), async (connection, params) => {
    seen.loads++;
    await release;
    seen.isLoaded = true;
    serve(connection, memoryFileSystem(new Map()), { greeted: params });
    return (message, next) => next(message);
  });
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  return { client, seen };
}

test('the answer does not wait, all else does and keeps its order', async () => {
  let release = (): void => { throw new Error('not yet'); };
  const { client, seen } = late(new Promise(resolve => { release = resolve; }));
  const answer: InitializeResult = await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: pulling });
  expect(seen.isLoaded).toBe(false);
  const textDocument = { uri: 'file:///w/a.S' };
  await client.sendNotification('initialized', {});
  await client.sendNotification('textDocument/didOpen', { textDocument: { ...textDocument, languageId: 'asm', version: 1, text } });
  const edit = { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, text: '' };
  const first = client.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', { textDocument });
  await client.sendNotification('textDocument/didChange', { textDocument: { ...textDocument, version: 2 }, contentChanges: [edit] });
  const second = client.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', { textDocument });
  setTimeout(release, 30);
  expect((await first).items).toHaveLength(1);
  expect((await second).items).toHaveLength(0);
  expect(seen.loads).toBe(1);
  const usual = await connectTo(memoryFileSystem(new Map()), pulling);
  expect(answer.capabilities).toEqual(usual.capabilities);
  usual.end();
  client.dispose();
});

test('without another message the rest is loaded all the same', async () => {
  const { client, seen } = late(Promise.resolve());
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: pulling });
  await expect.poll(() => seen.isLoaded).toBe(true);
  client.dispose();
});
