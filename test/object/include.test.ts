// SPDX-License-Identifier: GPL-2.0-or-later
// `.include`: the file's lines in place of the statement, with conditionals and macros over its ends.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { linesOf } from '../gas/support.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { assemble } from '../../server/src/object/assemble.ts';
import { hasAssembler } from '../installed.ts';
import { differences, gnuAs } from './oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'unwind-lens-include-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each is included by its name in `.include "@name"`. */
const files: Readonly<Record<string, string>> = {
  plain: '.byte 1\n.long here\nhere: nop\n',
  unfinished: '.byte 2\nnop',
  opens: '.if 1\n.byte 3\n',
  closes: '.else\n.byte 4\n.endif\n',
  macro: '.macro twice x\n.byte \\x, \\x\n.endm\n',
  half: '.macro half\n.byte 5\n',
  outer: '.include "@plain"\n.byte 6\n',
  comment: '.byte 7 /* goes on\nand on */ ; .byte 8\n',
  refused: 'nop\nnopp\n',
};

const programs: Readonly<Record<string, string>> = {
  plain: '.include "@plain"\nnop\n',
  'more on the line': '.include "@unfinished" ; .byte 1\n.byte 2\n',
  'conditionals over the end': '.include "@opens"\n.byte 1\n.include "@closes"\n.byte 2\n',
  'left open': '.include "@opens"\n',
  'macros of a file': '.include "@macro"\ntwice 5\n',
  'a definition over the end': '.include "@half"\nnop\n.endm\nhalf\n',
  'in a macro': '.macro m\n.if 1\n.include "@outer"\n.endif\n.endm\nm\n.byte 3\n',
  'in a repetition': '.rept 2\n.include "@unfinished"\n.endr\n',
  comments: '.include "@comment"\nnop\n',
  refused: 'nop\n.include "@refused"\n',
  'not there': 'nop\n.include "@none"\nnop\n',
  'no name': '.include\nnop\n',
  'no string': '.include foo\nnop\n',
  junk: '.include "@plain" 5\nnop\n',
};

describe.skipIf(!hasAssembler)('.include', () => {
  const path = (name: string): string => join(folder, `${name}.inc`), placed = (text: string): string => text.replace(/@(\w+)/g, (_, name: string) => path(name));
  for (const [name, text] of Object.entries(files)) writeFileSync(path(name), placed(text));
  test.each(Object.entries(programs))('%s', (name, text) => {
    const found = differences(placed(text));
    // gas goes on behind the end of the line.
    if (name.startsWith('no ')) expect(gnuAs(placed(text)).object).toBeUndefined();
    else expect(found).toEqual([]);
  });
});

test('its statements stand in the included file, reached through the statement', () => {
  const file = sourceText('test.S', 'nop\n.include "x.inc"\n'), inner = sourceText('x.inc', 'ret\n');
  const { listing } = assemble(linesOf(file), { assemblerVersion: 24000, mode: 64, readInclude: path => path === 'x.inc' ? inner : undefined });
  const { place, start } = listing.statements.at(-1)!.origin;
  expect([place.file, start, place.expansion?.kind, place.expansion?.name, place.expansion?.call.start]).toEqual([inner, 0, 'include', 'x.inc', 4]);
});
