// SPDX-License-Identifier: GPL-2.0-or-later
// Read-only documents that the server prints: the states of a file, the expansion of a macro call, a backtrace, alternatives, a comparison
// of configurations. A report is addressed by a URI that says how to compute it, so it survives a reload of the window, and it follows its
// source: while the source is edited, it is asked for again once the typing pauses.

import { EventEmitter, Position, Range, Selection, TextEditorRevealType, Uri, ViewColumn, languages, window, workspace, type ExtensionContext, type TextEditor } from 'vscode';
import { ask, type Expansion } from './requests.ts';
import type { Session } from './session.ts';

export const SCHEME = 'unwind-lens';
const PAUSE_MS = 300;

const REPORTS = {
  states: { command: 'printStates', language: 'kernel-asm', title: 'stack states', ofPosition: false, follows: true, none: 'No stack states: the file was not analysed.' },
  expansion: { command: 'expansion', language: 'kernel-asm', title: 'expansion', ofPosition: true, follows: true, none: 'There is no macro call here.' },
  unwind: { command: 'printUnwind', language: 'plaintext', title: 'an interrupt here', ofPosition: true, follows: true, none: 'There is no instruction here.' },
  alternatives: { command: 'printAlternatives', language: 'kernel-asm', title: 'alternatives', ofPosition: true, follows: true, none: 'Nothing is patched at run time here.' },
  // Seven analyses: made when asked for.
  matrix: { command: 'printMatrix', language: 'plaintext', title: 'configurations', ofPosition: false, follows: false, none: 'The file was not analysed.' },
} as const;

export type ReportKind = keyof typeof REPORTS;

/** What a report's URI carries in its query. `levels`: how deep an expansion goes; missing for all. */
export interface Address { readonly kind: ReportKind; readonly source: string; readonly line: number; readonly character: number; readonly levels?: number }

/** Opens the report for the active editor beside it. */
export async function showReport(kind: ReportKind, levels?: number): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor || editor.document.uri.scheme === SCHEME) return;
  await openReport(kind, editor.document.uri, REPORTS[kind].ofPosition ? editor.selection.active : new Position(0, 0), levels);
}

export async function openReport(kind: ReportKind, source: Uri, { line, character }: Position, levels?: number, column: ViewColumn = ViewColumn.Beside): Promise<TextEditor> {
  const address: Address = { kind, source: source.toString(), line, character, ...(levels !== undefined && { levels }) };
  const uri = uriOf(address);
  const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), REPORTS[kind].language);
  return await window.showTextDocument(document, { viewColumn: column, preview: true, preserveFocus: true });
}

/** Puts a line of a report into view. */
export function reveal(editor: TextEditor, line: number): void {
  editor.selection = new Selection(line, 0, line, 0);
  editor.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.InCenter);
}

function uriOf(address: Address): Uri {
  const name = Uri.parse(address.source).path.split('/').at(-1) ?? '';
  const place = REPORTS[address.kind].ofPosition ? ` line ${address.line + 1}` : '';
  return Uri.from({ scheme: SCHEME, path: `/${name}${place} (${REPORTS[address.kind].title})`, query: JSON.stringify(address) });
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
        const address = uri.scheme === SCHEME ? addressOf(uri) : undefined;
        if (address?.source !== source || !REPORTS[address.kind].follows) continue;
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
  if (address.kind === 'expansion') return (await expansionOf(session, address))?.text ?? none;
  return await ask<string>(session, command, address.source, ...(REPORTS[address.kind].ofPosition ? [positionOf(address)] : [])) ?? none;
}

/** The expansion that an address means, as the server computes it now. */
export async function expansionOf(session: Session, address: Address): Promise<Expansion | null> {
  return await ask<Expansion>(session, 'expansion', address.source, positionOf(address), address.levels);
}

function positionOf({ line, character }: Address): { line: number; character: number } { return { line, character }; }

export function addressOf(uri: Uri): Address | undefined {
  try {
    const address = JSON.parse(uri.query) as Address;
    return address.kind in REPORTS ? address : undefined;
  } catch {
    return undefined; // Somebody typed the URI by hand.
  }
}
