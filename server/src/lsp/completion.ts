// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/completion.

import { CompletionItemKind, InsertTextFormat, type CompletionItem, type CompletionList, type CompletionParams } from 'vscode-languageserver';
import { completion, type CompletionKind } from '../ide/completion.ts';
import { nameOfMacro } from '../ide/target.ts';
import { commentOf } from '../ide/wordHover.ts';
import { remembered } from '../project/remembered.ts';
import { operandForms } from '../x86/operandForms.ts';
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
  const answer = completion(analysis, offsetOf(analysis.source, position), (folder, angled) => headersIn(documents, found.entry, found.opened, folder, angled), () => unsetOptions(documents, found.opened));
  if (!answer) return nothing;
  const range = rangeOf(analysis.source, answer.start, answer.end);
  return {
    isIncomplete: answer.incomplete,
    // Editors order what fits equally well by this.
    items: answer.items.map(({ label, kind, detail }, i): CompletionItem => ({
      sortText: String(i).padStart(4, '0'), ...((kind === 'mnemonic' || kind === 'gas-macro' || kind === 'macro') && { data: { uri: textDocument.uri, kind } satisfies ItemData }),
      label, kind: kinds[kind], ...(detail !== '' && { detail }), insertTextFormat: InsertTextFormat.PlainText, filterText: label, textEdit: { range, newText: label },
    })),
  };
}

/** What an item is, to say more of it when somebody looks. */
interface ItemData { readonly uri: string; readonly kind: CompletionKind }

/** The operand forms of a mnemonic; of a macro its comment. */
export function onCompletionResolve(documents: Documents, item: CompletionItem): CompletionItem {
  const { uri, kind } = (item.data ?? {}) as Partial<ItemData>, found = uri === undefined ? undefined : analysed(documents, uri);
  if (!found) return item;
  const { analysis } = found.opened;
  if (kind === 'mnemonic') {
    const forms = operandForms(item.label, analysis.inputs.mode).map(form => `${item.label} ${form.join(', ')}`);
    return forms.length === 0 ? item : { ...item, detail: forms.slice(0, 3).join(' | '), documentation: forms.slice(0, 32).join('\n') };
  }
  const gas = kind === 'gas-macro' ? analysis.listing.macros.get(item.label.toLowerCase())?.at(-1) : undefined;
  const place = gas ? nameOfMacro(gas) : analysis.preprocessed.macros.get(item.label)?.definition, comment = place ? commentOf(place) : '';
  return comment === '' ? item : { ...item, documentation: comment };
}

/** `# CONFIG_X is not set`, with the prefix. */
function unsetOptions({ workspace }: Documents, { configuration: { build } }: Analysed): readonly string[] {
  return (build === undefined ? undefined : remembered(workspace.fs, `${build}/.config`, 'unset', text => [...text.matchAll(/^# (CONFIG_\w+) is not set$/gm)].map(match => match[1]!))) ?? [];
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
