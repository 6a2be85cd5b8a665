// SPDX-License-Identifier: GPL-2.0-or-later
// The connection to the server and what hangs on it, the same for the Node and the browser extension host: they differ only in how a
// client is made. A restart makes a new client (in the browser a new worker), so everything else asks the session for the client of
// the moment.

import { window, workspace, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, TextDocumentFilter } from 'vscode-languageclient';
import { registerAddresses } from './addresses.ts';
import { registerCommands } from './commands.ts';
import { registerExpansion } from './expansion.ts';
import { applyIndentation } from './indentation.ts';
import { registerReports } from './reports.ts';
import { selector } from './selector.ts';
import { createStatusView, follow } from './status.ts';

export const CLIENT_ID = 'unwindLens';
export const CLIENT_NAME = 'Unwind Lens';

export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

export interface Session {
  readonly output: LogOutputChannel;
  readonly client: BaseLanguageClient;
  restart(): Promise<void>;
}

/** Starts the server. What it leaves in `context.subscriptions` ends with the extension; the client itself ends by `client.stop()`. */
export async function open(context: ExtensionContext, create: CreateClient): Promise<Session> {
  const output = window.createOutputChannel(CLIENT_NAME, { log: true });
  const status = createStatusView();
  const connect = async (): Promise<BaseLanguageClient> => {
    const client = create({
      documentSelector: selector as TextDocumentFilter[],
      // The first analysis need not wait for a round trip; later values the server asks for itself (workspace/configuration).
      // (As plain data: the object that VS Code gives has methods, which a web worker cannot be sent.)
      initializationOptions: { ...(context.globalStorageUri.scheme === 'file' && { cacheFolder: context.globalStorageUri.fsPath }), settings: JSON.parse(JSON.stringify(workspace.getConfiguration(CLIENT_ID))) as unknown },
      synchronize: { configurationSection: CLIENT_ID },
      outputChannel: output,
    });
    follow(status, client);
    await client.start();
    return client;
  };
  context.subscriptions.push(output, status);
  applyIndentation(context);
  const session = {
    output,
    client: await connect(),
    async restart() {
      await this.client.dispose();
      this.client = await connect();
    },
  };
  registerReports(context, session);
  registerExpansion(context, session);
  registerAddresses(context, session);
  registerCommands(context, session);
  return session;
}
