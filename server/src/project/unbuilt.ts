// SPDX-License-Identifier: GPL-2.0-or-later
// A tree that was never built lacks the headers its build generates. These texts stand in for them, by absolute path, and are asked
// only when the file is not on the disk: a tree that is half prepared uses what it has. What they assume is said in words.

import { asmOffsets } from './asmOffsets.ts';
import type { FileSystem } from './fileSystem.ts';
import { autoconfText, type KernelConfig } from './kconfig.ts';
import type { KernelTree } from './kernelTree.ts';
import { below, nameOf } from './path.ts';
import { syscallHeaders, syscallHeaderText, syscallListText } from './syscallHeaders.ts';

export interface StandIns { readonly files: ReadonlyMap<string, string>; readonly assumptions: readonly string[] }

export const noStandIns: StandIns = { files: new Map(), assumptions: [] };

export function standIns(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string): StandIns {
  const prepared = needed.every(path => fs.exists(`${tree.build}/${path}`));
  const files = new Map<string, string>();
  const assumptions: string[] = [];
  const put = (name: string, text: string) => {
    const absolute = `${tree.build}/${name}`;
    if (fs.exists(absolute)) return false;
    files.set(absolute, text);
    return true;
  };
  const directory = below(tree.root, path) ?? '';
  if (directory.startsWith('arch/x86/kvm/')) {
    const kvm = kernelOffsets(fs, tree, config, 'arch/x86/kvm/kvm-asm-offsets', '__KVM_ASM_OFFSETS_H__');
    if (put('arch/x86/kvm/kvm-asm-offsets.h', kvm.text) && kvm.assumed.length > 0) assumptions.push(assumedValues(kvm.assumed));
  } else if (directory.startsWith('arch/x86/boot/')) {
    const header = fs.readFile(`${tree.root}/arch/x86/boot/header.S`) ?? '';
    put('arch/x86/boot/zoffset.h', linkedOffsets(header, 'ZO_'));
    put('arch/x86/boot/voffset.h', linkedOffsets(header, 'VO_'));
  }
  if (prepared) return { files, assumptions };
  if (put('include/generated/autoconf.h', autoconfText(config)) && !tree.config) assumptions.push('the tree has no .config: a default x86_64 configuration is assumed');
  const offsets = kernelOffsets(fs, tree, config, 'arch/x86/kernel/asm-offsets', '__ASM_OFFSETS_H__');
  if (put('include/generated/asm-offsets.h', offsets.text) && offsets.assumed.length > 0) assumptions.push(assumedValues(offsets.assumed));
  for (const [name, text] of wrappers(fs, tree)) put(name, text);
  for (const [name, text] of tables(fs, tree)) put(name, text);
  for (const [name, text] of constants(tree)) put(name, text);
  return { files, assumptions };
}

/**
 * Headers of another configuration than the tree's own, in a directory that is on no disk and comes first in the include path: what a
 * 32-bit kernel would have where the tree was made for 64 bits.
 */
export function standInsFor32(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string): StandIns & { readonly directory: string } {
  const directory = `${tree.build}/.unwind-lens-x86_32`;
  const offsets = kernelOffsets(fs, tree, config, 'arch/x86/kernel/asm-offsets', '__ASM_OFFSETS_H__');
  const files = new Map([...standIns(fs, tree, config, path).files, [`${directory}/generated/autoconf.h`, autoconfText(config)], [`${directory}/generated/asm-offsets.h`, offsets.text]]);
  return { directory, files, assumptions: ['only 32-bit kernels build this file: a 32-bit configuration is assumed', assumedValues(offsets.assumed)] };
}

/** The same for any other configuration of as many bits; offsets in structs are those of the tree's own build. */
export function standInsForOther(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string, choice: string): StandIns & { readonly directory: string } {
  const is32 = (each: KernelConfig | undefined) => each?.get('X86_32') === 'y';
  if (is32(config) && !is32(tree.config)) return { ...standInsFor32(fs, tree, config, path), assumptions: [`${nameOf(choice)}: values of constants in structs are assumed`] };
  const directory = `${tree.build}/.unwind-lens-${choice.replace(/[^\w.-]+/g, '_')}`, own = standIns(fs, tree, config, path);
  return { directory, files: new Map([...own.files, [`${directory}/generated/autoconf.h`, autoconfText(config)]]), assumptions: [...own.assumptions, `${nameOf(choice)}: offsets in structs are those of the tree's own build`] };
}

/** What `make prepare` leaves: if these are there, so are the other headers of include/generated and its like. */
const needed = ['include/generated/autoconf.h', 'include/generated/asm-offsets.h', 'arch/x86/include/generated/uapi/asm/types.h'];

function assumedValues(names: readonly string[]): string { return `values of ${names.length} constants are assumed: ${names.join(' ')}`; }

function kernelOffsets(fs: FileSystem, tree: KernelTree, config: KernelConfig, path: string, guard: string) {
  const is32 = config.get('X86_32') === 'y';
  const sources = [`${path}_${is32 ? 32 : 64}.c`, `${path}.c`].flatMap(name => fs.readFile(`${tree.root}/${name}`) ?? []);
  const headers = structHeaders.flatMap(name => fs.readFile(`${tree.root}/arch/x86/include/asm/${name}`) ?? []);
  return asmOffsets(sources, headers, guard, is32);
}

const structHeaders = ['shared/tdx.h', 'tdx.h'];

