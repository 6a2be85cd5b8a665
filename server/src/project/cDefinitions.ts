// SPDX-License-Identifier: GPL-2.0-or-later
// Where C defines the functions and variables that assembly calls and loads. Nothing is parsed: in the kernel's style a definition begins in
// column one, and it is one if a body, an initialiser or the end of a declaration follows; macros that define (DEFINE_IDTENTRY(name)) say so
// in their names.

export interface CDefinition { readonly name: string; readonly kind: 'function' | 'object'; /** 0-based. */ readonly line: number; /** UTF-16 columns. */ readonly start: number; readonly end: number }

/** Folders of a tree that assembly of x86 calls into. */
export const cFolders: readonly string[] = ['arch/x86', 'init', 'kernel', 'lib', 'mm', 'drivers/xen', 'drivers/firmware/efi'];

export function cDefinitions(text: string, wanted: ReadonlySet<string>): CDefinition[] {
  const found: CDefinition[] = [];
  let line = 0;
  for (let from = 0; from < text.length; line++) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    if (isLetter(text.charCodeAt(from))) {
      const typed = text.slice(from, end);
      for (const match of typed.matchAll(/[A-Za-z_]\w*/g)) {
        const name = match[0], kind = wanted.has(name) ? kindOf(text, typed, from + match.index, from + match.index + name.length) : undefined;
        if (kind) { found.push({ name, kind, line, start: match.index, end: match.index + name.length }); break; }
      }
    }
    from = end + 1;
  }
  return found;
}

function isLetter(code: number): boolean { return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95; }

function kindOf(text: string, typed: string, start: number, end: number): CDefinition['kind'] | undefined {
  if (/^(extern|typedef|return|goto|EXPORT_|MODULE_|NOKPROBE_|_ASM_NOKPROBE)\b/.test(typed)) return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const behind = text.slice(end, end + 2000).trimStart(), next = behind[0];
  if (/\b(DEFINE|SYSCALL_DEFINE|COMPAT_SYSCALL_DEFINE|__PV_)\w*\($/.test(text.slice(lineStart, start).replace(/\([^)]*,\s*$/, '('))) return /PER_CPU|SPINLOCK|MUTEX/.test(typed) ? 'object' : 'function';
  if (next === '(') {
    let depth = 0, at = 0;
    for (; at < behind.length; at++) if (behind[at] === '(') depth++; else if (behind[at] === ')' && --depth === 0) break;
    return /^\)\s*(?:[A-Za-z_]\w*(?:\([^()]*\))?\s*)*\{/.test(behind.slice(at)) ? 'function' : undefined;
  }
  // A variable; what stands in parentheses is an argument.
  return (next === '=' && behind[1] !== '=') || next === '[' || (next === ';' && /^[\w\s*]+$/.test(text.slice(lineStart, start))) || /^__\w+/.test(behind) && !typed.includes('(') ? 'object' : undefined;
}
