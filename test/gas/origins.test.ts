// SPDX-License-Identifier: GPL-2.0-or-later
// Where statements come from after expansion: spelled text, the chain of calls, and the line they show at.

import { describe, expect, it } from 'vitest';
import { expansionsOf, mapped } from '../../server/src/base/origin.ts';
import type { Expansion, Place } from '../../server/src/base/origin.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { expand } from '../../server/src/gas/expand.ts';
import { RecordingSink } from './recordingSink.ts';
import { expanded, linesOf, shownLine, spelled } from './support.ts';

function chain(place: Place): string[] {
  return [...expansionsOf(place)].map(e => `${e.kind} ${e.name}#${e.ordinal ?? ''} <- ${spelled(e.call)}`);
}

describe('origins', () => {
  it('of plain statements are their spelled characters', () => {
    const { listing } = expanded('foo:\tmovl  %eax , %ebx # x\n  nop ; ret\n');
    expect(listing.statements.map(s => [s.kind, s.name, s.rest, spelled(s.origin)])).toEqual([
      ['label', 'foo', '', '1:foo:'], ['instruction', 'movl', '%eax,%ebx', '1:movl  %eax , %ebx'], ['instruction', 'nop', '', '2:nop'], ['instruction', 'ret', '', '2:ret'],
    ]);
    for (const s of listing.statements) expect(s.source.text.slice(s.restAt)).toBe(s.rest);
  });

  it('of expanded statements lie in the body, reached through the call', () => {
    const { listing } = expanded('.macro inner r\n  push \\r\n.endm\n.macro outer r\n  inner \\r\n.endm\nouter %rax\nouter %rbx\n');
    expect(listing.statements.map(s => s.source.text)).toEqual(['push %rax', 'push %rbx']);
    expect(listing.statements.map(s => spelled(s.origin).split('\n')[0])).toEqual(['2:push ', '2:push ']);
    expect(listing.statements.map(s => chain(s.origin.place))).toEqual([
      ['macro inner#1 <- 5:inner ', 'macro outer#0 <- 7:outer %rax'], ['macro inner#3 <- 5:inner ', 'macro outer#2 <- 8:outer %rbx'],
    ]);
    expect(listing.statements.map(s => s.depth)).toEqual([2, 2]);
    expect([...expansionsOf(listing.statements[0]!.origin.place)][0]!.definition).toMatchObject({ start: 0 });
  });

  it('of text from an argument stay where the argument was written', () => {
    const { listing } = expanded('.macro alt a b\n\\a\n\\b\n.endm\nalt "nop; jmp *%rax", "lfence"\n');
    expect(listing.statements.map(s => spelled(s.origin))).toEqual(['5:nop', '5:jmp *%rax', '5:lfence']);
    const [, jump] = listing.statements;
    expect(jump!.source.runs[0]!.place.expansion).toBeUndefined();
  });

  it('of rounds name the round', () => {
    const { listing, file } = expanded('.rept 2\nnop\n.endr\n.irp r, rax, rbx\npush %\\r\n.endr\n');
    expect(listing.statements.map(s => chain(s.origin.place))).toEqual([
      ['rept #0 <- 1:.rept 2'], ['rept #1 <- 1:.rept 2'], ['irp r#0 <- 4:.irp r, rax, rbx'], ['irp r#1 <- 4:.irp r, rax, rbx'],
    ]);
    expect(listing.statements.map(s => shownLine(file, s.origin))).toEqual([2, 2, 5, 5]);
  });

  it('of a macro from a header show at the call, without the include of the definition', () => {
    const main = sourceText('main.S', '#include "h.h"\nm\n'), header = sourceText('h.h', '.macro m\nnop\n.endm\n');
    const include: Expansion = { kind: 'include', name: 'h.h', call: { place: { file: main }, start: 0, end: 14 } };
    const inHeader: Place = { file: header, expansion: include };
    const lines = [mapped('.macro m', inHeader, 0), mapped('nop', inHeader, 9), mapped('.endm', inHeader, 13), mapped('m', { file: main }, 15)];
    const { statements } = expand(lines, new RecordingSink(), { assemblerVersion: 24000 });
    expect(statements[0]!.origin.place.file).toBe(header);
    expect(chain(statements[0]!.origin.place)).toEqual(['macro m#0 <- 2:m']);
    expect(shownLine(main, statements[0]!.origin)).toBe(2);
  });

  it('of a #define inside a body keep the define', () => {
    const main = sourceText('main.S', '#define N nop\n.macro m\nN\n.endm\nm\n');
    const define: Expansion = { kind: 'define', name: 'N', call: { place: { file: main }, start: 23, end: 24 } };
    const lines = [mapped('.macro m', { file: main }, 14), mapped('nop', { file: main, expansion: define }, 10), mapped('.endm', { file: main }, 25), mapped('m', { file: main }, 31)];
    const { statements } = expand(lines, new RecordingSink(), { assemblerVersion: 24000 });
    expect(chain(statements[0]!.origin.place)).toEqual(['define N# <- 3:N', 'macro m#0 <- 5:m']);
  });

  it('have runs that cover the text one to one', () => {
    const text = '.macro m a b=7\n  .byte \\a , \\b, \\@ # c\n.endm\n m  1 \nm "2 , 3", 4\n.irp x, 5\nm \\x \'z\n.endr\n';
    for (const statement of expanded(text).listing.statements) {
      const { source } = statement;
      expect(source.runs[0]!.at).toBe(0);
      source.runs.forEach((run, i) => {
        const length = (source.runs[i + 1]?.at ?? source.text.length) - run.at;
        expect(length).toBeGreaterThan(0);
        const spelledText = run.place.file.text.slice(run.offset, Math.min(run.end, run.offset + length));
        if (/^[.\w]+$/.test(spelledText) && spelledText.length === length) expect(source.text.slice(run.at, run.at + length)).toBe(spelledText);
      });
    }
    expect(linesOf(sourceText('x', 'a\nb')).map(l => l.runs[0]!.offset)).toEqual([0, 2]);
  });
});
