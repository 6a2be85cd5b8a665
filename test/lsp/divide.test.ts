// SPDX-License-Identifier: GPL-2.0-or-later
// Two servers that look like one: a large document is served by the second, everything else by the first, and the client cannot tell.

import { PassThrough } from 'node:stream';
import { createConnection, createMessageConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type Diagnostic, type PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { divide, type StartSecond } from '../../server/src/lsp/divide.ts';
import { greet } from '../../server/src/lsp/greet.ts';
import { serve } from '../../server/src/lsp/serve.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { pulling, pushed } from './client.ts';

const limit = 200, small = 'f:\n\tbogus\n\tret\n', big = `${small}${'# a long file\n'.repeat(20)}g:\n\tjmp f\n`;
const files = memoryFileSystem(new Map([['/w/small.S', small], ['/w/big.S', big]]));

async function session(capabilities: typeof pulling) {
  const up = new PassThrough(), down = new PassThrough(), seen = { started: 0, ended: 0, told: [] as string[] };
  let fail = (): void => { throw new Error('not started'); };
  const start: StartSecond = client => {
    seen.started++;
    const there = new PassThrough(), back = new PassThrough();
    serve(createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)), files);
    const connection = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    connection.onNotification((method, params) => client.notified(method, params));
    connection.onRequest((method, params) => client.asked(method, params));
    connection.listen();
    fail = () => { connection.dispose(); client.ended('out of memory'); };
    return {
      request: (method, params, token) => connection.sendRequest(method, params, token),
      notify: (method, params) => { seen.told.push(method); void connection.sendNotification(method, params as object); },
      end() { seen.ended++; connection.dispose(); },
    };
  };
  greet(options => createConnection(new StreamMessageReader(up), new StreamMessageWriter(down), options), (connection, params) => {
    serve(connection, files, { greeted: params });
    return Promise.resolve(divide(connection, params, start, limit));
  });
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up)), published: PublishDiagnosticsParams[] = [], states: { uri: string; text: string }[] = [];
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => { published.push(params); });
  client.onNotification('unwindLens/status', (params: { uri: string; text: string }) => { states.push(params); });
  for (const method of ['client/registerCapability', 'workspace/diagnostic/refresh', 'workspace/inlayHint/refresh', 'workspace/semanticTokens/refresh']) client.onRequest(method, () => null);
  client.listen();
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities });
  await client.sendNotification('initialized', {});
  const open = (uri: string, text: string) => client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'asm', version: 1, text } });
  const pulled = async (uri: string) => (await client.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } })).items;
  return { client, seen, published, states, open, pulled, fail: () => fail() };
}

test('a large document gets the answers that it would get from one server', async () => {
  const { client, seen, open, pulled } = await session(pulling);
  await open('file:///w/small.S', small);
  const alone = await pulled('file:///w/small.S');
  expect(alone.map(({ message }) => message)).toHaveLength(1);
  expect(seen.started).toBe(0);
  await open('file:///w/big.S', big);
  const both = await Promise.all([pulled('file:///w/big.S'), pulled('file:///w/small.S')]);
  expect(both.map(items => items.map(({ message }) => message))).toEqual([alone.map(({ message }) => message), alone.map(({ message }) => message)]);
  expect(seen).toMatchObject({ started: 1, ended: 0, told: ['initialized', 'unwindLens/textBeside', 'textDocument/didOpen'] });
  await client.sendNotification('textDocument/didChange', { textDocument: { uri: 'file:///w/big.S', version: 2 }, contentChanges: [{ range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, text: '' }] });
  expect(await pulled('file:///w/big.S')).toEqual([]);
  expect(await client.sendRequest('textDocument/definition', { textDocument: { uri: 'file:///w/big.S' }, position: { line: 23, character: 5 } })).toBeTruthy();
  await client.sendNotification('textDocument/didClose', { textDocument: { uri: 'file:///w/big.S' } });
  expect((await pulled('file:///w/small.S')).length).toBe(1);
  expect(seen.ended).toBe(1);
});

test('a large document sees what is typed in its header', async () => {
  const { client, open, pulled } = await session(pulling), header = 'file:///w/h.h';
  const change = (version: number, text: string) => client.sendNotification('textDocument/didChange', { textDocument: { uri: header, version }, contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, text }] });
  const said = async () => (await pulled('file:///w/big.S')).map(({ message }) => message);
  await open(header, '#define bogus nop\n');
  await open('file:///w/big.S', `#include "h.h"\n${big}`);
  expect(await said()).toEqual([]);
  await change(2, '#define bogus\n');
  expect(await said()).toEqual([]);
  await change(3, '#define bogus nonsense\n');
  await expect.poll(said).toEqual([expect.stringContaining('nonsense')]);
  await client.sendNotification('textDocument/didClose', { textDocument: { uri: header } });
  await expect.poll(said).toContainEqual(expect.stringContaining('h.h'));
});

test('settings are told to both, and lists that are pushed come through', async () => {
  const { client, seen, published, open } = await session(pushed);
  await open('file:///w/big.S', big);
  await client.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  await expect.poll(() => published.find(({ uri, diagnostics }) => uri === 'file:///w/big.S' && diagnostics.length === 1)).toBeTruthy();
  expect(seen.told).toContain('workspace/didChangeConfiguration');
  await client.sendNotification('textDocument/didClose', { textDocument: { uri: 'file:///w/big.S' } });
  await expect.poll(() => published.at(-1)).toEqual({ uri: 'file:///w/big.S', diagnostics: [] });
});

test('a second server that ends is said, and takes nothing with it', async () => {
  const { open, pulled, states, fail } = await session(pulling);
  await open('file:///w/small.S', small);
  await open('file:///w/big.S', big);
  expect(await pulled('file:///w/big.S')).toHaveLength(1);
  fail();
  await expect.poll(() => states.find(({ uri, text }) => uri === 'file:///w/big.S' && text === 'not checked')).toBeTruthy();
  await expect(pulled('file:///w/big.S')).rejects.toThrow(/has ended/);
  expect(await pulled('file:///w/small.S')).toHaveLength(1);
});
