// SPDX-License-Identifier: GPL-2.0-or-later
// Tabs of 8, as the kernel has them, are this language's default (package.json), and the column of inlay hints is aligned for them. But a
// file that VS Code opens while it still reads the extensions' defaults keeps tabs of 4. Here such a file is given what the settings
// say, once, when it is first seen; what a person then chooses in the status bar stays.

import { window, workspace, type ExtensionContext, type TextDocument, type TextEditor } from 'vscode';

export function applyIndentation(context: ExtensionContext): void {
  const seen = new WeakSet<TextDocument>();
  const apply = (editor: TextEditor | undefined): void => {
    if (editor?.document.languageId !== 'kernel-asm' || seen.has(editor.document)) return;
    seen.add(editor.document);
    const settings = workspace.getConfiguration('editor', editor.document);
    if (settings.get<boolean>('detectIndentation')) return;
    const tabSize = settings.get<number>('tabSize'), insertSpaces = settings.get<boolean>('insertSpaces');
    if (tabSize === undefined || insertSpaces === undefined || tabSize === editor.options.tabSize) return;
    editor.options = { ...editor.options, tabSize, insertSpaces };
  };
  for (const editor of window.visibleTextEditors) apply(editor);
  context.subscriptions.push(window.onDidChangeActiveTextEditor(apply));
}
