// SPDX-License-Identifier: GPL-2.0-or-later
// Documents that take seconds are served by a second server in a thread of its own, so that no other document waits for them. What the client
// says about such a document is passed on as it is, and so is what comes back; the client sees one server.
//
// The second server has the disk and the large documents, and is told the texts of the others, for those may be headers of its own.

import {
  CancellationToken, ErrorCodes, Message, ResponseError, type Connection, type DidChangeTextDocumentParams, type DidOpenTextDocumentParams, type InitializeParams, type NotificationMessage, type RequestMessage,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { documentText } from './positions.ts';

/** A second server, which has been told nothing yet. */
export interface SecondServer {
  request(method: string, params: unknown, token: CancellationToken): Promise<unknown>;
  notify(method: string, params: unknown): void;
  end(): void;
}

/** What a second server says by itself. `ended`: it is no more. */
export interface ClientOfSecond {
  notified(method: string, params: unknown): void;
  asked(method: string, params: unknown): Promise<unknown>;
  ended(problem: string | undefined): void;
}

export type StartSecond = (client: ClientOfSecond) => SecondServer;

/** Gets each message before the connection does; `next` hands it to the connection. */
export type Route = (message: Message, next: (message: Message) => void) => void | Promise<void>;

/** Characters: about a second of analysis. The largest file of arch/x86 has a quarter of it. */
const large = 1 << 20;

/** Tells the second server what an open document of the first says; without a text it is closed. */
export const textBeside = 'unwindLens/textBeside';

export interface TextBeside { readonly uri: string; readonly version: number; readonly text?: string }

const passedOn = 'unwindLens/passedOn';

interface PassedOn { readonly method: string; readonly params: unknown }

/** Told to both: settings and files concern every document. */
const forBoth: ReadonlySet<string> = new Set(['workspace/didChangeConfiguration', 'workspace/didChangeWatchedFiles', 'workspace/didChangeWorkspaceFolders']);

export function divide(connection: Connection, params: InitializeParams, start: StartSecond, limit = large): Route {
  const documents = new Set<string>(), others = new Map<string, TextDocument>();
  let second: SecondServer | undefined;

  connection.onRequest(passedOn, ({ method, params: inner }: PassedOn, token: CancellationToken) =>
    second?.request(method, inner, token) ?? new ResponseError(ErrorCodes.InternalError, 'the server of large documents has ended'));
  connection.onExit(() => second?.end());

  return (message, next) => {
    if (Message.isRequest(message)) return next(concerns(message.params) ? passedOnRequest(message) : message);
    if (!Message.isNotification(message)) return next(message);
    const { method } = message, uri = addressIn(message.params);
    if (method === 'textDocument/didOpen' && uri !== undefined && textOf(message).length >= limit) {
      documents.add(uri);
      second ??= begin();
    }
    if (uri === undefined || !documents.has(uri)) {
      if (forBoth.has(method)) second?.notify(method, message.params);
      if (uri !== undefined) follow(message, uri);
      return next(message);
    }
    second?.notify(method, message.params);
    if (method !== 'textDocument/didClose') return undefined;
    documents.delete(uri);
    // Its memory is given back with it.
    if (documents.size === 0) { second?.end(); second = undefined; void connection.sendDiagnostics({ uri, diagnostics: [] }); }
    return undefined;
  };

  /** Of what is open beside the large documents. */
  function follow({ method, params: told }: NotificationMessage, uri: string): void {
    switch (method) {
      case 'textDocument/didOpen': {
        const { languageId, version, text } = (told as DidOpenTextDocumentParams).textDocument;
        others.set(uri, documentText.create(uri, languageId, version, text));
        break;
      }
      case 'textDocument/didChange': {
        const { textDocument, contentChanges } = told as DidChangeTextDocumentParams, document = others.get(uri);
        if (document) others.set(uri, documentText.update(document, contentChanges, textDocument.version));
        break;
      }
      case 'textDocument/didClose': others.delete(uri); break;
      default: return;
    }
    if (second) tellOf(second, uri);
  }

  function tellOf(server: SecondServer, uri: string): void {
    const document = others.get(uri);
    server.notify(textBeside, { uri, version: document?.version ?? 0, ...(document && { text: document.getText() }) } satisfies TextBeside);
  }

  function concerns(asked: unknown): boolean { const uri = addressIn(asked); return uri !== undefined && documents.has(uri); }

  function begin(): SecondServer {
    const server = start({
      notified: (method, inner) => void connection.sendNotification(method, inner as object),
      // The client was asked already to tell what changes.
      asked: (method, inner) => method === 'client/registerCapability' || method === 'client/unregisterCapability' ? Promise.resolve(null) : connection.sendRequest(method, inner as object),
      ended: problem => {
        if (second !== server) return;
        second = undefined;
        connection.console.error(`large documents: ${problem ?? 'their server ended'}`);
        for (const uri of documents) void connection.sendNotification('unwindLens/status', { uri, text: 'not checked', detail: `too large (${problem ?? 'its server ended'})`, severity: 'warning' });
      },
    });
    // Nobody waits for the answer: it is the one that the client has had.
    server.request('initialize', params, CancellationToken.None).catch(() => { /* `ended` tells */ });
    server.notify('initialized', {});
    for (const uri of others.keys()) tellOf(server, uri);
    return server;
  }
}

function passedOnRequest(message: RequestMessage): RequestMessage {
  return { ...message, method: passedOn, params: { method: message.method, params: message.params } satisfies PassedOn };
}

function textOf({ params }: NotificationMessage): string { return (params as { textDocument?: { text?: string } } | undefined)?.textDocument?.text ?? ''; }

/** The document that a message is about, wherever the protocol names it. */
function addressIn(params: unknown): string | undefined {
  const { textDocument, item, data, uri, arguments: words } = (params ?? {}) as { textDocument?: { uri?: unknown }; item?: { uri?: unknown }; data?: { uri?: unknown }; uri?: unknown; arguments?: unknown[] };
  return [textDocument?.uri, item?.uri, data?.uri, uri, words?.[0]].find((found): found is string => typeof found === 'string');
}
