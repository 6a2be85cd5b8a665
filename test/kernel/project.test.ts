// SPDX-License-Identifier: GPL-2.0-or-later
// configure and treeFacts on a real tree (KERNEL_TREE, default the prepared 6.12). A tree of 6.1 beside it is read as well.

import { readdirSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCompileCommand } from '../../server/src/project/compileWords.ts';
import type { Configuration } from '../../server/src/project/configuration.ts';
import { configure } from '../../server/src/project/configure.ts';
import { disk } from '../../server/src/project/disk.ts';
import { findTree } from '../../server/src/project/kernelTree.ts';
import { objtoolWords } from '../../server/src/objtool/options.ts';
import { treeCommand } from '../../server/src/project/treeCommand.ts';
import { treeFacts } from '../../server/src/project/treeFacts.ts';
import { rooms } from '../project/tree.ts';

const root = resolve(process.env['KERNEL_TREE'] ?? '.cache/kernel/linux-source-6.12');
const older = resolve('.cache/kernel/linux-source-6.1');

/** Paths of all .S files below a directory, from the tree's root. */
function assemblyOf(tree: string, below: string): string[] {
  return readdirSync(`${tree}/${below}`, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.S')).map(entry => `${entry.parentPath}/${entry.name}`).sort();
}

const built = (path: string) => existsSync(path.replace(/([^/]*)\.S$/, '.$1.o.cmd'));

for (const tree of [root, older].filter(existsSync)) {
  describe(tree.slice(tree.lastIndexOf('/') + 1), () => {
    const files = assemblyOf(tree, 'arch/x86');

    test('every built object finds its .cmd, and kbuild\'s own words are derived without it', () => {
      const found = files.filter(built);
      expect(found.length).toBeGreaterThan(70);
      for (const path of found) {
        const answer = configure(path, disk, {}, rooms) as Configuration;
        expect(answer.origin, path).toMatchObject({ kind: 'cmd' });
        expect(answer.workingDirectory).toBe(tree);
        const kernel = findTree(disk, path)!;
        const derived = readCompileCommand(['gcc', ...treeCommand(disk, kernel, kernel.config!, path).words]).words;
        expect(comparable(derived), path).toEqual(comparable(answer.words));
      }
    });

    test('every file of the tree gets an answer', () => {
      const reasons = new Map<string, number>();
      for (const path of assemblyOf(tree, '.')) {
        const answer = configure(path, disk, {}, rooms);
        const what = answer.kind === 'analysed' ? `${answer.origin.kind} ${answer.mode}` : answer.reason;
        reasons.set(what, (reasons.get(what) ?? 0) + 1);
        if (answer.kind === 'not-analysed' && path.includes('/arch/x86/') && !path.includes('/tools/') && !path.includes('/um/')) expect(answer.reason).toBe('a linker script');
      }
      process.stdout.write(`${[...reasons].sort((a, b) => b[1] - a[1]).map(([what, count]) => `${count} ${what}`).join(', ')}\n`);
    });
  });
}

/** A single target that kbuild cannot reach by descending (libs-y, a switched-off directory) is named after a directory above; nothing reads that name. */
function comparable(words: readonly string[]): string[] {
  return words.map(word => word.replace(/^-I\.\//, '-I').replace(/^\.\//, '').replace(/^(-DKBUILD_MODFILE=").*\//, '$1'));
}

test.skipIf(!/6\.12/.test(root))('6.12: facts and options', () => {
  const facts = treeFacts(disk, root);
  expect(facts).toMatchObject({
    version: '6.12', annotate: false, jumpLabelSize: 16, exceptionTableSize: 12, alternative: { size: 14, feature: 8, originalLength: 12, replacementLength: 13 },
    hint: { size: 12, spOffset: 4, spReg: 6, type: 7, signal: 8 },
  });
  expect(Object.values(facts.sources).join()).not.toContain('table');
  expect([facts.noreturns.size, facts.uaccessSafe.size]).toEqual([45, 167]);
  expect([...facts.hintTypes.values()]).toEqual(['undefined', 'end-of-stack', 'call', 'regs', 'regs-partial', 'func', 'save', 'restore']);
  const words = (path: string, profile: 'object' | 'vmlinux' = 'object') => objtoolWords((configure(`${root}/${path}`, disk, { profile }, rooms) as Configuration).objtool.options).join(' ');
  expect(words('arch/x86/entry/entry_64.S')).toBe('--hacks=jump_label --hacks=noinstr --hacks=skylake --orc --retpoline --rethunk --static-call --uaccess --prefix=16');
  expect(words('arch/x86/entry/entry_64.S', 'vmlinux')).toBe('--hacks=jump_label --hacks=noinstr --hacks=skylake --ibt --orc --retpoline --rethunk --static-call --uaccess --prefix=16 --noinstr --unret --link');
  const head = configure(`${root}/arch/x86/platform/pvh/head.S`, disk, {}, rooms) as Configuration;
  expect(head.objtool.runs).toBe(false);
});

test.skipIf(!existsSync(older))('6.1: facts, and options from the call in the .cmd', () => {
  expect(treeFacts(disk, older)).toMatchObject({ version: '6.1', hint: { size: 12, end: 8 }, alternative: { size: 12, feature: 8, originalLength: 10, replacementLength: 11 }, jumpLabelSize: 16 });
  const { objtool } = configure(`${older}/arch/x86/entry/entry_64.S`, disk, {}, rooms) as Configuration;
  expect(objtool).toMatchObject({ runs: true, origin: 'the object\'s .cmd file' });
  expect(objtoolWords(objtool.options).join(' ')).toBe('--hacks=jump_label --hacks=noinstr --orc --retpoline --rethunk --static-call --uaccess');
});
