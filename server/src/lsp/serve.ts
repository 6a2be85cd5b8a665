// SPDX-License-Identifier: GPL-2.0-or-later
// The wire: which request goes to which handler. Diagnostics are pulled if the client can, else pushed, never both.

import {
  BulkRegistration, DidChangeConfigurationNotification, DocumentFormattingRequest, DocumentRangeFormattingRequest, TextDocuments, type BulkUnregistration, type ClientCapabilities, type CodeAction, type CodeActionParams, type Connection,
  type DocumentDiagnosticParams, type DocumentDiagnosticReport, type DocumentFormattingParams, type DocumentRangeFormattingParams, type ExecuteCommandParams, type HoverParams, type InitializeParams, type InlayHint, type InlayHintParams,
} from 'vscode-languageserver';
import type { RunMatrix } from '../background.ts';
import { clock } from '../base/clock.ts';
import type { FileSystem } from '../project/fileSystem.ts';
import { createWorkspace, usualTrust } from '../workspace.ts';
import { answerTo, formatsLater, pulls, settingsIn } from './capabilities.ts';
import { onCodeAction } from './codeAction.ts';
import { onExecuteCommand } from './commands.ts';
import { withProgress } from './compare.ts';
import { pathOf } from './convert.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { textBeside, type TextBeside } from './divide.ts';
import { changeDocument, closeDocument, openDocument, opened, settle, tell, type Documents, type OpenDocument } from './documents.ts';
import { guardOf } from './guard.ts';
import { onHover } from './hover.ts';
import { onFormatting } from './formatting.ts';
import { createFreshness } from './freshness.ts';
import { dims, inactiveRegionsOf } from './inactiveRegions.ts';
import { createIndex, type RunIndex } from './index.ts';
import { onInlayHint, onInlayHintResolve } from './inlayHint.ts';
import { answerNavigation } from './navigation.ts';
import { agreeOnEncoding, documentText } from './positions.ts';
import { defaultSettings, readSettings } from './settings.ts';
import { statusOf } from './status.ts';

/** Milliseconds without a key after which what is there is taken as meant. */
const pause = 500;
/** Milliseconds that pushed diagnostics wait for the next key. */
const debounce = 60;

export interface Around {
  /** URI of the folder that docs/ lies in, if it can be opened. */
  readonly pages?: string;
  /** Makes the index of what is not open. */
  readonly runIndex?: RunIndex | undefined;
  /** Analyses a file under several configurations. */
  readonly runMatrix?: RunMatrix | undefined;
  /** Milliseconds after the last change before the index is made again. */
  readonly calm?: number;
  /** Called after a while of silence. */
  readonly rest?: () => void;
  /** Nothing of one analysis is used for another. */
  readonly fromScratch?: boolean;
  /** Of one object; see analysis/analyse.ts. */
  readonly mostInstructions?: number;
  /** What the client said, if somebody else has answered it and listens (greet.ts). */
  readonly greeted?: InitializeParams;
}

/** Milliseconds without a request that are called silence. */
const silence = 5000;

