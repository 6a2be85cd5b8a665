// SPDX-License-Identifier: GPL-2.0-or-later
// `symbol+0x1c/0x40`, in a terminal (objtool's warnings, an oops) or typed into a box: a click lands on the line, and where macros made it,
// beside it on the line of their expansion; the status bar says its state.

import { Position, Range, ViewColumn, window, workspace, type ExtensionContext, type TerminalLink, type TerminalLinkProvider } from 'vscode';
import { openReport, reveal } from './reports.ts';
import { ask, locationFrom, type Located } from './requests.ts';
import type { Session } from './session.ts';

const ADDRESS = /[A-Za-z_.$][\w.$]*\+0x[\da-f]+(?:\/0x[\da-f]+)?/gi;
/** objtool names the object in front of its words. */
const OBJECT = /\S+\.o: (?:warning|error): objtool: /;
const MESSAGE_MS = 15_000;

interface AddressLink extends TerminalLink { readonly text: string }

export function registerAddresses(context: ExtensionContext, session: Session): void {
  const provider: TerminalLinkProvider<AddressLink> = {
    provideTerminalLinks: ({ line }) => [...line.matchAll(ADDRESS)].map((match) => ({
      startIndex: match.index, length: match[0].length, tooltip: 'Unwind Lens: show the source line', text: `${OBJECT.exec(line)?.[0] ?? ''}${match[0]}`,
    })),
    handleTerminalLink: ({ text }) => showAddress(session, text),
  };
  context.subscriptions.push(window.registerTerminalLinkProvider(provider));
}

/** Asks for an address. */
export async function findAddress(session: Session): Promise<void> {
  const text = await window.showInputBox({ prompt: 'An address: symbol+0x1c, a line of an oops, a warning of objtool', placeHolder: 'symbol+0x1c/0x40' });
  if (text) await showAddress(session, text);
}

async function showAddress(session: Session, text: string): Promise<void> {
  const found = await ask<Located>(session, 'locate', window.activeTextEditor?.document.uri.toString() ?? '', text);
  const shown = found?.expansion?.call ?? found?.location;
  if (!found || !shown) { window.setStatusBarMessage(`Unwind Lens: ${text} is not found`, MESSAGE_MS); return; }
  const { uri, range } = locationFrom(shown);
  await window.showTextDocument(await workspace.openTextDocument(uri), { viewColumn: ViewColumn.One, selection: new Range(range.start, range.start) });
  if (found.expansion) reveal(await openReport('expansion', uri, new Position(range.start.line, range.start.character)), found.expansion.line);
  const [first = '', ...rest] = found.text.split('\n').map((line) => line.replace(/^\S+: /, ''));
  window.setStatusBarMessage([first, ...rest.filter((line) => /^(error|warning|information|hint): /.test(line))].join(' · '), MESSAGE_MS);
}
