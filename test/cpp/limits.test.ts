// SPDX-License-Identifier: GPL-2.0-or-later
// Nothing a user opens may stop the server: endless recursion, bombs, huge and binary files, half-typed everything.

import { describe, expect, it } from 'vitest';
import { sourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Preprocessed } from '../../server/src/cpp/preprocessed.ts';

const options = cppOptions(['-nostdinc']);
const run = (text: string, headers: Record<string, string> = {}): Preprocessed => {
  const files = new Map(Object.entries(headers).map(([path, content]) => [path, sourceText(path, content)]));
  return preprocess(sourceText('m.S', text), options, (path) => files.get(path) ?? 'absent');
};

describe('limits', () => {
  it('a file that includes itself', () => {
    const result = run('#include "a.h"\n', { 'a.h': 'x\n#include "a.h"\n' });
    expect(result.diagnostics.map((d) => d.code)).toEqual(['cpp-include-depth']);
    expect(result.lines.length).toBe(199);
  });

  it('macros that mean each other', () => {
    expect(run('#define a b\n#define b a\na b\n').lines[0]!.text).toBe('a b');
  });

  it('an expansion bomb', () => {
    let text = '#define x0 x\n';
    for (let i = 1; i < 40; i++) text += `#define x${i} x${i - 1} x${i - 1}\n`;
    const result = run(text + 'x39\nend\n');
    expect(result.diagnostics.map((d) => d.code)).toContain('cpp-expansion-limit');
    expect(result.lines[result.lines.length - 1]!.text).toBe('end');
  });

  it('calls nested thousands deep', () => {
    const result = run('#define f(x) x\n' + 'f('.repeat(5000) + '1' + ')'.repeat(5000) + '\nend\n');
    expect(result.lines[result.lines.length - 1]!.text).toBe('end');
  });

  it('parentheses nested thousands deep in a condition', () => {
    expect(run('#if ' + '('.repeat(20000) + '1' + ')'.repeat(20000) + '\n#endif\n').diagnostics.length).toBe(1);
    expect(run('#if ' + '!'.repeat(20000) + '1\n#endif\n').diagnostics.length).toBe(1);
    expect(run('#if ' + '1?'.repeat(20000) + '1\n#endif\n').diagnostics.length).toBe(1);
  });

  it('ten megabytes', () => {
    const text = '#define R %rax\n' + '\tmov R, 8(%rsp)\n'.repeat(650_000);
    const start = performance.now();
    expect(run(text).lines.length).toBe(650_000);
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('one line of a megabyte', () => {
    expect(run('x '.repeat(500_000)).lines.length).toBe(1);
  });

  it('a binary file', () => {
    let text = '';
    for (let i = 0; i < 300_000; i++) text += String.fromCharCode((i * 7919 + (i >> 5) * 104729) & 255);
    expect(run(text).pending).toBe(false);
  });

  it.each(['#', '#define', '#define F(', '#define F(a', '#define F(a,', '#define F(a...', '#define F(...) __VA_OPT__(', '#if', '#if (', '#if 1 ?', '#if defined(', '#ifdef', '#include', '#include <', '#include "', '#line',
    '#pragma', '_Pragma', '_Pragma(', '/*', '//', '"', "'", '\\', '#define F(a) a\nF(', '#define F(a) a\nF', '#define F(a) a\nF(F(', '#if __has_include(', '#if __has_include(<', '#assert', '#if #', '#define A ##', '#define A(x) x ##\nA(1)',
    '#undef', '#error', '#elif', '#if 0', '#if 0\n#else', '#define F(x) #x\nF(\\)'])('half-typed: %s', (text) => {
    for (const tail of ['', '\n', '\nmov %rax, %rbx\n', '\\', ' ']) expect(run(text + tail).lines).toBeDefined();
  });
});
