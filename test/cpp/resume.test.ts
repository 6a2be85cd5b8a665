// SPDX-License-Identifier: GPL-2.0-or-later
// What a file that is being edited leaves from one revision to the next changes nothing: lines, origins, macros, includes, left-out groups and
// diagnostics equal those of a run from scratch, over random programs and random edits. And only what an edit reaches is read again.

import { describe, expect, test } from 'vitest';
import { LivingText } from '../../server/src/base/anchor.ts';
import { expansionsOf, type Origin } from '../../server/src/base/origin.ts';
import { editedText, sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Preprocessed } from '../../server/src/cpp/preprocessed.ts';
import { cppMemory } from '../../server/src/cpp/resume.ts';
import { generator } from '../bench/edits.ts';

const options = cppOptions(['-nostdinc', '-DCL=7', '-include', 'base.h']);

function headers(second: string): Map<string, SourceText> {
  return new Map(Object.entries({
    './base.h': '#define BASE base_value\n',
    'a.h': '#ifndef A_H\n#define A_H\n#define FROM_A(x) x + OTHER\nfroma: A\n#endif\n',
    'b.h': second,
    'c.h': '#pragma once\n#include "a.h"\n#ifdef A\n ca A __COUNTER__\n#else\n cb\n#endif\n',
  }).map(([path, text]) => [path, sourceText(path, text)]));
}

class Session {
  private readonly memory = cppMemory(new LivingText(sourceText('m.S', '')));
  private source: SourceText = this.memory.living.source;
  private files = headers('b B(1)\n');
  readonly read = (path: string): SourceText | 'absent' => this.files.get(path) ?? 'absent';
  last: Preprocessed | undefined;

  edit(text: string): Preprocessed {
    this.memory.living.source = this.source = editedText(this.source, text);
    return (this.last = preprocess(this.source, options, this.read, undefined, this.memory));
  }

  /** Through another function, as a workspace does that saw a header change. */
  header(text: string): Preprocessed {
    const files = new Map(this.files).set('b.h', sourceText('b.h', text));
    this.files = files;
    return (this.last = preprocess(this.source, options, path => files.get(path) ?? 'absent', undefined, this.memory));
  }

  fresh(): Preprocessed { return preprocess(sourceText('m.S', this.source.text), options, this.read); }

  get linesRead(): number { return this.memory.linesRead; }
}

function shown(result: Preprocessed): unknown {
  return {
    lines: result.lines.map(({ text, runs }) => [text, runs.map(({ at, place, offset, end }) => [at, offset, end, originOf({ place, start: offset, end })])]),
    includes: result.includes.map(({ directive, spelled, angled, file }) => [directive && originOf(directive), spelled, angled, file?.path]),
    inactive: result.inactive.map(({ file, start, end, directive }) => [file.path, file.text, start, end, directive.file.text, directive.start, directive.end]),
    diagnostics: result.diagnostics.map(({ code, message, origin, related }) => [code, message, originOf(origin), related?.map(each => [each.message, originOf(each.origin)])]),
    macros: [...result.macros.values()].filter(({ definition }) => definition).map(({ name, parameters, body, definition: d }) => [name, parameters, body, d!.file.text, d!.start, d!.end]).sort((a, b) => String(a[0]) < String(b[0]) ? -1 : 1),
  };
}

function originOf({ place, start, end }: Origin): unknown {
  return [place.file.path, place.file.text.length, start, end, [...expansionsOf(place)].map(({ kind, name, call, definition }) => [kind, name, call.place.file.path, call.start, call.end, definition?.file.path, definition?.start, definition?.end])];
}

const pieces = [
  '#define A 1', '#define A 2', '#define A', '#undef A', '#define OTHER A', '#define B(x) x A #x', '#define B(x) [x]', '#define B(x, y) x y', '#define E', '#define G G2(', '# A hash', '#',
  '#if A', '#ifdef A', '#ifndef B', '#if __COUNTER__ & 1', '#if defined(A) && A == 1', '#elif A', '#elif 1', '#else', '#else', '#endif', '#endif', '#endif', '#include "a.h"', '#include "b.h"', '#include "c.h"',
  '#include "missing.h"', '#include OTHER', '#line 7', '#line 90 "other.S"', '#pragma push_macro("A")', '#pragma pop_macro("A")', '#assert m(x)', '#if #m(x)', '#error no', '#warning hm A',
  'mov A, B(1)', 'B', '(2)', 'B(', '3)', 'B((A, 2),', 'A)', ' x __LINE__ y', '__FILE__ __LINE__', '__COUNTER__', 'E', ' E', '# E', 'nop /* c', 'd */ ret A', '/* one line */ push A', 'long \\', ' \\', '#define L a \\', 'FROM_A(A)', 'BASE CL',
  'OTHER OTHER', '"str A', "it's A", '', '', '_Pragma("once") A', '#define __LINE__ 3', '#undef __COUNTER__', '?\?=', 'B(1', '#define A 5', '__VA_ARGS__',
];

