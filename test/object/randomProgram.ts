// SPDX-License-Identifier: GPL-2.0-or-later
// Random programs: labels, jumps both ways, alignments, symbolic paddings over section borders, `.set` chains, subsections, bindings, data
// with symbols, unwind tables, and instructions from the opcode table. Most are valid; where one is not, both assemblers must say so.

import { formsOf, randomStatement, type Random } from '../x86/randomStatements.ts';
import type { Bits } from './oracle.ts';

export interface ProgramOptions { readonly lines: number; readonly bits: Bits }

interface Scene { readonly random: Random; readonly bits: Bits; depth: number; pushed: number; frames: number; alternatives: number; sets: number; readonly defined: Set<string> }

const labels = ['alpha', 'beta', 'gamma', 'delta', 'omega', '.Lone', '.Ltwo', '.Lthree', '.Lfour', 'g_one', 'g_two', 'w_one'];
const sections = ['.text', '.data', '.bss', '.section .text.hot,"ax"', '.section .rodata', '.section .init.text,"ax"', '.section .str,"aMS",@progbits,1', '.section .discard.x',
  '.section .grp,"axG",@progbits,gname,comdat', '.section .note.x,"a",@note'];

/**
 * Left out in ELF32, where `as` itself is odd: `.long local@PLT` adds the place twice, `loop` into another section is measured before it is
 * known where that lies.
 */
export function randomProgram(random: Random, { lines, bits }: ProgramOptions): string {
  const scene: Scene = { random, bits, depth: 0, pushed: 0, frames: 0, alternatives: 0, sets: 0, defined: new Set() };
  const out: string[] = [];
  for (let i = 0; i < lines; i++) out.push(line(scene));
  while (scene.pushed-- > 0) out.push('.popsection');
  for (const label of labels) if (label.startsWith('.L') && !scene.defined.has(label) && random.chance(0.9)) out.push(`.text\n${label}: nop`);
  out.push('.text', '1: ret', '2: ret');
  return `${out.join('\n')}\n`;
}

type Maker = (scene: Scene) => string;

const makers: readonly (readonly [weight: number, make: Maker])[] = [
  [14, scene => label(scene)],
  [14, ({ random }) => `${random.pick(['jmp', 'jz', 'jne', 'jb', 'jge'])} ${target(random)}`],
  [5, ({ random }) => `call ${target(random)}`],
  [2, ({ random }) => `${random.pick(['jmp', 'jz'])} ${random.pick(labels)}${random.pick(['+4', '-2', '+0', '@PLT'])}`],
  [1, ({ random }) => random.pick(['1:', '2:', '1: nop', '2: ret'])],
  [12, ({ random }) => random.pick(['nop', 'ret', 'push %ebx', 'cld', 'inc %eax', 'mov $5,%ecx', 'xor %eax,%eax']).replace('push %ebx', 'pushf')],
  [14, ({ random, bits }) => instruction(random, bits)],
  [5, ({ random }) => `.skip ${random.pick([1, 2, 5, 20, 60, 100, 120, 125, 126, 127, 128, 129, 250])}${random.pick(['', '', ',0x90', ',1'])}`],
  [5, ({ random }) => `${random.pick(['.balign 4', '.balign 8', '.balign 16', '.p2align 4', '.p2align 4,,7', '.p2align 5,0x90', '.balign 8,0xcc', '.balign 2', '.p2align 4,,15', '.align 32'])}`],
  [4, scene => alternative(scene)],
  [8, ({ random, bits }) => data(random, bits)],
  [5, ({ random }) => random.pick(sections)],
  [3, ({ random }) => random.pick(['.subsection 1', '.text 1', '.text 2', '.data 1', '.subsection 0', '.text'])],
  [2, scene => { scene.pushed++; return `.pushsection ${scene.random.pick(['.text', '.data', '.other,"a"', '.text.hot,"ax"', '.text,1', '.fixup,"ax"'])}`; }],
  [3, scene => { if (scene.pushed === 0) return '.previous'; scene.pushed--; return '.popsection'; }],
  [3, ({ random }) => `${random.pick(['.globl', '.globl', '.weak', '.hidden', '.local', '.protected'])} ${random.pick(labels.concat('s0', 's1', 'undef'))}`],
  [2, ({ random }) => `.type ${random.pick(labels)},${random.pick(['@function', '@object', '@notype', '@gnu_indirect_function'])}`],
  [2, ({ random }) => { const name = random.pick(labels); return `.size ${name},${random.pick([`.-${name}`, '4', `${random.pick(labels)}-${name}`])}`; }],
  [4, scene => set(scene)],
  [1, ({ random }) => `.org .+${random.pick([0, 1, 8, 30])}${random.pick(['', ',0x55'])}`],
  // Signed ones of distances are fuzz/sleb-distance.s.
  [1, ({ random }) => `.uleb128 ${random.pick([`${random.pick(labels)}-${random.pick(labels)}`, '5', '300', '2f-1f', '.-1f+200'])}`],
  [1, ({ random }) => `.sleb128 ${random.pick(['5', '-1', '300', '-70', '64'])}`],
  [1, ({ random }) => `.comm common${random.below(3)},${random.pick([1, 4, 12, 32])}${random.pick(['', ',8'])}`],
  [1, ({ random }) => `.lcomm lc${random.below(1000000)},${random.pick([1, 4, 12, 32])}`],
  [1, ({ random }) => `.if ${random.pick(['1', '0', 'alpha==alpha', 's0', '.-.', '2>1'])}\n.byte 1\n.else\n.byte 2\n.endif`],
  [1, ({ random }) => `.nops ${random.pick([1, 3, 12, 30, 5, 100])}`],
  [1, ({ random }) => `.fill ${random.pick([1, 3, 10])},${random.pick([1, 2, 4, 8])},${random.pick([0, -1, 0x1234])}`],
  [1, ({ random }) => `.ifdef ${random.pick(labels)}\n.byte 1\n.endif`],
  [1, ({ random }) => `.string "${random.pick(['a', 'bc', '\\\\n', ''])}"`],
  [1, ({ random, bits }) => `${random.pick(bits === 64 ? ['.code32\nnop\nmov alpha,%eax\njmp beta\ncall gamma\n.code64', '.code16\njmp delta\ncall alpha\n.code64'] : ['.code16\njmp delta\ncall alpha\n.code32'])}`],
  [2, scene => unwind(scene)],
];
const total = makers.reduce((sum, [weight]) => sum + weight, 0);

