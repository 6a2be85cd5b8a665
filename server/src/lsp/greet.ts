// SPDX-License-Identifier: GPL-2.0-or-later
// Answers `initialize` with next to nothing loaded. The rest of the server is loaded with the next message, or when there is none for a
// moment; messages wait for it, in their order.

import type { Connection, ConnectionOptions, InitializeParams } from 'vscode-languageserver';
import { answerTo } from './capabilities.ts';
import type { Route } from './divide.ts';

/** Milliseconds after the answer: it should be on its way. */
const moment = 10;

/** `serveRest` is called once, and may answer who gets each message first. What it throws ends the program: without the rest there is no server. */
export function greet(connect: (options: ConnectionOptions) => Connection, serveRest: (connection: Connection, params: InitializeParams) => Promise<Route>): void {
  let greeted: InitializeParams | undefined, rest: Promise<Route> | undefined, route: Route | undefined;
  const connection = connect({
    messageStrategy: {
      handleMessage(message, next) {
        if (!greeted) return next(message);
        return route ? route(message, next) : load(greeted).then(loaded => loaded(message, next));
      },
    },
  });
  const load = (params: InitializeParams): Promise<Route> => rest ??= serveRest(connection, params).then(loaded => (route = loaded));
  connection.onInitialize(params => {
    greeted = params;
    setTimeout(() => void load(params), moment);
    return answerTo(params);
  });
  connection.listen();
}
