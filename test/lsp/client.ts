// SPDX-License-Identifier: GPL-2.0-or-later
// A language client in the test's own process: serve() over a pair of streams, so that what is tested is what goes over the wire.

import { PassThrough } from 'node:stream';
import {
  createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter,
  type ClientCapabilities, type CodeAction, type Diagnostic, type Hover, type InlayHint, type ProtocolConnection, type PublishDiagnosticsParams, type TextEdit,
} from 'vscode-languageserver/node';
import { serve, type Around } from '../../server/src/lsp/serve.ts';
import type { FileSystem } from '../../server/src/project/fileSystem.ts';

export interface Client {
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[];
  readonly capabilities: Record<string, unknown>;
  open(path: string, text: string): Promise<void>;
  /** Replaces [start, end) of the text by offsets, as an editor sends it. */
  edit(path: string, start: number, end: number, text: string): Promise<void>;
  text(path: string): string;
  close(path: string): Promise<void>;
  diagnostics(path: string): Promise<Diagnostic[]>;
  hints(path: string): Promise<InlayHint[]>;
  hover(path: string, line: number, character: number): Promise<Hover | null>;
  actions(path: string, diagnostics: readonly Diagnostic[]): Promise<CodeAction[]>;
  apply(path: string, edits: readonly TextEdit[]): Promise<void>;
  /** The next list that the server sends by itself. */
  push(path: string): Promise<PublishDiagnosticsParams>;
  end(): void;
}

export const pulling: ClientCapabilities = { workspace: { diagnostics: { refreshSupport: true } }, textDocument: { diagnostic: {}, inlayHint: {}, publishDiagnostics: { relatedInformation: true } } };
export const pushed: ClientCapabilities = { textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true }, inlayHint: {} } };

export async function connectTo(disk: FileSystem, capabilities: ClientCapabilities, initializationOptions?: unknown, around: Around = {}, rootUri: string | null = null): Promise<Client> {
  const up = new PassThrough(), down = new PassThrough();
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const stop = serve(server, disk, around);
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const published: PublishDiagnosticsParams[] = [];
  const waiting: ((params: PublishDiagnosticsParams) => void)[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => { published.push(params); for (const tell of waiting.splice(0)) tell(params); });
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  for (const method of ['client/registerCapability', 'workspace/diagnostic/refresh', 'workspace/inlayHint/refresh', 'workspace/semanticTokens/refresh', 'window/workDoneProgress/create']) connection.onRequest(method, () => null);
  connection.listen();
  const { capabilities: offered } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', { processId: null, rootUri, capabilities, ...(initializationOptions !== undefined && { initializationOptions }) });
  await connection.sendNotification('initialized', {});
  const texts = new Map<string, { text: string; version: number }>();
  const document = (path: string) => ({ uri: `file://${path}` });
  const positionAt = (text: string, offset: number) => {
    const line = text.slice(0, offset).split('\n').length - 1;
    return { line, character: offset - (text.lastIndexOf('\n', offset - 1) + 1) };
  };
  const offsetAt = (text: string, { line, character }: { line: number; character: number }) => {
    let start = 0;
    for (let i = 0; i < line; i++) start = text.indexOf('\n', start) + 1;
    return start + character;
  };
  const whole = (text: string) => ({ start: { line: 0, character: 0 }, end: { line: text.split('\n').length, character: 0 } });
  const client: Client = {
    connection, published, capabilities: offered,
    async open(path, text) {
      texts.set(path, { text, version: 1 });
      await connection.sendNotification('textDocument/didOpen', { textDocument: { ...document(path), languageId: 'asm', version: 1, text } });
    },
    async edit(path, start, end, text) {
      const now = texts.get(path)!;
      const range = { start: positionAt(now.text, start), end: positionAt(now.text, end) };
      now.text = now.text.slice(0, start) + text + now.text.slice(end);
      now.version++;
      await connection.sendNotification('textDocument/didChange', { textDocument: { ...document(path), version: now.version }, contentChanges: [{ range, text }] });
    },
    text: path => texts.get(path)!.text,
    async close(path) { texts.delete(path); await connection.sendNotification('textDocument/didClose', { textDocument: document(path) }); },
    async diagnostics(path) { return (await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: document(path) })).items; },
    async hints(path) {
      // What resolves a hint names the version; all else must be the same for the same text.
      const hints = await connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: document(path), range: whole(texts.get(path)!.text) });
      return hints.map(({ data: _data, ...hint }) => hint);
    },
    hover: (path, line, character) => connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: document(path), position: { line, character } }),
    actions: (path, diagnostics) => connection.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: document(path), range: whole(texts.get(path)!.text), context: { diagnostics } }),
    async apply(path, edits) {
      const text = texts.get(path)!.text;
      const placed = edits.map(e => ({ start: offsetAt(text, e.range.start), end: offsetAt(text, e.range.end), text: e.newText })).sort((a, b) => b.start - a.start);
      for (const edit of placed) await client.edit(path, edit.start, edit.end, edit.text);
    },
    push: path => new Promise(resolve => { waiting.push(function wait(params) { if (params.uri === `file://${path}`) resolve(params); else waiting.push(wait); }); }),
    end() { stop(); connection.dispose(); server.dispose(); up.destroy(); down.destroy(); },
  };
  return client;
}
