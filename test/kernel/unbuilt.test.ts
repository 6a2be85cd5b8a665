// SPDX-License-Identifier: GPL-2.0-or-later
// A fresh clone against the built tree, judged by gcc's preprocessor: the same sources without .config, generated headers and .cmd
// files, the stand-ins written where they are missing, then `gcc -E` of every .S file under arch/x86 with the derived words.

import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Configuration } from '../../server/src/project/configuration.ts';
import { configure } from '../../server/src/project/configure.ts';
import { disk } from '../../server/src/project/disk.ts';
import { rooms } from '../project/tree.ts';

const trees = [resolve(process.env['KERNEL_TREE'] ?? '.cache/kernel/linux-source-6.12'), resolve('.cache/kernel/linux-source-6.1')].filter(existsSync);

for (const tree of trees) {
  describe(tree.slice(tree.lastIndexOf('/') + 1), () => {
    let clone = '';
    beforeAll(() => { clone = freshClone(tree); });
    afterAll(() => { rmSync(clone, { recursive: true, force: true }); });

    test('every file preprocesses; the lines equal the built tree\'s', async () => {
      const units = readdirSync(`${clone}/arch/x86`, { recursive: true }).map(name => `arch/x86/${String(name)}`)
        .filter(path => path.endsWith('.S') && !path.endsWith('.lds.S')).sort()
        .flatMap(path => { const answer = configure(`${clone}/${path}`, disk, {}, rooms); return answer.kind === 'analysed' ? [{ path, answer }] : []; });
      for (const { answer } of units) {
        expect(answer.assumptions.length).toBeGreaterThan(0);
        for (const [path, text] of answer.standIns) { mkdirSync(dirname(path), { recursive: true }); if (!existsSync(path)) writeFileSync(path, text); }
      }
      const failed: string[] = [], different: string[] = [];
      let lines = 0, equal = 0, compared = 0;
      for (const { path, answer } of units) {
        const fresh = await preprocessed(answer);
        if (fresh === undefined) { failed.push(path); continue; }
        const original = configure(`${tree}/${path}`, disk, {}, rooms) as Configuration;
        // Files for 32 bits that somebody assembled with -m64 have no common configuration.
        if (original.origin.kind !== 'cmd' || original.mode !== answer.mode) continue;
        const expected = (await preprocessed(original))!;
        const common = inCommon(fresh, expected);
        compared++;
        lines += expected.length;
        equal += common;
        if (common < expected.length) different.push(`${path} (${expected.length - common} of ${expected.length})`);
      }
      process.stdout.write(`${units.length} files preprocess, ${failed.length} do not; of ${compared} built objects ${compared - different.length} are identical, ${equal} of ${lines} lines; different: ${different.join(', ')}\n`);
      expect(failed).toEqual([]);
      expect(equal / lines).toBeGreaterThan(0.995);
      if (/6\.12/.test(tree)) expect(different.filter(name => !name.includes('/kvm/'))).toEqual([]);
    });
  });
}

function freshClone(tree: string): string {
  const clone = mkdtempSync(join(tmpdir(), 'unwind-lens-unbuilt-'));
  for (const part of ['include', 'arch/x86', 'scripts', 'tools/objtool']) {
    mkdirSync(dirname(`${clone}/${part}`), { recursive: true });
    execFileSync('cp', ['-rs', `${tree}/${part}`, `${clone}/${part}`]);
  }
  cpSync(`${tree}/Makefile`, `${clone}/Makefile`);
  for (const made of ['include/generated', 'include/config', 'arch/x86/include/generated', 'arch/x86/kvm/kvm-asm-offsets.h', 'scripts/include']) rmSync(`${clone}/${made}`, { recursive: true, force: true });
  execFileSync('find', [clone, '(', '-name', '.*.cmd', '-o', '-name', '*.o', '-o', '-name', '.config', ')', '-delete']);
  for (const rest of ['lib', 'kernel']) symlinkSync(`${tree}/${rest}`, `${clone}/${rest}`);
  return clone;
}

/** Not synchronous: a test that blocks its worker for a minute loses it. */
function preprocessed(configuration: Configuration): Promise<string[] | undefined> {
  const words = [...configuration.words, '-E', '-P', '-x', 'assembler-with-cpp', configuration.inputPath];
  return new Promise(done => execFile('gcc', words, { cwd: configuration.workingDirectory, maxBuffer: 1 << 28 }, (error, output) => done(error ? undefined : output.split('\n'))));
}

/** How many lines of `expected` also occur in `lines`, each as often as it does. */
function inCommon(lines: readonly string[], expected: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of expected) {
    const count = counts.get(line) ?? 0;
    if (count > 0) { common++; counts.set(line, count - 1); }
  }
  return common;
}
