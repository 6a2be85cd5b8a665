// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/inlayHint, and inlayHint/resolve: the whole state in a tooltip, worked out only when somebody looks.

import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { siteAt } from '../analysis/sites.ts';
import { hover, renderHover } from '../ide/hover.ts';
import { hintPadding, hintText } from '../ide/inlayHints.ts';
import { positionOf } from './convert.ts';
import { analysed, shownHints, type Documents } from './documents.ts';
import { hoverFormats, markupOf } from './markup.ts';
import type { Settings } from './settings.ts';

/** Which line it is about, of which version of which document. */
interface HintData { readonly uri: string; readonly version: number; readonly line: number }

export function onInlayHint(documents: Documents, { inlayHints: { enabled, style } }: Settings, { textDocument, range }: InlayHintParams): InlayHint[] {
  const found = enabled ? analysed(documents, textDocument.uri) : undefined;
  if (!found) return [];
  const source = found.opened.analysis.source, { version } = found.entry.document;
  return shownHints(found.entry, found.opened)
    .filter(hint => hint.line >= range.start.line && hint.line <= range.end.line)
    .flatMap(hint => {
      const text = hintText(hint, style), data: HintData = { uri: textDocument.uri, version, line: hint.line };
      return text === undefined ? [] : [{ position: positionOf(source, hint.offset), label: `${'\u00a0'.repeat(hintPadding(hint, style))}${text}`, data }];
    });
}

export function onInlayHintResolve(documents: Documents, hint: InlayHint): InlayHint {
  const { uri, version, line } = (hint.data ?? {}) as Partial<HintData>;
  const found = uri === undefined ? undefined : analysed(documents, uri);
  if (!found || line === undefined || found.entry.document.version !== version) return hint;
  const { analysis } = found.opened, start = analysis.source.lineStarts[line]!;
  let offset = start;
  while (/[ \t]/.test(analysis.source.text[offset] ?? '')) offset++;
  const info = siteAt(analysis, offset) ? hover(analysis, offset) : undefined;
  return info ? { ...hint, tooltip: markupOf(hoverFormats(documents.client), renderHover(info)) } : hint;
}
