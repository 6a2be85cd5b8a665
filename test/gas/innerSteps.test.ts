// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of macros are kept call by call: after each of many random edits of programs that are mostly macros, what comes out is what comes out
// of a run that remembers nothing, with the way through all calls and their numbers. ROUNDS=N for more programs. And counted: an edit in
// a macro's body expands that line alone in each call.

import { expect, test } from 'vitest';
import { LivingText } from '../../server/src/base/anchor.ts';
import { expansionsOf, type Origin } from '../../server/src/base/origin.ts';
import { sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Line } from '../../server/src/cpp/preprocessed.ts';
import { cppMemory, type CppMemory } from '../../server/src/cpp/resume.ts';
import type { Statement } from '../../server/src/gas/statement.ts';
import { assemble, assemblerMemory, type Assembled } from '../../server/src/object/assemble.ts';
import { generator } from '../bench/edits.ts';

const options = { assemblerVersion: 24000, mode: 64 } as const, rounds = Number(process.env['ROUNDS'] ?? 25);

const program = `.macro hint kind
.Lhere_\\@:
	.pushsection .notes, "a"
	.long .Lhere_\\@ - .
	.byte \\kind
	.popsection
.endm
#define START(name) .globl name ; .balign 4 ; name:
#define END(name) .size name, . - name
.macro body callee error:req
	cld
	hint 1
	.if \\error == 1
	movq 8(%rsp), %rsi
	.else
	xorl %esi, %esi
	.endif
	call \\callee
	hint kind=2
	jmp 1f
1:	nop
.endm
.macro entry name callee error=0
START(\\name)
	hint 3
	.ifc \\callee,three
	jnz .Lskip_\\@
	.rept 2
	pushq 8(%rsp)
	.endr
.Lskip_\\@:
	.endif
	body \\callee \\error
END(\\name)
.endm
	.text
	entry one, first
	entry two, second, 1
	nop
	entry three, three
	hint 4
	entry four, fourth, error=1
	jnz 1f
1:	ret
`;

test('an edit in a macro expands that line alone, in each call', () => {
  const { pass, anew, counts } = living();
  pass(program);
  pass(program);
  const edited = program.replace('\tcall \\callee\n', '\tcall *\\callee\n'), other = edited.replace('\txorl %esi, %esi\n', '\txorl %esi, %esi\n\tlfence\n');
  expect(faceOf(pass(edited))).toEqual(faceOf(anew(edited)));
  // The definition, and of each call the edited line, the line that calls the macro, and what is read each time because it belongs to an `.if`.
  expect(counts().read).toBe(13 + 4);
  expect(counts().inner.read).toBeLessThanOrEqual(4 * 6);
  expect(counts().inner.repeated).toBeGreaterThan(4 * 4);
  expect(faceOf(pass(other))).toEqual(faceOf(anew(other)));
  expect(counts().read).toBe(14 + 4);
  expect(counts().inner.read).toBeLessThanOrEqual(4 * 6);
  // What was there before is known.
  expect(faceOf(pass(edited))).toEqual(faceOf(anew(edited)));
  expect(counts().inner.read).toBe(0);
  expect(faceOf(pass(program))).toEqual(faceOf(anew(program)));
});

test('a call more in front of others gives them other numbers, and that is all', () => {
  const { pass, anew, counts } = living();
  pass(program);
  pass(program);
  for (const more of ['\tentry zero, zeroth\n', '\thint 5\n', '\tentry zero, zeroth\n\thint 6\n', '']) {
    const edited = program.replace('\t.text\n', `\t.text\n${more}`);
    expect(faceOf(pass(edited))).toEqual(faceOf(anew(edited)));
    // Itself, and the line that made the section `.notes` before.
    expect(counts().read + counts().handedOn).toBeLessThanOrEqual(2);
    // In joined lines as well.
    for (let round = 0; round < 3; round++) expect(faceOf(pass(edited))).toEqual(faceOf(anew(edited)));
  }
  // A number that is more than a part of names is read again.
  const asNumber = program.replace('\t.byte \\kind\n', '\t.byte \\kind, \\@\n');
  for (const text of [asNumber, asNumber.replace('\t.text\n', '\t.text\n\thint 5\n'), asNumber]) expect(faceOf(pass(text))).toEqual(faceOf(anew(text)));
});