/** The answer ends what the server does by itself; a client's `shutdown` does so too. */
export function serve(connection: Connection, disk: FileSystem, { pages, runIndex, runMatrix, calm = 1500, rest, fromScratch = false, mostInstructions, greeted }: Around = {}): () => void {
  let idleSince = 0, resting: ReturnType<typeof setTimeout> | undefined;
  const guard = guardOf(connection, () => {
    idleSince = clock();
    clearTimeout(resting);
    if (rest) resting = setTimeout(rest, silence);
    freshness.active();
    index.active();
  });
  const texts = new TextDocuments(documentText);
  const documents: Documents = { workspace: createWorkspace(disk, {}, { fromScratch, trust: usualTrust, ...(mostInstructions !== undefined && { mostInstructions }) }), open: new Map(), pages };
  const freshness = createFreshness(documents, guard('fresh files', undefined, () => { refreshAll(); index.refresh(); }));
  let folders: readonly string[] = [], cacheFolder: string | undefined;
  const index = documents.index = createIndex(connection, documents, { run: runIndex, enabled: () => settings.index.enabled, folder: () => cacheFolder ?? settings.index.folder, folders: () => folders, calm });
  const timers = new Map<string, { push?: ReturnType<typeof setTimeout>; settle?: ReturnType<typeof setTimeout> }>();
  let client: ClientCapabilities = {};
  let settings = defaultSettings;
  let formats: Promise<BulkUnregistration> | undefined;

  if (greeted) begin(greeted); else connection.onInitialize(params => { begin(params); return answerTo(params); });
  connection.onInitialized(() => {
    offerFormatting();
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) void connection.client.register(DidChangeConfigurationNotification.type, { section: 'unwindLens' });
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      void connection.sendRequest('client/registerCapability', { registrations: [{ id: 'watch', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers: watched.map(globPattern => ({ globPattern })) } }] }).catch(() => { /* the client would not */ });
    }
  });
  connection.onDidChangeConfiguration(async ({ settings: sent }) => {
    const asked = client.workspace?.configuration ? await connection.workspace.getConfiguration('unwindLens') as unknown : sent;
    apply(readSettings(asked, folders[0]));
    offerFormatting();
    startAgain();
  });
  connection.onDidChangeWatchedFiles(guard('changed files', undefined, () => { freshness.soon(); index.refresh(); }));
  connection.onNotification(textBeside, guard('text beside', undefined, ({ uri, version, text }: TextBeside) => {
    const { buffers } = documents.workspace;
    if (text === undefined) buffers.delete(pathOf(uri)); else buffers.set(pathOf(uri), { text, version });
    freshness.soon();
  }));
  connection.onShutdown(stop);

  texts.onDidOpen(guard('open', undefined, ({ document }) => { openDocument(documents, document, pathOf(document.uri)); freshness.soon(); index.refresh(); }));
  texts.onDidChangeContent(guard('change', undefined, ({ document }) => {
    const entry = documents.open.get(document.uri);
    if (!entry) return;
    // The library changes a document in place: only the version that was read last tells whether this is news.
    if (documents.workspace.buffers.get(entry.path)?.version === document.version) sendStatus(entry);
    else changeDocument(documents, entry, document);
    schedule(entry);
  }));
  texts.onDidSave(({ document }) => {
    const entry = documents.open.get(document.uri);
    if (entry) { settle(entry); schedule(entry); }
    freshness.soon();
    index.refresh();
  });
  texts.onDidClose(({ document }) => {
    const timer = timers.get(document.uri);
    clearTimeout(timer?.push); clearTimeout(timer?.settle);
    timers.delete(document.uri);
    closeDocument(documents, document.uri);
    if (!pulls(client)) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.languages.diagnostics.on(guard('diagnostics', { kind: 'full', items: [] }, ({ textDocument: { uri } }: DocumentDiagnosticParams): DocumentDiagnosticReport => {
    const entry = documents.open.get(uri);
    return { kind: 'full', items: entry ? diagnosticsOf(documents, entry) : [] };
  }));
  connection.onHover(guard('hover', null, (params: HoverParams) => onHover(documents, params)));
  connection.languages.inlayHint.on(guard('inlay hints', null, (params: InlayHintParams): InlayHint[] | null => onInlayHint(documents, settings, params)));
  connection.languages.inlayHint.resolve(hint => guard('inlay hint', hint, () => onInlayHintResolve(documents, hint))());
  connection.onDocumentFormatting(guard('formatting', [], (params: DocumentFormattingParams) => onFormatting(documents, settings, params)));
  connection.onDocumentRangeFormatting(guard('formatting', [], (params: DocumentRangeFormattingParams) => onFormatting(documents, settings, params)));
  connection.onCodeAction(guard('code actions', null, (params: CodeActionParams): CodeAction[] | null => onCodeAction(documents, params)));
  connection.onExecuteCommand(guard('command', null, (params: ExecuteCommandParams) => onExecuteCommand(documents, params, { runMatrix: runMatrix && withProgress(connection, documents, runMatrix), startAgain })));
  answerNavigation(connection, guard, documents, () => client, () => settings);

  texts.listen(connection);
  if (!greeted) connection.listen();
  return stop;

  function begin(params: InitializeParams): void {
    client = documents.client = params.capabilities;
    const given = params.initializationOptions as { cacheFolder?: unknown } | null | undefined;
    if (typeof given?.cacheFolder === 'string') cacheFolder = given.cacheFolder;
    folders = (params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri }] : [])).map(({ uri }) => pathOf(uri));
    agreeOnEncoding(params);
    apply(readSettings(settingsIn(params), folders[0]));
  }

  function stop(): void {
    clearTimeout(resting);
    freshness.stop();
    index.stop();
    for (const { push, settle } of timers.values()) { clearTimeout(push); clearTimeout(settle); }
    timers.clear();
  }

  /** What was chosen by a command holds until the settings say something else. */
  function apply(read: typeof settings): void {
    const { choices } = documents.workspace.overrides;
    documents.workspace.overrides = { ...read.overrides, ...(choices && read.overrides.configuration === settings.overrides.configuration && { choices }) };
    settings = read;
  }

  function offerFormatting(): void {
    if (!formatsLater(client) || settings.format.enabled === (formats !== undefined)) return;
    if (formats) { void formats.then(each => each.dispose()); formats = undefined; return; }
    const documentSelector = [{ pattern: '**/*.[sS]' }, { language: 'kernel-asm' }];
    const both = BulkRegistration.create();
    both.add(DocumentFormattingRequest.type, { documentSelector });
    both.add(DocumentRangeFormattingRequest.type, { documentSelector });
    formats = connection.client.register(both);
  }

  function startAgain(): void {
    documents.workspace.opened.clear();
    refreshAll();
    index.refresh();
  }

  function schedule(entry: OpenDocument): void {
    const timer = timers.get(entry.uri) ?? {};
    timers.set(entry.uri, timer);
    clearTimeout(timer.push);
    clearTimeout(timer.settle);
    if (!pulls(client)) timer.push = setTimeout(guard('push', undefined, () => push(entry)), debounce);
    if (entry.typing) timer.settle = setTimeout(() => endOfPause(entry), pause);
  }

  /** Half a second counts from the last answer: while a slow one is being computed the next key may wait in the queue. */
  function endOfPause(entry: OpenDocument): void {
    const left = pause - (clock() - idleSince);
    const timer = timers.get(entry.uri);
    if (timer && left > 1) { timer.settle = setTimeout(() => endOfPause(entry), left); return; }
    guard('pause', undefined, () => { settle(entry); refresh(entry); freshness.soon(); })();
  }

  function push(entry: OpenDocument): void {
    if (documents.open.get(entry.uri) !== entry) return;
    const { version: current } = entry.document;
    void connection.sendDiagnostics({ uri: entry.uri, version: current, diagnostics: diagnosticsOf(documents, entry) });
  }

  function refresh(entry: OpenDocument): void {
    sendInactive(entry);
    if (pulls(client)) connection.languages.diagnostics.refresh(); else push(entry);
    if (client.workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh();
  }

  function refreshAll(): void {
    for (const entry of documents.open.values()) { settle(entry); sendStatus(entry); if (pulls(client)) tell(documents, entry); else push(entry); }
    if (pulls(client)) connection.languages.diagnostics.refresh();
    if (client.workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh();
    if (client.workspace?.semanticTokens?.refreshSupport) connection.languages.semanticTokens.refresh();
    if (client.workspace?.codeLens?.refreshSupport) void connection.sendRequest('workspace/codeLens/refresh').catch(() => { /* the client would not */ });
  }

  function sendStatus(entry: OpenDocument): void {
    void connection.sendNotification('unwindLens/status', statusOf(entry.uri, opened(documents, entry)));
    sendInactive(entry);
  }

  function sendInactive(entry: OpenDocument): void {
    if (dims(client)) void connection.sendNotification('unwindLens/inactiveRegions', inactiveRegionsOf(documents, entry));
  }
}

/** Files whose change can change an answer. */
const watched = ['**/*.h', '**/*.S', '**/.config', '**/.*.o.cmd', '**/compile_commands.json', '**/Makefile', '**/Kbuild'];
