// SPDX-License-Identifier: GPL-2.0-or-later
// A kernel tree of a few lines, in memory: as much of kbuild as configure looks at, in our own words.

import type { CppOptions } from '../../server/src/cpp/preprocessed.ts';
import { memoryFileSystem, type FileSystem } from '../../server/src/project/fileSystem.ts';
import type { Rooms } from '../../server/src/project/configuration.ts';

/** cpp's reading of the words is another room's matter; here they only have to arrive. */
export const rooms: Rooms = {
  cppOptions: (): CppOptions => ({ defines: [], imacros: [], includes: [], quoteDirectories: [], directories: [], systemDirectories: [], afterDirectories: [], prefixMap: [], predefined: new Map(), noStandardIncludes: true }),
};

export const smallTree: Readonly<Record<string, string>> = {
  'Makefile': 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION =\n',
  'include/linux/kconfig.h': '#include <generated/autoconf.h>\n',
  'include/linux/compiler-version.h': '',
  'arch/x86/Makefile': 'ifeq ($(CONFIG_X86_32),y)\n\tKBUILD_AFLAGS += -m32\nelse\n\tKBUILD_AFLAGS += -m64\nendif\n',
  'arch/x86/entry/Makefile': 'obj-y := entry_$(BITS).o thunk.o\nAFLAGS_thunk.o := -iquote $(obj)\n',
  'arch/x86/entry/entry_64.S': '\tpush %rbp\n',
  'arch/x86/entry/thunk.S': '\tpush %rbp\n',
  'arch/x86/entry/entry_32.S': '\tpush %ebp\n',
  'arch/x86/crypto/Makefile': 'obj-$(CONFIG_CRYPTO_A) += a-x86.o\na-x86-y := a-asm.o a-glue.o\nOBJECT_FILES_NON_STANDARD_b.o := y\nobj-y += b.o\n',
  'arch/x86/crypto/a-asm.S': '\tpush %rbp\n',
  'arch/x86/crypto/b.S': '\tpush %rbp\n',
  'arch/x86/boot/Makefile': 'KBUILD_AFLAGS := -m16 -D_SETUP\nsetup-y += copy.o\n',
  'arch/x86/boot/copy.S': '\tpushw %bp\n',
};

export const configLines = ['X86_64=y', '64BIT=y', 'OBJTOOL=y', 'UNWINDER_ORC=y', 'HAVE_UACCESS_VALIDATION=y', 'HAVE_JUMP_LABEL_HACK=y', 'CRYPTO_A=m', 'AS_VERSION=23800'];

export function treeWith(extra: Readonly<Record<string, string>> = {}, config: readonly string[] | null = configLines): FileSystem {
  const files = { ...smallTree, ...(config && { '.config': config.map(line => `CONFIG_${line}\n`).join('') }), ...extra };
  return memoryFileSystem(new Map(Object.entries(files).map(([path, text]) => [path.startsWith('/') ? path : `/linux/${path}`, text])));
}
