// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { check, parseFixture, renew, type Answer, type Answered } from './fixture.ts';

const TEXT = `// One push.
//- config:CONFIG_X86_KERNEL_IBT objtool:--sls,--ibt
#include "minikernel.h"
	.text
SYM_FUNC_START(f)
	SAVE_TWO %rbx, %r12
//	^^^^^^^^ cfa=sp+8
//	       | cfa=sp+16
	nop; push %rax
//	^^^ cfa=sp+24
//	     ^^^^ cfa=sp+24 bp=(cfa-16)
	ret
//	^^^ warning: fix! [return-modified-frame] return with modified stack frame
//	^^^ hover: a return
SYM_FUNC_END(f)
`;

function answered(...found: Answered[]): Answer {
  return { judges: ['state', 'warning'], found: new Map([['one.S', found]]) };
}

const RIGHT: readonly Answered[] = [
  { kind: 'state', line: 4, text: '(und)', optional: true },
  { kind: 'state', line: 5, text: 'cfa=sp+8' },
  { kind: 'state', line: 5, text: 'cfa=sp+16' },
  { kind: 'state', line: 8, text: 'cfa=sp+24' },
  { kind: 'state', line: 8, text: 'cfa=sp+24 bp=(cfa-16)' },
  { kind: 'warning', line: 11, text: 'other words', code: 'return-modified-frame' },
];

describe('fixtures', () => {
  const fixture = parseFixture('one.S', TEXT);

  it('reads title, settings and expectations with their places', () => {
    expect(fixture.title).toBe('One push.');
    expect([...fixture.config]).toEqual([['CONFIG_X86_KERNEL_IBT', 'y']]);
    expect(fixture.objtool).toEqual(['--sls', '--ibt']);
    expect(fixture.files[0]!.expectations.map(one => [one.kind, one.line, one.column, one.code ?? '', one.fix, one.text])).toEqual([
      ['state', 5, 8, '', false, 'cfa=sp+8'],
      ['state', 5, 8, '', false, 'cfa=sp+16'],
      ['state', 8, 8, '', false, 'cfa=sp+24'],
      ['state', 8, 13, '', false, 'cfa=sp+24 bp=(cfa-16)'],
      ['warning', 11, 8, 'return-modified-frame', true, 'return with modified stack frame'],
      ['hover', 11, 8, '', false, 'a return'],
    ]);
  });

  it('accepts the right answer: padding may go without a caret, codes count more than words, other kinds are not judged', () => {
    expect(check(fixture, answered(...RIGHT))).toEqual([]);
  });

  it('names a row without a caret, a caret without a row, a wrong state, and a finding too many or too few', () => {
    expect(check(fixture, answered(...RIGHT, { kind: 'state', line: 11, text: 'cfa=sp+8' }))).toEqual(['one.S:12: the state changes to `cfa=sp+8`, and no caret says so']);
    expect(check(fixture, answered(...RIGHT.filter(one => one.text !== 'cfa=sp+16')))).toEqual(['one.S:6: expected `cfa=sp+16`, and the state does not change here']);
    expect(check(fixture, answered(...RIGHT.map(one => (one.text === 'cfa=sp+16' ? { ...one, text: 'cfa=sp+32' } : one))))).toEqual(['one.S:6: expected `cfa=sp+16`, is `cfa=sp+32`']);
    expect(check(fixture, answered(...RIGHT.slice(0, 5)))).toEqual(['one.S:12: expected warning: fix! [return-modified-frame] return with modified stack frame']);
    expect(check(fixture, answered(...RIGHT, { kind: 'warning', text: 'unreachable instruction', code: 'unreachable' }))).toEqual(['one.S:?: not expected: warning: [unreachable] unreachable instruction']);
    expect(check(fixture, answered(...RIGHT.slice(0, 5), { ...RIGHT[5]!, fix: false }))).toHaveLength(2);
  });

  it('renews what was judged and leaves the rest', () => {
    const renewed = renew(fixture, answered(
      { kind: 'state', line: 5, text: 'cfa=sp+8' }, { kind: 'state', line: 5, text: 'cfa=sp+16' },
      { kind: 'warning', line: 11, text: 'new words', code: 'return-modified-frame' },
    ));
    expect(renewed).toBe(TEXT.replace(/\/\/.*cfa=sp\+24.*\n/g, '').replace('return with modified stack frame', 'new words'));
    // Two comment lines are gone, so the return stands two lines higher.
    expect(check(parseFixture('one.S', renewed), answered(
      { kind: 'state', line: 5, text: 'cfa=sp+8' }, { kind: 'state', line: 5, text: 'cfa=sp+16' },
      { kind: 'warning', line: 9, text: 'new words', code: 'return-modified-frame' },
    ))).toEqual([]);
  });

  it('splits files, and counts lines in each from its own first', () => {
    const two = parseFixture('one.S', '// Two files.\n\tnop\n//- /lib/other.h\n\tret\n//\t^^^ cfa=sp+8\n');
    expect(two.files.map(file => [file.path, file.firstLine])).toEqual([['one.S', 0], ['lib/other.h', 2]]);
    expect(two.files[1]!.expectations.map(one => one.line)).toEqual([1]);
    expect(renew(two, { judges: [], found: new Map() })).toBe(two.text);
  });
});
