// SPDX-License-Identifier: GPL-2.0-or-later
// The one status item: which tree and configuration the open file is checked under, or why it is not checked. The server says it
// (`unwindLens/status`); here it is only shown, in the language status that VS Code keeps for such things ({} in the status bar).

import { languages, LanguageStatusSeverity, type LanguageStatusItem } from 'vscode';
import { State, type BaseLanguageClient } from 'vscode-languageclient';
import { selector } from './selector.ts';

/** Parameters of `unwindLens/status`. A missing member keeps nothing of the message before. */
export interface Status {
  readonly text: string;
  readonly detail?: string;
  readonly severity?: 'information' | 'warning' | 'error';
  readonly busy?: boolean;
}

const SEVERITY = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
} as const;

export function createStatusItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('unwindLens.status', [...selector]);
  item.name = 'Unwind Lens';
  item.command = { command: 'unwindLens.showOutput', title: 'Show Output' };
  return item;
}

/** Shows what this client's server says of itself from now on. */
export function follow(item: LanguageStatusItem, client: BaseLanguageClient): void {
  client.onNotification('unwindLens/status', (status: Status) => show(item, status));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) show(item, { text: 'Unwind Lens' });
    if (newState === State.Stopped) show(item, { text: 'Unwind Lens is stopped', severity: 'error' });
  });
}

export function showStarting(item: LanguageStatusItem): void {
  show(item, { text: 'Unwind Lens is starting', busy: true });
}

function show(item: LanguageStatusItem, status: Status): void {
  item.text = status.text;
  item.detail = status.detail ?? '';
  item.severity = SEVERITY[status.severity ?? 'information'];
  item.busy = status.busy ?? false;
}
