// SPDX-License-Identifier: GPL-2.0-or-later
// Entry for the browser extension host: the server is a web worker. VS Code refuses to start a worker from an extension's address when
// the extension lies on another machine, so the worker is started from the script's text.

import { Uri, workspace, type ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, open, type Session } from './session.ts';

// Of the DOM only this is used; its whole library would hide Node's names from the type checker.
type Worker = ConstructorParameters<typeof LanguageClient>[2] & { terminate(): void };
declare const Worker: new (url: string) => Worker;

let worker: Worker | undefined;
let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const script = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'dist/browser/server.js'));
  const url = URL.createObjectURL(new Blob([new Uint8Array(script)], { type: 'text/javascript' }));
  session = await open(context, (options) => {
    worker?.terminate();
    worker = new Worker(url);
    return new LanguageClient(CLIENT_ID, CLIENT_NAME, worker, options);
  });
}

export async function deactivate(): Promise<void> {
  await session?.client.stop();
  worker?.terminate();
}
