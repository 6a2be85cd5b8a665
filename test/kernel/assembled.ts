// SPDX-License-Identifier: GPL-2.0-or-later
// An object as the assembler left it. Without IBT and LTO kbuild runs objtool on each object, and objtool writes into it: what lies in
// the build has new sections and relocations, and cannot be given to objtool once more. Such an object is made again by its own
// command, without objtool, into .cache/assembled; nothing is written into the build.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCmdFile } from '../../server/src/project/cmdFile.ts';
import type { KernelObject } from './tree.ts';

const cache = fileURLToPath(new URL('../../.cache/assembled', import.meta.url));

export function assembled({ object, build }: KernelObject): string {
  const command = parseCmdFile(fs.readFileSync(path.join(path.dirname(object), `.${path.basename(object)}.cmd`), 'utf8'));
  if (!command?.objtool) return object;
  const made = path.join(cache, build, path.relative(build, object));
  if (fs.existsSync(made) && fs.statSync(made).mtimeMs > fs.statSync(object).mtimeMs) return made;
  fs.mkdirSync(path.dirname(made), { recursive: true });
  // The dependency file would be written into the build.
  const words = command.compile.filter(word => !/^-Wp,-MM?D,/.test(word)).map((word, i, all) => all[i - 1] === '-o' ? made : word);
  const run = spawnSync(words[0]!, words.slice(1), { cwd: build, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${object} cannot be made again: ${run.stderr}`);
  return made;
}
