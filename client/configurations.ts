// SPDX-License-Identifier: GPL-2.0-or-later
// Choosing the configuration that files are looked at under: found by the server, kept as a setting of the workspace.

import { ConfigurationTarget, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode';
import { ask, type FoundConfiguration } from './requests.ts';
import type { Session } from './session.ts';

interface Item extends QuickPickItem { readonly choice?: string }

const HEADINGS: Readonly<Record<FoundConfiguration['kind'], string>> = { own: 'the tree\'s own', build: 'other builds', config: '.config files', variant: 'as it is, but' };

export async function chooseConfiguration(session: Session): Promise<void> {
  const editor = window.activeTextEditor;
  const found = editor ? await ask<FoundConfiguration[]>(session, 'configurations', editor.document.uri.toString()) : null;
  if (!editor || !found || found.length === 0) { void window.showInformationMessage('The file lies in no kernel tree: there is no configuration to choose.'); return; }
  const items: Item[] = [];
  for (const [i, { kind, title, detail, chosen, choice }] of found.entries()) {
    if (found[i - 1]?.kind !== kind) items.push({ label: HEADINGS[kind], kind: QuickPickItemKind.Separator });
    items.push({ label: `${chosen ? '$(check) ' : ''}${title}`, description: detail, choice });
  }
  const picked = await window.showQuickPick(items, { title: 'Unwind Lens: Configuration', matchOnDescription: true });
  if (picked?.choice === undefined) return;
  const settings = workspace.getConfiguration('unwindLens', editor.document.uri);
  // Without a folder there is no place for a setting of the workspace.
  if (workspace.workspaceFolders) await settings.update('configuration', picked.choice === '' ? undefined : picked.choice, ConfigurationTarget.Workspace);
  else await ask(session, 'chooseConfiguration', editor.document.uri.toString(), picked.choice);
}
