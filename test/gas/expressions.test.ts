// SPDX-License-Identifier: GPL-2.0-or-later
// Expressions and strings against values that GNU as 2.40 gives.

import { describe, expect, it } from 'vitest';
import { applyBinary } from '../../server/src/gas/arithmetic.ts';
import type { Expression } from '../../server/src/gas/expression.ts';
import { parseExpression } from '../../server/src/gas/parseExpression.ts';
import { readerOf, takeName, takeString } from '../../server/src/gas/reader.ts';

const context = { suffixes: true, isRegister: (name: string) => ['rax', 'eax', 'rsp', 'st(1)'].includes(name) };

function show(expression: Expression): string {
  switch (expression.kind) {
    case 'number': return String(expression.wide ?? expression.value);
    case 'symbol': return expression.name + (expression.suffix ? `@${expression.suffix}` : '');
    case 'register': return `%${expression.register}`;
    case 'unary': return `${expression.operator}${show(expression.operand)}`;
    case 'binary': return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'absent': return '<absent>';
  }
}

function parse(text: string): string {
  const parsed = parseExpression(text, 0, context);
  if (parsed.errors) return `! ${parsed.errors[0]!}`;
  return show(parsed.expression) + (parsed.next < text.length ? ` | ${text.slice(parsed.next)}` : '');
}

describe('parseExpression', () => {
  it.each([
    ['8|7&3', '3'], ['7&3|8', '11'], ['1|2+1', '4'], ['5-1|8', '-4'], ['2==1+1', '-1'], ['1<2<3', '-1'], ['1&&2', '1'], ['0||0', '0'],
    ['-7/2', '-3'], ['-7%3', '-1'], ['-1>>60', '15'], ['-16>>2', '4611686018427387900'], ['0xffffffffffffffff > 0', '0'], ['1 <> 2', '-1'],
    ['!5', '0'], ['!!5', '1'], ['-!5', '0'], ['3!-4', '3'], ['[1+2]*3', '9'], ['010', '8'], ['0x10', '16'], ['0b101', '5'], ['1U', '1'], ['1ULL', '1'],
    ['1<<70', '(1 << 70)'], ['1/0', '(1 / 0)'], ['0x10000000000000000', '18446744073709551616'], ['-0x10000000000000000', '-18446744073709551616'],
    ['1f', '1f'], ['0b', '0b'], ['00f - .', '(0f - .)'], ['1b+4', '(1b + 4)'], ['foo@plt+4', '(foo@PLT + 4)'], ['foo+4@PLT', '(foo@PLT + 4)'], ['(foo)@GOTPCREL', 'foo@GOTPCREL'],
    ['foo @ PLT', 'foo@PLT'], ['foo@BAR', 'foo | @BAR'], ['"a b"+4', '(a b + 4)'], ['%rax == % eax', '(%rax == %eax)'], ['%st ( 1 )', '%st(1)'], ['%foo', '! bad expression'],
    ['8 + 4(%rsp)', '12 | (%rsp)'], ['a - b + c', '((a - b) + c)'], ['-(((1f-2f)-(3f-4f)) > 0) * 2', '(-(((1f - 2f) - (3f - 4f)) > 0) * 2)'],
    ['', '<absent>'], [',2', '<absent> | ,2'], ['1 = 2', '1 | = 2'], ['(1', '! missing \')\''], ['1+*2', '! bad expression'], ['2 +', '(2 + <absent>)'], ['1!!3', '2'], ['0b101f', '5f'], ['0f1.5+1', '1'], ['1+0d2', '1'], ['0f1.5', '! floating point number invalid'], ['foo"+1', '(foo + 1)'], ['"a" "b"', 'ab'], ['{x+1', '({x + 1)'],
  ])('%s', (text, expected) => { expect(parse(text)).toBe(expected); });

  it('does not overflow on deep nesting', () => {
    expect(parse('('.repeat(100_000))).toBe('! expression too deeply nested');
    expect(parse('-'.repeat(100_000))).toBe('! expression too deeply nested');
  });
});

describe('applyBinary', () => {
  it('warns as as does', () => {
    expect(applyBinary('/', 5n, 0n)).toEqual({ value: 5n, warning: 'division by zero' });
    expect(applyBinary('%', 5n, 0n)).toEqual({ value: 0n, warning: 'division by zero' });
    expect(applyBinary('<<', 1n, -1n)).toEqual({ value: 0n, warning: 'shift count out of range (-1 is not between 0 and 63)' });
  });
});

describe('takeString', () => {
  it.each([
    ['"ab"', [97, 98]], ['"\\400\\8\\89\\x414\\a\\e"', [0, 8, 0x49, 0x14, 0x61, 0x65]], ['"\\b\\t\\n\\v\\f\\r\\\\\\""', [8, 9, 10, 11, 12, 13, 92, 34]], ['"a\nb"', [97, 10, 98]],
    ['"é€😀"', [0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]],
  ])('%s', (text, bytes) => {
    const reader = readerOf(text);
    expect([takeString(reader), reader.at]).toEqual([bytes, text.length]);
  });
});

describe('takeName', () => {
  it.each([['foo+1', 'foo', 3], ['foo"x', 'foo', 4], ['"a b" x', 'a b', 5], ['"a" "b"c', 'ab', 7], ['"a\\"\\n"', 'a"\\n', 7], ['1a', '', 0], ['{a}', '{a', 2]])('%s', (text, name, next) => {
    const reader = readerOf(text);
    expect([takeName(reader).name, reader.at]).toEqual([name, next]);
  });
});
