// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/inlayHint.

import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { positionOf } from './convert.ts';
import { analysed, shownHints, type Documents } from './documents.ts';
import type { Settings } from './settings.ts';

export function onInlayHint(documents: Documents, settings: Settings, { textDocument, range }: InlayHintParams): InlayHint[] {
  const found = settings.inlayHints.enabled ? analysed(documents, textDocument.uri) : undefined;
  if (!found) return [];
  const source = found.opened.analysis.source;
  return shownHints(found.entry, found.opened)
    .filter(hint => hint.line >= range.start.line && hint.line <= range.end.line)
    .map(hint => ({ position: positionOf(source, hint.offset), label: `${'\u00a0'.repeat(hint.padding)}${hint.text}` }));
}
