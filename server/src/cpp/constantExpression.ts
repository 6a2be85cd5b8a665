// SPDX-License-Identifier: GPL-2.0-or-later
// Values of #if expressions: 64-bit two's complement, unsigned if any operand is. After an error the value is undefined and
// the group is left out, as gcc does; only a division by zero still has a value. Arms that do not count report nothing.

import { dropContexts, nextToken } from './expand.ts';
import { complain, originOfToken, type State } from './state.ts';
import { endOfInput, type Lexeme, type Token } from './tokens.ts';
import type { MessageCode } from './messages.ts';

interface Value { readonly bits: bigint; readonly unsigned: boolean }

/** The evaluation of one directive. */
interface Evaluation {
  readonly state: State;
  token: Token;
  /** The operator that was read last, for the message about its missing operand. */
  operator: string;
  failed: boolean;
  /** > 0 inside an arm that does not count (`0 && ...`). */
  unevaluated: number;
  depth: number;
}

const zero: Value = { bits: 0n, unsigned: false };
const one: Value = { bits: 1n, unsigned: false };
const maximumDepth = 500;

const precedence: Readonly<Record<string, number>> = {
  ',': 1, '?': 2, '||': 3, '&&': 4, '|': 5, '^': 6, '&': 7, '==': 8, '!=': 8, '<': 9, '>': 9, '<=': 9, '>=': 9, '<<': 10, '>>': 10, '+': 11, '-': 11, '*': 12, '/': 12, '%': 12,
};

/** Whether the condition holds; the tokens of the directive are those of `lexemes`. */
export function conditionHolds(state: State, lexemes: readonly Lexeme[], name: string): boolean {
  state.directive = { lexemes, next: 0 };
  const evaluation: Evaluation = { state, token: endOfInput, operator: '', failed: false, unevaluated: 0, depth: 0 };
  advance(evaluation);
  let value = zero;
  if (atEnd(evaluation)) fail(evaluation, 'cpp-if-empty', evaluation.token, name);
  else {
    value = binary(evaluation, 0);
    if (!evaluation.failed && !atEnd(evaluation)) unexpected(evaluation);
  }
  dropContexts(state);
  state.directive = undefined;
  return !evaluation.failed && value.bits !== 0n;
}

/** Reads operators of at least this precedence. */
function binary(e: Evaluation, least: number): Value {
  e.depth++;
  const value = operators(e, least, unary(e));
  e.depth--;
  return value;
}

function operators(e: Evaluation, least: number, first: Value): Value {
  let left = first;
  for (;;) {
    const operator = e.token.kind === 'punctuator' ? e.token.text : '';
    const rank = precedence[operator];
    if (e.failed || rank === undefined || rank < Math.max(least, 1)) return left;
    const at = e.token;
    consumeOperator(e);
    if (operator === '?') { left = choice(e, left, at); continue; }
    const skipped = (operator === '&&' && left.bits === 0n) || (operator === '||' && left.bits !== 0n);
    if (skipped) e.unevaluated++;
    const right = binary(e, rank + 1);
    if (skipped) e.unevaluated--;
    if (e.failed) return zero;
    left = apply(e, operator, left, right, at);
  }
}

function choice(e: Evaluation, condition: Value, question: Token): Value {
  const taken = condition.bits !== 0n;
  // A chain of choices nests.
  e.depth++;
  if (!taken) e.unevaluated++;
  const first = binary(e, 1);
  if (!taken) e.unevaluated--;
  if (e.failed) return zero;
  if (e.token.text !== ':') { fail(e, 'cpp-if-colon', e.token.kind === 'end' ? question : e.token); return zero; }
  consumeOperator(e);
  if (taken) e.unevaluated++;
  const second = binary(e, 2);
  e.depth--;
  if (taken) e.unevaluated--;
  return value(taken ? first.bits : second.bits, first.unsigned || second.unsigned);
}

function unary(e: Evaluation): Value {
  if (e.depth > maximumDepth) { fail(e, 'cpp-if-depth', e.token); return zero; }
  const token = e.token;
  if (token.kind === 'punctuator') {
    switch (token.text) {
      case '+': case '-': case '~': case '!': {
        consumeOperator(e);
        e.depth++;
        const operand = unary(e);
        e.depth--;
        if (token.text === '!') return operand.bits === 0n ? one : zero;
        if (token.text === '~') return value(~operand.bits, operand.unsigned);
        if (token.text === '+') return operand;
        return checked(e, -operand.bits, operand.unsigned, token);
      }
      case '(': {
        consumeOperator(e);
        if (e.token.text === ')') { fail(e, 'cpp-if-missing-expression', e.token); return zero; }
        const inner = binary(e, 0);
        if (e.failed) return zero;
        if (e.token.text !== ')') {
          if (e.token.kind === 'end') fail(e, 'cpp-if-close', token); else unexpected(e);
          return zero;
        }
        advance(e);
        return inner;
      }
    }
  }
  return operand(e);
}

