// SPDX-License-Identifier: GPL-2.0-or-later
// A unit from literal files, analysed as the server would do it outside of any tree: with the built-in headers.

import type { Analysis } from '../../server/src/analysis/analyse.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';

/** The first file is the main one; paths are absolute. */
export function analysed(files: Readonly<Record<string, string>>): Analysis {
  const opened = openFile(createWorkspace(memoryFileSystem(new Map(Object.entries(files)))), Object.keys(files)[0]!);
  if (opened?.kind !== 'analysed') throw new Error(opened?.reason ?? 'no such file');
  return opened.analysis;
}

/** Text with one `‸` where the cursor stands. */
export function withCursor(text: string): { readonly analysis: Analysis; readonly offset: number } {
  const offset = text.indexOf('‸');
  if (offset < 0) throw new Error('no cursor');
  return { analysis: analysed({ '/w/a.S': text.slice(0, offset) + text.slice(offset + 1) }), offset };
}
