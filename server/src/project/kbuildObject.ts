// SPDX-License-Identifier: GPL-2.0-or-later
// What a directory's Makefile says of one object: is it part of vmlinux or of a module, may objtool look at it,
// which flags are its own.

import type { FileSystem } from './fileSystem.ts';
import { makeValue, type KernelConfig } from './kconfig.ts';
import type { KernelTree } from './kernelTree.ts';
import { makeValueOf, makeWords, readMakefiles, type MakeVariables } from './makefile.ts';
import { below, parentOf } from './path.ts';

export interface KbuildObject {
  /**
   * 'disabled': listed, but the configuration leaves it out; 'elsewhere': part of something that is not the kernel (setup-y of boot/,
   * vobjs-y of the vdso); 'unlisted': the Makefile does not know it.
   */
  readonly part: 'builtin' | 'module' | 'disabled' | 'elsewhere' | 'unlisted';
  /** OBJECT_FILES_NON_STANDARD does not exempt it from objtool. */
  readonly standard: boolean;
  /** $(obj): the directory of the Makefile that builds it, from the tree's root. */
  readonly directory: string;
  /** Path below that directory, without suffix. */
  readonly stem: string;
  readonly variables: MakeVariables;
  /** $(src), and the text of the Makefile. */
  readonly source: string;
  readonly makefile: string;
  /** Targets whose target-specific variables reach the object's rule. */
  readonly targets: readonly string[];
}

/** `base` are variables that the makefiles above have set, KBUILD_AFLAGS first of all. */
export function kbuildObject(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string, base?: ReadonlyMap<string, string>): KbuildObject | undefined {
  const relative = below(tree.root, path) ?? below(tree.build, path);
  if (relative === undefined) return undefined;
  for (let directory = parentOf(relative); directory !== ''; directory = directory.includes('/') ? parentOf(directory) : '') {
    const text = fs.readFile(`${tree.root}/${directory}/Kbuild`) ?? fs.readFile(`${tree.root}/${directory}/Makefile`);
    if (text === undefined) { if (directory === relative) break; continue; }
    const source = tree.sourceSpelling === '.' ? directory : `${tree.sourceSpelling}/${directory}`;
    const variables = base ? readMakefiles([text], kbuildNames(tree, config, { obj: directory, src: source }), base) : variablesOf(tree, config, { directory, source, text });
    return describe({ variables, makefile: text, source, directory, stem: relative.slice(directory.length + 1).replace(/\.[^./]*$/, '') });
  }
  return undefined;
}

/** By configuration, and by the tree and the folder: all files of a folder ask for the same. */
const known = new WeakMap<KernelConfig, Map<string, { readonly text: string; readonly variables: MakeVariables }>>();

function variablesOf(tree: KernelTree, config: KernelConfig, { directory, source, text }: { readonly directory: string; readonly source: string; readonly text: string }): MakeVariables {
  let folders = known.get(config);
  if (!folders) known.set(config, folders = new Map());
  const key = `${tree.root}\0${tree.sourceSpelling}\0${tree.release?.text ?? ''}\0${directory}`;
  let kept = folders.get(key);
  if (kept?.text !== text) folders.set(key, kept = { text, variables: readMakefiles([text], kbuildNames(tree, config, { obj: directory, src: source })) });
  return kept.variables;
}

/** Only 32-bit kernels build it: by its name, by its directory, or because the Makefile lists it for them alone. */
export function onlyFor32(fs: FileSystem, tree: KernelTree, config: KernelConfig, config32: () => KernelConfig, path: string): boolean {
  const relative = below(tree.root, path) ?? '';
  if (config.get('X86_32') === 'y' || !relative.startsWith('arch/x86/') || relative.includes('/vdso32/')) return false;
  if (/^arch\/x86\/(math-emu|platform\/olpc)\//.test(relative)) return true;
  if (built(kbuildObject(fs, tree, config, path))) return false;
  return /(_32|[-_]i[3-6]86[^/]*)\.[sS]$/.test(relative) || built(kbuildObject(fs, tree, config32(), path));
}

function built(object: KbuildObject | undefined): boolean { return object?.part === 'builtin' || object?.part === 'module'; }

/** The names every kbuild Makefile takes from above. */
export function kbuildNames(tree: KernelTree, config: KernelConfig, names: Readonly<Record<string, string>>): (name: string) => string | undefined {
  const is32 = config.get('X86_32') === 'y';
  const known: Record<string, string> = {
    srctree: tree.sourceSpelling, objtree: '.', SRCARCH: 'x86', ARCH: 'x86', BITS: is32 ? '32' : '64', UTS_MACHINE: is32 ? 'i386' : 'x86_64',
    VERSION: String(tree.release?.version ?? ''), PATCHLEVEL: String(tree.release?.patchLevel ?? ''), comma: ',', ...names,
  };
  return name => name.startsWith('CONFIG_') ? makeValue(config, name.slice(7)) : known[name];
}

function describe(from: Pick<KbuildObject, 'variables' | 'makefile' | 'source' | 'directory' | 'stem'>): KbuildObject {
  const { variables, directory, stem } = from;
  const object = `${stem}.o`;
  const target = `${directory}/${object}`;
  // The vdso's 32-bit objects are prerequisites of an image whose rule changes the flags for all of them.
  const targets = directory.endsWith('entry/vdso') && stem.startsWith('vdso32/') ? [target, `${directory}/vdso32.so.dbg`] : [target];
  const non = makeValueOf(variables, `OBJECT_FILES_NON_STANDARD_${object}`, targets) + makeValueOf(variables, 'OBJECT_FILES_NON_STANDARD', targets);
  const common = { ...from, standard: !non.startsWith('y'), targets };
  for (const { list, part } of lists) {
    for (const listed of makeWords(variables, list)) {
      if (listed === object) return { ...common, part };
      if (!listed.endsWith('.o')) continue;
      const composite = listed.slice(0, -2);
      const suffixes = part === 'builtin' ? ['-objs', '-y'] : ['-objs', '-y', '-m'];
      if (suffixes.some(suffix => makeWords(variables, composite + suffix).includes(object))) return { ...common, part };
      if (makeWords(variables, `${composite}-`).includes(object)) return { ...common, part: 'disabled' };
    }
  }
  return { ...common, part: isNamed(variables, object) ? 'elsewhere' : 'unlisted' };
}

function isNamed(variables: MakeVariables, object: string): boolean {
  for (const name of variables.assigned.keys()) {
    if (/flags/i.test(name)) continue;
    if (makeWords(variables, name).some(word => word === object || word.endsWith(`/${object}`))) return true;
  }
  return false;
}

const lists = [
  { list: 'obj-y', part: 'builtin' }, { list: 'lib-y', part: 'builtin' }, { list: 'obj-m', part: 'module' }, { list: 'lib-m', part: 'builtin' },
  { list: 'obj-', part: 'disabled' }, { list: 'obj-n', part: 'disabled' }, { list: 'lib-', part: 'disabled' },
] as const;
