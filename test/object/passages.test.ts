// SPDX-License-Identifier: GPL-2.0-or-later
// A line that is as it was is not read again, nor are its statements assembled, unless something that it depends on has changed: counted,
// and what comes out is what comes out of a run that remembers nothing.

import { expect, test } from 'vitest';
import { LivingText } from '../../server/src/base/anchor.ts';
import { sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Line } from '../../server/src/cpp/preprocessed.ts';
import { cppMemory, type CppMemory } from '../../server/src/cpp/resume.ts';
import { assemble, assemblerMemory, type Assembled } from '../../server/src/object/assemble.ts';

const options = { assemblerVersion: 24000, mode: 64 } as const;

const program = `.macro save reg
	pushq \\reg
	.pushsection .notes, "a"
	.long 772f - ., 772f - 771b
	.popsection
772:
.endm
	.macro never
	ud2
	.endm
	.text
	.globl f
	.type f, @function
f:
771:	save %rbx
	call g
	jnz 1f
	movl $count, %eax
1:	popq %rbx
	ret
	.size f, . - f
count = 5
	.type g, @function
g:
771:	save %rbp
	call f
	jmp 1f
	.skip -((772b - 771b) > 0) * (772b - 771b), 0x90
count = count + 1
1:	popq %rbp
	.if . - g > 8
	nop
	.endif
	ret
	.size g, . - g
`;

/** Each edit is made in the program as it stands; \`read` are the lines that may be read again. */
const edits: readonly { readonly what: string; readonly from: string; readonly to: string; readonly read: number }[] = [
  { what: 'one instruction', from: '\tmovl $count, %eax\n', to: '\tmovl $count, %ecx\n', read: 1 },
  { what: 'another line', from: '\tcall g\n', to: '\tcall g\n\tnop\n', read: 1 },
  { what: 'a line less, which mentioned a name first', from: '\tmovl $count, %eax\n', to: '', read: 2 },
  { what: 'a name that nobody mentions before', from: '\tcall g\n', to: '\tcall h\n', read: 3 },
  { what: 'a numeric label in between', from: '\tmovl $count, %eax\n', to: '1:\tmovl $count, %eax\n', read: 3 },
  { what: 'a value that later lines add to', from: 'count = 5', to: 'count = 7', read: 3 },
  { what: 'an answer to .if', from: '\tcall f\n\tjmp 1f\n', to: '\tpopq %rax\n', read: 4 },
  { what: 'what a symbol is', from: '\t.globl f\n', to: '\t.globl f, g\n', read: 5 },
  { what: 'a macro that nobody calls', from: '\tud2\n', to: '\tud1\n', read: 3 },
  { what: 'the kind of section', from: '.pushsection .notes, "a"', to: '.pushsection .notes, "aw"', read: 40 },
];

test.each(edits)('$what', ({ from, to, read }) => {
  const living = new LivingText(sourceText('a.S', program)), cpp = cppMemory(living), memory = assemblerMemory();
  const pass = (text: string): Assembled => {
    living.source = sourceText('a.S', text);
    return assemble(linesOf(living.source, cpp), options, undefined, memory);
  };
  const anew = (text: string): unknown => faceOf(assemble(linesOf(sourceText('a.S', text)), options));
  const first = faceOf(pass(program));
  expect(first).toEqual(anew(program));
  pass(program);
  // The lines of an .if are read each time.
  const always = memory.steps.counts.read;
  expect(memory.steps.counts).toMatchObject({ read: 3, handedOn: 0 });
  expect(program).toContain(from);
  const edited = program.replace(from, to);
  // The first time line by line, later in blocks.
  for (let round = 0; round < 5; round++) {
    const kept = pass(edited), { read: again, handedOn, repeated } = memory.steps.counts;
    expect(again + handedOn - always).toBeLessThanOrEqual(read);
    expect(repeated).toBeGreaterThan(0);
    expect(faceOf(kept)).toEqual(anew(edited));
    expect(faceOf(pass(program))).toEqual(first);
    pass(program);
    expect(memory.steps.counts).toMatchObject({ read: always, handedOn: 0 });
  }
});

