// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel tree around a file: where its sources begin, where its build leaves objects and generated headers (`make O=DIR`), which
// release it is, how it is configured.

import type { FileSystem } from './fileSystem.ts';
import { parseConfig, type KernelConfig } from './kconfig.ts';
import { around, childOf, nameOf, parentOf, resolvePath } from './path.ts';
import { remembered } from './remembered.ts';

export interface KernelTree {
  readonly root: string;
  /** Where objects are; equal to root unless built with O=DIR. */
  readonly build: string;
  /** $(srctree) as commands in the build directory spell it: ".", ".." or an absolute path. */
  readonly sourceSpelling: string;
  readonly release?: { readonly version: number; readonly patchLevel: number; readonly text: string };
  /** Undefined for a tree that was never configured. */
  readonly config?: KernelConfig;
}

export function findTree(fs: FileSystem, path: string, build?: string): KernelTree | undefined {
  for (const root of around(path)) {
    if (isTree(fs, root)) return treeAt(fs, root, build);
  }
  // A generated .S file lies in the build directory, outside the sources.
  for (const directory of around(path)) {
    const root = sourceOfBuild(fs, directory);
    if (root !== undefined && isTree(fs, root)) return treeAt(fs, root, build ?? directory);
  }
  return undefined;
}

export function treeAt(fs: FileSystem, root: string, build?: string): KernelTree {
  const found = build !== undefined ? resolvePath(root, build) : findBuild(fs, root);
  const config = remembered(fs, `${found}/.config`, 'config', parseConfig);
  const release = remembered(fs, `${root}/Makefile`, 'release', readRelease);
  // kbuild spells the source tree ".." when the build directory lies directly in it.
  const sourceSpelling = found === root ? '.' : parentOf(found) === root ? '..' : root;
  return { root, build: found, sourceSpelling, ...(release && { release }), ...(config && { config }) };
}

export function isTree(fs: FileSystem, directory: string): boolean {
  return fs.exists(`${directory}/arch/x86/Makefile`) && fs.exists(`${directory}/include/linux`) && fs.exists(`${directory}/Makefile`);
}

/** The build directory of a tree nobody named: the tree itself, the folder a `source` link was followed from, or a neighbour that says so. */
function findBuild(fs: FileSystem, root: string): string {
  if (isBuilt(fs, root)) return root;
  const parent = parentOf(root);
  if (nameOf(root) === 'source' && isBuilt(fs, parent)) return parent;
  return outside(fs, root).next().value ?? root;
}

/** All folders that hold a build of these sources, the sources themselves first if they were built in place. */
export function buildsOf(fs: FileSystem, root: string): string[] { return [...isBuilt(fs, root) ? [root] : [], ...outside(fs, root)]; }

function* outside(fs: FileSystem, root: string): Generator<string, undefined> {
  for (const directory of [root, parentOf(root)]) {
    for (const name of [...fs.list(directory)].sort()) {
      const candidate = childOf(directory, name);
      if (candidate !== root && isBuilt(fs, candidate) && sourceOfBuild(fs, candidate) === root) yield candidate;
    }
  }
}

function isBuilt(fs: FileSystem, directory: string): boolean {
  return fs.exists(`${directory}/.config`) || fs.exists(`${directory}/include/generated/autoconf.h`);
}

/** kbuild leaves a Makefile in the output directory that includes the one of the sources. */
export function sourceOfBuild(fs: FileSystem, directory: string): string | undefined {
  const line = remembered(fs, `${directory}/Makefile`, 'source', text => text.length > 2000 ? null : /^include\s+(\S+)\/Makefile\s*$/m.exec(text));
  return line ? resolvePath(directory, line[1]!) : undefined;
}

function readRelease(text: string): { version: number; patchLevel: number; text: string } | undefined {
  const value = (name: string) => new RegExp(`^${name}\\s*=[ \\t]*(.*)$`, 'm').exec(text)?.[1]!.trim() ?? '';
  const version = Number(value('VERSION') || NaN), patchLevel = Number(value('PATCHLEVEL') || NaN);
  if (!Number.isInteger(version) || !Number.isInteger(patchLevel)) return undefined;
  const subLevel = value('SUBLEVEL');
  return { version, patchLevel, text: `${version}.${patchLevel}${subLevel && `.${subLevel}`}${value('EXTRAVERSION')}` };
}
