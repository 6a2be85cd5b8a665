// SPDX-License-Identifier: GPL-2.0-or-later
// `#include` operands as links to the files that the preprocessor found for them.

import type { Analysis } from '../analysis/analyse.ts';
import type { SourceText } from '../base/text.ts';
import { includeOf } from './target.ts';
import { tokensOf } from './tokens.ts';

export interface DocumentLink { readonly start: number; readonly end: number; readonly file: SourceText }

export function documentLinks(analysis: Analysis): DocumentLink[] {
  return tokensOf(analysis).flatMap(({ kind, start, end }) => {
    const file = kind === 'include-path' ? includeOf(analysis, analysis.source, start, end)?.file : undefined;
    return file ? [{ start: start + 1, end: end - 1, file }] : [];
  });
}
