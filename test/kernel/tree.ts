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

/** Where x86 code lies: besides the architecture itself, ciphers and checksums of 6.16 and later. */
const folders = ['arch/x86', 'lib'];

/** Every object there that was made of a .S file, sorted by name; `build` is the folder of `make O=DIR`. */
export function kernelObjects(build = kernelBuild): KernelObject[] {
  if (!fs.existsSync(path.join(build, 'arch/x86'))) throw new Error(`no built kernel at ${build}: run test/kernel/prepare.sh`);
  const objects: KernelObject[] = [];
  const entries = folders.map(folder => path.join(build, folder)).filter(folder => fs.existsSync(folder)).flatMap(folder => fs.readdirSync(folder, { recursive: true, withFileTypes: true }));
  for (const entry of entries) {
    if (!/^\..*\.o\.cmd$/.test(entry.name)) continue;
    const command = fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    const source = /^source_\S+ := (\S+\.S)$/m.exec(command)?.[1];
    const object = path.join(entry.parentPath, entry.name.slice(1, -'.cmd'.length));
    if (source && fs.existsSync(object)) objects.push({ source: path.resolve(build, source), object, build });
  }
  return objects.sort((a, b) => (a.source < b.source ? -1 : 1));
}

export function objtoolOf(build: string): string { return path.join(build, 'tools/objtool/objtool'); }

export const kernels = path.join(root, '.cache/kernel');

/** All that prepare.sh has made. */
export function preparedBuilds(): string[] {
  return fs.readdirSync(kernels).map(name => path.join(kernels, name)).filter(build => fs.existsSync(path.join(build, '.config'))).sort();
}
