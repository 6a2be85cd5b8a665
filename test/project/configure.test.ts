// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, test } from 'vitest';
import type { Configuration, Overrides } from '../../server/src/project/configuration.ts';
import { configure } from '../../server/src/project/configure.ts';
import type { FileSystem } from '../../server/src/project/fileSystem.ts';
import { objtoolWords } from '../../server/src/objtool/options.ts';
import { configLines, rooms, treeWith } from './tree.ts';

function configured(fs: FileSystem, path: string, overrides: Overrides = {}): Configuration {
  const answer = configure(path, fs, overrides, rooms);
  if (answer.kind !== 'analysed') throw new Error(answer.reason);
  return answer;
}

const cmd = `savedcmd_arch/x86/entry/entry_64.o := gcc -Wp,-MMD,x.d -nostdinc -I./include -D__KERNEL__ -Werror -g -m64 -DNAME='"a b"' -DPRICE=$$5 -c -o arch/x86/entry/entry_64.o arch/x86/entry/entry_64.S ; ./tools/objtool/objtool --hacks=jump_label --orc --uaccess arch/x86/entry/entry_64.o\n\nsource_arch/x86/entry/entry_64.o := arch/x86/entry/entry_64.S\n`;

test('the .cmd file beside the object wins, and holds objtool\'s own call', () => {
  const answer = configured(treeWith({ 'arch/x86/entry/.entry_64.o.cmd': cmd }), '/linux/arch/x86/entry/entry_64.S');
  expect(answer).toMatchObject({
    origin: { kind: 'cmd', path: '/linux/arch/x86/entry/.entry_64.o.cmd' }, workingDirectory: '/linux', inputPath: 'arch/x86/entry/entry_64.S', mode: 64, assemblerVersion: 23800,
    words: ['-nostdinc', '-I./include', '-D__KERNEL__', '-m64', '-DNAME="a b"', '-DPRICE=$5'],
  });
  expect(answer.objtool).toMatchObject({ runs: true, origin: 'the object\'s .cmd file' });
  expect(objtoolWords(answer.objtool.options)).toEqual(['--hacks=jump_label', '--orc', '--uaccess']);
});

test('make O=DIR: named, or found by the Makefile it leaves', () => {
  const out = { '/out/.config': configLines.map(line => `CONFIG_${line}\n`).join(''), '/out/Makefile': '# generated\ninclude /linux/Makefile\n', '/out/arch/x86/entry/.entry_64.o.cmd': cmd.replace(' arch/x86/entry/entry_64.S ;', ' /linux/arch/x86/entry/entry_64.S ;') };
  for (const overrides of [{ build: '/out' }, {}]) {
    const answer = configured(treeWith(out, null), '/linux/arch/x86/entry/entry_64.S', overrides);
    expect(answer).toMatchObject({ origin: { kind: 'cmd' }, workingDirectory: '/out', build: '/out', tree: '/linux', inputPath: '/linux/arch/x86/entry/entry_64.S' });
  }
});

test('compile_commands.json answers for this very file only', () => {
  const database = JSON.stringify([{ directory: '/linux', file: 'arch/x86/entry/thunk.S', command: 'gcc -DHERE -c -o x.o arch/x86/entry/thunk.S' }]);
  const fs = treeWith({ 'compile_commands.json': database });
  expect(configured(fs, '/linux/arch/x86/entry/thunk.S')).toMatchObject({ origin: { kind: 'compile-commands' }, words: ['-DHERE'] });
  expect(configured(fs, '/linux/arch/x86/entry/entry_64.S').origin.kind).toBe('tree');
});

test('an object that was not built gets what kbuild would pass', () => {
  const answer = configured(treeWith(), '/linux/arch/x86/entry/thunk.S');
  expect(answer.words).toEqual(['-nostdinc', '-I./arch/x86/include', '-I./arch/x86/include/generated', '-I./include', '-I./arch/x86/include/uapi', '-I./arch/x86/include/generated/uapi', '-I./include/uapi',
    '-I./include/generated/uapi', '-include', './include/linux/compiler-version.h', '-include', './include/linux/kconfig.h', '-D__KERNEL__', '-D__ASSEMBLY__', '-fno-PIE', '-m64']);
  expect(answer.objtool).toMatchObject({ runs: true, options: { orc: true, uaccess: true, jumpLabelHack: true, ibt: false, link: false, module: false } });
});

