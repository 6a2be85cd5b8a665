// SPDX-License-Identifier: GPL-2.0-or-later
// Defects of old objtools, each by the least program that shows it: the tool of each prepared tree dies where we say that it does, and only there.
// Up to 5.11 an empty replacement is a made-up jump without a section, whose place --backtrace cannot name; up to 5.6 an empty original is followed
// without a look whether there is one.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { behaviourOf } from '../../server/src/objtool/behaviour.ts';
import { check } from '../../server/src/objtool/check.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import type { Rules } from '../../server/src/objtool/rules.ts';
import { disk } from '../../server/src/project/disk.ts';
import { treeFacts } from '../../server/src/project/treeFacts.ts';
import { decode } from '../../server/src/x86/decode.ts';
import { readElf } from '../objtool/readElf.ts';
import { objtoolCommand, runObjtool } from './objtoolCommand.ts';
import { alternativeRest } from './stackProgram.ts';
import { kernels, objtoolOf, preparedBuilds, sourcesOf } from './tree.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-'));
afterAll(() => { fs.rmSync(folder, { recursive: true }); });

const alternative = (rules: Rules, original: string, replacement: string): string => [
  `.Lo: ${original}`, '.Lp:', '.pushsection .altinstructions, "a"', '.long .Lo - ., .Ln - .', alternativeRest(rules, 1, '.Lp - .Lo', '.Lm - .Ln'), '.popsection',
  '.pushsection .altinstr_replacement, "ax"', `.Ln: ${replacement}`, '.Lm:', '.popsection',
].join('\n');

const builds = fs.existsSync(kernels) ? preparedBuilds().filter(build => fs.existsSync(objtoolOf(build))) : [];

describe.each(builds.map(build => [path.basename(build), build] as const))('%s', (_name, build) => {
  const facts = treeFacts(disk, sourcesOf(build));
  const { replacementsJump, tellsEmptyOriginals } = behaviourOf(facts);

  function both(middle: (rules: Rules) => string, words: string): { died: boolean; codes: string[] } {
    const options = parseObjtoolOptions(words.split(' '));
    if ('error' in options) throw new Error(options.error);
    const command = objtoolCommand(objtoolOf(build), options), rules = { ...facts, options: command.options };
    const text = `\t.text\n\t.globl f\n\t.type f, @function\nf:\n${middle(rules)}\n\tpush %rax\n\tret\n\t.size f, . - f\n`;
    execFileSync('gcc', ['-c', '-x', 'assembler', '-', '-o', path.join(folder, 'a.o')], { input: text, stdio: ['pipe', 'pipe', 'pipe'] });
    const { findings } = check(readElf(path.join(folder, 'a.o')), rules, decode);
    return { died: runObjtool(objtoolOf(build), command, folder, 'a.o').signal === 'SIGSEGV', codes: findings.map(({ code }) => code) };
  }

  it('a backtrace through an empty replacement', () => {
    const program = (rules: Rules): string => alternative(rules, 'nop', '');
    expect(both(program, '--orc')).toMatchObject({ died: false, codes: ['return-modified-frame'] });
    const traced = both(program, '--orc --backtrace'), crashes = replacementsJump && objtoolKnows(build, '--backtrace');
    expect(traced).toEqual({ died: crashes, codes: crashes ? ['return-modified-frame', 'crash-empty-alternative'] : ['return-modified-frame'] });
  });

  it('an empty original', () => {
    const { died, codes } = both(rules => alternative(rules, '', 'nop'), '--orc');
    expect(died).toBe(!tellsEmptyOriginals);
    expect(codes[0]).toBe(tellsEmptyOriginals ? 'alt-empty' : 'crash-empty-alternative');
  });
});

function objtoolKnows(build: string, word: string): boolean {
  const options = parseObjtoolOptions([word]);
  if ('error' in options) throw new Error(options.error);
  return objtoolCommand(objtoolOf(build), options).words.includes(word);
}
