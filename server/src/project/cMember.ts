// SPDX-License-Identifier: GPL-2.0-or-later
// From a constant of asm-offsets.h to the member of the C struct that it is the offset of. The header's comment says which
// (`offsetof(struct task_struct, thread.sp)`); the struct is looked for in what asm-offsets*.c includes, nearest headers first. Nothing
// is parsed: a struct's text is the braces behind its name, a member is its name in front of `;`, `,`, `[` or `:`.

import type { FileSystem } from './fileSystem.ts';
import { resolvePath } from './path.ts';

export interface CMember { readonly path: string; readonly text: string; readonly start: number; readonly end: number }

/** `struct S, a.b` in a comment of asm-offsets.h. */
export function memberInComment(comment: string): { readonly struct: string; readonly member: string } | undefined {
  const match = /offsetof\(\s*struct\s+(\w+)\s*,\s*(\w+)/.exec(comment);
  return match ? { struct: match[1]!, member: match[2]! } : undefined;
}

/** Headers that are looked at before giving up; the kernel's own come early. */
const mostHeaders = 900;

export function findMember(fs: FileSystem, tree: string, includePath: readonly string[], struct: string, member: string): CMember | undefined {
  const queue = ['asm-offsets.c', 'asm-offsets_64.c', 'asm-offsets_32.c'].map(name => `${tree}/arch/x86/kernel/${name}`);
  const seen = new Set(queue);
  for (let i = 0; i < queue.length && i < mostHeaders; i++) {
    const path = queue[i]!, text = fs.readFile(path);
    if (text === undefined) continue;
    const found = memberIn(text, struct, member);
    if (found) return { path, text, ...found };
    for (const [, spelled] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]/gm)) {
      const header = includePath.map(directory => resolvePath(directory, spelled!)).find(each => fs.exists(each));
      if (header !== undefined && !seen.has(header)) { seen.add(header); queue.push(header); }
    }
  }
  return undefined;
}

function memberIn(text: string, struct: string, member: string): { start: number; end: number } | undefined {
  const name = `struct ${struct}`;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const open = /^\s*\{/.exec(text.slice(at + name.length, at + name.length + 80));
    if (!open) continue;
    const from = at + name.length + open[0].length, to = endOfBraces(text, from);
    const found = new RegExp(`\\b${member}\\b(?=\\s*[;,:[)]|\\s+__)`).exec(text.slice(from, to));
    return found ? { start: from + found.index, end: from + found.index + member.length } : { start: at, end: at + name.length };
  }
  return undefined;
}

function endOfBraces(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '{') depth++; else if (c === '}' && --depth === 0) return i;
  }
  return text.length;
}