test('a tree that was never configured works on assumptions, which are said', () => {
  const answer = configured(treeWith({}, null), '/linux/arch/x86/entry/entry_64.S');
  expect(answer.origin.kind).toBe('tree');
  expect(answer.assumptions).toEqual(['the tree has no .config: a default x86_64 configuration is assumed']);
  expect(answer.standIns.get('/linux/include/generated/autoconf.h')).toContain('#define CONFIG_X86_64 1\n');
  expect(answer.objtool).toMatchObject({ runs: true, origin: 'a default configuration', options: { orc: true, retpoline: true, prefix: 16 } });
  const configuredOnly = configured(treeWith({}, ['X86_64=y']), '/linux/arch/x86/entry/entry_64.S');
  expect(configuredOnly.standIns.get('/linux/include/generated/autoconf.h')).toBe('#define CONFIG_X86_64 1\n');
  expect(answer.standIns.get('/linux/include/generated/asm-offsets.h')).toContain('__ASM_OFFSETS_H__');
});

test('profiles add what belongs to the link', () => {
  const fs = treeWith({}, [...configLines, 'X86_KERNEL_IBT=y', 'NOINSTR_VALIDATION=y', 'MITIGATION_SRSO=y']);
  const words = (profile: 'object' | 'vmlinux' | 'module', path = '/linux/arch/x86/entry/entry_64.S') => objtoolWords(configured(fs, path, { profile }).objtool.options).join(' ');
  expect(words('object')).toBe('--hacks=jump_label --orc --uaccess');
  expect(words('vmlinux')).toBe('--hacks=jump_label --ibt --orc --uaccess --noinstr --unret --link');
  expect(words('module')).toBe('--hacks=jump_label --ibt --orc --uaccess --link --module');
  expect(words('object', '/linux/arch/x86/crypto/a-asm.S')).toBe('--hacks=jump_label --orc --uaccess --module');
});

test('objects that objtool never sees, and why', () => {
  const reason = (path: string) => { const { objtool } = configured(treeWith(), path); return objtool.runs ? undefined : objtool.reason; };
  expect(reason('/linux/arch/x86/boot/copy.S')).toBe('boot code is not part of vmlinux');
  expect(reason('/linux/arch/x86/crypto/b.S')).toContain('OBJECT_FILES_NON_STANDARD');
  expect(reason('/linux/arch/x86/entry/entry_32.S')).toContain('32-bit');
  expect(reason('/linux/arch/x86/entry/entry_64.S')).toBeUndefined();
});

test('a file for 32-bit kernels is not read with a 64-bit configuration', () => {
  const answer = configured(treeWith(), '/linux/arch/x86/entry/entry_32.S');
  expect(answer.mode).toBe(32);
  expect(answer.words[0]).toBe('-I/linux/.unwind-lens-x86_32');
  expect(answer.standIns.get('/linux/.unwind-lens-x86_32/generated/autoconf.h')).toMatch(/CONFIG_X86_32 1/);
  expect(answer.standIns.get('/linux/.unwind-lens-x86_32/generated/autoconf.h')).not.toMatch(/CONFIG_X86_64 1/);
});

test('the user\'s words win', () => {
  const answer = configured(treeWith(), '/linux/arch/x86/entry/thunk.S', { include: ['mine'], define: ['X=1'], objtool: '--stackval', assemblerVersion: 24200, objtoolVersion: '6.1' });
  expect(answer.words[0]).toBe('-Imine');
  expect(answer.words.at(-1)).toBe('-DX=1');
  expect(answer).toMatchObject({ assemblerVersion: 24200, objtoolVersion: '6.1', objtool: { options: { stackval: true, orc: false } } });
  expect(configured(treeWith(), '/linux/arch/x86/entry/thunk.S', { command: 'clang --target=x86_64-linux-gnu -DALL -c thunk.S' })).toMatchObject({ origin: { kind: 'command-line' }, words: ['--target=x86_64-linux-gnu', '-DALL'], inputPath: 'thunk.S' });
});

test('outside a tree: built-in headers, states but no kernel findings', () => {
  const answer = configured(treeWith({ '/home/me/a.S': '\tpush %rbp\n' }), '/home/me/a.S');
  expect(answer).toMatchObject({ origin: { kind: 'built-in' }, inputPath: 'a.S', workingDirectory: '/home/me', objtool: { runs: false, reason: 'the file is outside a kernel tree', options: { orc: true } } });
});

test('a part of a unit names the unit', () => {
  const fs = treeWith({ 'arch/x86/entry/part.S': '\tnop\n', 'arch/x86/entry/entry_64.S': '#include "part.S"\n' });
  expect(configured(fs, '/linux/arch/x86/entry/part.S').includedBy).toBe('/linux/arch/x86/entry/entry_64.S');
});
