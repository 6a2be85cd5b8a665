// SPDX-License-Identifier: GPL-2.0-or-later
// The words kbuild would pass to the compiler for a .S file of a tree that has not built it: the include path of the top Makefile,
// the arch Makefile's flags, and what the directory's own Makefile adds.

import type { FileSystem } from './fileSystem.ts';
import { kbuildNames, kbuildObject, type KbuildObject } from './kbuildObject.ts';
import { isSet, type KernelConfig } from './kconfig.ts';
import type { KernelTree } from './kernelTree.ts';
import { makeValueOf, readMakefiles, type MakeVariables } from './makefile.ts';
import { shellCommands } from './shellWords.ts';

export interface TreeCommand { readonly words: readonly string[]; readonly object?: KbuildObject }

export function treeCommand(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string): TreeCommand {
  const flags = archFlags(fs, tree, config);
  const object = kbuildObject(fs, tree, config, path, flags);
  const words = object && kbuildWords(fs, tree, config, object, flags);
  if (words) return { words, object };
  const aflags = ['KBUILD_CPPFLAGS', 'KBUILD_AFLAGS'].flatMap(name => shellWords(flags.get(name) ?? ''));
  return { words: ['-nostdinc', ...includeWords(fs, tree), ...aflags, ...(object?.part === 'module' ? ['-DMODULE'] : [])], ...(object && { object }) };
}

/** $(a_flags) as the tree's own scripts/Makefile.lib puts it together for this object; undefined where it has no such thing. */
function kbuildWords(fs: FileSystem, tree: KernelTree, config: KernelConfig, object: KbuildObject, flags: ReadonlyMap<string, string>): readonly string[] | undefined {
  const library = fs.readFile(`${tree.root}/scripts/Makefile.lib`);
  if (library === undefined) return undefined;
  const { directory, stem, targets } = object;
  const names: Record<string, string> = { 'obj': directory, 'src': object.source, '@': targets[0]!, '*': stem, '@F': `${stem.slice(stem.lastIndexOf('/') + 1)}.o`, 'basetarget': stem.slice(stem.lastIndexOf('/') + 1) };
  if (tree.build !== tree.root) names['building_out_of_srctree'] = '1';
  const base = new Map([...flags, ['NOSTDINC_FLAGS', '-nostdinc'], ['LINUXINCLUDE', includeWords(fs, tree).join(' ')], ['KBUILD_AFLAGS_MODULE', '-DMODULE']]);
  const include = fs.readFile(`${tree.root}/scripts/Kbuild.include`) ?? '';
  const variables = readMakefiles([include, object.makefile, library], kbuildNames(tree, config, names), base);
  const words = shellWords(makeValueOf(variables, 'a_flags', targets));
  return words.includes('-nostdinc') ? words : undefined;
}

/** LINUXINCLUDE of the top Makefile: the include path, and the headers every unit includes first. */
function includeWords(fs: FileSystem, tree: KernelTree): readonly string[] {
  const told = shellWords(makeValueOf(topMakefile(fs, tree), 'LINUXINCLUDE'));
  if (told.some(word => word.endsWith('arch/x86/include'))) return told;
  const source = tree.sourceSpelling;
  const words = [`-I${source}/arch/x86/include`, '-I./arch/x86/include/generated'];
  if (tree.build !== tree.root) words.push(`-I${source}/include`);
  words.push('-I./include', `-I${source}/arch/x86/include/uapi`, '-I./arch/x86/include/generated/uapi', `-I${source}/include/uapi`, '-I./include/generated/uapi');
  for (const first of ['compiler-version.h', 'kconfig.h']) {
    if (fs.exists(`${tree.root}/include/linux/${first}`)) words.push('-include', `${source}/include/linux/${first}`);
  }
  return words;
}

/** Only these assignments of the top Makefile: the rest of it decides things by running programs. */
function topMakefile(fs: FileSystem, tree: KernelTree): MakeVariables {
  const text = fs.readFile(`${tree.root}/Makefile`) ?? '';
  const assignments = [...text.matchAll(/^(?:USERINCLUDE|LINUXINCLUDE|KBUILD_AFLAGS|KBUILD_CPPFLAGS)[ \t]*:?=(?:.*\\\n)*.*$/gm)].map(match => match[0]);
  // Until 5.2 the name for "built with O=" was KBUILD_SRC.
  const names: Record<string, string> = tree.build === tree.root ? {} : { building_out_of_srctree: '1', KBUILD_SRC: tree.root };
  return readMakefiles([assignments.join('\n')], kbuildNames(tree, new Map(), names));
}

/** KBUILD_CPPFLAGS, KBUILD_AFLAGS and their like after the top Makefile and the arch Makefile. */
function archFlags(fs: FileSystem, tree: KernelTree, config: KernelConfig): Map<string, string> {
  const prefixMap = fs.readFile(`${tree.root}/Makefile`)?.includes('-fmacro-prefix-map') ?? true;
  const top = topMakefile(fs, tree);
  const initial = new Map([
    ['KBUILD_CPPFLAGS', `${makeValueOf(top, 'KBUILD_CPPFLAGS') || '-D__KERNEL__'}${prefixMap ? ` -fmacro-prefix-map=${tree.sourceSpelling}/=` : ''}`],
    ['KBUILD_AFLAGS', makeValueOf(top, 'KBUILD_AFLAGS') || '-D__ASSEMBLY__ -fno-PIE'],
    ['KBUILD_CFLAGS', ''],
  ]);
  const archMakefile = fs.readFile(`${tree.root}/arch/x86/Makefile`) ?? '';
  const names = kbuildNames(tree, config, { obj: '.', src: tree.sourceSpelling });
  const arch = readMakefiles([archMakefile], names, initial);
  // Behind the arch Makefile the top Makefile adds how calls to the tracer are made.
  const tracer = isSet(config, 'FUNCTION_TRACER') && isSet(config, 'HAVE_FENTRY') ? ' -DCC_USING_FENTRY' : '';
  const nop = tracer !== '' && isSet(config, 'FTRACE_MCOUNT_USE_CC') && isSet(config, 'HAVE_NOP_MCOUNT') ? ' -DCC_USING_NOP_MCOUNT' : '';
  const flags = new Map<string, string>();
  for (const name of ['KBUILD_CPPFLAGS', 'KBUILD_AFLAGS', 'KBUILD_CFLAGS', 'REALMODE_CFLAGS']) flags.set(name, makeValueOf(arch, name));
  flags.set('KBUILD_AFLAGS', flags.get('KBUILD_AFLAGS')! + nop + tracer);
  if (!/-m(16|32|64)\b/.test(flags.get('KBUILD_AFLAGS')!)) flags.set('KBUILD_AFLAGS', `${flags.get('KBUILD_AFLAGS')!} ${isSet(config, 'X86_32') ? '-m32' : '-m64'}`);
  return flags;
}

function shellWords(text: string): readonly string[] { return shellCommands(text)[0] ?? []; }
