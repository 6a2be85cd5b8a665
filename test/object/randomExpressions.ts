// SPDX-License-Identifier: GPL-2.0-or-later
// Random expressions wherever one may stand: `.if` and its kin, data, `.set`, sizes, operands. Most mean nothing, and then both assemblers
// must say so on the same line, and go on in the same branch.

import type { Random } from '../x86/randomStatements.ts';
import type { ProgramOptions } from './randomProgram.ts';

const names = ['back', 'back2', 'fwd', 'fwd2', 'data1', 'data2', 'ext', 'ext2', 'alias', 'ahead', 'outside', 'glob', 'weak1', '.Lloc', '1f', '1b', '.'];
const numbers = ['five', 'nought', '0', '1', '2', '-1', '4', '5', '0x7f', '300'];
const operators = ['+', '-', '+', '-', '+', '-', '*', '/', '%', '<<', '>>', '|', '&', '^', '!', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '<>'];

const before = `.globl glob
.weak weak1
.set five,5
nought=0
.set ahead,fwd+4
.data
data1: .long 1
data2: .long 2
.text
1: back: nop
.Lloc: nop
back2: nop
.set alias,back
.set outside,ext+4`;

const after = '.text\n1: fwd: nop\n2: fwd2: nop; glob: nop; weak1: nop\n';

export function randomExpressions(random: Random, { lines, bits }: ProgramOptions): string {
  const middle: string[] = [];
  for (let i = 0; i < lines; i++) middle.push(line(random, bits, i));
  return `${before}\n${middle.join('\n')}\n${after}`;
}

function line(random: Random, bits: 32 | 64, at: number): string {
  const some = (): string => expression(random, random.pick([1, 1, 1, 2, 2, 3]));
  // Operands of instructions may not hold a comparison.
  const operand = (): string => some().replace(/==|<>|!=|<=|>=|<(?!<)|(?<!>)>(?!>)/g, '+');
  switch (random.below(16)) {
    case 0: case 1: return `.if ${some()}\n.byte 1\n${random.pick(['.else', `.elseif ${some()}`])}\n.byte 2\n.endif`;
    case 2: return `${random.pick(['.ifeq', '.ifne', '.ifgt', '.ifge', '.iflt', '.ifle'])} ${some()}\n.byte 1\n.endif`;
    case 3: case 4: case 5: return `.long ${some()}`;
    case 6: return `.quad ${some()}`;
    case 7: return `.byte ${some()}`;
    case 8: return `.set v${random.below(3)}, ${some()}`;
    case 9: return `.long v${random.below(3)}`;
    case 10: return `mov${bits === 64 ? '' : 'l'} $${operand()},%eax`;
    case 11: return `.skip ${random.pick(['back2-back', '5-(fwd2-fwd)', 'five', '(fwd2-fwd)+(back2-back)'])}`;
    case 12: return `.size back,${some()}`;
    case 13: return `lea ${operand().replace(/[()]/g, '')}(%${bits === 64 ? 'r' : 'e'}bx),%ecx`;
    case 14: return random.pick(['nop', 'jmp fwd', '.balign 4', '.data', '.text', '.section .o,"a"', '2: nop', '1: nop', `label${at}: nop`, '.globl alias', '.weak ahead', '.globl fwd']);
    default: return `.uleb128 ${some()}`;
  }
}

/** One of names that another program knows. */
export function someExpression(random: Random, _bits: 32 | 64): string {
  return expression(random, random.pick([1, 1, 2])).replace(/\b(back2?|data1|glob)\b/g, 'foo').replace(/\b(fwd2?|data2|ext2?|weak1|outside)\b/g, 'bar').replace(/\b(five|nought)\b/g, '5').replace(/\b(alias|ahead)\b/g, 'v1').replace(/\.Lloc/g, '.Lx');
}

function expression(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.25)) return atom(random);
  const kind = random.below(12);
  if (kind === 0) return `${random.pick(['-', '~', '!'])}${part(random, depth - 1)}`;
  const left = expression(random, depth - 1);
  return `${kind < 4 ? `(${left})` : left}${random.pick(operators)}${part(random, depth - 1)}`;
}

function part(random: Random, depth: number): string { return depth <= 0 || random.chance(0.6) ? atom(random) : `(${expression(random, depth)})`; }

function atom(random: Random): string { return random.pick(random.chance(0.6) ? names : numbers); }
