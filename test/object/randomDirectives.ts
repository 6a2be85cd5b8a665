// SPDX-License-Identifier: GPL-2.0-or-later
// Random programs of directives that kernels hardly use, in every spelling: names in quotes, strings with escapes, sections by flags and groups,
// unwind tables in and out of place, versions, relocations by hand, data of all sizes. Some lines have one thing changed.

import { scrub } from '../../server/src/gas/scrub.ts';
import type { Random } from '../x86/randomStatements.ts';
import { mutate } from './mutants.ts';
import { someExpression } from './randomExpressions.ts';
import type { ProgramOptions } from './randomProgram.ts';

type Maker = (random: Random, bits: 32 | 64) => string;

const names = ['foo', 'bar', 'baz', 'q1', '.Lx', '.Ly', '"foo"', '"a b"', 'foo$1', '_x', 'L2', '"q1"', 'w1', '"1"', '"2f"', '..z'];
const name = (random: Random): string => random.pick(names);
const number = (random: Random): string => random.pick(['0', '1', '2', '3', '4', '8', '16', '-1', '0x10', '010', '0b101', '255', '256', '-128', '65535', '0xffffffff', '0x7fffffffffffffff', '0x8000000000000000', "'a", "'\\n", '1f-1b', '5-3', '~0', '!1', '3!!1', '2*(1+1)', '0x0_0_0_7', '%al', '.sizeof.(foo)', '.startof.(.text)']);
const small = (random: Random): string => random.pick(['0', '1', '2', '3', '4', '5', '8', '16', '31']);
const value: Maker = (random, bits) => random.chance(0.5) ? number(random) : random.chance(0.5) ? name(random) : someExpression(random, bits);
const piece = (random: Random): string => random.pick(['a', 'bc', ' ', '\\n', '\\t', '\\"', '\\\\', '\\101', '\\0', '\\x41', '\\x', '\\8', '\\e', ';', '#', '//', '/*x*/', "'", ',', '\\1234', 'é', '%', '$x', '\\xfg', '(', '@']);
const string = (random: Random): string => `"${Array.from({ length: random.below(4) }, () => piece(random)).join('')}"`;
const list = (random: Random, of: () => string, most = 3): string => Array.from({ length: 1 + random.below(most) }, of).join(random.pick([',', ', ', ' , ']));
const float = (random: Random): string => random.pick(['1', '1.5', '-2.25', '1e10', '1e-10', '0f1.0', '0d2', '0', '-0', '.5', '5.', 'nan', '-inf', '3.14159265358979', '1e300', '123456789012345678', '0.1', ':3f80', '1e', '65504', '2.5e-8']);
const register = (random: Random, bits: 32 | 64): string => random.pick(bits === 64 ? ['%rbx', '%rbp', '%r12', 'rsp', '3', '6', '%xmm1', '%rip', '%rflags', '%eax', '17', '%st(1)'] : ['%ebx', '%ebp', 'esp', '3', '%xmm1', '%eip', '%ax', '5']);
const section = (random: Random): string => random.pick(['.s1', '.s2', '.rodata', '.data.x', '.text.y', '.note.z', '.init_array', '.bss.w', '"quoted s"', '.tbss', '.str', '.debug_x', '.text', '.data', '.fini', 'plain']);
const flags = (random: Random): string => random.pick(['""', '"a"', '"aw"', '"ax"', '"awx"', '"aM"', '"aMS"', '"aG"', '"awT"', '"e"', '"aR"', '"ao"', '"a?"', '"0x3"', '"am"', '"w"', '"aS"', '"axG"', '"al"', '"?"']);
const type = (random: Random): string => random.pick(['@progbits', '@nobits', '%progbits', '@note', '"progbits"', '@init_array', '@0x7', '@unwind', '@foo', '@1']);

