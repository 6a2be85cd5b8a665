// SPDX-License-Identifier: GPL-2.0-or-later
// The index of what is not open: symbols, references, calls and macros of a whole tree through the wire, with progress that can be
// cancelled; and what of it is kept from one run to the next.

import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, Location, SymbolInformation } from 'vscode-languageserver';
import { indexTree, type IndexStep } from '../../server/src/indexTree.ts';
import type { RunIndex } from '../../server/src/lsp/index.ts';
import { memoryFileSystem, type FileSystem } from '../../server/src/project/fileSystem.ts';
import type { Store } from '../../server/src/project/store.ts';
import { connectTo, pulling, type Client } from './client.ts';

const head = '#include <linux/linkage.h>\n#include "shared.h"\n\t.text\n';
const a = `${head}SYM_FUNC_START(first)\n\tcall\tsecond\n\tcall\tmine\n\tRET\nSYM_FUNC_END(first)\nSYM_FUNC_START_LOCAL(mine)\n\tRET\nSYM_FUNC_END(mine)\n`;
const b = `${head}SYM_FUNC_START(second)\n\tcall\tmine\n\tmov\t$SHARED, %eax\n\tjmp\tfirst\nSYM_FUNC_END(second)\nSYM_FUNC_START_LOCAL(mine)\n\tRET\nSYM_FUNC_END(mine)\n`;
const c = `${head}SYM_FUNC_START(third)\n\tcall\tsecond\n\tmov\t$SHARED, %eax\n\tRET\nSYM_FUNC_END(third)\n`;
const project = () => new Map([['/p/a.S', a], ['/p/b.S', b], ['/p/lib/c.S', c], ['/p/shared.h', '#define SHARED 1\n.macro sharing x\n\\x\n.endm\n'], ['/p/lib/shared.h', '#include "../shared.h"\n']]);

const digest = (text: string) => createHash('sha1').update(text).digest('hex');

/** In slices of this thread. */
function inSlices(fs: FileSystem, store?: Store): RunIndex {
  return (request, _folder, listener) => {
    const steps = indexTree(request, { fs, store, digest });
    let timer = setImmediate(step);
    function step(): void {
      const { value, done } = steps.next();
      if (done) { listener.end(); return; }
      listener.step(value);
      timer = setImmediate(step);
    }
    return { cancel: () => clearImmediate(timer), yieldTo() { /* It rests after every unit. */ } };
  };
}

let client: Client | undefined;
afterEach(() => { client?.end(); client = undefined; });

async function start(files: Map<string, string>, capabilities = pulling): Promise<Client> {
  const disk = memoryFileSystem(files);
  client = await connectTo(disk, capabilities, undefined, { runIndex: inSlices(disk), calm: 1 }, 'file:///p');
  await client.open('/p/a.S', files.get('/p/a.S')!);
  await indexed(client, 'third');
  return client;
}

async function indexed(c: Client, name: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if ((await symbols(c, name)).length > 0) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`${name} is not in the index`);
}

const symbols = (c: Client, query: string) => c.connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query });
const at = (path: string, text: string, needle: string) => {
  const offset = text.indexOf(needle) + needle.length - 1, line = text.slice(0, offset).split('\n').length - 1;
  return { textDocument: { uri: `file://${path}` }, position: { line, character: offset - text.lastIndexOf('\n', offset - 1) - 1 } };
};
const shown = (places: readonly Location[]) => places.map(({ uri, range }) => `${uri.slice('file:///p/'.length)}:${range.start.line + 1}`).sort();

test('symbols and macros of files that nobody opened are found', async () => {
  const session = await start(project());
  expect(shown((await symbols(session, 'second')).map(s => s.location))).toEqual(['b.S:4']);
  expect(shown((await symbols(session, 'mine')).map(s => s.location))).toEqual(['a.S:9', 'b.S:9']);
  expect(shown((await symbols(session, 'sharing')).map(s => s.location))).toEqual(['shared.h:2']);
});

test('references, definitions and calls go across files; names that a file keeps for itself do not', async () => {
  const session = await start(project());
  const references = async (needle: string) => shown(await session.connection.sendRequest<Location[]>('textDocument/references', { ...at('/p/a.S', a, needle), context: { includeDeclaration: true } }));
  expect(await references('call\tse')).toEqual(['a.S:5', 'b.S:4', 'b.S:8', 'lib/c.S:5']);
  expect(await references('call\tmi')).toEqual(['a.S:11', 'a.S:6', 'a.S:9']);
  expect(shown(await session.connection.sendRequest<Location[]>('textDocument/definition', at('/p/a.S', a, 'call\tse')))).toEqual(['b.S:4']);
  const item = async (needle: string) => (await session.connection.sendRequest<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', at('/p/a.S', a, needle)))[0]!;
  const second = await item('call\tse');
  expect(shown([{ uri: second.uri, range: second.range }])).toEqual(['b.S:4']);
  const callers = await session.connection.sendRequest<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item: second });
  expect(callers.map(({ from, fromRanges }) => `${from.name} ${fromRanges[0]!.start.line + 1}`).sort()).toEqual(['first 5', 'third 5']);
  const callees = await session.connection.sendRequest<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item: second });
  expect(callees.map(({ to }) => shown([{ uri: to.uri, range: to.range }]).join() + ` ${to.name}`).sort()).toEqual(['a.S:4 first', 'b.S:9 mine']);
  expect((await session.connection.sendRequest<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item: await item('call\tmi') })).map(({ from }) => from.name)).toEqual(['first']);
});

