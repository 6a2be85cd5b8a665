// SPDX-License-Identifier: GPL-2.0-or-later
// What we race against: `gcc -c` with the flags of an object's .cmd file, then objtool with the options in force, without make.

import fs from 'node:fs';
import path from 'node:path';

const compiles = /^(?:saved)?cmd_\S+ := (.*)$/m, sourceLine = /^source_\S+ := (\S+\.S)$/m;
/** What kbuild gives objtool in a kernel with IBT when it runs at last, over all of vmlinux. */
const defaultOptions = '--hacks=jump_label --hacks=noinstr --ibt --orc --retpoline --rethunk --static-call --uaccess';

/** Every object of arch/x86 that was made of a .S file: its source, and the commands that make and check it in `folder`. */
export function objectsOf(tree, folder) {
  const objects = [];
  for (const entry of fs.readdirSync(path.join(tree, 'arch/x86'), { recursive: true, withFileTypes: true })) {
    if (!/^\..*\.o\.cmd$/.test(entry.name)) continue;
    const text = fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    const source = sourceLine.exec(text)?.[1], command = compiles.exec(text)?.[1]?.split(';')[0];
    if (!source || !command) continue;
    const name = path.relative(tree, path.join(entry.parentPath, entry.name)).replaceAll('/', '_'), object = path.join(folder, name.replace(/\.cmd$/, ''));
    const gcc = command.replace(/-Wp,-MM?D,\S+ ?/, '').replace(/-o \S+/, `-o ${object}`);
    objects.push({ source: path.resolve(tree, source), gcc, object, objtool: `${path.join(tree, 'tools/objtool/objtool')} ${defaultOptions} ${object}` });
  }
  return objects.sort((a, b) => (a.source < b.source ? -1 : 1));
}
