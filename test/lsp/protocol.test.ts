// SPDX-License-Identifier: GPL-2.0-or-later
// The server as an editor sees it: serve() over a pair of streams.

import { afterEach, describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { connectTo, pulling, pushed, type Client } from './client.ts';

const balanced = `#include <linux/linkage.h>
SYM_FUNC_START(probe)
	push %rbx
	test %rdi, %rdi
	pop %rbx
	RET
SYM_FUNC_END(probe)
`;
const unbalanced = balanced.replace('\tpop %rbx\n', '');
const file = '/project/probe.S';

let client: Client | undefined;
afterEach(() => { client?.end(); client = undefined; });
const start = async (...args: Parameters<typeof connectTo>) => (client = await connectTo(...args));
const nothing = memoryFileSystem(new Map());

describe('a client that pulls', () => {
  test('gets a diagnostic provider and is sent none by itself', async () => {
    const c = await start(nothing, pulling);
    expect(c.capabilities['diagnosticProvider']).toBeDefined();
    await c.open(file, unbalanced);
    expect((await c.diagnostics(file)).map(d => d.code)).toEqual(['return-modified-frame']);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(c.published).toEqual([]);
  });
  test('sees states in hints and hover', async () => {
    const c = await start(nothing, pulling);
    await c.open(file, balanced);
    expect((await c.hints(file)).map(h => `${h.position.line}:${(h.label as string).trim()}`)).toEqual(['2:rsp+8', '3:rsp+16  rbx@-16', '5:rsp+8']);
    const hover = await c.hover(file, 3, 2);
    expect((hover?.contents as MarkupContent).value).toContain('rsp+16');
    expect(await c.hover(file, 0, 3)).toBeNull();
  });
  test('an edit updates everything, and undoing it brings everything back', async () => {
    const c = await start(nothing, pulling);
    await c.open(file, balanced);
    const hints = await c.hints(file);
    expect(await c.diagnostics(file)).toEqual([]);
    const at = balanced.indexOf('\tpop');
    await c.edit(file, at, at + '\tpop %rbx\n'.length, '');
    expect((await c.diagnostics(file)).map(d => d.range.start.line)).toEqual([4]);
    expect(await c.hints(file)).not.toEqual(hints);
    await c.edit(file, at, at, '\tpop %rbx\n');
    expect(await c.diagnostics(file)).toEqual([]);
    expect(await c.hints(file)).toEqual(hints);
  });
  test('every offered fix removes its finding', async () => {
    const c = await start(nothing, pulling);
    await c.open(file, unbalanced);
    const diagnostics = await c.diagnostics(file);
    const actions = await c.actions(file, diagnostics);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) {
      expect(action.kind).toBe('quickfix');
      expect(action.diagnostics).toEqual(diagnostics);
      await c.apply(file, action.edit!.changes![`file://${file}`]!);
      expect(await c.diagnostics(file)).toEqual([]);
      await c.edit(file, 0, c.text(file).length, unbalanced);
    }
    expect(await c.actions(file, [])).toHaveLength(actions.length);
  });
  test('an open header wins over the disk, and closing it gives the disk back', async () => {
    const disk = memoryFileSystem(new Map([['/project/own.h', '#define SAVE push %rbx\n']]));
    const c = await start(disk, pulling);
    await c.open(file, unbalanced.replace('#include <linux/linkage.h>', '#include <linux/linkage.h>\n#include "own.h"').replace('push %rbx', 'SAVE'));
    expect(await c.diagnostics(file)).toHaveLength(1);
    await c.open('/project/own.h', '#define SAVE nop\n');
    expect(await c.diagnostics(file)).toEqual([]);
    await c.close('/project/own.h');
    expect(await c.diagnostics(file)).toHaveLength(1);
  });
  test('settings change what is analysed', async () => {
    const c = await start(nothing, pulling, { settings: { unwindLens: { defines: ['WITH_POP'], inlayHints: { enabled: false } } } });
    await c.open(file, balanced.replace('\tpop %rbx', '#ifdef WITH_POP\n\tpop %rbx\n#endif'));
    expect(await c.diagnostics(file)).toEqual([]);
    expect(await c.hints(file)).toEqual([]);
    await c.connection.sendNotification('workspace/didChangeConfiguration', { settings: { unwindLens: {} } });
    expect(await c.diagnostics(file)).toHaveLength(1);
    expect((await c.hints(file)).length).toBeGreaterThan(0);
  });
  test('formatting is offered when the setting asks for it', async () => {
    const c = await start(nothing, { ...pulling, textDocument: { ...pulling.textDocument, formatting: { dynamicRegistration: true }, rangeFormatting: { dynamicRegistration: true } } });
    expect(c.capabilities['documentFormattingProvider']).toBeUndefined();
    const offered = new Promise<string[]>(resolve => c.connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => { resolve(registrations.map(({ method }) => method)); return null; }));
    const taken = new Promise<string[]>(resolve => c.connection.onRequest('client/unregisterCapability', ({ unregisterations }: { unregisterations: { method: string }[] }) => { resolve(unregisterations.map(({ method }) => method)); return null; }));
    await c.open(file, balanced.replace('\tpush %rbx', '  push   %rbx'));
    const format = () => c.connection.sendRequest('textDocument/formatting', { textDocument: { uri: `file://${file}` }, options: { tabSize: 8, insertSpaces: false } });
    expect(await format()).toEqual([]);
    await c.connection.sendNotification('workspace/didChangeConfiguration', { settings: { unwindLens: { format: { enabled: true } } } });
    expect(await offered).toEqual(['textDocument/formatting', 'textDocument/rangeFormatting']);
    expect((await format() as { newText: string }[]).map(({ newText }) => newText)).toContain('\t');
    await c.connection.sendNotification('workspace/didChangeConfiguration', { settings: { unwindLens: {} } });
    expect(await taken).toEqual(['textDocument/formatting', 'textDocument/rangeFormatting']);
    // The answer to that has arrived when the next one has.
    await c.diagnostics(file);
  });
  test('commands answer plain text, or null', async () => {
    const c = await start(nothing, pulling);
    await c.open(file, balanced);
    const run = (command: string, args: unknown[]) => c.connection.sendRequest<string | null>('workspace/executeCommand', { command, arguments: args });
    expect(await run('unwindLens.printStates', [`file://${file}`])).toContain('rsp+16');
    expect(await run('unwindLens.printExpansion', [`file://${file}`, { line: 5, character: 2 }])).toContain('ret');
    expect(await run('unwindLens.printStates', ['file:///project/other.S'])).toBeNull();
    expect(await run('unwindLens.nonsense', [])).toBeNull();
  });
  test('a closed file, an unknown file and a linker script have no answer and no error', async () => {
    const c = await start(nothing, pulling);
    await c.open(file, unbalanced);
    await c.close(file);
    expect(await c.diagnostics(file)).toEqual([]);
    expect(await c.hover('/project/unknown.S', 0, 0)).toBeNull();
    await c.open('/project/vmlinux.lds.S', 'SECTIONS\n{\n}\n');
    expect(await c.diagnostics('/project/vmlinux.lds.S')).toEqual([]);
    expect(await c.hints('/project/vmlinux.lds.S')).toEqual([]);
  });
});

