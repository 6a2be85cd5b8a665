// SPDX-License-Identifier: GPL-2.0-or-later
// The .S files below a folder, for commands that look at many.

import type { FileSystem } from '../project/fileSystem.ts';
import { childOf, nameOf, parentOf } from '../project/path.ts';

export interface SourceFiles {
  /** Those that are built here first, else by name. */
  readonly files: readonly string[];
  readonly built: ReadonlySet<string>;
}

/** The file itself, if it is one; undefined if there is nothing. */
export function sourceFiles(fs: FileSystem, root: string): SourceFiles | undefined {
  const stat = fs.stat(root);
  if (!stat) return undefined;
  const files: string[] = [];
  const walk = (directory: string, depth: number): void => {
    for (const name of [...fs.list(directory)].sort()) {
      if (name.startsWith('.')) continue;
      const path = childOf(directory, name);
      if (name.endsWith('.S')) files.push(path);
      else if (depth < 12 && !name.includes('.') && fs.stat(path)?.kind === 'directory') walk(path, depth + 1);
    }
  };
  if (stat.kind === 'file') files.push(root); else walk(root, 0);
  // What has been built comes first: entry_32.S has many of the names of entry_64.S.
  const built = new Set(files.filter(file => fs.exists(childOf(parentOf(file), `.${nameOf(file).replace(/S$/, 'o')}.cmd`))));
  files.sort((a, b) => Number(built.has(b)) - Number(built.has(a)));
  return { files, built };
}
