// SPDX-License-Identifier: GPL-2.0-or-later
// The second thread of the built server, on a real tree: symbols and references of files that nobody opened, kept for the next start, and a
// comparison of configurations, while the file that is open is answered as ever.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kernelTree } from '../kernel/tree.ts';
import { server } from './expected.ts';
import { until } from './until.ts';
import { connect, type Connected } from '../../scripts/lspClient.mjs';

const cache = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-')));
const file = path.join(kernelTree, 'arch/x86/entry/entry_64.S'), uri = `file://${file}`;
const before = process.env['XDG_CACHE_HOME'];
beforeAll(() => { process.env['XDG_CACHE_HOME'] = cache; });
afterAll(() => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME']; else process.env['XDG_CACHE_HOME'] = before;
  fs.rmSync(cache, { recursive: true, force: true });
});

interface Symbol { readonly name: string; readonly location: { readonly uri: string } }

async function session<T>(run: (client: Connected, indexed: () => Promise<number>) => Promise<T>): Promise<T> {
  const client = connect([...server]);
  try {
    await client.initialize(`file://${kernelTree}`);
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'asm', version: 1, text: fs.readFileSync(file, 'utf8') } });
    await client.diagnostics(uri);
    const start = performance.now();
    return await run(client, async () => {
      const symbols = (): Promise<Symbol[]> => client.request('workspace/symbol', { query: 'xen_iret' }) as Promise<Symbol[]>;
      await until(async () => (await symbols()).some(({ name, location }) => name === 'xen_iret' && location.uri.endsWith('xen-asm.S')), { timeout: 120_000, what: 'the index' });
      return performance.now() - start;
    });
  } finally {
    await client.close();
  }
}

test('files that nobody opened are indexed, the second time from the cache', async () => {
  const first = await session(async (client, indexed) => {
    const time = await indexed();
    const position = { line: fs.readFileSync(file, 'utf8').split('\n').findIndex((line) => line.startsWith('SYM_CODE_START(entry_SYSCALL_64)')), character: 18 };
    const references = await client.request('textDocument/references', { textDocument: { uri }, position, context: { includeDeclaration: false } }) as { uri: string }[];
    expect(references.length).toBeGreaterThan(0);
    // A function of C that assembly calls.
    const call = fs.readFileSync(file, 'utf8').split('\n').findIndex((line) => /call\tdo_syscall_64/.test(line));
    await until(async () => {
      const [definition] = await client.request('textDocument/definition', { textDocument: { uri }, position: { line: call, character: 8 } }) as { uri: string }[];
      return definition?.uri.endsWith('/arch/x86/entry/common.c');
    }, { timeout: 60_000, what: 'the definition in C' });
    return time;
  });
  expect(fs.readdirSync(path.join(cache, 'unwind-lens')).length).toBeGreaterThan(100);
  const second = await session((_client, indexed) => indexed());
  console.log(`index: ${first.toFixed(0)} ms, then ${second.toFixed(0)} ms, of which 1500 ms are calm`);
});

test('configurations are compared in the background', async () => {
  const text = await session(async (client) => {
    const compared = client.request('workspace/executeCommand', { command: 'unwindLens.printMatrix', arguments: [uri, ['frame-pointer', 'no-ibt']] });
    expect(await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 90, character: 2 } })).toBeDefined();
    return await compared as string;
  });
  expect(text).toMatch(/ENCODE_FRAME_POINTER\n {4}else: no instruction\n {4}frame-pointer: /);
});
