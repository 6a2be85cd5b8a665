// SPDX-License-Identifier: GPL-2.0-or-later
// Tolerant scanners for the few shapes of C that hold the facts we need: number macros, a struct of plain integers, a table of
// strings. They read declarations as data; anything else in the file is passed over.

/** `#define NAME number`, the first definition of each name. */
export function readDefines(text: string): ReadonlyMap<string, number> {
  const defines = new Map<string, number>();
  for (const [, name, value] of text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+\(?(-?(?:0[xX][\da-fA-F]+|\d+))[uUlL]*\)?[ \t]*(?:\/[*/].*)?$/gm)) {
    if (!defines.has(name!)) defines.set(name!, Number(value));
  }
  return defines;
}

/** `MACRO(name)` at the beginning of lines. */
export function readNames(text: string, macro: string): Set<string> {
  return new Set([...text.matchAll(new RegExp(`^\\s*${macro}\\((\\w+)\\)`, 'gm'))].map(match => match[1]!));
}

/** The strings of `NAME[] = { "a", "b", NULL }`. */
export function stringsOf(text: string, table: string): Set<string> | undefined {
  const start = new RegExp(`\\b${table}\\[\\]\\s*=\\s*\\{`).exec(text);
  if (!start) return undefined;
  const from = start.index + start[0].length;
  const end = text.indexOf('};', from);
  const body = text.slice(from, end < 0 ? undefined : end).replace(/\/\*[\s\S]*?\*\//g, '');
  return new Set([...body.matchAll(/"([^"]*)"/g)].map(match => match[1]!));
}

const sizes: Readonly<Record<string, number>> = {
  u8: 1, s8: 1, __u8: 1, __s8: 1, char: 1, bool: 1, u16: 2, s16: 2, __u16: 2, __s16: 2, short: 2, u32: 4, s32: 4, __u32: 4, __s32: 4, int: 4, unsigned: 4,
  u64: 8, s64: 8, __u64: 8, __s64: 8, long: 8, size_t: 8,
};

/** Members of a struct of integers and pointers with their offsets (64-bit); undefined if it is missing or holds anything else. */
export function readStruct(text: string, name: string): { readonly size: number; readonly members: ReadonlyMap<string, number> } | undefined {
  const body = new RegExp(`\\bstruct\\s+${name}\\s*\\{([^{}]*)\\}`).exec(text)?.[1];
  if (body === undefined) return undefined;
  const members = new Map<string, number>();
  let at = 0, widest = 1;
  for (const declaration of body.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').split(';')) {
    const words = declaration.trim();
    if (words === '') continue;
    const match = /^([\w\s]+?)\s*(\*?)\s*(\w+)\s*(?:\[(\d+)\])?$/.exec(words);
    // "unsigned long", "volatile u32": the last word tells the width.
    const size = match?.[2] ? 8 : sizes[match?.[1]!.trim().split(/\s+/).at(-1) ?? ''];
    if (!match || size === undefined) return undefined;
    at = Math.ceil(at / size) * size;
    members.set(match[3]!, at);
    at += size * Number(match[4] ?? 1);
    widest = Math.max(widest, size);
  }
  return { size: Math.ceil(at / widest) * widest, members };
}
