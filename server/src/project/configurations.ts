// SPDX-License-Identifier: GPL-2.0-or-later
// The configurations that a file of a tree can be looked at under: the tree's own, other build folders of the same sources (make O=DIR),
// other .config files beside them, and the variants of the one in force. One word chooses: the path of a folder or of a file, the name of
// a variant, or nothing for the tree's own.

import type { Overrides } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';
import { parseConfig, type KernelConfig } from './kconfig.ts';
import { buildsOf, findTree, sourceOfBuild, type KernelTree } from './kernelTree.ts';
import { childOf, isAbsolute, nameOf } from './path.ts';
import { remembered } from './remembered.ts';
import { featuresOf, variants } from './variants.ts';

export interface FoundConfiguration {
  /** What a setting or an option says to choose it; '' for the tree's own. */
  readonly choice: string;
  readonly kind: 'own' | 'build' | 'config' | 'variant';
  readonly title: string;
  readonly detail: string;
  /** It is in force. */
  readonly chosen: boolean;
}

export function configurationsOf(fs: FileSystem, path: string, overrides: Overrides): FoundConfiguration[] {
  const own = findTree(fs, path, overrides.build);
  if (!own) return [];
  const chosen = choiceOf(fs, own, overrides), found: FoundConfiguration[] = [];
  const add = (choice: string, kind: FoundConfiguration['kind'], title: string, config: KernelConfig | undefined, where: string): void => {
    found.push({ choice, kind, title, detail: [config ? featuresOf(config).join(', ') : 'not configured', where].filter(text => text !== '').join(' · '), chosen: choice === chosen });
  };
  add('', 'own', nameOf(own.build), own.config, `${own.build}/.config`);
  for (const build of buildsOf(fs, own.root)) if (build !== own.build) add(build, 'build', nameOf(build), configAt(fs, `${build}/.config`), build);
  for (const file of configFiles(fs, own)) add(file, 'config', nameOf(file), configAt(fs, file), file);
  for (const { name, title, change } of own.config ? variants : []) if (!isSame(change(own.config!), own.config!)) add(name, 'variant', title, change(own.config!), '');
  return found;
}

/** The choice in force in a tree; one that is for another tree, or leads nowhere, counts as none. */
export function choiceOf(fs: FileSystem, tree: KernelTree, overrides: Overrides): string {
  const choice = overrides.choices?.[tree.root] ?? overrides.configuration ?? '';
  if (!isAbsolute(choice)) return variants.some(({ name }) => name === choice) ? choice : '';
  const stat = fs.stat(choice);
  if (stat?.kind === 'file') return configAt(fs, choice) ? choice : '';
  return stat && (choice === tree.root || sourceOfBuild(fs, choice) === tree.root) ? choice : '';
}

/** The .config that a choice means instead of the tree's own; undefined if it means that one, or another build folder. */
export function chosenConfig(fs: FileSystem, choice: string, own: KernelConfig): KernelConfig | undefined {
  if (isAbsolute(choice)) return fs.stat(choice)?.kind === 'file' ? configAt(fs, choice) : undefined;
  const changed = variants.find(({ name }) => name === choice)?.change(own);
  return changed && !isSame(changed, own) ? changed : undefined;
}

function isSame(a: KernelConfig, b: KernelConfig): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

/** Undefined for what is no x86 configuration. */
function configAt(fs: FileSystem, path: string): KernelConfig | undefined {
  const config = remembered(fs, path, 'config', parseConfig);
  return config && (config.get('X86') === 'y' || config.get('X86_64') === 'y' || config.get('X86_32') === 'y') ? config : undefined;
}

function configFiles(fs: FileSystem, { root, build }: KernelTree): string[] {
  return [...new Set([root, build])].flatMap(directory => [...fs.list(directory)].sort().filter(name => /^\.config[._-].|^config[.-].|.\.config$/.test(name)).map(name => childOf(directory, name)))
    .filter(file => configAt(fs, file) !== undefined);
}
