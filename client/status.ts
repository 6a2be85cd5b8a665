// SPDX-License-Identifier: GPL-2.0-or-later
// The one status item: which tree and configuration the open file is checked under, or why it is not checked. The server says it
// (`unwindLens/status`), for each file it has open or for all; here the active file's is shown, in the language status that VS Code
// keeps for such things ({} in the status bar).

import { languages, LanguageStatusSeverity, window, type Disposable, type LanguageStatusItem } from 'vscode';
import { State, type BaseLanguageClient } from 'vscode-languageclient';
import { selector } from './selector.ts';

/** Parameters of `unwindLens/status`. A member that is missing is empty; nothing is kept of the message before. */
export interface Status {
  /** The file it is about; without it, every file that has no status of its own. */
  readonly uri?: string;
  readonly text: string;
  readonly detail?: string;
  readonly severity?: 'information' | 'warning' | 'error';
  readonly busy?: boolean;
}

export interface StatusView extends Disposable {
  readonly item: LanguageStatusItem;
  readonly ofFile: Map<string, Status>;
  general: Status;
}

const SEVERITY = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
} as const;

export function createStatusView(): StatusView {
  const item = languages.createLanguageStatusItem('unwindLens.status', [...selector]);
  item.name = 'Unwind Lens';
  item.command = { command: 'unwindLens.selectConfiguration', title: 'Configuration' };
  const onEditor = window.onDidChangeActiveTextEditor(() => { show(view); });
  const view: StatusView = { item, ofFile: new Map(), general: STARTING, dispose: () => { onEditor.dispose(); item.dispose(); } };
  showAll(view, STARTING);
  return view;
}

/** Shows what this client's server says of itself from now on. */
export function follow(view: StatusView, client: BaseLanguageClient): void {
  client.onNotification('unwindLens/status', (status: Status) => {
    if (status.uri === undefined) view.general = status; else view.ofFile.set(client.protocol2CodeConverter.asUri(status.uri).toString(), status);
    show(view);
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) showAll(view, STARTING);
    if (newState === State.Running) showAll(view, { text: 'Unwind Lens' });
    if (newState === State.Stopped) showAll(view, { text: 'Unwind Lens is stopped', severity: 'error' });
  });
}

const STARTING: Status = { text: 'Unwind Lens is starting', busy: true };

/** A server that starts or ends takes back all that was said before. */
function showAll(view: StatusView, status: Status): void {
  view.ofFile.clear();
  view.general = status;
  show(view);
}

function show(view: StatusView): void {
  const file = window.activeTextEditor?.document.uri.toString();
  const status = (file === undefined ? undefined : view.ofFile.get(file)) ?? view.general;
  view.item.text = status.text;
  view.item.detail = status.detail ?? '';
  view.item.severity = SEVERITY[status.severity ?? 'information'];
  view.item.busy = status.busy ?? false;
}
