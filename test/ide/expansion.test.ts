// SPDX-License-Identifier: GPL-2.0-or-later
// Expansions as trees, and addresses back to lines.

import { describe, expect, it } from 'vitest';
import { lineAt } from '../../server/src/base/text.ts';
import { expansionTree, printExpansion } from '../../server/src/ide/expansionTree.ts';
import { addressesIn, locate, renderLocated } from '../../server/src/ide/locate.ts';
import { analysed } from './unit.ts';

const text = `#include <linux/linkage.h>
.macro INNER reg
	push	\\reg
.endm
.macro OUTER a b=%rbp
	INNER	\\a	// first
	INNER	\\b
.endm
	.text
SYM_FUNC_START(f)
	OUTER	%rbx
	pop	%rbp
	pop	%rbx
	RET
SYM_FUNC_END(f)
`;
const analysis = analysed({ '/w/a.S': text });
const short = (file: { path: string }) => file.path.replace(/^.*\//, '');

describe('expansion', () => {
  it('shows all levels', () => {
    expect(printExpansion(expansionTree(analysis, 10)!, Infinity, short)).toBe(
      '# OUTER %rbx    a.S:5\n  # INNER \\a    a.S:2\n\tpush %rbx\t# rsp+8\n  # INNER \\b    a.S:2\n\tpush %rbp\t# rsp+16\n');
  });
  it('shows one level', () => {
    expect(printExpansion(expansionTree(analysis, 10)!, 1, short)).toBe('# OUTER %rbx    a.S:5\n\tINNER \\a\t# rsp+8\n\tINNER \\b\t# rsp+16\n');
  });
  it('begins inside a body: a call there, as its first expansion', () => {
    expect(printExpansion(expansionTree(analysis, 6)!, Infinity, short)).toBe('# INNER \\b    a.S:2\n\tpush %rbp\t# rsp+16\n');
  });
  it('has the label that a macro makes of its argument', () => { expect(printExpansion(expansionTree(analysis, 9)!, Infinity, short)).toContain('\n\tf:'); });
  it('knows lines without calls', () => { expect(expansionTree(analysis, 11)).toBeUndefined(); });
});

describe('addresses', () => {
  it('are found in text', () => {
    expect(addressesIn('x.o: warning: objtool: f+0x1c: y, g.part.0+0x1/0x40 and .text+0x2 h()').map(a => `${a.symbol} ${a.offset}`)).toEqual(['f 28', 'g.part.0 1', '.text 2', 'h 0']);
  });
  it('lead to the line and the calls around it', () => {
    expect(renderLocated(locate(analysis, { symbol: 'f', offset: 1 })!, 'f+0x1', short)).toBe(
      'a.S:3:2: f+0x1: push %rbp    # rsp+16\na.S:7:2: note: in the expansion of INNER\na.S:11:2: note: in the expansion of OUTER\n');
    expect(locate(analysis, { symbol: 'f', offset: 4000 })).toBeUndefined();
    expect(locate(analysis, { symbol: 'g', offset: 0 })).toBeUndefined();
  });
  it('of every instruction come back to it', () => {
    for (const { section, offset } of analysis.checked.instructions) {
      const { name } = analysis.object.sections[section]!, found = locate(analysis, { symbol: name, offset })!;
      expect(found.text, `${name}+${offset}`).not.toBe('');
      expect(lineAt(found.spelled.file, found.spelled.start)).toBeGreaterThan(0);
    }
  });
});
