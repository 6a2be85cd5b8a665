// SPDX-License-Identifier: GPL-2.0-or-later
// A comparison of configurations takes seconds: it shows its progress where the client shows such things, and can be cancelled there.

import { LSPErrorCodes, ResponseError, type Connection } from 'vscode-languageserver';
import { Cancelled } from '../base/budget.ts';
import type { RunMatrix } from '../background.ts';
import { nameOf } from '../project/path.ts';
import type { Documents } from './documents.ts';

export function withProgress(connection: Connection, { client }: Documents, run: RunMatrix): RunMatrix {
  return async request => {
    const progress = client?.window?.workDoneProgress === true ? await connection.window.createWorkDoneProgress() : undefined;
    progress?.begin('Comparing configurations', undefined, nameOf(request.path), true);
    try {
      return await run(request, cancel => { progress?.token.onCancellationRequested(cancel); });
    } catch (error) {
      throw error instanceof Cancelled ? new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled') : error;
    } finally {
      progress?.done();
    }
  };
}
