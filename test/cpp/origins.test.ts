// SPDX-License-Identifier: GPL-2.0-or-later
// Where the characters of the output come from: the spelled stretch and the chain of expansions it came through.

import { describe, expect, it } from 'vitest';
import { expansionsOf, originOf, shownIn, type Origin } from '../../server/src/base/origin.ts';
import { sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Preprocessed } from '../../server/src/cpp/preprocessed.ts';

function run(text: string, headers: Record<string, string> = {}, words: string[] = []): { main: SourceText; result: Preprocessed } {
  const main = sourceText('main.S', text);
  const files = new Map(Object.entries(headers).map(([path, content]) => [path, sourceText(path, content)]));
  return { main, result: preprocess(main, cppOptions(['-nostdinc', ...words]), (path) => files.get(path) ?? 'absent') };
}

/** The origin of the n-th occurrence of some text in the output. */
function find(result: Preprocessed, text: string, n = 0): Origin {
  for (const line of result.lines) {
    for (let at = line.text.indexOf(text); at >= 0; at = line.text.indexOf(text, at + 1)) if (n-- === 0) return originOf(line, at, at + text.length)!;
  }
  throw new Error(`${text} is not in the output`);
}

const spelled = (origin: Origin): string => origin.place.file.text.slice(origin.start, origin.end);
const chain = (origin: Origin): string[] => Array.from(expansionsOf(origin.place), (e) => `${e.kind} ${e.name}: ${spelled(e.call)}`);

describe('origins', () => {
  it('are one run for a line as it is spelled', () => {
    const { main, result } = run('\tmov %rax, 8(%rsp)\n');
    expect(result.lines[0]!.runs).toEqual([{ at: 0, place: { file: main }, offset: 0, end: 18 }]);
  });

  it('lead from a macro body through nested calls to the file', () => {
    const { main, result } = run('#define IN(r) push r\n#define OUT IN(%rax) ; ret\n\tOUT\n');
    const push = find(result, 'push');
    expect([spelled(push), push.place.file, chain(push)]).toEqual(['push', main, ['define IN: IN(%rax)', 'define OUT: OUT']]);
    const rax = find(result, '%rax');
    expect([spelled(rax), chain(rax)]).toEqual(['%rax', ['define OUT: OUT']]);
    expect(push.place.expansion!.definition).toEqual({ file: main, start: 0, end: 20 });
  });

  it('keep macro arguments where they were written', () => {
    const { result } = run('#define TWICE(x) x; x\n TWICE(inc %eax)\n');
    for (const n of [0, 1]) {
      const inc = find(result, 'inc %eax', n);
      expect([spelled(inc), chain(inc)]).toEqual(['inc %eax', []]);
    }
  });

  it('share one expansion per call and one place per file', () => {
    const { result } = run('#define M a b c\nM M\n');
    const places = new Set(result.lines[0]!.runs.filter((r) => r.place.expansion !== undefined).map((r) => r.place));
    expect(places.size).toBe(2);
  });

  it('lead from a header to the #include line', () => {
    const { main, result } = run('before\n#include <a.h>\n', { 'i/a.h': '#include "b.h"\n', 'i/b.h': 'deep\n' }, ['-Ii']);
    const deep = find(result, 'deep');
    expect(chain(deep)).toEqual(['include b.h: #include "b.h"', 'include a.h: #include <a.h>']);
    expect(spelled(shownIn(main, deep)!)).toBe('#include <a.h>');
    expect(result.includes.map((i) => [i.spelled, i.angled, i.file?.path, spelled(i.directive!)])).toEqual([['a.h', true, 'i/a.h', '<a.h>'], ['b.h', false, 'i/b.h', '"b.h"']]);
  });

  it('survive in strings that gas will read again', () => {
    const { result } = run('#define S_(x...) #x\n#define S(x...) S_(x)\n#define REG %rbx\nA "", S(call  foo; mov REG, "q\\n"), 5\n');
    expect(result.lines[0]!.text).toBe('A "", "call foo; mov %rbx, \\"q\\\\n\\"", 5');
    expect([spelled(find(result, 'foo')), chain(find(result, 'foo'))]).toEqual(['foo', []]);
    expect([spelled(find(result, '%rbx')), chain(find(result, '%rbx'))]).toEqual(['%rbx', ['define REG: REG']]);
    expect(spelled(find(result, 'q'))).toBe('q');
  });

  it('know both halves of a pasted name', () => {
    const { result } = run('#define L(n) .Lend_##n:\nL(start)\n');
    expect(result.lines[0]!.text).toBe('.Lend_start:');
    expect(chain(find(result, 'Lend_'))).toEqual(['define L: L(start)']);
    expect([spelled(find(result, 'start')), chain(find(result, 'start'))]).toEqual(['start', []]);
  });

  it('point a builtin at its name', () => {
    const { result } = run('\n__LINE__ x\n');
    expect(result.lines[0]!.text).toBe('2 x');
    expect(result.lines[0]!.runs[0]).toMatchObject({ at: 0, offset: 1, end: 9 });
  });

  it('place macros of the command line at their use', () => {
    const { main, result } = run(' NAME\n', {}, ['-DNAME=entry']);
    expect(result.lines[0]!.text).toBe(' entry');
    expect(spelled(shownIn(main, find(result, 'entry'))!)).toBe('NAME');
    expect(result.macros.get('NAME')).toMatchObject({ body: 'entry', definition: undefined });
  });
});

describe('what else is known', () => {
  it('is which lines are left out and why', () => {
    const { main, result } = run('#if 0\na\n#else\nb\n#endif\n#ifdef X\nc\n#endif\n');
    expect(result.inactive.map((r) => [main.text.slice(r.start, r.end), main.text.slice(r.directive.start, r.directive.end)])).toEqual([['a\n', '#if 0'], ['c\n', '#ifdef X']]);
  });

  it('is which directive was taken instead', () => {
    const { main, result } = run('#if 1\na\n#elif X\nb\n#else\nc\n#endif\n');
    expect(result.inactive.map((r) => [main.text.slice(r.start, r.end), main.text.slice(r.directive.start, r.directive.end)])).toEqual([['b\n', '#if 1'], ['c\n', '#if 1']]);
  });

  it('is what every macro is at the end', () => {
    const { main, result } = run('#define F(a, b...) a  +  #b ## 1\n#define GONE\n#undef GONE\n');
    expect(result.macros.get('F')).toMatchObject({ name: 'F', parameters: ['a', 'b'], variadic: true, body: 'a + #b ## 1', definition: { file: main, start: 0, end: 32 } });
    expect([result.macros.has('GONE'), result.macros.has('__LINE__'), result.macros.has('__x86_64__')]).toEqual([false, false, true]);
  });

  it('is that a header has to be fetched', () => {
    const result = preprocess(sourceText('m.S', '#include "a.h"\n'), cppOptions([]), () => 'pending');
    expect([result.pending, result.diagnostics[0]!.code]).toEqual([true, 'cpp-missing-include']);
  });
});
