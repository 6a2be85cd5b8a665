// SPDX-License-Identifier: GPL-2.0-or-later
// The language server as a Node program: over VS Code's IPC channel (--node-ipc), or whatever other transport the command line names;
// standard input and output if it names none. The same bundle is the thread for what nobody should wait for.

import './warmUp.ts';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { indexInThread, matrixInThread, runTask } from './background.ts';
import { serve } from './lsp/serve.ts';
import { disk } from './project/disk.ts';
import { giveBack } from './rest.ts';
import { threadTask } from './thread.ts';

const TRANSPORTS = /^--(stdio|node-ipc|socket|pipe)\b/;

if (threadTask() !== undefined) runTask();
else {
  if (!process.argv.some((argument) => TRANSPORTS.test(argument))) process.argv.push('--stdio');
  // The bundle lies in dist/, beside docs/.
  serve(createConnection(ProposedFeatures.all), disk, {
    pages: pathToFileURL(join(__dirname, '..')).href, runIndex: indexInThread(__filename), runMatrix: matrixInThread(__filename),
    rest: giveBack, fromScratch: process.argv.includes('--from-scratch'),
  });
}
