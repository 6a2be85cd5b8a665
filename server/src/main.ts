// SPDX-License-Identifier: GPL-2.0-or-later
// The language server as a Node program: over VS Code's IPC channel (--node-ipc), or whatever other transport the command line names;
// standard input and output if it names none. This file and what it imports answer `initialize`; the rest is in a bundle of its own.

import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { greet } from './lsp/greet.ts';

const TRANSPORTS = /^--(stdio|node-ipc|socket|pipe)\b/;

if (!process.argv.some((argument) => TRANSPORTS.test(argument))) process.argv.push('--stdio');
greet(options => createConnection(ProposedFeatures.all, options), async (connection, params) => {
  const { parts } = await import('./parts.ts');
  const { serveNode } = await parts.server();
  return serveNode(connection, params);
});
