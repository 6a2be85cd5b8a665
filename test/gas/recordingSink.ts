// SPDX-License-Identifier: GPL-2.0-or-later
// A stand-in for the assembler behind gas: it knows symbols that were set to constants or registers and which labels exist, but lays
// nothing out, so a label difference is unknown (unless it is of one label with itself).

import { applyBinary, applyUnary } from '../../server/src/gas/arithmetic.ts';
import type { Expression } from '../../server/src/gas/expression.ts';
import { parseExpression } from '../../server/src/gas/parseExpression.ts';
import type { Sink, Statement, Value } from '../../server/src/gas/statement.ts';

const registers = new Set<string>(['rip', 'eip', 'riz', 'eiz', 'st', 'cs', 'ds', 'es', 'fs', 'gs', 'ss']);
for (const name of ['ax', 'bx', 'cx', 'dx', 'si', 'di', 'bp', 'sp']) for (const prefix of ['', 'e', 'r']) registers.add(prefix + name);
for (const letter of 'abcd') for (const half of 'lh') registers.add(letter + half);
for (const name of ['sil', 'dil', 'bpl', 'spl']) registers.add(name);
for (let i = 0; i < 32; i++) {
  for (const prefix of ['xmm', 'ymm', 'zmm']) registers.add(prefix + i);
  if (i < 16) { registers.add(`cr${i}`); registers.add(`dr${i}`); }
  if (i >= 8 && i < 16) for (const suffix of ['', 'd', 'w', 'b']) registers.add(`r${i}${suffix}`);
  if (i < 8) { registers.add(`k${i}`); registers.add(`mm${i}`); registers.add(`st(${i})`); }
}

const directives = new Set(['.byte', '.long', '.quad', '.ascii', '.asciz', '.string', '.set', '.text', '.data', '.section', '.globl', '.type', '.size', '.skip', '.org', '.align']);

const unknown: Value = { kind: 'unknown' };

export class RecordingSink implements Sink {
  readonly statements: Statement[] = [];
  /** Expressions of conditions and counts that this sink could not decide. */
  readonly undecided: Expression[] = [];
  private readonly values = new Map<string, Value>();
  private readonly defined = new Set<string>();

  append(statement: Statement): void {
    this.statements.push(statement);
    if (statement.kind === 'label') this.defined.add(statement.name);
    else if (statement.kind === 'assignment') this.set(statement.name, statement.rest, 0);
    else if (statement.kind === 'directive' && ['.set', '.equ', '.equiv', '.eqv'].includes(statement.name)) {
      const comma = statement.rest.indexOf(',');
      if (comma > 0) this.set(statement.rest.slice(0, comma).trim().replace(/^"|"$/g, ''), statement.rest, comma + 1);
    } else if (['.comm', '.lcomm', '.section', '.pushsection'].includes(statement.name)) this.defined.add(statement.rest.split(',')[0]!.trim());
  }

  evaluate(expression: Expression): Value {
    const value = this.compute(expression);
    if (value.kind === 'unknown') this.undecided.push(expression);
    return value;
  }

  isDefined(symbol: string): boolean { return this.defined.has(symbol); }
  isRegister(name: string): boolean { return registers.has(name); }
  isDirective(name: string): boolean { return directives.has(name); }

  private set(name: string, text: string, at: number): void {
    this.defined.add(name);
    const parsed = parseExpression(text, at, this);
    this.values.set(name, 'error' in parsed ? unknown : this.compute(parsed.expression));
  }

  private compute(expression: Expression): Value {
    switch (expression.kind) {
      case 'number': return { kind: 'constant', value: expression.value };
      case 'register': return { kind: 'register', register: expression.register };
      case 'symbol': return this.values.get(expression.name) ?? unknown;
      case 'unary': {
        const operand = this.compute(expression.operand);
        return operand.kind === 'constant' ? { kind: 'constant', value: applyUnary(expression.operator, operand.value) } : unknown;
      }
      case 'binary': {
        const left = this.compute(expression.left), right = this.compute(expression.right);
        if (left.kind === 'constant' && right.kind === 'constant') return { kind: 'constant', value: applyBinary(expression.operator, left.value, right.value).value };
        const equality = expression.operator === '==' || expression.operator === '!=';
        if (equality && left.kind !== 'unknown' && right.kind !== 'unknown') {
          const same = left.kind === 'register' && right.kind === 'register' && left.register === right.register;
          return { kind: 'constant', value: same === (expression.operator === '==') ? -1n : 0n };
        }
        if (expression.left.kind === 'symbol' && expression.right.kind === 'symbol' && expression.left.name === expression.right.name) {
          return { kind: 'constant', value: applyBinary(expression.operator, 0n, 0n).value };
        }
        return unknown;
      }
      case 'absent': return { kind: 'constant', value: 0n };
    }
  }
}
