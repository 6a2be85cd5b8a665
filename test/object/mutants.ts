// SPDX-License-Identifier: GPL-2.0-or-later
// Statements with one thing changed, and whether both assemblers say the same of them.

import type { Random } from '../x86/randomStatements.ts';
import { compareObject } from '../kernel/compareObjects.ts';
import { gnuAs, ours } from './oracle.ts';

/** One line each; every mutant stands between two labels of its own. */
export const statements: readonly string[] = [
  '.byte 1, 2, 0x30', '.long foo, bar + 4', '.quad foo - .', '.word 5, -1', '.octa 0x1122', '.ascii "abc", "d"', '.asciz "x" "y"', '.string "a\\n"', '.float 1.5, 2', '.double 1e3',
  '.skip 4, 0x90', '.space 8', '.zero 3', '.fill 3, 2, 1', '.org . + 8', '.balign 8, 0x90, 4', '.p2align 4,, 7', '.align 16', '.nops 5', '.uleb128 300', '.sleb128 -5',
  '.globl foo, bar', '.weak foo', '.hidden foo', '.local bar', '.type foo, @function', '.type foo, %object', '.size foo, 8', '.size foo, . - foo', '.comm c1, 8, 4', '.lcomm l1, 4',
  '.set s1, 5', 's2 = 7 + 1', '.equ s3, foo', '.equiv s4, 3', '.section .x1, "ax", @progbits', '.section .x2', '.section .x3, "aMS", @progbits, 1', '.pushsection .x4, "a"', '.popsection', '.previous',
  '.text', '.data', '.subsection 1', '.text 2', '.code32', '.code64', '.file "a.c"', '.ident "x"', '.if 1', '.endif', '.if foo == foo', '.ifdef foo', '.ifc a,b', '.else', '.rept 2', '.endr',
  '.cfi_startproc', '.cfi_endproc', '.cfi_def_cfa_offset 16', '.cfi_offset %rbx, -16', '.cfi_sections .eh_frame', '.symver foo, foo@V1', '.weakref w1, foo', '.irp x, 1, 2', '.macro mm a, b=1', '.endm',
  '.att_syntax', '.extern foo', '.purgem none', '.err', '.warning "x"', '.print "x"', '.incbin "none"', '.reloc 0, R_X86_64_NONE', '.dc.b 1', '.dcb.w 2, 1', '.ds.l 2', '.string16 "a"', '.value 1', 'lab: nop', '1: jmp 1b',
];

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const junk = [...printable, '\t', '  ', '\t ', 'é', '/*k*/', '/* k */', '//', '# k', '""', '"k"', "'k", "'\\n", '\\@', '\\()', '::', '<<', '==', '||', '1b', '1f', '0x', '%rax', '$1', 'foo', '{vex}', '@PLT', ';;', '; nop'];

/** A quote that stays open swallows the next lines with `as`, which only warns; here it is an error. Such mutants are made anew. */
export function mutate(text: string, random: Random): string {
  for (;;) {
    const made = changed(text, random);
    if ((made.split('"').length & 1) === 1) return made;
  }
}

function changed(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(6)) {
    case 0: return text.slice(0, at) + text.slice(at + 1);
    case 1: return text.slice(0, at) + random.pick(junk) + text.slice(at);
    case 2: return text.slice(0, at) + random.pick(junk) + text.slice(at + 1);
    case 3: { const parts = text.split(','); parts.splice(random.below(parts.length), 1); return parts.join(','); }
    case 4: { const parts = text.split(','); parts.push(parts[random.below(parts.length)]!); return parts.join(','); }
    default: { const parts = text.split(' '), [a, b] = [random.below(parts.length), random.below(parts.length)]; [parts[a], parts[b]] = [parts[b]!, parts[a]!]; return parts.join(' '); }
  }
}

/** '' when both say the same: refused, or accepted with the same object. */
export function verdict(text: string): string {
  const program = `bar: nop\n${text}\n`;
  const theirs = gnuAs(program), our = ours(program);
  // Two of them leave text that is read on to the end: only that something is said counts.
  const refused = our.messages.some(m => m.severity === 'error');
  // A quote that nobody closes takes the rest of the file with `as`, which only warns; here it is an error.
  if (our.messages.some(m => m.text === 'unterminated string')) return '';
  if (theirs.object && refused) return `refused (${our.messages.find(m => m.severity === 'error')!.text}): ${text}`;
  if (!theirs.object) return refused ? '' : `accepted (as: ${theirs.messages.find(m => m.severity === 'error')?.text ?? '?'}): ${text}`;
  const different = compareObject(our.object!, theirs.object)[0];
  return different ? `${different.text}: ${text}` : '';
}