function operand(e: Evaluation): Value {
  const token = e.token;
  switch (token.kind) {
    case 'number': advance(e); return number(e, token);
    case 'char': advance(e); return character(e, token);
    case 'name':
      if (token.text === 'defined') return defined(e, token);
      advance(e);
      return zero;
    case 'end':
      fail(e, e.operator === '(' ? 'cpp-if-close' : 'cpp-if-no-operand', { ...token, ...e.state.last }, e.operator);
      return zero;
    default:
      if (token.text === '#' && token.kind === 'punctuator') return assertion(e, token);
      if (token.kind === 'punctuator' && e.operator !== '' && (precedence[token.text] !== undefined || token.text === ')' || token.text === ':')) fail(e, 'cpp-if-no-operand', token, e.operator);
      else if (token.text === ')' && token.kind === 'punctuator') fail(e, 'cpp-if-open', token);
      else fail(e, 'cpp-if-token', token, token.text);
      return zero;
  }
}

/** Something stands where an operator or the end should be. */
function unexpected(e: Evaluation): void {
  const token = e.token;
  if (token.text === ')' && token.kind === 'punctuator') fail(e, 'cpp-if-open', token);
  else if (token.text === ':' && token.kind === 'punctuator') fail(e, 'cpp-if-question', token);
  else if (token.kind === 'number' || token.kind === 'name' || token.kind === 'char' || (token.kind === 'punctuator' && '(!~#'.includes(token.text))) fail(e, 'cpp-if-binary', token, token.text);
  else fail(e, 'cpp-if-token', token, token.text);
}

function defined(e: Evaluation, operator: Token): Value {
  e.state.preventExpansion++;
  advance(e);
  const parenthesis = e.token.text === '(' && e.token.kind === 'punctuator';
  if (parenthesis) advance(e);
  const name = e.token;
  e.state.preventExpansion--;
  if (name.kind !== 'name') {
    complain(e.state, 'cpp-defined-operand', originOfToken(name.kind === 'end' ? operator : name));
    if (name.kind !== 'end') advance(e);
    return zero;
  }
  e.state.preventExpansion++;
  if (parenthesis) {
    advance(e);
    if (e.token.text !== ')') fail(e, 'cpp-defined-close', e.token.kind === 'end' ? name : e.token);
  }
  e.state.preventExpansion--;
  advance(e);
  return e.state.macros.has(name.text) ? one : zero;
}

/** `#machine(x)`: has #assert said so? */
function assertion(e: Evaluation, operator: Token): Value {
  complain(e.state, 'cpp-assertion-deprecated', originOfToken(operator));
  e.state.preventExpansion++;
  advance(e);
  const predicate = e.token;
  if (predicate.kind !== 'name') fail(e, predicate.kind === 'end' ? 'cpp-assert-empty' : 'cpp-assert-name', predicate.kind === 'end' ? operator : predicate);
  advance(e);
  let answer: string | undefined;
  if (!e.failed && e.token.text === '(') {
    answer = '';
    for (advance(e); !closes(e) && !atEnd(e); advance(e)) answer += (e.token.white && answer !== '' ? ' ' : '') + e.token.text;
    advance(e);
  }
  e.state.preventExpansion--;
  const answers = e.state.assertions.get(predicate.text);
  return answers !== undefined && (answer === undefined || answers.has(answer)) ? one : zero;
}

function number(e: Evaluation, token: Token): Value {
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)(.*)$/.exec(token.text);
  const hexadecimal = /^0[xX]/.test(token.text);
  if (match === null || /^\./.test(match[2]!) || (!hexadecimal && /^[eE][-+]?[0-9]/.test(match[2]!)) || (hexadecimal && /^[pP.]/.test(match[2]!))) {
    fail(e, 'cpp-if-float', token);
    return zero;
  }
  const digits = match[1]!, suffix = match[2]!;
  const octal = digits.length > 1 && digits.startsWith('0') && /^[0-9]+$/.test(digits);
  const bad = octal ? /[89]/.exec(digits) : null;
  if (bad !== null) { fail(e, 'cpp-if-octal', token, bad[0]); return zero; }
  if (!/^(?:[uU](?:ll?|LL?)?|(?:ll?|LL?)[uU]?)?$/.test(suffix)) { fail(e, 'cpp-if-suffix', token, suffix); return zero; }
  const exact = BigInt(octal ? '0o' + digits.slice(1) : digits);
  const bits = BigInt.asUintN(64, exact);
  if (bits !== exact) warn(e, 'cpp-if-large', token);
  return value(bits, /[uU]/.test(suffix) || bits > 0x7fff_ffff_ffff_ffffn);
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27, E: 27 };