/** `#include <asm-generic/X.h>` for every header that kbuild lists and the architecture does not have. */
function* wrappers(fs: FileSystem, tree: KernelTree): Generator<[string, string]> {
  for (const uapi of ['', 'uapi/']) {
    const own = `arch/x86/include/${uapi}asm`;
    const generic = `include/${uapi}asm-generic`;
    const listed = new Set<string>();
    for (const [file, always] of [[`${own}/Kbuild`, true], [`${generic}/Kbuild`, false], [`${generic}/Kbuild.asm`, false]] as const) {
      for (const [, list, names] of (fs.readFile(`${tree.root}/${file}`) ?? '').replace(/\\\n/g, ' ').matchAll(/^(generic-y|mandatory-y)\s*\+?=\s*(.*)$/gm)) {
        for (const name of names!.trim().split(/\s+/)) if ((always && list === 'generic-y') || !fs.exists(`${tree.root}/${own}/${name}`)) listed.add(name);
      }
    }
    for (const name of listed) {
      if (fs.exists(`${tree.root}/${generic}/${name}`)) yield [`arch/x86/include/generated/${uapi}asm/${name}`, `#include <asm-generic/${name}>\n`];
    }
  }
}

function* tables(fs: FileSystem, tree: KernelTree): Generator<[string, string]> {
  const tableOf = (name: string) => fs.readFile(`${tree.root}/arch/x86/entry/syscalls/${name}`);
  for (const header of syscallHeaders) {
    const table = tableOf(header.table);
    if (table !== undefined) yield [`arch/x86/include/generated/${header.path}`, syscallHeaderText(header, table)];
  }
  const table64 = tableOf('syscall_64.tbl'), table32 = tableOf('syscall_32.tbl');
  const script = fs.readFile(`${tree.root}/arch/x86/entry/syscalls/syscalltbl.sh`);
  if (table64 !== undefined) {
    yield ['arch/x86/include/generated/asm/syscalls_64.h', syscallListText(table64, ['common', '64'], script)];
    yield ['arch/x86/include/generated/asm/syscalls_x32.h', syscallListText(table64, ['common', 'x32'], script)];
  }
  if (table32 !== undefined) yield ['arch/x86/include/generated/asm/syscalls_32.h', syscallListText(table32, ['i386'], script)];
  const xen = fs.readFile(`${tree.root}/include/xen/interface/xen.h`);
  if (xen !== undefined) yield ['arch/x86/include/generated/asm/xen-hypercalls.h', xenHypercalls(xen)];
}

function xenHypercalls(header: string): string {
  return [...header.matchAll(/^#define\s+__HYPERVISOR_(\w+)\s+\d+\s*(?:\/\*.*)?$/gm)].map(match => `HYPERCALL(${match[1]})\n`).join('');
}

function* constants(tree: KernelTree): Generator<[string, string]> {
  const { version, patchLevel, text } = tree.release ?? { version: 6, patchLevel: 12, text: '6.12.0' };
  const subLevel = Number(text.split('.')[2]?.match(/^\d+/)?.[0] ?? 0);
  yield ['include/generated/uapi/linux/version.h', `#define LINUX_VERSION_CODE ${version * 65536 + patchLevel * 256 + Math.min(subLevel, 255)}\n#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n`];
  yield ['include/generated/utsrelease.h', `#define UTS_RELEASE "${text}"\n`];
  yield ['include/generated/utsversion.h', '#define UTS_VERSION "#1"\n'];
  yield ['include/generated/compile.h', '#define UTS_MACHINE "x86_64"\n#define UTS_VERSION "#1"\n#define LINUX_COMPILE_BY "unknown"\n#define LINUX_COMPILE_HOST "unknown"\n#define LINUX_COMPILER "gcc"\n'];
  yield ['include/generated/bounds.h', '#define NR_PAGEFLAGS 21\n#define MAX_NR_ZONES 4\n#define NR_CPUS_BITS 6\n#define SPINLOCK_SIZE 4\n#define LRU_GEN_WIDTH 0\n#define __LRU_REFS_WIDTH 0\n'];
  yield ['include/generated/timeconst.h', ''];
  yield ['arch/x86/include/generated/asm/orc_hash.h', `#define ORC_HASH ${Array(20).fill('0x00').join(',')}\n`];
  yield ['arch/x86/include/generated/asm/cpufeaturemasks.h', featureMasks()];
}

/** 6.15+: which CPU features the configuration requires or disables. None: then nothing is optimised away. */
function featureMasks(): string {
  let text = '';
  for (let word = 0; word < 32; word++) text += `#define REQUIRED_MASK${word} 0\n#define DISABLED_MASK${word} 0\n`;
  return `${text}#define REQUIRED_MASK_BIT_SET(x) 0\n#define DISABLED_MASK_BIT_SET(x) 0\n`;
}

/** Addresses that a link would have told boot/header.S: ascending, so that differences stay positive. */
function linkedOffsets(source: string, prefix: string): string {
  const names = new Set([...source.matchAll(new RegExp(`\\b${prefix}(?!INIT_SIZE)\\w+`, 'g'))].map(match => match[0]));
  for (const [, own] of source.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm)) names.delete(own!);
  let at = 0;
  let text = '';
  // The EFI handover protocol wants its 64-bit entry 0x200 bytes behind the 32-bit one.
  if (names.delete(`${prefix}efi64_stub_entry`)) text += `#define ${prefix}efi64_stub_entry (${prefix}efi32_stub_entry + 0x200)\n`;
  for (const name of [...names].sort((a, b) => Number(/_end$/.test(a)) - Number(/_end$/.test(b)) || a.localeCompare(b))) text += `#define ${name} 0x${(at += 0x1000).toString(16)}\n`;
  return text;
}
