// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/completion.

import { CompletionItemKind, InsertTextFormat, type CompletionItem, type CompletionList, type CompletionParams } from 'vscode-languageserver';
import { completion, type CompletionKind } from '../ide/completion.ts';
import { parentOf, resolvePath } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents, type OpenDocument } from './documents.ts';

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  register: CompletionItemKind.Variable, mnemonic: CompletionItemKind.Function, directive: CompletionItemKind.Keyword, macro: CompletionItemKind.Method, 'gas-macro': CompletionItemKind.Method,
  parameter: CompletionItemKind.Property, symbol: CompletionItemKind.Reference, constant: CompletionItemKind.Constant, config: CompletionItemKind.EnumMember, file: CompletionItemKind.File, folder: CompletionItemKind.Folder,
};

export function onCompletion(documents: Documents, { textDocument, position }: CompletionParams): CompletionList {
  const found = analysed(documents, textDocument.uri);
  const nothing = { isIncomplete: false, items: [] };
  if (!found) return nothing;
  const { analysis } = found.opened;
  const answer = completion(analysis, offsetOf(analysis.source, position), (folder, angled) => headersIn(documents, found.entry, found.opened, folder, angled));
  if (!answer) return nothing;
  const range = rangeOf(analysis.source, answer.start, answer.end);
  return {
    isIncomplete: answer.incomplete,
    items: answer.items.map(({ label, kind, detail }): CompletionItem => ({
      label, kind: kinds[kind], ...(detail !== '' && { detail }), insertTextFormat: InsertTextFormat.PlainText, filterText: label, textEdit: { range, newText: label },
    })),
  };
}

/** Names of a folder in all directories that an #include here would search. */
function headersIn({ workspace }: Documents, entry: OpenDocument, { configuration }: Analysed, folder: string, angled: boolean): { name: string; isFolder: boolean }[] {
  const { cpp, workingDirectory } = configuration;
  const roots = [...(angled ? [] : [parentOf(entry.path), ...cpp.quoteDirectories]), ...cpp.directories, ...cpp.systemDirectories, ...cpp.afterDirectories];
  const names = new Map<string, boolean>();
  for (const root of roots) {
    const directory = resolvePath(resolvePath(workingDirectory, root), folder === '' ? '.' : folder);
    for (const name of workspace.fs.list(directory)) {
      if (names.has(name) || name.startsWith('.')) continue;
      names.set(name, !/\.\w+$/.test(name) && workspace.fs.stat(resolvePath(directory, name))?.kind === 'directory');
    }
  }
  return [...names].map(([name, isFolder]) => ({ name, isFolder })).sort((a, b) => a.name < b.name ? -1 : 1);
}