test('uses of a macro in all units that read its header', async () => {
  const session = await start(project());
  await session.open('/p/b.S', b);
  const places = await session.connection.sendRequest<Location[]>('textDocument/references', { ...at('/p/b.S', b, '$SHA'), context: { includeDeclaration: true } });
  expect(shown(places)).toEqual(['b.S:6', 'lib/c.S:6', 'shared.h:1']);
});

test('a rename says who else uses the name', async () => {
  const session = await start(project(), { ...pulling, workspace: { ...pulling.workspace, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } } });
  const edit = await session.connection.sendRequest<{ changeAnnotations: Record<string, { description: string }> }>('textDocument/rename', { ...at('/p/a.S', a, 'START(fi'), newName: 'other' });
  expect(Object.values(edit.changeAnnotations)[0]!.description).toBe('first is global: other files may refer to it (b.S of assembly)');
});

test('a place whose text has changed since is not shown', async () => {
  const files = project(), session = await start(files);
  files.set('/p/lib/c.S', c.replace('call\tsecond', 'nop\nnop'));
  expect(shown(await session.connection.sendRequest<Location[]>('textDocument/references', { ...at('/p/a.S', a, 'call\tse'), context: { includeDeclaration: false } }))).toEqual(['a.S:5', 'b.S:8']);
});

test('progress is shown, and cancelling it ends the index', async () => {
  const files = project();
  for (let i = 0; i < 40; i++) files.set(`/p/many/n${i}.S`, c.replace(/third/g, `n${i}`).replace('shared.h', '../shared.h'));
  const disk = memoryFileSystem(files);
  let run: ReturnType<RunIndex> | undefined, cancelled = 0;
  const slow: RunIndex = (request, folder, listener) => (run = inSlices(disk)(request, folder, listener), { cancel() { cancelled++; run!.cancel(); }, yieldTo() { /* As above. */ } });
  const session = client = await connectTo(disk, { ...pulling, window: { workDoneProgress: true } }, undefined, { runIndex: slow, calm: 1 }, 'file:///p');
  const seen: string[] = [];
  const first = new Promise<string>(resolve => {
    session.connection.onNotification('$/progress', ({ token, value }: { token: string; value: { kind: string; title?: string; cancellable?: boolean } }) => {
      seen.push(`${value.kind} ${value.title ?? ''} ${value.cancellable ?? ''}`.trim());
      if (value.kind === 'begin') resolve(token);
    });
  });
  await session.open('/p/a.S', a);
  const token = await first;
  expect(seen[0]).toBe('begin Indexing p true');
  await session.connection.sendNotification('window/workDoneProgress/cancel', { token });
  await expect.poll(() => seen.at(-1)).toBe('end');
  expect(cancelled).toBe(1);
});

test('what was found out is kept by content', () => {
  const files = project(), kept = new Map<string, string>();
  const store: Store = { read: name => kept.get(name), write: (name, text) => { kept.set(name, text); } };
  const run = (overrides = {}): string[] => [...indexTree({ root: '/p', overrides }, { fs: timed(files), store, digest })]
    .filter((step): step is Extract<IndexStep, { kind: 'unit' }> => step.kind === 'unit').map(({ index, fresh }) => `${index.unit} ${fresh}`);
  // A disk whose times say nothing: only contents count.
  let time = 0;
  const timed = (all: Map<string, string>): FileSystem => { const still = memoryFileSystem(all); time++; return { ...still, stat: path => { const stat = still.stat(path); return stat?.kind === 'file' ? { ...stat, mtime: time } : stat; } }; };
  expect(run()).toEqual(['/p/a.S true', '/p/b.S true', '/p/lib/c.S true']);
  expect(run()).toEqual(['/p/a.S false', '/p/b.S false', '/p/lib/c.S false']);
  files.set('/p/lib/c.S', c.replace('third', 'fourth').replace('third', 'fourth'));
  expect(run()).toEqual(['/p/a.S false', '/p/b.S false', '/p/lib/c.S true']);
  files.set('/p/shared.h', '#define SHARED 2\n');
  expect(run()).toEqual(['/p/a.S true', '/p/b.S true', '/p/lib/c.S true']);
  expect(run({ define: ['X'] })).toEqual(['/p/a.S true', '/p/b.S true', '/p/lib/c.S true']);
  for (const name of kept.keys()) kept.set(name, 'broken');
  expect(run()).toEqual(['/p/a.S true', '/p/b.S true', '/p/lib/c.S true']);
});
