// SPDX-License-Identifier: GPL-2.0-or-later
// unwindLens/inactiveRegions: text that the preprocessor leaves out, with the reason, for clients that dim it themselves and say so
// (`experimental.inactiveRegions`, as clangd's clients do). All others see it dimmed by semantic tokens.

import type { ClientCapabilities, Range } from 'vscode-languageserver';
import { inactiveRegions } from '../ide/inactiveRegions.ts';
import { rangeOf } from './convert.ts';
import { opened, type Documents, type OpenDocument } from './documents.ts';

export interface InactiveRegions { readonly uri: string; readonly version: number; readonly regions: readonly { readonly range: Range; readonly reason: string }[] }

export function dims({ experimental }: ClientCapabilities): boolean {
  return typeof experimental === 'object' && experimental !== null && (experimental as { inactiveRegions?: unknown }).inactiveRegions === true;
}

export function inactiveRegionsOf(documents: Documents, entry: OpenDocument): InactiveRegions {
  const found = opened(documents, entry);
  const regions = found?.kind === 'analysed' ? inactiveRegions(found.analysis).map(({ start, end, reason }) => ({ range: rangeOf(found.analysis.source, start, end), reason })) : [];
  return { uri: entry.uri, version: entry.document.version, regions };
}
