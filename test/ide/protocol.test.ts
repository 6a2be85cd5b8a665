// SPDX-License-Identifier: GPL-2.0-or-later
// The server itself over an in-memory connection: every request of navigation, in each position encoding.

import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamMessageReader, StreamMessageWriter, createConnection, createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import { serve } from '../../server/src/lsp/serve.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';

const uri = 'file:///w/a.S', other = 'file:///elsewhere/b.S';
const text = '#include <linux/linkage.h>\n\t.text\n/* \u00e9\u{1f600} */ SYM_FUNC_START(first)\n\tpush\t%rbx\n\tcall\tsecond\n\tpop\t%rbx\n\tRET\nSYM_FUNC_END(first)\nSYM_FUNC_START_LOCAL(second)\n\tjmp\tfirst\nSYM_FUNC_END(second)\n#ifdef NO\n\tnop\n#endif\n';
const open: (() => void)[] = [];
afterEach(() => { for (const close of open.splice(0)) close(); });

async function connect(positionEncodings: string[] | undefined): Promise<ProtocolConnection & { readonly inactive: unknown[]; readonly capabilities: Record<string, unknown> }> {
  const up = new PassThrough(), down = new PassThrough();
  const stop = serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), memoryFileSystem(new Map([['/w/a.S', text], ['/elsewhere/b.S', text]])));
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const inactive: unknown[] = [];
  client.onNotification('unwindLens/inactiveRegions', params => { inactive.push(params); });
  client.listen();
  open.push(() => { stop(); client.dispose(); });
  const { capabilities } = await client.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
    processId: null, rootUri: 'file:///w', workspaceFolders: [{ uri: 'file:///w', name: 'w' }, { uri: 'file:///v', name: 'v' }],
    capabilities: { general: positionEncodings ? { positionEncodings } : {}, textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } }, experimental: { inactiveRegions: true } },
  });
  await client.sendNotification('initialized', {});
  for (const each of [uri, other]) await client.sendNotification('textDocument/didOpen', { textDocument: { uri: each, languageId: 'kernel-asm', version: 1, text } });
  return Object.assign(client, { inactive, capabilities });
}

const textDocument = { uri };
const second = { line: 4, character: 7 };

describe('position encodings', () => {
  for (const [wanted, agreed, column] of [[undefined, 'utf-16', 10], [['utf-8', 'utf-16'], 'utf-8', 13], [['utf-32'], 'utf-32', 9], [['utf-7', 'utf-16'], 'utf-16', 10]] as const) {
    it(`${String(wanted)} is ${agreed}`, async () => {
      const client = await connect(wanted && [...wanted]);
      expect(client.capabilities['positionEncoding']).toBe(agreed);
      const start = column + 'SYM_FUNC_START('.length;
      const at = (character: number) => ({ uri, range: { start: { line: 2, character }, end: { line: 2, character: character + 5 } } });
      expect(await client.sendRequest('textDocument/definition', { textDocument, position: { line: 9, character: 6 } })).toEqual([at(start)]);
      // An edit on that line, in the client's columns.
      await client.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: { line: 2, character: column }, end: { line: 2, character: column } }, text: '/**/' }] });
      expect(await client.sendRequest('textDocument/definition', { textDocument, position: { line: 9, character: 6 } })).toEqual([at(start + 4)]);
    });
  }
});

describe('requests', () => {
  it('are answered', async () => {
    const client = await connect(undefined);
    const ask = <Answer>(method: string, params: object) => client.sendRequest<Answer>(method, params);
    expect((await ask<unknown[]>('textDocument/references', { textDocument, position: second, context: { includeDeclaration: false } })).length).toBe(2);
    expect((await ask<{ kind: number }[]>('textDocument/documentHighlight', { textDocument, position: second })).map(h => h.kind)).toEqual([2, 3, 2]);
    expect((await ask<{ name: string }[]>('textDocument/documentSymbol', { textDocument })).map(s => s.name)).toEqual(['first', 'second']);
    expect(await ask('textDocument/documentLink', { textDocument })).toEqual([]);
    expect((await ask<unknown[]>('textDocument/foldingRange', { textDocument })).length).toBe(3);
    expect((await ask<{ parent?: unknown }[]>('textDocument/selectionRange', { textDocument, positions: [second] }))[0]!.parent).toBeDefined();
    expect((await ask<{ name: string }[]>('workspace/symbol', { query: 'secon' })).filter(s => s.name === 'second').length).toBe(2);
    expect((await ask<{ items: { label: string }[] }>('textDocument/completion', { textDocument, position: { line: 3, character: 3 } })).items.map(i => i.label)).toContain('push');
    expect((await ask<{ signatures: unknown[] }>('textDocument/signatureHelp', { textDocument, position: { line: 3, character: 6 } })).signatures.length).toBeGreaterThan(2);
    expect((await ask<{ contents: { value: string } }>('textDocument/hover', { textDocument, position: second })).contents.value).toMatch(/CFA[^]*local func/);
    expect(await ask('textDocument/codeLens', { textDocument })).toEqual([]);
    const [item] = await ask<object[]>('textDocument/prepareCallHierarchy', { textDocument, position: second });
    expect((await ask<{ from: { name: string } }[]>('callHierarchy/incomingCalls', { item: item! })).map(c => c.from.name)).toEqual(['first']);
    expect((await ask<{ to: { name: string } }[]>('callHierarchy/outgoingCalls', { item: item! })).map(c => c.to.name)).toEqual(['first']);
    expect(client.inactive).toMatchObject([{ uri, version: 1, regions: [{ range: { start: { line: 12 } }, reason: '#ifdef NO: NO is not defined' }] }, { uri: other }]);
  });
  it('rename, or say why not', async () => {
    const client = await connect(undefined);
    expect(await client.sendRequest('textDocument/prepareRename', { textDocument, position: second })).toEqual({ range: { start: { line: 4, character: 6 }, end: { line: 4, character: 12 } }, placeholder: 'second' });
    const { changes } = await client.sendRequest<{ changes: Record<string, unknown[]> }>('textDocument/rename', { textDocument, position: second, newName: 'other' });
    expect(changes[uri]!.length).toBe(3);
    await expect(client.sendRequest('textDocument/rename', { textDocument, position: { line: 9, character: 6 }, newName: 'x' })).rejects.toThrow('Cannot rename: first is global: other files may refer to it.');
  });
  it('semantic tokens come as deltas', async () => {
    const client = await connect(undefined);
    const full = await client.sendRequest<{ resultId: string; data: number[] }>('textDocument/semanticTokens/full', { textDocument });
    expect((await client.sendRequest<{ data: number[] }>('textDocument/semanticTokens/range', { textDocument, range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } } })).data.length).toBe(10);
    await client.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: '\tnop\n' }] });
    const delta = await client.sendRequest<{ edits: { start: number; deleteCount: number; data: number[] }[] }>('textDocument/semanticTokens/full/delta', { textDocument, previousResultId: full.resultId });
    const again = await client.sendRequest<{ data: number[] }>('textDocument/semanticTokens/full', { textDocument });
    const data = [...full.data];
    for (const edit of delta.edits) data.splice(edit.start, edit.deleteCount, ...edit.data);
    expect(data).toEqual(again.data);
    expect(delta.edits[0]!.data.length).toBeLessThan(20);
  });
});
