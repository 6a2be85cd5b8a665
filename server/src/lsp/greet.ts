// SPDX-License-Identifier: GPL-2.0-or-later
// Answers `initialize` with next to nothing loaded. The rest of the server is loaded with the next message, or when there is none for a
// moment; messages wait for it, in their order.

import type { Connection, ConnectionOptions, InitializeParams } from 'vscode-languageserver';
import { answerTo } from './capabilities.ts';

/** Milliseconds after the answer: it should be on its way. */
const moment = 10;

/** `serveRest` is called once. What it throws ends the program: without the rest there is no server. */
export function greet(connect: (options: ConnectionOptions) => Connection, serveRest: (connection: Connection, params: InitializeParams) => Promise<void>): void {
  let greeted: InitializeParams | undefined, rest: Promise<void> | undefined, isLoaded = false;
  const connection = connect({
    messageStrategy: {
      handleMessage(message, next) {
        if (!greeted || isLoaded) return next(message);
        return load(greeted).then(() => next(message));
      },
    },
  });
  const load = (params: InitializeParams): Promise<void> => rest ??= serveRest(connection, params).then(() => { isLoaded = true; });
  connection.onInitialize(params => {
    greeted = params;
    setTimeout(() => void load(params), moment);
    return answerTo(params);
  });
  connection.listen();
}
