// SPDX-License-Identifier: GPL-2.0-or-later
// The prepared kernel tree (test/kernel/prepare.sh) and its objects: what the real tools made of each .S file.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** KERNEL_TREE, or where prepare.sh unpacks Debian's source of KERNEL_VERSION (6.12). */
export const kernelTree = path.resolve(process.env['KERNEL_TREE'] ?? path.join(root, '.cache/kernel', `linux-source-${process.env['KERNEL_VERSION'] ?? '6.12'}`));

export interface KernelObject { readonly source: string; readonly object: string; readonly build: string }

/** Where `make O=DIR` left the objects, if not in the tree. */
export const kernelBuild = path.resolve(process.env['KERNEL_BUILD'] ?? kernelTree);

/** The sources of a build: itself, or what the Makefile there includes. */
export function sourcesOf(build: string): string {
  const line = /^include\s+(\S+)\/Makefile\s*$/m.exec(fs.readFileSync(path.join(build, 'Makefile'), 'utf8').slice(0, 2000));
  return line ? path.resolve(build, line[1]!) : build;
}

/** Every object below arch/x86 that was made of a .S file, sorted by name; `build` is the folder of `make O=DIR`. */
export function kernelObjects(build = kernelBuild): KernelObject[] {
  if (!fs.existsSync(path.join(build, 'arch/x86'))) throw new Error(`no built kernel at ${build}: run test/kernel/prepare.sh`);
  const objects: KernelObject[] = [];
  for (const entry of fs.readdirSync(path.join(build, 'arch/x86'), { recursive: true, withFileTypes: true })) {
    if (!/^\..*\.o\.cmd$/.test(entry.name)) continue;
    const command = fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    const source = /^source_\S+ := (\S+\.S)$/m.exec(command)?.[1];
    const object = path.join(entry.parentPath, entry.name.slice(1, -'.cmd'.length));
    if (source && fs.existsSync(object)) objects.push({ source: path.resolve(build, source), object, build });
  }
  return objects.sort((a, b) => (a.source < b.source ? -1 : 1));
}

export function objtoolOf(build: string): string { return path.join(build, 'tools/objtool/objtool'); }
