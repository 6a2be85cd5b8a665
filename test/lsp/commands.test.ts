// SPDX-License-Identifier: GPL-2.0-or-later
// The commands over the wire, each as text or as data.

import { afterEach, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes, type Location } from 'vscode-languageserver/node';
import type { RunMatrix } from '../../server/src/background.ts';
import { Cancelled } from '../../server/src/base/budget.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { probe, probeText, smallTree } from '../project/smallTree.ts';
import { connectTo, pulling, type Client } from './client.ts';

let client: Client | undefined;
afterEach(() => { client?.end(); client = undefined; });

const uri = `file://${probe}`;

async function start(text = probeText): Promise<{ run: <Answer>(command: string, ...args: unknown[]) => Promise<Answer>; session: Client; statuses: { text: string; detail?: string }[] }> {
  const session = client = await connectTo(memoryFileSystem(smallTree()), pulling), statuses: { text: string; detail?: string }[] = [];
  session.connection.onNotification('unwindLens/status', (status: { text: string }) => { statuses.push(status); });
  await session.open(probe, text);
  await session.diagnostics(probe);
  return { session, statuses, run: (command, ...args) => session.connection.sendRequest('workspace/executeCommand', { command: `unwindLens.${command}`, arguments: [uri, ...args] }) };
}

test('configurations are listed, compared and chosen', async () => {
  const { run, session, statuses } = await start();
  expect(statuses.at(-1)).toMatchObject({ text: '6.12.3 ORC PARAVIRT_XXL · flags as kbuild derives them', detail: 'tree /linux; configuration /linux/.config' });
  expect(await run<string>('printConfigurations')).toMatch(/^\* \(the tree's own\): linux - ORC, PARAVIRT_XXL · \/linux\/\.config\n {2}\/build: build - .*\n[^]* {2}frame-pointer: frame-pointer unwinder/);
  expect(await run<string>('printMatrix')).toContain('no-mitigations: no instruction');
  expect(await run<string>('printMatrix', ['frame-pointer'])).not.toContain('no-mitigations');
  expect(await run<string>('chooseConfiguration', 'frame-pointer')).toContain('6.12.3 frame-pointer · flags as kbuild derives them');
  expect((await session.hints(probe)).some(({ label }) => String(label as string).includes('rbp+16'))).toBe(true);
  expect((await run<{ choice: string; chosen: boolean }[]>('configurations')).find(({ chosen }) => chosen)?.choice).toBe('frame-pointer');
  expect(await run('chooseConfiguration', 'nonsense')).toBeNull();
  await run('chooseConfiguration', '');
  expect((await session.hints(probe)).some(({ label }) => String(label as string).includes('rbp+16'))).toBe(false);
});

test('a comparison shows its progress, and is cancelled there', async () => {
  let cancelled = 0;
  const never: RunMatrix = (_request, cancellable) => new Promise((_resolve, reject) => { cancellable?.(() => { cancelled++; reject(new Cancelled()); }); });
  const session = client = await connectTo(memoryFileSystem(smallTree()), { ...pulling, window: { workDoneProgress: true } }, undefined, { runMatrix: never });
  const begun = new Promise<string>(resolve => session.connection.onNotification('$/progress', ({ token, value }: { token: string; value: { kind: string; title?: string } }) => { if (value.title === 'Comparing configurations') resolve(token); }));
  await session.open(probe, probeText);
  const compared = session.connection.sendRequest('workspace/executeCommand', { command: 'unwindLens.printMatrix', arguments: [uri] });
  const refused = expect(compared).rejects.toThrow('cancelled');
  await session.connection.sendNotification('window/workDoneProgress/cancel', { token: await begun });
  await refused;
  expect(cancelled).toBe(1);
});

test('a request that is cancelled while it waits is not begun', async () => {
  const { session } = await start();
  const source = new CancellationTokenSource();
  // Both arrive before the first is answered.
  const first = session.hover(probe, 3, 2), second = session.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 2 } }, source.token);
  source.cancel();
  await expect(second).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  expect(await first).not.toBeNull();
});

const nested = `	.text
	.macro inner r
	push \\r
	.endm
	.macro outer
	inner %rbx
	inner %r12
	.endm
f:
	outer
	pop %r12
	pop %rbx
	ret
	.type f, @function
	.size f, . - f
`;

test('an expansion has levels, and a place for every line', async () => {
  const { run } = await start(nested);
  const at = { line: 9, character: 2 };
  interface Expansion { text: string; depth: number; levels: number; lines: { spelled?: Location; definition?: Location }[] }
  const one = await run<Expansion>('expansion', at, 1), all = await run<Expansion>('expansion', at);
  expect([one.depth, one.levels, all.levels]).toEqual([2, 1, 2]);
  expect(one.text.split('\n').map(line => line.trim().replace(/\s+/g, ' '))).toEqual(['# outer probe.S:5', 'inner %rbx # rsp+8', 'inner %r12 # rsp+16', '']);
  expect(all.text.split('\n').filter(line => line.includes('push')).map(line => line.trim().replace(/\s+/g, ' '))).toEqual(['push %rbx # rsp+8', 'push %r12 # rsp+16']);
  expect(all.lines.length).toBe(all.text.split('\n').length - 1);
  const line = (place: Location | undefined) => place && place.range.start.line + 1;
  expect(all.lines.map(({ spelled, definition }) => `${line(spelled)} ${line(definition) ?? ''}`)).toEqual(['10 5', '6 2', '3 ', '7 2', '3 ']);
});

test('an address leads to its line, inside the right expansion', async () => {
  const { run } = await start(nested);
  const found = await run<{ text: string; location: Location; calls: { name: string; location: Location }[]; expansion: { call: Location; line: number } }>('locate', 'RIP: 0010:f+0x1/0x7');
  expect(found.location).toMatchObject({ uri, range: { start: { line: 2 } } });
  expect(found.calls.map(({ name, location }) => `${name} ${location.range.start.line + 1}`)).toEqual(['inner 7', 'outer 10']);
  expect(found.expansion).toMatchObject({ call: { uri, range: { start: { line: 9 } } }, line: 4 });
  expect(await run<string>('where', 'f+0x1')).toMatch(/^\/linux\/arch\/x86\/lib\/probe\.S:3:2: f\+0x1: push %r12 {4}# rsp\+16\n/);
  expect(await run('locate', 'elsewhere+0x1')).toBeNull();
  expect(await run('locate', 'arch/x86/lib/probe.o: warning: objtool: f+0x1: words')).toMatchObject({ location: { uri } });
});
