// SPDX-License-Identifier: GPL-2.0-or-later
// Every object built from arch/x86/**/*.S of a prepared tree, under several option sets: our messages and rows are the real objtool's.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { check } from '../../server/src/objtool/check.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { recover } from '../../server/src/objtool/recover.ts';
import { decode } from '../objtool/decodeStandIn.ts';
import { readElf } from '../objtool/readElf.ts';

const TREE = resolve(process.env['KERNEL_TREE'] ?? join(import.meta.dirname, '../../.cache/kernel/linux-source-6.12'));
const OBJTOOL = join(TREE, 'tools/objtool/objtool');
const OPTION_SETS: Readonly<Record<string, string>> = {
  object: '--hacks=jump_label --hacks=noinstr --orc --retpoline --rethunk --static-call --uaccess --prefix=16',
  module: '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --static-call --uaccess --prefix=16 --link --module',
  vmlinux: '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --sls --static-call --uaccess --noinstr --unret --prefix=16 --link',
  frames: '--orc --stackval --uaccess --sls --backtrace --mcount --mnop',
};

function* objects(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* objects(path);
    else if (entry.name.endsWith('.o') && existsSync(`${path.slice(0, -2)}.S`)) yield path;
  }
}

// The tests block while the real tools run; without a breath between them the runner thinks they are dead.
afterEach(() => new Promise(resume => { setImmediate(resume); }));

describe.skipIf(!existsSync(OBJTOOL))('kernel objects', () => {
  const out = mkdtempSync(join(tmpdir(), 'unwind-lens-kernel-')), copy = join(out, 'copy.o');
  const paths = existsSync(OBJTOOL) ? [...objects(join(TREE, 'arch/x86'))].sort() : [];
  it('are there', () => { expect(paths.length).toBeGreaterThan(80); });
  for (const [set, words] of Object.entries(OPTION_SETS)) {
    it.each(paths.map(path => relative(TREE, path)))(`${set}: %s`, path => {
      const object = readElf(join(TREE, path)), options = parseObjtoolOptions(words.split(' '));
      if ('error' in options) throw new Error(options.error);
      const rules = defaultRules('6.12', options), checked = check(object, rules, decode), table = orc(object, checked, rules);
      copyFileSync(join(TREE, path), copy);
      const real = spawnSync(OBJTOOL, [...words.split(' '), copy], { encoding: 'utf8' }), dump = spawnSync(OBJTOOL, ['--dump=orc', copy], { encoding: 'utf8' });
      expect(printFindings(copy, checked) + printFindings(copy, { findings: table.findings })).toBe(real.stderr);
      expect(table.exit).toBe(real.status);
      expect(printOrc(object, table.entries, rules)).toBe(dump.stdout);
      if (checked.findings.length > 0) {
        const more = recover(checked, rules, decode);
        checked.instructions.forEach((before, i) => { if (before.state) expect(more.instructions[i]!.state).toEqual(before.state); });
      }
    });
  }
});
