// SPDX-License-Identifier: GPL-2.0-or-later
// Read-only documents that the server prints: the states of a file, the expansion of a macro call. A report is addressed by a URI that
// says how to compute it, so it survives a reload of the window, and it follows its source: while the source is edited, it is asked for
// again once the typing pauses.

import { EventEmitter, Position, Uri, ViewColumn, languages, window, workspace, type ExtensionContext } from 'vscode';
import type { Session } from './session.ts';

const SCHEME = 'unwind-lens';
const PAUSE_MS = 300;

const REPORTS = {
  states: { command: 'unwindLens.printStates', title: 'stack states', ofPosition: false, none: 'No stack states: the file was not analysed.' },
  expansion: { command: 'unwindLens.printExpansion', title: 'expansion', ofPosition: true, none: 'There is no macro call here any more.' },
} as const;

type ReportKind = keyof typeof REPORTS;

/** What a report's URI carries in its query. */
interface Address { readonly kind: ReportKind; readonly source: string; readonly line: number; readonly character: number }

/** Opens the report for the active editor beside it. */
export async function showReport(kind: ReportKind): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) return;
  const { line, character } = REPORTS[kind].ofPosition ? editor.selection.active : new Position(0, 0);
  const address: Address = { kind, source: editor.document.uri.toString(), line, character };
  const name = editor.document.uri.path.split('/').at(-1) ?? '';
  const place = REPORTS[kind].ofPosition ? ` line ${line + 1}` : '';
  const uri = Uri.from({ scheme: SCHEME, path: `/${name}${place} (${REPORTS[kind].title})`, query: JSON.stringify(address) });
  const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), 'kernel-asm');
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
}

export function registerReports(context: ExtensionContext, session: Session): void {
  const changed = new EventEmitter<Uri>();
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, { onDidChange: changed.event, provideTextDocumentContent: (uri) => print(session, uri) }),
    workspace.onDidChangeTextDocument(({ document }) => {
      const source = document.uri.toString();
      for (const { uri } of workspace.textDocuments) {
        if (uri.scheme !== SCHEME || addressOf(uri)?.source !== source) continue;
        const key = uri.toString();
        clearTimeout(waiting.get(key));
        waiting.set(key, setTimeout(() => { waiting.delete(key); changed.fire(uri); }, PAUSE_MS));
      }
    }),
    { dispose: () => { for (const timer of waiting.values()) clearTimeout(timer); } },
  );
}

async function print(session: Session, uri: Uri): Promise<string> {
  const address = addressOf(uri);
  if (!address) return '';
  const { command, none } = REPORTS[address.kind];
  const position = { line: address.line, character: address.character };
  const text: unknown = await session.client.sendRequest('workspace/executeCommand', { command, arguments: [address.source, position] });
  return typeof text === 'string' ? text : none;
}

function addressOf(uri: Uri): Address | undefined {
  try {
    const address = JSON.parse(uri.query) as Address;
    return address.kind in REPORTS ? address : undefined;
  } catch {
    return undefined; // Somebody typed the URI by hand.
  }
}
