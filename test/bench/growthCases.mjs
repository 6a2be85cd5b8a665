// SPDX-License-Identifier: GPL-2.0-or-later
// Files that grow in one respect. The time and memory that each unit takes must stay the same, however many there are.

/** So many lines, made by their number. */
const lines = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join('');

/** By name: what is counted, the counts that are compared, and the files that so many make. The first file is the one that is analysed. */
export const growthCases = {
  'instructions': { sizes: [10_000, 100_000, 1_000_000], files: count => ({ 'main.S': `\t.text\n${lines(count / 100, functionOf100)}` }) },
  'macro depth': { sizes: [9, 90], files: count => ({ 'main.S': `${lines(count, i => `	.macro m${i} a
	${i === 0 ? 'movl \a, %eax' : `m${i - 1} \a`}
	.endm
`)}f:
${lines(500, i => `	m${count - 1} $${i}
`)}	ret
` }) },
  '#define depth': { sizes: [8_000, 80_000], files: count => ({ 'main.S': `#define d0 nop\n${lines(count, i => `#define d${i + 1} d${i}\n`)}\td${count}\n` }) },
  'calls of a macro': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `\t.macro m a, b=2\n\t.if \\a > \\b\n\tmovl $\\a, %eax\n\t.else\n\tnop\n\t.endif\n\t.endm\nf:\n${lines(count, i => `\tm ${i % 9}\n`)}\tret\n` }) },
  'labels': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `f:\n${lines(count, i => `.Ll${i}:\n\tnop\n`)}\tret\n` }) },
  'global symbols': { sizes: [5_000, 50_000], files: count => ({ 'main.S': lines(count, i => `\t.globl g${i}\n\t.type g${i}, @function\ng${i}:\n\tret\n\t.size g${i}, .-g${i}\n`) }) },
  'numeric labels': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `f:\n${lines(count, () => '1:\tnop\n\tjz 1b\n\tjnz 2f\n2:\n')}\tret\n` }) },
  'undefined symbols': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `f:\n${lines(count, i => `\tcall u${i}\n`)}\tret\n` }) },
  'jumps over the whole function': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `f:\n${lines(count, () => '\tjz .Lend\n')}.Lend:\n\tret\n` }) },
  'alternatives': { sizes: [1_000, 10_000], files: count => ({ 'main.S': `f:\n${lines(count, alternative)}\tret\n` }) },
  'records of discarded sections': { sizes: [2_000, 20_000], files: count => ({ 'main.S': `f:\n${lines(count, () => `771:\tnop\n\t.pushsection .discard.retpoline_safe, ""\n\t.long 771b - .\n\t.popsection\n`)}\tret\n` }) },
  'hints': { sizes: [1_000, 10_000], files: count => ({ 'main.S': `f:\n${lines(count, hint)}\tret\n` }) },
  'exception table': { sizes: [1_000, 10_000], files: count => ({ 'main.S': `f:\n${lines(count, () => `771:\tmovl (%rdi), %eax\n\t.pushsection __ex_table, "a"\n\t.balign 4\n\t.long 771b - .\n\t.long .Lfix - .\n\t.long 1\n\t.popsection\n`)}.Lfix:\n\tret\n` }) },
  'findings': { sizes: [2_000, 20_000], files: count => ({ 'main.S': lines(count, i => `\t.globl w${i}\n\t.type w${i}, @function\nw${i}:\n\tpushq %rbx\n\tret\n\t.size w${i}, .-w${i}\n`) }) },
  'errors': { sizes: [5_000, 50_000], files: count => ({ 'main.S': lines(count, i => `\tmovq %rax${i}, (,\n`) }) },
  'sections': { sizes: [2_000, 20_000], files: count => ({ 'main.S': lines(count, i => `\t.section .text.s${i}, "ax"\ns${i}:\n\tret\n`) }) },
  'nested #if': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `${lines(count, () => '#if 1\n')}\tnop\n${lines(count, () => '#endif\n')}` }) },
  'nested .if': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `${lines(count, () => '\t.if 1\n')}\tnop\n${lines(count, () => '\t.endif\n')}` }) },
  '#if groups left out': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `${lines(count, () => '#ifdef NEVER\n\tnop\n#endif\n')}\tret\n` }) },
  'includes': { sizes: [1_000, 10_000], files: count => ({ 'main.S': lines(count, i => `#include "h${i}.h"\n`), ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}.h`, `#ifndef H${i}\n#define H${i}\n#define V${i} ${i}\n\tmovl $V${i}, %eax\n#endif\n`])) }) },
  'defines': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `${lines(count, i => `#define D${i} ${i}\n`)}${lines(count / 10, i => `\tmovl $D${i}, %eax\n`)}` }) },
  'length of a line': { sizes: [30_000, 300_000], files: count => ({ 'main.S': `\t.byte ${lines(count, i => `${i === 0 ? '' : ', '}${i & 0xff}`)}\n` }) },
  'statements in a line': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `f:\t${lines(count, i => `movl $${i & 0xff}, %eax; `)}ret\n` }) },
  'length of a #define': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `#define D ${lines(count, i => `.byte ${i & 0xff}; `)}\n\tD\n` }) },
  'terms of an expression': { sizes: [20_000, 200_000], files: count => ({ 'main.S': `\t.long 0${lines(count, i => `+${i}`)}\n` }) },
  'repetitions': { sizes: [10_000, 100_000], files: count => ({ 'main.S': `f:\n\t.rept ${count}\n\tmovl $1, %eax\n\t.endr\n\tret\n` }) },
  'assignments': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `x = 0\n${lines(count, () => 'x = x + 1\n')}\t.long x\n` }) },
  'symbols of symbols': { sizes: [2_000, 20_000], files: count => ({ 'main.S': `x0 = 1\n${lines(count, i => `\t.set x${i + 1}, x${i} + 1\n`)}\t.long x${count}\n` }) },
  'fill between labels': { sizes: [1_000, 10_000], files: count => ({ 'main.S': `f:\n${lines(count, i => `.La${i}:\tjmp .Lb${i}\n\t.skip -((.Lb${i}-.La${i} < 8) * (8 - (.Lb${i}-.La${i}))), 0x90\n.Lb${i}:\n`)}\tret\n` }) },
  'values of .irp': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `f:\n\t.irp x${lines(count, i => `,${i & 0xff}`)}\n\tmovl $\\x, %eax\n\t.endr\n\tret\n` }) },
  'lines of a macro': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `\t.macro m a\n${lines(count, i => `\tmovl $${i & 0xff}+\\a, %eax\n`)}\t.endm\nf:\n\tm 1\n\tret\n` }) },
  'length of an argument': { sizes: [20_000, 200_000], files: count => ({ 'main.S': `\t.macro m a:vararg\n\t.byte \\a\n\t.endm\n#define M(x) m x\n\tM((${lines(count, i => `${i === 0 ? '' : '+'}${i & 7}`)}))\n` }) },
  'arguments of a macro': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `\t.macro m a, more:vararg\n\t.byte \\a\n\t.endm\n#define M(...) m __VA_ARGS__\n\tM(${lines(count, i => `${i === 0 ? '' : ', '}${i & 7}`)})\n` }) },
  'length of a string': { sizes: [100_000, 1_000_000], files: count => ({ 'main.S': `\t.ascii "${'x'.repeat(count)}"\n` }) },
  'alignments': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `f:\n${lines(count, () => '\tnop\n\t.balign 16\n')}\tret\n` }) },
  'jumps forward': { sizes: [5_000, 50_000], files: count => ({ 'main.S': `f:\n${lines(count, i => `\tjz .Lt${i + 20}\n.Lt${i}:\n`)}${lines(20, i => `.Lt${count + i}:\n`)}\tret\n` }) },
  'comments': { sizes: [100_000, 1_000_000], files: count => ({ 'main.S': `${lines(count, i => `/* a comment ${i} */\n`)}\tret\n` }) },
};

/** With a frame, a loop and a call. */
function functionOf100(i) {
  return `\t.type f${i}, @function\n\t.globl f${i}\nf${i}:\n\tpushq %rbp\n\tmovq %rsp, %rbp\n1:\n${lines(94, k => `\tmovl $${(i * 94 + k) % 5000}, %e${'abcd'[k & 3]}x\n`)}\tjnz 1b\n\tcall f${i >> 1}\n\tpopq %rbp\n\tret\n\t.size f${i}, .-f${i}\n`;
}

function alternative(i) {
  return `661:\tnop\n\tnop\n662:\n\t.pushsection .altinstructions, "a"\n\t.long 661b - .\n\t.long 663f - .\n\t.4byte ${i % 200}\n\t.byte 662b-661b\n\t.byte 664f-663f\n\t.popsection\n\t.pushsection .altinstr_replacement, "ax"\n663:\tcld\n\tcld\n664:\n\t.popsection\n`;
}

function hint() {
  return '771:\n\t.pushsection .discard.unwind_hints\n\t.long 771b - .\n\t.short 8\n\t.byte 5\n\t.byte 2\n\t.byte 0\n\t.balign 4\n\t.popsection\n\tnop\n';
}
