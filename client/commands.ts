// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of the palette. What they show is computed by the server; each is a line here.

import { commands, type ExtensionContext } from 'vscode';
import { findAddress } from './addresses.ts';
import { chooseConfiguration } from './configurations.ts';
import { changeLevels } from './expansion.ts';
import { showReport } from './reports.ts';
import type { Session } from './session.ts';

export function registerCommands(context: ExtensionContext, session: Session): void {
  const register = (name: string, run: () => unknown): void => {
    context.subscriptions.push(commands.registerCommand(`unwindLens.${name}`, run));
  };
  register('restartServer', () => session.restart());
  register('showOutput', () => { session.output.show(true); });
  register('showStackStates', () => showReport('states'));
  register('expandMacro', () => showReport('expansion'));
  register('expandMacroOnce', () => showReport('expansion', 1));
  register('expandMore', () => changeLevels(session, 1));
  register('expandLess', () => changeLevels(session, -1));
  register('expandAll', () => changeLevels(session, 0));
  register('showBacktrace', () => showReport('unwind'));
  register('showAlternatives', () => showReport('alternatives'));
  register('compareConfigurations', () => showReport('matrix'));
  register('selectConfiguration', () => chooseConfiguration(session));
  register('findAddress', () => findAddress(session));
}
