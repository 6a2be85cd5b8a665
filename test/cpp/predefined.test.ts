// SPDX-License-Identifier: GPL-2.0-or-later
// The compiler's own macros for the flags that kernels use, compared with what gcc says.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { predefinedMacros } from '../../server/src/cpp/predefined.ts';
import { hasGcc } from '../installed.ts';

const flagLists = ['-m64', '-m64 -fno-PIE', '-m32', '-m32 -fno-PIE', '-fPIC', '-fpic', '-fpie', '-fPIE', '-O2', '-Os', '-O1', '-m64 -fno-PIE -mno-sse -mno-mmx -mno-sse2 -mno-3dnow -mno-avx', '-mno-sse',
  '-msoft-float', '-mno-80387', '-fno-PIE -mcmodel=kernel', '-mcmodel=large', '-fcf-protection=branch', '-fcf-protection', '-fcf-protection=none', '-fstack-protector', '-fstack-protector-strong',
  '-fno-asynchronous-unwind-tables', '-march=core2', '-march=x86-64-v3', '-march=x86-64-v2', '-mavx', '-mavx2', '-mssse3', '-msse4', '-ffreestanding', '-fshort-wchar', '-std=gnu11 -g', '-undef', '-pthread',
  '-m16', '-m32 -march=i686', '-m32 -msse2', '-mgeneral-regs-only', '-funsigned-char', '-m64 -fno-PIE -mno-sse -O2 -mcmodel=kernel -fcf-protection=branch -mno-red-zone -mskip-rax-setup'];

const isGcc12 = hasGcc && spawnSync('gcc', ['-dumpversion']).stdout.toString().startsWith('12');

describe('predefined macros', () => {
  it.skipIf(!isGcc12).each(flagLists)('%s', (flags) => {
    const words = flags.split(' ');
    const output = spawnSync('gcc', ['-dM', '-E', '-x', 'assembler-with-cpp', '-nostdinc', ...words, '/dev/null']).stdout.toString();
    const expected = output.split('\n').filter((line) => line !== '').map((line) => line.replace(/^#define /, '')).sort();
    expect(Array.from(predefinedMacros(words), ([name, value]) => `${name} ${value}`).sort()).toEqual(expected);
  });

  it('are the same Map for the same flags', () => {
    expect(predefinedMacros(['-m64', '-Ia'])).toBe(predefinedMacros(['-m64', '-Ib', '-c']));
  });

  it('know clang', () => {
    const macros = predefinedMacros([], { name: 'clang', version: [17, 0, 6] });
    expect([macros.get('__clang_major__'), macros.get('__GNUC__')]).toEqual(['17', '4']);
  });
});

describe('command lines', () => {
  it('are read in joined, separate and wrapped form', () => {
    const options = cppOptions(['-Wp,-MMD,out.d', '-nostdinc', '-Ia', '-I', 'b', '-iquote', 'q', '-isystem', 's', '-idirafter', 'z', '-include', 'i.h', '-imacrosm.h', '-DX', '-D', 'Y=2', '-UX',
      '-Wp,-DZ=3', '-Xpreprocessor', '-DW', '-fmacro-prefix-map=./=', '-o', '-DNOT', '-c', 'x.S']);
    expect(options.defines.map((x) => `${x.kind} ${x.text}`)).toEqual(['define X', 'define Y=2', 'undef X', 'define Z=3', 'define W']);
    expect([options.directories, options.quoteDirectories, options.systemDirectories, options.afterDirectories]).toEqual([['a', 'b'], ['q'], ['s'], ['z']]);
    expect([options.includes, options.imacros, options.noStandardIncludes]).toEqual([['i.h'], ['m.h'], true]);
    expect(options.prefixMap).toEqual([{ from: './', to: '' }]);
  });
});
