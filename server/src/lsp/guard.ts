// SPDX-License-Identifier: GPL-2.0-or-later
// The one place where what is thrown ends. The core does not throw at a user's code; if it does all the same, or if work was cancelled,
// one answer is missing and the log says why, and the server lives on. (A timer that throws would end the process.)

import { LSPErrorCodes, ResponseError, type Connection } from 'vscode-languageserver';
import { Cancelled } from '../base/budget.ts';

/** Wraps a handler: `otherwise` is its answer when it throws. */
export type Guard = <Params extends unknown[], Result>(what: string, otherwise: Result, handler: (...params: Params) => Result) => (...params: Params) => Result;

/** `finished` is told whenever a handler is done, however it ended. What was cancelled while it waited is not begun. */
export function guardOf(connection: Pick<Connection, 'console'>, finished: () => void): Guard {
  return <Params extends unknown[], Result>(what: string, otherwise: Result, handler: (...params: Params) => Result) => (...params: Params): Result => {
    try {
      if (params.some(isCancelled)) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled') as Result;
      return handler(...params);
    } catch (error) {
      if (!(error instanceof Cancelled)) connection.console.error(`${what}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      return otherwise;
    } finally {
      finished();
    }
  };
}

/** The library gives a handler its request's token behind the parameters. */
function isCancelled(param: unknown): boolean {
  return typeof param === 'object' && param !== null && (param as { isCancellationRequested?: unknown }).isCancellationRequested === true;
}
