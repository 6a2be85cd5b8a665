// SPDX-License-Identifier: GPL-2.0-or-later
// The same session for editors that cannot be installed here, each with what it says of itself: it is served in its own way, and changes
// on the disk reach it although nobody tells the server of them.

import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction, InlayHint, Location, LocationLink, MarkupContent, PublishDiagnosticsParams, SignatureHelp, WorkspaceSymbol } from 'vscode-languageserver';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { connectTo, type Client } from './client.ts';
import { editors } from './editors.ts';

const unbalanced = `#include <linux/linkage.h>
#include "own.h"
SYM_FUNC_START(probe)
	test %rdi, %rdi
	jz 1f
	SAVE
	call helper
1:	RET
SYM_FUNC_END(probe)
`;
const file = '/project/probe.S', uri = `file://${file}`;

let client: Client | undefined;
afterEach(() => { client?.end(); client = undefined; });

for (const [name, capabilities] of Object.entries(editors)) {
  describe(name, () => {
    const start = async (files: Map<string, string>): Promise<{ c: Client; first: PublishDiagnosticsParams }> => {
      const c = client = await connectTo(memoryFileSystem(files), capabilities);
      const first = c.push(file);
      await c.open(file, unbalanced);
      return { c, first: await first };
    };
    const ask = <Answer>(c: Client, method: string, params: object) => c.connection.sendRequest<Answer>(method, { textDocument: { uri }, ...params });
    const disk = () => new Map([['/project/own.h', '#define SAVE push %rbx\n'], [file, unbalanced]]);

    test('is pushed versioned findings, with both ways where they can be shown', async () => {
      const { c, first } = await start(disk());
      expect(c.capabilities['diagnosticProvider']).toBeUndefined();
      expect(first).toMatchObject({ uri, version: 1, diagnostics: [{ code: 'stack-mismatch-cfa' }] });
      const { relatedInformation } = first.diagnostics[0]!, message = first.diagnostics[0]!.message as string;
      const supported = capabilities.textDocument?.publishDiagnostics?.relatedInformation === true;
      expect(relatedInformation !== undefined).toBe(supported);
      expect(message).toMatch(supported ? /^stack state mismatch: .*$/ : /^stack state mismatch: .*\nprobe\.S:5: .*the ways part here/);
    });
    test('gets hover in a format that it shows, fixes, hints, names and places', async () => {
      const { c, first } = await start(disk());
      const { kind, value } = (await c.hover(file, 6, 2))?.contents as MarkupContent;
      expect(capabilities.textDocument?.hover?.contentFormat).toContain(kind);
      expect(value).toContain('rsp+16');
      if (kind === 'plaintext') expect(value).not.toMatch(/\*\*|```|\|/);
      const actions = await ask<CodeAction[]>(c, 'textDocument/codeAction', { range: first.diagnostics[0]!.range, context: { diagnostics: first.diagnostics } });
      expect(actions.length).toBeGreaterThan(0);
      expect(actions[0]!.edit?.changes?.[uri]?.length).toBeGreaterThan(0);
      const hints = await ask<InlayHint[]>(c, 'textDocument/inlayHint', { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } });
      expect(hints.map(({ position, label }) => `${position.line} ${(label as string).trim()}`)).toEqual(['3 rsp+8', '5 rsp+8 -> rsp+16, 1 register saved', '7 rsp+8']);
      const [definition] = await ask<(Location & LocationLink)[]>(c, 'textDocument/definition', { position: { line: 5, character: 2 } });
      expect(definition!.targetUri ?? definition!.uri).toBe('file:///project/own.h');
      expect(definition!.targetUri !== undefined).toBe(capabilities.textDocument?.definition?.linkSupport === true);
      expect((await ask<SignatureHelp>(c, 'textDocument/signatureHelp', { position: { line: 3, character: 6 } })).signatures.length).toBeGreaterThan(0);
      expect((await ask<{ items: { insertTextFormat?: number }[] }>(c, 'textDocument/completion', { position: { line: 3, character: 3 } })).items.every(i => i.insertTextFormat !== 2)).toBe(true);
      expect((await c.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'probe' })).map(s => s.name)).toContain('probe');
      expect(c.capabilities['positionEncoding']).toBe(capabilities.general!.positionEncodings![0]);
    });
    test('a rename that needs a person\'s word is refused where the editor cannot ask', async () => {
      const { c } = await start(disk());
      await expect(ask(c, 'textDocument/rename', { position: { line: 2, character: 16 }, newName: 'other' })).rejects.toThrow('other files may refer to it');
    });
    test('what hints show is also text', async () => {
      const { c } = await start(disk());
      expect(await c.connection.sendRequest('workspace/executeCommand', { command: 'unwindLens.printStates', arguments: [uri] })).toContain('rsp+16  rbx@-16');
    });
    test('a header that changes on the disk, all at once with others, is told once and by itself', { timeout: 30_000 }, async () => {
      const files = disk();
      const { c } = await start(files);
      await new Promise(resolve => setTimeout(resolve, 400));
      c.published.length = 0;
      const told = c.push(file);
      files.set('/project/own.h', '#define SAVE nop\n');
      // Being back at the keyboard, or ten idle seconds, is what makes the server look.
      await new Promise(resolve => setTimeout(resolve, 3100));
      await c.hover(file, 0, 0);
      expect(await told).toMatchObject({ version: 1, diagnostics: [] });
      await new Promise(resolve => setTimeout(resolve, 500));
      expect(c.published.length).toBe(1);
    });
  });
}
