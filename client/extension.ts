// SPDX-License-Identifier: GPL-2.0-or-later
// Entry for the Node extension host: the server is a child process of the editor's own Node, talked to over IPC.

import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, CLIENT_NAME, open, type Session } from './session.ts';

let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  // What one analysis leaves behind lives until the next: with the usual 16 MB it is copied twice before it is thrown away.
  const memory = ['--max-semi-space-size=32'];
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc, options: { execArgv: memory } };
  const debug = { ...server, options: { execArgv: [...memory, '--nolazy', '--inspect=6019'] } };
  session = await open(context, (options) => new LanguageClient(CLIENT_ID, CLIENT_NAME, { run: server, debug }, options));
}

export async function deactivate(): Promise<void> {
  await session?.client.stop();
}
