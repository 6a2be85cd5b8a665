// SPDX-License-Identifier: GPL-2.0-or-later
// unwindLens/status: which tree and release, which options of its configuration, where the flags come from, or why a file is not checked.
// One line, sent when a document is opened or its answer changes.

import { nameOf } from '../project/path.ts';
import type { Opened } from '../workspace.ts';

export interface Status { readonly uri?: string; readonly text: string; readonly detail?: string; readonly severity?: 'information' | 'warning' | 'error'; readonly busy?: boolean }

export function statusOf(uri: string, opened: Opened | undefined): Status {
  return { uri, ...answer(opened) };
}

function answer(opened: Opened | undefined): Status {
  if (!opened) return { text: 'not checked', detail: 'the file cannot be read', severity: 'warning' };
  if (opened.kind === 'not-analysed') return { text: 'not checked', detail: opened.reason };
  const { configuration } = opened, { tree, build, choice, release, features, origin } = configuration;
  const from = {
    cmd: 'flags of the built object', 'compile-commands': 'compile_commands.json', tree: 'flags as kbuild derives them',
    'built-in': 'no kernel tree: built-in headers', 'command-line': 'flags from the settings',
  }[origin.kind];
  const objtool = configuration.objtool.runs ? '' : `objtool does not see it (${configuration.objtool.reason})`;
  const named = tree === undefined ? [] : [[release, choice === undefined ? features?.join(' ') : nameOf(choice)].filter(text => text).join(' ')];
  const details = [
    ...(tree !== undefined ? [`tree ${tree}`] : []), ...(build !== undefined ? [choice !== undefined ? `configuration ${choice}${features ? ` (${features.join(', ')})` : ''}` : `configuration ${build}/.config`] : []),
    ...(origin.path !== undefined && origin.path !== tree ? [`flags ${origin.path}`] : []), objtool, ...configuration.assumptions.map(a => `assumed: ${a}`),
  ];
  return {
    text: [...named, from].filter(text => text !== '').join(' · '), detail: details.filter(text => text !== '').join('; '),
    ...(configuration.assumptions.length > 0 && { severity: 'warning' as const }),
  };
}
