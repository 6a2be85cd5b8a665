// SPDX-License-Identifier: GPL-2.0-or-later
// One random program through gcc and a tree's own objtool, and through ours with the rules that we read in that tree: every difference as a line.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { check } from '../../server/src/objtool/check.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { recover } from '../../server/src/objtool/recover.ts';
import { disk } from '../../server/src/project/disk.ts';
import { treeFacts, type TreeFacts } from '../../server/src/project/treeFacts.ts';
import { decode } from '../../server/src/x86/decode.ts';
import { readElf } from '../objtool/readElf.ts';
import { objtoolCommand, runObjtool } from './objtoolCommand.ts';
import { stackProgram } from './stackProgram.ts';
import { objtoolOf, sourcesOf } from './tree.ts';

export const optionSets = [
  '--orc --uaccess', '--orc --stackval --uaccess --backtrace', '--orc --retpoline --rethunk --sls --ibt --link', '--uaccess --stackval',
  '--orc --static-call --mcount --hacks=jump_label', '--orc --noinstr --unret --link --static-call --hacks=noinstr', '--orc --ibt --link --module --no-unreachable',
];

const known = new Map<string, TreeFacts>();

export function compareProgram(build: string, seed: number): string[] {
  let facts = known.get(build);
  if (!facts) known.set(build, facts = treeFacts(disk, sourcesOf(build)));
  const asked = parseObjtoolOptions(optionSets[seed % optionSets.length]!.split(' '));
  if ('error' in asked) throw new Error(asked.error);
  const command = objtoolCommand(objtoolOf(build), asked), rules = { ...facts, options: command.options };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-random-'));
  try {
    const file = path.join(folder, 'program.o');
    execFileSync('gcc', ['-c', '-x', 'assembler', '-', '-o', file], { input: stackProgram(seed, { ...facts, options: asked }), stdio: ['pipe', 'pipe', 'pipe'] });
    const object = readElf(file), checked = check(object, rules, decode), { entries, findings } = orc(object, checked, rules);
    const real = runObjtool(objtoolOf(build), command, folder, 'program.o');
    if (real.signal !== null) return [...checked.findings, ...findings].some(({ code }) => code.startsWith('crash-')) ? [] : [`objtool died of ${real.signal}`];
    const more = recover(checked, rules, decode);
    const moved = checked.instructions.findIndex((before, i) => before.state !== undefined && JSON.stringify(before.state) !== JSON.stringify(more.instructions[i]!.state));
    return [
      ...firstOf('messages', printFindings('program.o', { findings: [...checked.findings, ...findings] }, rules), real.messages),
      ...firstOf('rows', printOrc(object, entries, rules), real.orc),
      ...(moved < 0 ? [] : [`recovery changes the state of instruction ${moved}`]),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function firstOf(what: string, ours: string, theirs: string): string[] {
  if (ours === theirs) return [];
  const our = ours.split('\n'), their = theirs.split('\n'), at = Math.max(0, their.findIndex((line, i) => line !== our[i]));
  return [`${what} [${at}]: ${our[at] ?? '(none)'} instead of ${their[at] ?? '(none)'} (${our.length} of ${their.length})`];
}
