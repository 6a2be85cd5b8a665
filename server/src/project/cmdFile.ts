// SPDX-License-Identifier: GPL-2.0-or-later
// `.NAME.o.cmd`: kbuild's own record of the command that made an object. It is make syntax around a shell line, so it is undone in
// that order: first make's escapes ($$, $(pound), \#), then the shell's words. The first command is the compiler; objtool's call, if
// kbuild ran it on this object, is one of those behind it.

import { shellCommands } from './shellWords.ts';
import { nameOf } from './path.ts';

export interface CmdFile {
  /** The compiler's command, its own name first. */
  readonly compile: readonly string[];
  /** objtool's command without its own name and without the object, if there is one. */
  readonly objtool?: readonly string[];
  readonly target: string;
  readonly source?: string;
}

export function parseCmdFile(text: string): CmdFile | undefined {
  let saved: { target: string; command: string } | undefined;
  let source: string | undefined;
  for (const line of logicalLines(text)) {
    const entry = /^(savedcmd|cmd|source)_(\S+) := ?(.*)$/.exec(line);
    if (!entry) continue;
    if (entry[1] === 'source') source = entry[3]!.trim();
    else saved ??= { target: entry[2]!, command: entry[3]! };
  }
  if (!saved) return undefined;
  const commands = shellCommands(unescapeMake(saved.command));
  // A compiler is the first command that compiles; `set -e; gcc ...` and `echo ...; gcc ...` occur in old trees.
  const compile = commands.find(words => words.includes('-c')) ?? commands[0];
  if (!compile) return undefined;
  const target = saved.target;
  const call = commands.find(words => nameOf(words[0]!) === 'objtool');
  const objtool = call?.slice(1).filter(word => word !== target && !word.endsWith('.o'));
  return { compile, target, ...(source !== undefined && { source }), ...(objtool && { objtool }) };
}

function unescapeMake(command: string): string {
  return command.replace(/\$\$|\$\(pound\)|\\#/g, escape => escape === '$$' ? '$' : '#');
}

function* logicalLines(text: string): Generator<string> {
  let joined = '';
  for (const line of text.split('\n')) {
    if (line.endsWith('\\')) { joined += `${line.slice(0, -1)} `; continue; }
    yield joined + line;
    joined = '';
  }
  if (joined) yield joined;
}
