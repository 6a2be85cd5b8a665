// SPDX-License-Identifier: GPL-2.0-or-later
// A session of an editor that runs without a screen: the editor's own script (neovim/session.lua, emacs/session.el) attaches the
// server to the fixture, asks for what `expected` says, applies the fix, and prints one JSON object.

import { spawnSync } from 'node:child_process';
import { copyFixture, expected, server } from './expected.ts';

export interface EditorDiagnostic { readonly line: number; readonly column: number; readonly severity: string; readonly message: string }

export interface SessionResult {
  readonly editor: string;
  readonly hover: string;
  readonly diagnostics: readonly EditorDiagnostic[];
  readonly actions: readonly string[];
  /** The buffer after the fix. */
  readonly text: string;
  readonly diagnosticsAfter: readonly EditorDiagnostic[];
  /** What did not go as it should; each editor stops at its first. */
  readonly failures: readonly string[];
}

/** Runs `command` with the fixture's name put in for '{file}'. */
export function runSession(command: readonly [string, ...string[]]): SessionResult {
  const { folder, file, remove } = copyFixture();
  try {
    const [program, ...args] = command.map((word) => word.replace('{file}', file)) as [string, ...string[]];
    const { line, column } = expected.hover;
    // A home of its own: no user configuration, no history, nothing left behind.
    const home = Object.fromEntries(['HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'].map((name) => [name, folder]));
    const { stdout, stderr, error } = spawnSync(program, args, {
      encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env, ...home, LENS_FILE: file, LENS_SERVER: server.join('\n'), LENS_TIMEOUT: '20',
        LENS_LINE: String(line), LENS_COLUMN: String(column), LENS_FIX: expected.fix,
      },
    });
    const json = /^\{.*\}$/m.exec(stdout)?.[0];
    if (error || !json) throw new Error(`${program} printed no result: ${stdout}\n${stderr}`, { cause: error });
    return JSON.parse(json) as SessionResult;
  } finally {
    remove();
  }
}
