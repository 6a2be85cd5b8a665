// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/codeLens; off unless the setting asks for it.

import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { codeLenses } from '../ide/codeLenses.ts';
import { rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import type { Settings } from './settings.ts';

export function onCodeLens(documents: Documents, settings: Settings, { textDocument }: CodeLensParams): CodeLens[] {
  const found = settings.codeLens.enabled ? analysed(documents, textDocument.uri) : undefined;
  if (!found) return [];
  const { analysis } = found.opened;
  return codeLenses(analysis).map(({ start, end, title }) => ({ range: rangeOf(analysis.source, start, end), command: { title, command: '' } }));
}
