// SPDX-License-Identifier: GPL-2.0-or-later
// A defect of objtool 5.7 to 5.9, by the least program that shows it: labels inside a function hide it from the search, and a row that has to be
// named by it cannot be. With any number of labels the tool of each prepared tree says what we say, and only the old ones lose their rows.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { behaviourOf } from '../../server/src/objtool/behaviour.ts';
import { check } from '../../server/src/objtool/check.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { disk } from '../../server/src/project/disk.ts';
import { treeFacts } from '../../server/src/project/treeFacts.ts';
import { decode } from '../../server/src/x86/decode.ts';
import { readElf } from '../objtool/readElf.ts';
import { objtoolCommand, runObjtool } from './objtoolCommand.ts';
import { kernels, objtoolOf, preparedBuilds, sourcesOf } from './tree.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-'));
afterAll(() => { fs.rmSync(folder, { recursive: true }); });

const builds = fs.existsSync(kernels) ? preparedBuilds().filter(build => fs.existsSync(objtoolOf(build))) : [];

describe.each(builds.map(build => [path.basename(build), build] as const))('%s', (_name, build) => {
  it('labels in a function', () => {
    const facts = treeFacts(disk, sourcesOf(build)), { searchesTree } = behaviourOf(facts), options = parseObjtoolOptions(['--orc']);
    if ('error' in options) throw new Error(options.error);
    const command = objtoolCommand(objtoolOf(build), options), rules = { ...facts, options: command.options }, file = path.join(folder, 'a.o');
    let lost = 0;
    for (let labels = 0; labels < 8; labels++) {
      const body = Array.from({ length: labels }, (_, i) => `label${i}:\tnop`).join('\n');
      execFileSync('gcc', ['-c', '-x', 'assembler', '-', '-o', file], { input: `\t.text\n\t.globl f\n\t.type f, @function\nf:\n\tpush %rax\n${body}\n\tpop %rax\n\tret\n\t.size f, . - f\n`, stdio: ['pipe', 'pipe', 'pipe'] });
      const object = readElf(file), checked = check(object, rules, decode), { entries, findings } = orc(object, checked, rules);
      const real = runObjtool(objtoolOf(build), command, folder, 'a.o');
      if (real.signal !== null) { expect(findings.map(({ code }) => code)).toEqual(['crash-section-symbol']); continue; }
      expect(printFindings('a.o', { findings: [...checked.findings, ...findings] }, rules).trimEnd()).toBe(real.messages.trimEnd());
      expect(printOrc(object, entries, rules)).toBe(real.orc);
      if (/missing symbol for insn/.test(real.messages)) lost++;
    }
    expect(lost > 0).toBe(searchesTree);
  });
});
