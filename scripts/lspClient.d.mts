// SPDX-License-Identifier: GPL-2.0-or-later
// Types of lspClient.mjs.

export interface Connected {
  readonly pid: number | undefined;
  request(method: string, params?: unknown): Promise<unknown>;
  notify(method: string, params?: unknown): void;
  status(): unknown;
  initialize(rootUri: string): Promise<void>;
  diagnostics(uri: string): Promise<unknown[]>;
  close(): Promise<void>;
}

export function connect(command: string[]): Connected;
