// SPDX-License-Identifier: GPL-2.0-or-later
// Some .S files are parts: verify_cpu.S, xen-head.S. By themselves they lack the headers of the file that includes them, so they are
// analysed through it. Looked for only when no Makefile lists the file as an object.

import type { FileSystem } from './fileSystem.ts';
import type { KernelTree } from './kernelTree.ts';
import { below, nameOf, normalizePath, parentOf } from './path.ts';
import { remembered } from './remembered.ts';

/** The first .S file of the neighbourhood, then of the architecture, that includes this one; one for 32 bits only if there is no other. */
export function includerOf(fs: FileSystem, tree: KernelTree, path: string): string | undefined {
  const own = parentOf(path);
  let only32: string | undefined;
  const asked = new Set<string>();
  for (const directory of [own, ...sourceDirectories(fs, `${tree.root}/arch/x86`, 4)]) {
    if (below(tree.root, directory) === undefined || asked.has(directory)) continue;
    asked.add(directory);
    for (const name of [...fs.list(directory)].sort()) {
      const candidate = `${directory}/${name}`;
      if (!name.endsWith('.S') || candidate === path) continue;
      const included = remembered(fs, candidate, 'included-assembly', includedAssembly);
      if (included?.some(spelled => nameOf(spelled) === nameOf(path) && leadsTo(tree, directory, spelled) === path)) {
        if (!/_32\.S$/.test(name)) return candidate;
        only32 ??= candidate;
      }
    }
  }
  return only32;
}

function includedAssembly(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]+"([^"\n]+\.S)"/gm)].map(match => match[1]!);
}

function leadsTo(tree: KernelTree, directory: string, spelled: string): string {
  // kbuild's include path makes "../../x86/xen/NAME.S" and "arch/x86/..." mean the tree as well.
  const near = normalizePath(`${directory}/${spelled}`);
  return below(`${tree.root}/arch/x86`, near) !== undefined ? near : normalizePath(`${tree.root}/arch/x86/${spelled.replace(/^(\.\.\/)+(arch\/)?(x86\/)?/, '')}`);
}

function* sourceDirectories(fs: FileSystem, directory: string, depth: number): Generator<string> {
  yield directory;
  if (depth === 0) return;
  for (const name of [...fs.list(directory)].sort()) {
    if (name.includes('.') || name === 'include' || name === 'configs' || /^[A-Z]/.test(name)) continue;
    yield* sourceDirectories(fs, `${directory}/${name}`, depth - 1);
  }
}