const makers: readonly (readonly [weight: number, make: Maker])[] = [
  [10, (r, b) => `${r.pick(['.byte', '.2byte', '.short', '.word', '.hword', '.value', '.4byte', '.long', '.int', '.8byte', '.quad', '.dc', '.dc.b', '.dc.w', '.dc.l', '.dc.a', '.slong'])} ${list(r, () => value(r, b))}`],
  [2, r => `.octa ${list(r, () => r.pick(['1', '-1', '0x123456789abcdef0123456789', '~5', '-1+2', '5-6', '0xffffffffffffffff', '-0x10000000000000001']))}`],
  [6, r => `${r.pick(['.ascii', '.asciz', '.string', '.string8', '.string16', '.string32', '.string64'])} ${list(r, () => r.chance(0.8) ? string(r) : r.pick([`${string(r)} ${string(r)}`, '<65>', `${string(r)}<10>${string(r)}`, '<1><2>']))}`],
  [4, r => `${r.pick(['.float', '.single', '.double', '.tfloat', '.hfloat', '.bfloat16', '.ffloat', '.dfloat', '.dc.s', '.dc.d', '.dc.x'])} ${list(r, () => float(r))}`],
  [3, (r, b) => `${r.pick(['.uleb128', '.sleb128'])} ${list(r, () => r.chance(0.8) ? number(r) : value(r, b))}`.replace('.sleb128 1f-1b', '.sleb128 7')],
  [5, (r, b) => `${r.pick(['.skip', '.space', '.zero'])} ${small(r)}${r.pick(['', '', ',0', ',0x90', ',-1', ',255', ',256', `,${value(r, b)}`, ',', ' , 1'])}`],
  [3, (r, b) => `${r.pick(['.ds.b', '.ds.w', '.ds', '.ds.l', '.ds.d', '.ds.x', '.ds.p', '.ds.s', '.dcb', '.dcb.b', '.dcb.w', '.dcb.l'])} ${small(r)}${r.pick(['', ',0', ',1', ',-1', `,${value(r, b)}`])}`],
  [1, r => `${r.pick(['.dcb.s', '.dcb.d', '.dcb.x'])} ${small(r)}${r.pick(['', `,${float(r)}`])}`],
  [4, r => `.fill ${r.pick([small(r), small(r), name(r), '2-1'])}${r.pick(['', `,${small(r)}`, `,${small(r)},${number(r)}`, ',,5', ',2,'])}`],
  // Those of more bytes: wide-pad-shifts.s.
  [5, r => `${r.pick(['.balign', '.align', '.p2align'])} ${r.pick(['0', '1', '2', '3', '4', '8', ''])}${r.pick(['', '', ',0x90', ',0', ',,3', ',1,7', ',0xcc,2', ',', ',, '])}`],
  [2, r => `.nops ${small(r)}${r.pick(['', ',2', ',5', ',11', ',-1', ',12', ',0'])}`],
  [1, r => `.nop ${r.pick(['', '3', '0', '-1', '5'])}`],
  [2, r => `.org ${r.pick(['.', '.+4', '.+8,1', `.+${small(r)}`, 'foo+100', name(r), '.-1', 'bar%foo', '-1'])}`],
  [8, r => `.section ${section(r)}${r.chance(0.8) ? `,${flags(r)}${r.chance(0.8) ? `,${type(r)}${r.pick(['', '', ',4', ',1', ',grp', ',grp,comdat', ',1,grp,comdat', ',foo', ',unique,3', ',.text', ', 8'])}` : ''}` : ''}`],
  [2, r => `.pushsection ${section(r)}${r.pick(['', ',1', ',"a"', ',2,"aw"', `,${flags(r)}`])}`],
  [3, r => r.pick(['.popsection', '.previous', '.text', '.data', '.bss', '.text 1', '.data 2', '.bss 1', '.subsection 1', '.subsection 3', '.text -1', '.subsection -2', '.data -3000000000', '.text 0', '.section .s1,#alloc,#write', '.previous nop', '.code64; .text'])],
  [8, r => `${name(r)}:${r.pick(['', ' nop', ' .byte 1', `${name(r)}:`])}`],
  [4, r => r.pick(['1:', '2: nop', '1: .byte 1', '00: nop', '1: 2:', '3:nop'])],
  [4, r => `${r.pick(['.globl', '.global', '.weak', '.local', '.hidden', '.protected', '.internal', '.xdef'])} ${list(r, () => name(r))}`],
  [4, r => `.type ${r.chance(0.1) ? `${r.pick(['foo', 'L2'])} @gnu_unique_object` : `${name(r)}${r.pick([',', ' ', ', '])}${r.pick(['@function', '%function', '"function"', 'STT_FUNC', '@object', '@notype', '@tls_object', '@common', '@gnu_indirect_function', '2', '@1', 'stt_func', '@foo'])}`}`],
  [3, (r, b) => `.size ${name(r)}${r.pick([',', ', '])}${r.pick(['4', '.-foo', value(r, b), 'bar-foo'])}`],
  [4, r => `${r.pick(['.comm', '.comm', '.lcomm', '.common', '.xcom'])} ${r.pick(['c1', 'c2', 'c3', 'foo', '.Lc'])}${r.pick([',', ', ', ' '])}${small(r)}${r.pick(['', '', ',4', ',8', ',3', ',16', ',"bss"'])}`],
  [6, (r, b) => r.pick([`.set ${r.pick(['v1', 'v2', 'v3', 'foo'])},${value(r, b)}`, `${r.pick(['v1', 'v2', 'v3'])}=${value(r, b)}`, `.equ v2 , ${value(r, b)}`, `.equiv v4,${number(r)}`, `.eqv v5,${value(r, b)}`, `v6==${value(r, b)}`])],
  [2, r => `.long ${r.pick(['v1', 'v2', 'v3', 'v4', 'v5', 'v6'])}${r.pick(['', '+1'])}`],
  [2, r => `.symver ${r.pick(['sym1, one@', 'sym2, two@@', 'sym3, three@@@', 'sym4, four@', 'sym4, five@'])}${r.pick(['V1', 'V1', 'V2'])}${r.pick(['', '', ',local', ',hidden', ',remove'])}`],
  [1, r => `.weakref ${r.pick(['w1', 'w2', 'w3'])},${r.pick(['bar', 'baz', 'q1', '_x', '"a b"'])}`],
  // An addend of ELF32 needs a field: i386-reloc-in-fill.s.
  [2, (r, b) => `${b === 64 ? '' : '.long 5\n'}.reloc ${b === 32 ? '.-4' : r.pick(['0', '1', '.', '.-1'])}, ${r.pick(b === 64 ? ['R_X86_64_NONE', 'R_X86_64_32', 'r_x86_64_64', 'BFD_RELOC_32', 'R_X86_64_TLSGD', 'R_FOO'] : ['R_386_NONE', 'R_386_32', 'BFD_RELOC_16', 'R_386_PC32', 'R_386_PC8', 'R_386_GOT32', 'R_386_PLT32', 'R_FOO'])}${r.pick(['', ',foo', ',5', ',foo+4', ',bar-1', ',.Lx+1', ',elsewhere+4'])}`],
  [1, r => r.pick(['.file "x.c"', '.file 1 "y.c"', '.file 2 "dir" "z.c"', '.file "a b"', '.ident "me"', '.ident "a", "b"', '.version "1"', '.version "a\\\\n"', '.psize 60,80', '.title "x"', '.sbttl y', '.arch .sse2', '.arch .nofoo', '.arch foo', '.arch i386', '.arch core2', '.arch k6', '.arch generic64', '.arch push', '.arch pop',
    '.llen 5', '.list', '.nolist; nop', '.eject', '.extern foo, bar', '.sse_check none', '.operand_check warning', '.func f', '.endfunc', '.loc_mark_labels 1', '.noformat', '.lflags x', '.print "x"', '.warning "w"', '.warning', '.fail 500', '.altmacro', '.noaltmacro', '.purgem none', '.att_syntax', '.att_syntax prefix', '.allow_index_reg'])],
  [8, (r, b) => unwind(r, b)],
  [3, r => `nop; ${r.pick(['.byte 1;', 'nop', 'foo2: nop', '/* c */ nop', '# c', '.long . , .', 'ret;;'])}`],
  [3, (r, b) => r.pick([`.if ${value(r, b)}\n.byte 1\n.endif`, `.ifdef ${name(r)}\n.byte 1\n.else\n.byte 2\n.endif`, '.ifb\n.byte 1\n.endif', '.ifnb x\n.byte 1\n.endif', `.ifc ${r.pick(['a,a', 'a , b', '"a",a', 'a b,a  b', ',', "'a,97"])}\n.byte 1\n.endif`, `.ifeqs ${string(r)},${string(r)}\n.byte 1\n.endif`, `.ifnes ${string(r)} , ${string(r)}\n.byte 1\n.endif`, `.ifndef v1\n.byte 3\n.elseif 1\n.byte 4\n.else\n.byte 5\n.endif`])],
  [2, (r, b) => r.pick(b === 64 ? ['.code32\ninc %eax\n.code64', '.code16\npush $1\n.code64', '.code16gcc\npush $1\nret\n.code64', '.code32 nop; .code64'] : ['.code16\npush $1\n.code32', '.code16gcc\ncall foo\n.code32'])],
  [4, r => r.pick(['nop', 'jmp foo', 'call bar', 'mov $foo,%eax', 'push $1', 'lea v1,%ecx', 'jz 1f', 'jmp 1b', 'mov $v2,%ecx', 'wait', 'rep; movsb', 'lock incl foo'])],
];
const total = makers.reduce((sum, [weight]) => sum + weight, 0);