/** Characters are signed; several make a number in base 256, of which 32 bits count. */
function character(e: Evaluation, token: Token): Value {
  const wide = token.text.startsWith('L');
  const body = token.text.slice(wide ? 2 : 1, -1);
  let bits = 0n, count = 0;
  for (let i = 0; i < body.length; count++) {
    const match = /^\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(.))|^[^]/u.exec(body.slice(i));
    if (match === null) break;
    i += match[0].length;
    const code = match[1] !== undefined ? parseInt(match[1], 16) : match[2] !== undefined ? parseInt(match[2], 8)
      : match[3] !== undefined ? escapes[match[3]] ?? match[3].codePointAt(0)! : match[0].codePointAt(0)!;
    bits = wide ? BigInt(code) : BigInt.asUintN(32, (bits << 8n) | BigInt(code & 255));
  }
  if (count === 0) { fail(e, 'cpp-if-empty-char', token); return zero; }
  if (count > 1 && !wide) warn(e, 'cpp-if-multichar', token);
  return value(BigInt.asIntN(count > 1 || wide ? 32 : 8, bits), false);
}

function apply(e: Evaluation, operator: string, left: Value, right: Value, at: Token): Value {
  const unsigned = left.unsigned || right.unsigned;
  const a = value(left.bits, unsigned).bits, b = value(right.bits, unsigned).bits;
  switch (operator) {
    case ',': return right;
    case '||': return truth(left.bits !== 0n || right.bits !== 0n);
    case '&&': return truth(left.bits !== 0n && right.bits !== 0n);
    case '|': return value(a | b, unsigned);
    case '^': return value(a ^ b, unsigned);
    case '&': return value(a & b, unsigned);
    case '==': return truth(a === b);
    case '!=': return truth(a !== b);
    case '<': return truth(a < b);
    case '>': return truth(a > b);
    case '<=': return truth(a <= b);
    case '>=': return truth(a >= b);
    case '<<': return shifted(e, left, right.bits, at);
    case '>>': return shifted(e, left, -right.bits, at);
    case '+': return checked(e, a + b, unsigned, at);
    case '-': return checked(e, a - b, unsigned, at);
    case '*': return checked(e, a * b, unsigned, at);
    default:
      if (b === 0n) {
        if (e.unevaluated === 0) complain(e.state, 'cpp-if-division', originOfToken(at));
        return left;
      }
      return operator === '/' ? checked(e, a / b, unsigned, at) : value(a % b, unsigned);
  }
}

function shifted(e: Evaluation, left: Value, count: bigint, at: Token): Value {
  const result = shift(left, count);
  if (!left.unsigned && count > 0n && shift(result, -count).bits !== left.bits) warn(e, 'cpp-if-overflow', at);
  return result;
}

/** By a negative count in the other direction; the result has the kind of the left operand. */
function shift(left: Value, count: bigint): Value {
  if (count >= 64n) return value(0n, left.unsigned);
  if (count <= -64n) return value(left.bits < 0n ? -1n : 0n, left.unsigned);
  return value(count >= 0n ? left.bits << count : left.bits >> -count, left.unsigned);
}

function truth(holds: boolean): Value { return holds ? one : zero; }

function value(bits: bigint, unsigned: boolean): Value {
  return { bits: unsigned ? BigInt.asUintN(64, bits) : BigInt.asIntN(64, bits), unsigned };
}

function checked(e: Evaluation, bits: bigint, unsigned: boolean, at: Token): Value {
  const result = value(bits, unsigned);
  if (!unsigned && result.bits !== bits) warn(e, 'cpp-if-overflow', at);
  return result;
}

function warn(e: Evaluation, code: MessageCode, at: Token): void {
  if (e.unevaluated === 0) complain(e.state, code, originOfToken(at));
}

function fail(e: Evaluation, code: MessageCode, at: Token, ...args: string[]): void {
  if (!e.failed) complain(e.state, code, at.kind === 'end' ? e.state.last : originOfToken(at), args);
  e.failed = true;
}

function atEnd(e: Evaluation): boolean { return e.token.kind === 'end'; }
function closes(e: Evaluation): boolean { return e.token.kind === 'punctuator' && e.token.text === ')'; }

/** The messages want the operator that still waits for its operand. */
function consumeOperator(e: Evaluation): void {
  e.operator = e.token.text;
  advance(e);
}

function advance(e: Evaluation): void {
  do e.token = nextToken(e.state); while (e.token.kind === 'padding');
}