function line(scene: Scene): string {
  let at = scene.random.below(total);
  for (const [weight, make] of makers) { if (at < weight) return make(scene); at -= weight; }
  return 'nop';
}

function label(scene: Scene): string {
  const free = labels.filter(name => !scene.defined.has(name));
  if (free.length === 0) return 'nop';
  const name = scene.random.pick(free);
  scene.defined.add(name);
  return `${name}:`;
}

function target(random: Random): string { return random.pick([...labels, ...labels, '1f', '2f', 'undef', 's0', '.', '.+5', '0x1234']); }

function instruction(random: Random, bits: Bits): string {
  if (random.chance(0.5)) {
    const name = random.pick([...labels, ...labels, 's0', 's1', 'undef']);
    const wide = bits === 64;
    return random.pick([
      `mov ${name}${wide ? '(%rip)' : ''},%eax`, `lea ${name}+8${wide ? '(%rip)' : ''},%e${random.pick(['ax', 'bx'])}`, `mov $${name},%eax`, `movl $${name},4(%${wide ? 'r' : 'e'}ax)`,
      `add $${name}-${random.pick(labels)},%eax`, `push $${name}`, `cmp ${name}(%${wide ? 'r' : 'e'}bx),%ecx`, `mov $${random.pick(['2f-1f', `${name}-.`, 's0', 's1+1'])},%ecx`,
      `cmpl $5,${name}${wide ? '(%rip)' : ''}`, wide ? `movabs $${name},%rax` : `mov ${name}@GOT(%ebx),%eax`, wide ? `mov ${name}@GOTPCREL(%rip),%rax` : `lea ${name}@GOTOFF(%ebx),%eax`,
      `jmp *${name}${wide ? '(%rip)' : ''}`, wide ? `loop ${name}` : 'nop', `imul $${name},%eax,%ecx`, `testb $1,${name}+3${wide ? '(%rip)' : ''}`,
    ]);
  }
  return randomStatement(random.pick(forms[bits]), bits, random);
}

const forms = { 64: formsOf('integer', 64), 32: formsOf('integer', 32) } as const;

function data(random: Random, bits: Bits): string {
  const a = random.pick([...labels, 'undef', 's0', 's1']), b = random.pick(labels);
  return random.pick([
    `.byte ${random.below(400)},2`, `.long ${a}`, bits === 64 ? `.quad ${a}` : `.long ${a}+1`, `.long ${a}-.`, `.long ${a}-${b}`, `.word ${a}-${b}`, `.byte ${b}-${random.pick(labels)}`, `.long ${a}+${random.below(9)}`,
    `.quad ${random.below(1000)}-5`, `.long (${a}-${b})*2`, `.long ${a}>${b}`, `.long 1b-.`.replace('1b', '1f'), '.long ., .-4', bits === 64 ? `.long ${a}@PLT` : `.long ${a}`, `.word ${a}`, `.long s0, s1`, bits === 64 ? `.quad ${a}-.` : `.long ${a}-.+2`,
  ]);
}

function alternative(scene: Scene): string {
  const n = scene.alternatives++, { random } = scene;
  const [old, fresh] = [random.pick(['nop', '', 'jmp alpha', 'call undef', '.byte 1,2,3']), random.pick(['nop', 'call undef', 'mov $1,%eax; mov $2,%ebx', '', 'jmp .', 'jmp .Lone'])];
  return `.La${n}: ${old}\n.Lb${n}: .skip -(((.Ld${n}-.Lc${n})-(.Lb${n}-.La${n})) > 0) * ((.Ld${n}-.Lc${n})-(.Lb${n}-.La${n})),0x90\n.Le${n}:\n`
    + `.pushsection .altinstructions,"a"\n.long .La${n} - .\n.long .Lc${n} - .\n.byte .Le${n}-.La${n}\n.byte .Ld${n}-.Lc${n}\n.popsection\n`
    + `.pushsection .altinstr_replacement,"ax"\n.Lc${n}: ${fresh}\n.Ld${n}:\n.popsection`;
}

function set(scene: Scene): string {
  const { random } = scene, name = random.pick(['s0', 's1', 's2', 's3']);
  return `${random.pick([`.set ${name},`, `${name} = `])}${random.pick([String(random.below(300)), random.pick(labels), `${random.pick(labels)}+4`, `${random.pick(labels)}-${random.pick(labels)}`, '.', 's4 + 1', 'undef', 'undef+4'])}`;
}

function unwind(scene: Scene): string {
  const { random } = scene, word = scene.bits === 64 ? 8 : 4, register = scene.bits === 64 ? '%rbx' : '%ebx';
  return ['.cfi_startproc', 'nop', `.cfi_def_cfa_offset ${word * 2}`, random.pick(['', 'jmp alpha', '.skip 70']), `.cfi_offset ${register},-${word * 2}`, random.pick(['.cfi_remember_state', '']),
    'ret', '.cfi_endproc'].filter(text => text !== '').join('\n');
}