test('two sections that a line would have made first are made where they are when it is read again', () => {
  const text = (first: string): string => `${first}g:\n\tnop\n\t.pushsection .one, "a"\n\t.byte 1\n\t.popsection\n.macro two\n\t.pushsection .two, "a"\n\t.byte 2\n\t.popsection\n`
    + '\t.pushsection .three, "a"\n\t.byte . - . + 3\n\t.popsection\n\t.if . - g > 2\n\t.byte 4\n\t.endif\n.endm\n\ttwo\n';
  const living = new LivingText(sourceText('a.S', text(''))), cpp = cppMemory(living), memory = assemblerMemory();
  for (const first of ['', '\tcld\n', '', '\t.pushsection .three, "a"\n\t.popsection\n', '']) {
    living.source = sourceText('a.S', text(first));
    expect(faceOf(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(faceOf(assemble(linesOf(sourceText('a.S', text(first))), options)));
  }
  // The distance that the line asks for is another one, after its sections were put down to measure.
  for (const more of ['\tnop\n', '\tnop\n\tnop\n', '']) {
    const longer = text('').replace('g:\n', `g:\n${more}`);
    living.source = sourceText('a.S', longer);
    expect(faceOf(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(faceOf(assemble(linesOf(sourceText('a.S', longer)), options)));
  }
});

test('a line that makes a section, and is another one than before, leaves its relocations to the next revision', () => {
  const living = new LivingText(sourceText('a.S', '')), cpp = cppMemory(living), memory = assemblerMemory();
  for (const name of ['one', 'two', 'two', 'three', 'one', 'one']) {
    living.source = sourceText('a.S', `\tnop\n\t.pushsection .made, "a" ; .long ${name} ; .popsection\n\t.pushsection .made ; .long last ; .popsection\n`);
    expect(faceOf(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(faceOf(assemble(linesOf(living.source), options)));
  }
});

test('under other options nothing is done again, and nothing is lost', () => {
  const source = sourceText('a.S', program), living = new LivingText(source), cpp = cppMemory(living), memory = assemblerMemory();
  for (const other of [options, options, options, { ...options, assembler: 'clang' }, options, { ...options, debugInfo: 5 }, { ...options, mode: 32 }, { ...options, assemblerVersion: 23500 }, options] as const) {
    expect(faceOf(assemble(linesOf(source, cpp), other, undefined, memory))).toEqual(faceOf(assemble(linesOf(source), other)));
  }
});

test('a string over lines ends where its last line does', () => {
  const text = '\t.data\n\t.ascii "one\n#define NOTHING 1\n\tthree"\n', living = new LivingText(sourceText('a.S', text)), cpp = cppMemory(living), memory = assemblerMemory();
  const ends = ({ object }: Assembled) => object.sections.flatMap(({ spans }) => spans.map(({ statement: { origin } }) => [origin.start, origin.end]));
  for (const now of [text, text.replace('NOTHING 1', 'NOTHING 1234567'), text.replace('#define', '/* a comment */\n\n#define'), `nop\n${text}`, text]) {
    living.source = sourceText('a.S', now);
    expect(ends(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(ends(assemble(linesOf(sourceText('a.S', now)), options)));
  }
});

test('a line that goes on over others in a macro without an end is all of them', () => {
  const lines = ['\t.macro never', ...Array.from({ length: 6 }, (_, i) => `\tmov $${i}, %eax`), '\t.ascii "', ...Array.from({ length: 8 }, (_, i) => `\tadd $${i}, %ecx`), '\t.ascii "', '\tret', ''];
  const living = new LivingText(sourceText('a.S', lines.join('\n'))), cpp = cppMemory(living), memory = assemblerMemory();
  for (const gone of [-1, 10, -1, 9, 11, 10, -1]) {
    living.source = sourceText('a.S', lines.filter((_, i) => i !== gone).join('\n'));
    expect(faceOf(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(faceOf(assemble(linesOf(living.source), options)));
  }
});

test('an .org is told that its label lies in another section now', () => {
  const text = (section: string): string => `\t.section one, "ax"\n${section}here:\tnop\n\t.text\n\t.section one, "ax"\n\tnop\n\t.org here + 64, 0xcc\n\tret\n`;
  const living = new LivingText(sourceText('a.S', text(''))), cpp = cppMemory(living), memory = assemblerMemory();
  for (const section of ['', '', '\t.section two, "ax"\n', '', '\t.section two, "ax"\n']) {
    living.source = sourceText('a.S', text(section));
    expect(faceOf(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(faceOf(assemble(linesOf(living.source), options)));
  }
});

test('what is said until nothing more is said is said anew', () => {
  const text = (first: number): string => `${'\tmvo\n'.repeat(first)}${'\t.rept 50\n\tmvo %eax\n\t.endr\n'.repeat(24)}`;
  const living = new LivingText(sourceText('a.S', text(0))), cpp = cppMemory(living), memory = assemblerMemory();
  for (const first of [0, 30, 0, 0, 20, 60, 0]) {
    living.source = sourceText('a.S', text(first));
    expect(faceOf(assemble(linesOf(living.source, cpp), options, undefined, memory))).toEqual(faceOf(assemble(linesOf(living.source), options)));
  }
});

const cppFlags = cppOptions(['-nostdinc', '-undef']);

function linesOf(source: SourceText, memory?: CppMemory): readonly Line[] { return preprocess(source, cppFlags, () => 'absent', undefined, memory).lines; }

function faceOf({ object, diagnostics }: Assembled): unknown {
  return {
    sections: object.sections.map(({ spans, bytes, ...section }) => ({ ...section, bytes: [...bytes], spans: spans.map(({ offset, statement }) => `${offset} ${statement.source.text} ${statement.origin.start}`) })),
    symbols: object.symbols.map(({ statement, ...symbol }) => ({ ...symbol, statement: statement?.origin.start })),
    diagnostics: diagnostics.map(({ message, origin }) => `${origin.start} ${message}`),
  };
}
