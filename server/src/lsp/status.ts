// SPDX-License-Identifier: GPL-2.0-or-later
// unwindLens/status: which tree, which flags, or why a file is not checked. One line, sent when a document is opened or its answer changes.

import type { Opened } from '../workspace.ts';

export interface Status { readonly uri?: string; readonly text: string; readonly detail?: string; readonly severity?: 'information' | 'warning' | 'error'; readonly busy?: boolean }

export function statusOf(uri: string, opened: Opened | undefined): Status {
  return { uri, ...answer(opened) };
}

function answer(opened: Opened | undefined): Status {
  if (!opened) return { text: 'not checked', detail: 'the file cannot be read', severity: 'warning' };
  if (opened.kind === 'not-analysed') return { text: 'not checked', detail: opened.reason };
  const { configuration } = opened;
  const from = {
    cmd: 'flags of the built object', 'compile-commands': 'compile_commands.json', tree: 'kernel tree, default flags',
    'built-in': 'no kernel tree: built-in headers', 'command-line': 'flags from the settings',
  }[configuration.origin.kind];
  const objtool = configuration.objtool.runs ? '' : `; objtool does not see it (${configuration.objtool.reason})`;
  return {
    text: from, detail: [`${configuration.origin.path ?? ''}${objtool}`, ...configuration.assumptions.map(a => `assumed: ${a}`)].filter(s => s !== '').join('; '),
    ...(configuration.assumptions.length > 0 && { severity: 'warning' as const }),
  };
}