describe('a client that cannot pull', () => {
  test('is sent diagnostics with the version they are of, and an empty list at the end', async () => {
    const c = await start(nothing, pushed);
    expect(c.capabilities['diagnosticProvider']).toBeUndefined();
    const first = c.push(file);
    await c.open(file, unbalanced);
    expect(await first).toMatchObject({ version: 1, diagnostics: [{ code: 'return-modified-frame' }] });
    const second = c.push(file);
    await c.edit(file, 0, c.text(file).length, balanced);
    expect(await second).toMatchObject({ version: 2, diagnostics: [] });
    const last = c.push(file);
    await c.close(file);
    expect((await last).diagnostics).toEqual([]);
  });
  test('half a statement costs one finding, and what was there is kept until a pause', async () => {
    const c = await start(nothing, pushed);
    const opened = c.push(file);
    await c.open(file, unbalanced);
    await opened;
    const at = unbalanced.indexOf('\ttest') + 1;
    const typed = c.push(file);
    await c.edit(file, at, at, 'x');
    expect((await typed).diagnostics.length).toBeLessThanOrEqual(2);
  });
});

describe('an exception', () => {
  test('costs one answer, not the server', async () => {
    let broken = true;
    const c = await start({ ...nothing, stat: (path) => { if (broken) throw new Error('no such luck'); return nothing.stat(path); } }, pulling);
    const logged: string[] = [];
    c.connection.onNotification('window/logMessage', ({ message }: { message: string }) => { logged.push(message); });
    await c.open(file, unbalanced);
    expect(await c.diagnostics(file)).toEqual([]);
    expect(await c.hover(file, 3, 2)).toBeNull();
    expect(logged.join('\n')).toContain('no such luck');
    broken = false;
    expect(await c.diagnostics(file)).toHaveLength(1);
  });
});
