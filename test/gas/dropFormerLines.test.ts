// SPDX-License-Identifier: GPL-2.0-or-later
// What is kept of a file that is edited for hours is what it says now and said lately.

import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { LivingText } from '../../server/src/base/anchor.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Line } from '../../server/src/cpp/preprocessed.ts';
import { cppMemory } from '../../server/src/cpp/resume.ts';
import { assemble, assemblerMemory } from '../../server/src/object/assemble.ts';
import { generator } from '../bench/edits.ts';

test('lines that the file no longer has are forgotten, in whatever blocks, versions and macros they were', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void, random = generator(1);
  const any = (count: number): number => Math.floor(random() * count);
  const begin = Array.from({ length: 12 }, (_, i) => `.macro m${i} a\n\tmov \\a, %rax\n\tnop\n.endm\n\t.rept 2\n\tinc %rax\n\tdec %rax\n\t.endr\nf${i}:\n\tm${i} $1\n\tcall f${i}\n\tret`).join('\n').split('\n');
  const living = new LivingText(sourceText('a.S', begin.join('\n'))), cpp = cppMemory(living), memory = assemblerMemory(), options = cppOptions(['-nostdinc', '-undef']);
  const seen = new Set<WeakRef<Line>>(), met = new WeakSet<Line>();
  let now: readonly Line[] = [];
  const lines = [...begin];
  for (let i = 0; i < 4000; i++) {
    // Edited lines stay for a while, so that they get into blocks with their neighbours.
    const at = any(lines.length);
    lines[at] = begin[at] === '\tret' ? `\tadd $${i}, %rcx` : `${begin[at]!} # ${i}`;
    living.source = sourceText('a.S', `${lines.join('\n')}\n`);
    now = preprocess(living.source, options, () => 'absent', undefined, cpp).lines;
    assemble(now, { assemblerVersion: 24000, mode: 64 }, undefined, memory);
    for (const line of now) if (!met.has(line)) { met.add(line); seen.add(new WeakRef(line)); }
    // What a WeakRef names is kept to the end of a job.
    if (i % 50 === 0) await setImmediate();
  }
  await setImmediate();
  collect();
  const former = [...seen].filter(ref => { const line = ref.deref(); return line && !now.includes(line); }).length;
  expect(seen.size).toBeGreaterThan(4000);
  // And both memories live.
  expect(assemble(preprocess(living.source, options, () => 'absent', undefined, cpp).lines, { assemblerVersion: 24000, mode: 64 }, undefined, memory).diagnostics).toEqual([]);
  expect(former).toBeLessThan(300);
});