describe('equals a run from scratch', () => {
  test.each(Array.from({ length: Number(process.env['ROUNDS'] ?? 40) }, (_, i) => i))('session %i', seed => {
    const random = generator(seed + 1), any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const session = new Session();
    let lines = Array.from({ length: 30 }, () => any(pieces)), undone = lines;
    expect(shown(session.edit(lines.join('\n')))).toEqual(shown(session.fresh()));
    for (let step = 0; step < 40; step++) {
      const before = lines, what = random();
      lines = [...lines];
      const at = Math.floor(random() * lines.length), count = 1 + Math.floor(random() * 3);
      if (what < 0.3) lines[at] = any(pieces);
      else if (what < 0.45) lines.splice(at, count);
      else if (what < 0.6) lines.splice(at, 0, ...Array.from({ length: count }, () => any(pieces)));
      else if (what < 0.7) { const text = lines[at]!, k = Math.floor(random() * (text.length + 1)); lines[at] = text.slice(0, k) + any([...'ab A(),#\\/*" 1\t']) + text.slice(k + (random() < 0.4 ? 1 : 0)); }
      else if (what < 0.75) lines[at] += ' /* comment */';
      else if (what < 0.85) for (let i = 0; i < 4; i++) lines[Math.floor(random() * lines.length)] = any(pieces);
      else if (what < 0.9) session.header(any(['b B(1)\n', '#define A 3\n', '#undef A\nb2 A\n', '#if A\n x\n#else\n y\n#endif\n#define OTHER "q"\n', '']));
      else lines = undone;
      undone = before;
      expect(shown(session.edit(lines.join(random() < 0.02 ? '\r\n' : '\n'))), `step ${step} of session ${seed}:\n${lines.join('\n')}`).toEqual(shown(session.fresh()));
    }
  });
});

test('a comment that never ends, behind the last line, is still there when that line is another one', () => {
  const session = new Session();
  const said = (text: string): unknown => session.edit(text).diagnostics.map(({ code, origin }) => [code, origin.start]);
  expect(said('\tnop\n\tcld\n/* never')).toEqual([['cpp-unterminated-comment', 10]]);
  expect(said('\tnop\n\tclac\n/* never')).toEqual([['cpp-unterminated-comment', 11]]);
  expect(said('\tnop\n/* never')).toEqual([['cpp-unterminated-comment', 5]]);
});

describe('reads what an edit reaches', () => {
  const before = ['#include "a.h"', '#define ONE 1', '#define TWO(x) x ONE', ...Array.from({ length: 200 }, (_, i) => `\tmov $${i}, %eax`), '\tadd ONE', '\tsub TWO(3)', '#if ONE', '\tnop', '#endif', '#ifdef NEVER', '\tud2', '#endif', '#include "c.h"', 'last: ret'];
  function after(change: (lines: string[]) => void): { read: number; same: number; result: Preprocessed } {
    const session = new Session(), known = new Set(session.edit(before.join('\n')).lines);
    const lines = [...before];
    change(lines);
    const result = session.edit(lines.join('\n'));
    expect(shown(result)).toEqual(shown(session.fresh()));
    return { read: session.linesRead, same: result.lines.filter(line => known.has(line)).length, result };
  }
  const all = new Session().edit(before.join('\n')).lines.length, conditionals = 4;

  test('an instruction: its line', () => { const { read, same } = after(lines => { lines[100] = '\tmov $0, %ebx'; }); expect(read - conditionals).toBe(1); expect(same).toBe(all - 1); });
  test('a new line: that one', () => { const { read, same } = after(lines => { lines.splice(100, 0, '\tcld'); }); expect(read - conditionals).toBeLessThanOrEqual(2); expect(same).toBe(all); });
  test('a line less: none', () => { const { read, same } = after(lines => { lines.splice(100, 1); }); expect(read - conditionals).toBeLessThanOrEqual(1); expect(same).toBe(all - 1); });
  test('a comment: its line, which stays the object it was', () => { const { read, same } = after(lines => { lines[100] += ' /* why */'; }); expect(read - conditionals).toBe(1); expect(same).toBe(all); });
  test('a #define: the lines that name the macro', () => { const { read, same } = after(lines => { lines[1] = '#define ONE 2'; }); expect(read - conditionals).toBe(3); expect(same).toBe(all - 2); });
  test('a comment on a #define: that line', () => { const { read, same } = after(lines => { lines[1] += ' /* why */'; }); expect(read - conditionals).toBe(1); expect(same).toBe(all); });
  test('a left-out group: nothing', () => { const { read, same } = after(lines => { lines[lines.indexOf('\tud2')] = '\tud2b'; }); expect(read - conditionals).toBe(0); expect(same).toBe(all); });
  test('two edits at once: both', () => { const { read, same } = after(lines => { lines[20] = '\tcli'; lines[150] = '\tsti'; }); expect(read - conditionals).toBe(2); expect(same).toBe(all - 2); });

  test.each<[string, (lines: string[]) => void]>([
    ['an instruction', lines => { lines[100] = '\tmo'; }],
    ['a macro', lines => { lines[2] = '#define TWO(x) x ONE ONE'; }],
    ['a value', lines => { lines[1] = '#define ONE 2'; }],
    ['a line less', lines => { lines.splice(100, 1); }],
  ])('what comes back is what it was: %s', (_, change) => {
    const session = new Session(), first = session.edit(before.join('\n')).lines;
    for (let round = 0; round < 3; round++) {
      const lines = [...before];
      change(lines);
      session.edit(lines.join('\n'));
      expect(shown(session.last!)).toEqual(shown(session.fresh()));
      session.edit(before.join('\n'));
      expect(shown(session.last!)).toEqual(shown(session.fresh()));
      expect(session.last!.lines.every((line, i) => line === first[i])).toBe(true);
    }
  });
});