const lines = [
  '\tnop', '\thint 5', '\tbody x 0', '\tcall \\callee', '\tbody \\callee \\error', '\t.if 1', '\t.else', '\t.endif', '\t.exitm', '1:', '\tjmp 1b',
  'x = 3', '\tx = x + 1', '\t.if x > 3', '\tentry five, x', '\t.rept 2', '\t.endr', '\t.macro other', '\t.endm', '\tother', '\t.purgem other',
  '\tSTART(\\name)', '.Lhere_\\@:', '.Lskip_3:', '\tjmp .Lskip_3', '\tjmp .Lhere_\\@', '\tjmp .Lskip_\\@', '\t.ifdef .Lhere_4', '\t.long .Lskip_7 - .Lhere_5', '.set .Lhere_7, 5', '\t.long \\@', '\tunknown', '\t.irp r, a, b', '\t.long \\r\\@', '/* begin', 'end */', '\t.altmacro',
  '\t.noaltmacro', '\tLOCAL l', '\t.pushsection .other, "ax"', '\t.popsection', '\t.data', '\t.text', '\t.byte . - two', '\t.if . - two > 20',
  'two:', '\thint "7" ; nop', '#define hint body x', '#undef hint', '\tENTRY six, seven', '\t.end', '\t"open',
];

test.each(Array.from({ length: rounds }, (_, round) => round))('random edits, round %i', round => {
  const { pass, anew } = living(), random = generator(round + 1), any = (count: number): number => Math.floor(random() * count);
  // Each call sets a name for its own use.
  const start = program.replace('\t.byte \\kind\n', '\t.set used, \\kind\n\t.byte used\n'), texts: string[] = [round % 2 === 0 ? program : start];
  for (let step = 0; step < 25; step++) {
    const now = texts[texts.length - 1]!.split('\n'), at = any(now.length), kind = any(8);
    if (kind < 3) now.splice(at, 0, lines[any(lines.length)]!);
    else if (kind === 3) now.splice(at, 1);
    else if (kind === 4) now.splice(any(now.length), 0, ...now.splice(at, 1));
    else if (kind === 5) now[at] = now[at]!.replace(/\d|[a-z]\b/, found => (/\d/.test(found) ? String((Number(found) + 1) % 10) : `${found}e`));
    else if (kind === 6 && texts.length > 1) texts.length -= Math.min(texts.length - 1, 1 + any(3));
    else now.splice(any(now.length), 0, now[at]!);
    if (kind !== 6) texts.push(now.join('\n'));
    if (any(12) === 0) texts.push(start);
    const text = texts[texts.length - 1]!;
    const again = anew(text), kept = faceOf(pass(text)), fresh = faceOf(again);
    // Macros that call themselves take their time.
    if (again.listing.statements.length > 2000 || again.diagnostics.length > 200) texts.length = 1;
    // Quicker than to compare them piece by piece.
    if (kept !== fresh) expect(JSON.parse(kept), `step ${step} of\n${text}`).toEqual(JSON.parse(fresh));
  }
});

function living() {
  const edited = new LivingText(sourceText('a.S', program)), cpp = cppMemory(edited), memory = assemblerMemory();
  return {
    pass: (text: string): Assembled => {
      edited.source = sourceText('a.S', text);
      return assemble(linesOf(edited.source, cpp), options, undefined, memory);
    },
    anew: (text: string): Assembled => assemble(linesOf(sourceText('a.S', text)), options),
    counts: () => memory.steps.counts,
  };
}

const cppFlags = cppOptions(['-nostdinc', '-undef']);

function linesOf(source: SourceText, memory?: CppMemory): readonly Line[] { return preprocess(source, cppFlags, () => 'absent', undefined, memory).lines; }

function faceOf({ object, listing, diagnostics }: Assembled): string {
  return JSON.stringify({
    statements: listing.statements.map(statement => [statement.kind, statement.name, statement.rest, statement.restAt, statement.depth, faceOfStatement(statement)]),
    macros: [...listing.macros].map(([name, all]) => [name, all.map(({ body, parameters, origin }) => [parameters, body.map(({ text }) => text), wayOf(origin)])]),
    sections: object.sections.map(({ spans, bytes, ...section }) => ({
      ...section, bytes: Buffer.from(bytes).toString('hex'), spans: spans.map(({ offset, statement }) => [offset, faceOfStatement(statement)]),
    })),
    symbols: object.symbols.map(({ statement, ...symbol }) => ({ ...symbol, statement: statement && wayOf(statement.origin) })),
    diagnostics: diagnostics.map(({ message, origin, related }) => [message, wayOf(origin), related?.map(each => `${each.message} ${wayOf(each.origin)}`)]),
  }, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function faceOfStatement({ source, origin }: Statement): string { return `${source.text} ${wayOf(origin)}`; }

/** Where a text is spelled, and every expansion through which it came. */
function wayOf({ start, end, place }: Origin): string {
  const way = Array.from(expansionsOf(place), ({ kind, name, call, ordinal, definition }) =>
    `${kind} ${name} ${call.start}-${call.end} #${ordinal} ${definition?.start}-${definition?.end}`);
  return [`${start}-${end}`, ...way].join(' < ');
}
