// SPDX-License-Identifier: GPL-2.0-or-later
// In the document of an expansion: one level more or less by a lens over its first line or by a command, and "go to definition" from each
// line back to what is typed - a call's name leads to its macro, everything else to where the line is written.

import { CodeLens, Position, Range, Uri, ViewColumn, languages, window, type Definition, type ExtensionContext } from 'vscode';
import { addressOf, expansionOf, openReport, SCHEME, type Address } from './reports.ts';
import { locationFrom } from './requests.ts';
import type { Session } from './session.ts';

export function registerExpansion(context: ExtensionContext, session: Session): void {
  context.subscriptions.push(
    languages.registerDefinitionProvider({ scheme: SCHEME }, { provideDefinition: (document, position) => definitionAt(session, document.uri, document.lineAt(position.line).text, position) }),
    languages.registerCodeLensProvider({ scheme: SCHEME }, { provideCodeLenses: ({ uri }) => lensesOf(session, uri) }),
  );
}

/** `by`: 1 for one level more, -1 for one less, 0 for all. */
export async function changeLevels(session: Session, by: -1 | 0 | 1): Promise<void> {
  const uri = window.activeTextEditor?.document.uri, address = uri?.scheme === SCHEME ? addressOf(uri) : undefined;
  const now = address?.kind === 'expansion' ? await expansionOf(session, address) : null;
  if (!address || !now) return;
  const levels = by === 0 ? now.depth : Math.min(Math.max(now.levels + by, 1), now.depth);
  const editor = await openReport('expansion', Uri.parse(address.source), new Position(address.line, address.character), levels === now.depth ? undefined : levels, window.activeTextEditor?.viewColumn ?? ViewColumn.Active);
  await window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? ViewColumn.Active, preview: true });
}

async function definitionAt(session: Session, uri: Uri, text: string, position: Position): Promise<Definition | undefined> {
  const address = addressOf(uri);
  const line = address?.kind === 'expansion' ? (await expansionOf(session, address))?.lines[position.line] : undefined;
  if (!line) return undefined;
  const name = /^[#\s]*[\w.$]+/.exec(text)?.[0].length ?? 0;
  const place = line.definition && position.character <= name ? line.definition : line.spelled;
  return place && locationFrom(place);
}

async function lensesOf(session: Session, uri: Uri): Promise<CodeLens[]> {
  const address: Address | undefined = addressOf(uri), now = address?.kind === 'expansion' ? await expansionOf(session, address) : null;
  if (!now || now.depth < 2) return [];
  const top = new Range(0, 0, 0, 0), lens = (title: string, command: string): CodeLens => new CodeLens(top, { title, command: `unwindLens.${command}` });
  return [
    ...(now.levels < now.depth ? [lens(`${now.levels} of ${now.depth} levels: one more`, 'expandMore'), lens('all', 'expandAll')] : []),
    ...(now.levels > 1 ? [lens(now.levels < now.depth ? 'one less' : `all ${now.depth} levels: one less`, 'expandLess')] : []),
  ];
}