function unwind(random: Random, bits: 32 | 64): string {
  return random.pick(['.cfi_startproc', '.cfi_startproc simple', '.cfi_endproc', '.cfi_endproc', `.cfi_def_cfa ${register(random, bits)}, ${number(random)}`, `.cfi_def_cfa_register ${register(random, bits)}`, `.cfi_def_cfa_offset ${small(random)}`,
    `.cfi_adjust_cfa_offset ${number(random)}`, `.cfi_offset ${register(random, bits)}, ${random.pick(['-8', '-16', '-24', '4', '-12'])}`, `.cfi_rel_offset ${register(random, bits)},${random.pick(['0', '8', '-16'])}`, `.cfi_val_offset ${register(random, bits)},-16`,
    `.cfi_register ${register(random, bits)},${register(random, bits)}`, `.cfi_restore ${list(random, () => register(random, bits))}`, `.cfi_undefined ${list(random, () => register(random, bits))}`, `.cfi_same_value ${register(random, bits)}`, '.cfi_remember_state', '.cfi_restore_state',
    '.cfi_window_save', `.cfi_return_column ${register(random, bits)}`, '.cfi_signal_frame', `.cfi_escape ${list(random, () => number(random))}`, `.cfi_personality ${random.pick(['0xff', '0,foo', '0x1b,foo', '3,bar', '0x9b,foo', '0x1b'])}`, `.cfi_lsda ${random.pick(['0xff', '0x1b,.Lx', '3,foo', '1,foo'])}`,
    '.cfi_sections .eh_frame', '.cfi_sections .eh_frame, .debug_frame', '.cfi_negate_ra_state', '.cfi_fde_data 1']);
}

