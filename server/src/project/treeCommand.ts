// SPDX-License-Identifier: GPL-2.0-or-later
// The words kbuild would pass to the compiler for a .S file of a tree that has not built it: the include path of the top Makefile,
// the arch Makefile's flags, and what the directory's own Makefile adds.

import type { FileSystem } from './fileSystem.ts';
import { kbuildNames, kbuildObject, type KbuildObject } from './kbuildObject.ts';
import { isSet, type KernelConfig } from './kconfig.ts';
import type { KernelTree } from './kernelTree.ts';
import { atTargets, makeValueOf, makeWords, readMakefiles } from './makefile.ts';
import { shellCommands } from './shellWords.ts';

export interface TreeCommand { readonly words: readonly string[]; readonly object?: KbuildObject }

export function treeCommand(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string): TreeCommand {
  const flags = archFlags(fs, tree, config);
  const object = kbuildObject(fs, tree, config, path, flags);
  const words = ['-nostdinc', ...includeWords(fs, tree), ...shellWords(flags.get('KBUILD_CPPFLAGS') ?? '')];
  if (!object) return { words: [...words, ...shellWords(flags.get('KBUILD_AFLAGS') ?? '')] };
  const { variables, targets, stem } = object;
  const removed = new Set([...makeWords(variables, 'asflags-remove-y'), ...makeWords(variables, `AFLAGS_REMOVE_${stem}.o`)]);
  const own = ['KBUILD_AFLAGS', 'asflags-y', `AFLAGS_${stem}.o`].flatMap(name => shellWords(makeValueOf(variables, name, targets)));
  words.push(...own.filter(word => !removed.has(word)));
  if (tree.build !== tree.root) words.push(`-I${tree.sourceSpelling}/${object.directory}`, `-I${object.directory}`);
  if (object.part === 'module') words.push('-DMODULE');
  return { words: [...words, ...moduleWords(tree, object)], object };
}

/** LINUXINCLUDE of the top Makefile, and the headers every unit includes first. */
function includeWords(fs: FileSystem, tree: KernelTree): string[] {
  const source = tree.sourceSpelling;
  const words = [`-I${source}/arch/x86/include`, '-I./arch/x86/include/generated'];
  if (tree.build !== tree.root) words.push(`-I${source}/include`);
  words.push('-I./include', `-I${source}/arch/x86/include/uapi`, '-I./arch/x86/include/generated/uapi', `-I${source}/include/uapi`, '-I./include/generated/uapi');
  for (const first of ['compiler-version.h', 'kconfig.h']) {
    if (fs.exists(`${tree.root}/include/linux/${first}`)) words.push('-include', `${source}/include/linux/${first}`);
  }
  return words;
}

/** KBUILD_CPPFLAGS, KBUILD_AFLAGS and their like after the top Makefile and the arch Makefile. */
function archFlags(fs: FileSystem, tree: KernelTree, config: KernelConfig): Map<string, string> {
  const prefixMap = fs.readFile(`${tree.root}/Makefile`)?.includes('-fmacro-prefix-map') ?? true;
  const initial = new Map([
    ['KBUILD_CPPFLAGS', `-D__KERNEL__${prefixMap ? ` -fmacro-prefix-map=${tree.sourceSpelling}/=` : ''}`],
    ['KBUILD_AFLAGS', '-D__ASSEMBLY__ -fno-PIE'],
    ['KBUILD_CFLAGS', ''],
  ]);
  const archMakefile = fs.readFile(`${tree.root}/arch/x86/Makefile`) ?? '';
  const names = kbuildNames(tree, config, { obj: '.', src: tree.sourceSpelling });
  const arch = readMakefiles([archMakefile], names, initial);
  // Behind the arch Makefile the top Makefile adds how calls to the tracer are made.
  const tracer = isSet(config, 'FUNCTION_TRACER') && isSet(config, 'HAVE_FENTRY') ? ' -DCC_USING_FENTRY' : '';
  const nop = tracer !== '' && isSet(config, 'FTRACE_MCOUNT_USE_CC') && isSet(config, 'HAVE_NOP_MCOUNT') ? ' -DCC_USING_NOP_MCOUNT' : '';
  const flags = new Map<string, string>();
  for (const name of ['KBUILD_CPPFLAGS', 'KBUILD_AFLAGS', 'KBUILD_CFLAGS', 'REALMODE_CFLAGS']) flags.set(name, makeValueOf(atTargets(arch, []), name));
  flags.set('KBUILD_AFLAGS', flags.get('KBUILD_AFLAGS')! + nop + tracer);
  if (!/-m(16|32|64)\b/.test(flags.get('KBUILD_AFLAGS')!)) flags.set('KBUILD_AFLAGS', `${flags.get('KBUILD_AFLAGS')!} ${isSet(config, 'X86_32') ? '-m32' : '-m64'}`);
  return flags;
}

/** -DKBUILD_MODFILE and its like; the first only for what is not part of a module, and since 5.8. */
function moduleWords(tree: KernelTree, object: KbuildObject): string[] {
  const token = object.modname.replace(/-/g, '_').replace(/,/g, '_');
  const words: string[] = [];
  const { version, patchLevel } = tree.release ?? { version: 6, patchLevel: 0 };
  if (object.part !== 'module' && (version > 5 || (version === 5 && patchLevel >= 8))) words.push(`-DKBUILD_MODFILE="${object.directory}/${object.modname}"`);
  words.push(`-DKBUILD_MODNAME="${token}"`);
  if (version > 5 || (version === 5 && patchLevel >= 7)) words.push(`-D__KBUILD_MODNAME=kmod_${token}`);
  return words;
}

function shellWords(text: string): readonly string[] { return shellCommands(text)[0] ?? []; }
