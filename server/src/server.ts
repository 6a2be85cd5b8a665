// SPDX-License-Identifier: GPL-2.0-or-later
// The language server behind its first answer, with what only Node has: the disk and threads.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Connection, InitializeParams } from 'vscode-languageserver';
import { indexInThread, matrixInThread } from './background.ts';
import { divide, type Route } from './lsp/divide.ts';
import { serve } from './lsp/serve.ts';
import { disk } from './project/disk.ts';
import { giveBack } from './rest.ts';
import { serverInThread } from './secondServer.ts';

/** `params`: what the client said; it has been answered. The answer gets each message first. */
export function serveNode(connection: Connection, params: InitializeParams): Route {
  // The bundle lies in dist/, beside docs/.
  serve(connection, disk, {
    pages: pathToFileURL(join(__dirname, '..')).href, runIndex: indexInThread(__filename), runMatrix: matrixInThread(__filename),
    rest: giveBack, fromScratch: process.argv.includes('--from-scratch'), greeted: params,
  });
  return divide(connection, params, serverInThread(__filename));
}