export function randomDirectives(random: Random, { lines, bits }: ProgramOptions): string {
  const out = ['.text', '1: nop', '2: nop', 'sym1: sym2: sym3: nop'];
  for (let i = 0; i < lines; i++) out.push(line(random, bits));
  out.push('.text', '1: nop', '2: nop', '3: nop');
  return `${out.join('\n')}\n`;
}

function line(random: Random, bits: 32 | 64): string {
  let at = random.below(total);
  for (const [weight, make] of makers) {
    if (at >= weight) { at -= weight; continue; }
    const made = make(random, bits);
    return made.includes('\n') || random.chance(0.85) ? made : changed(made, random);
  }
  return 'nop';
}

/** What opens a comment or a body, or ends the file, would take other lines along, and so does a quote right behind a name with `as`. */
function changed(text: string, random: Random): string {
  const made = mutate(text, random), plain = made.replace(/"(\\.|[^"\\])*"/g, '""');
  if (scrub(made, { inComment: false }).unterminated !== undefined || /[\w.$]"/.test(plain) || (/%[a-z]/.test(made) && !/^\.(cfi|type|section)/.test(text))) return text;
  return /\/\*|\.(end|if|mac|re?p|ir|el|abort)|'$|'\\$|^ *\/|\n/.test(made) ? text : made;
}
