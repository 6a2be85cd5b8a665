// SPDX-License-Identifier: GPL-2.0-or-later
// The language server as a web worker.

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from './lsp/serve.ts';
import { memoryFileSystem } from './project/fileSystem.ts';

// Inside a worker `self` is the port to the page; Node's types do not know it.
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

// A worker has no disk: each file is analysed with the built-in headers.
serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), memoryFileSystem(new Map()));
