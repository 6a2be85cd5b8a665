// SPDX-License-Identifier: GPL-2.0-or-later
// Text -> Expression, with the precedence of GNU as (GAS.md 4.1). The text is a scrubbed statement's, so character constants are
// decimal already. Parsing stops at the first character that cannot continue the expression (`,`, `)`, `(%rsp)`, junk): what that
// means is the caller's affair. Numbers are folded as they are read, so most operands come out as one node.

import { foldBinary, foldUnary } from './arithmetic.ts';
import { endOfName, isDigit, isNamePart, isNameStart, skipBlanks } from './characters.ts';
import type { BinaryOperator, Expression } from './expression.ts';
import type { RegisterName } from './statement.ts';
import { parseString } from './parseString.ts';

export interface ExpressionContext {
  /** True for registers by AT&T name, lower case, without '%': 'rax', 'st(1)'. */
  isRegister(name: string): boolean;
  /** The register that a `.set name, %rax` symbol stands for. Without it such a symbol stays a symbol. */
  registerSymbol?(name: string): RegisterName | undefined;
}

export interface ParsedExpression { readonly expression: Expression; /** Index of the first character not read, blanks skipped. */ readonly next: number }

/** In gas's words; `at` is where reading stopped. */
export interface ExpressionError { readonly error: string; readonly at: number }

/** Relocation suffixes (GAS.md 7.3), in upper case. */
export const suffixes: ReadonlySet<string> = new Set([
  'PLT', 'PLTOFF', 'GOTPLT', 'GOTOFF', 'GOTPCREL', 'TLSGD', 'TLSLDM', 'TLSLD', 'GOTTPOFF', 'TPOFF', 'NTPOFF', 'DTPOFF', 'GOTNTPOFF',
  'INDNTPOFF', 'GOT', 'TLSDESC', 'TLSCALL', 'SIZE',
]);

/** Nesting beyond this is an error instead of an overflow of the stack. */
const deepest = 500;

/** The expression at `at`. An empty one is `absent`; nothing is read then. */
export function parseExpression(text: string, at: number, context: ExpressionContext): ParsedExpression | ExpressionError {
  const state: State = { text, at, context, depth: 0, suffix: undefined, error: undefined };
  let expression = parseBinary(state, 0);
  if (state.error) return state.error;
  // `foo+4@PLT` is `foo@PLT+4`: the suffix belongs to the symbol wherever it is written.
  if (state.suffix !== undefined) {
    const suffixed = withSuffix(expression, state.suffix);
    if (!suffixed) return { error: 'invalid use of operator "@"', at: state.at };
    expression = suffixed;
  }
  return { expression, next: skipBlanks(text, state.at) };
}

interface State {
  readonly text: string;
  at: number;
  readonly context: ExpressionContext;
  depth: number;
  /** A suffix met behind something that is no symbol. */
  suffix: string | undefined;
  error: ExpressionError | undefined;
}

const absent: Expression = { kind: 'absent' };

/** Ranks, low to high: || && comparisons + - | & ^ ! * / % << >>. */
function rankOf(operator: BinaryOperator): number {
  switch (operator) {
    case '||': return 1;
    case '&&': return 2;
    case '==': case '!=': case '<': case '<=': case '>': case '>=': return 3;
    case '+': case '-': return 4;
    case '|': case '&': case '^': case '!': return 5;
    case '*': case '/': case '%': case '<<': case '>>': return 6;
  }
}

/** Where an operand may be missing: nothing but the next one follows. */
function atEnd({ text, at }: State): boolean {
  const next = skipBlanks(text, at);
  return next >= text.length || text[next] === ',';
}

/** Operators of more than `above` rank, left-associative. */
function parseBinary(state: State, above: number): Expression {
  let left = parseOperand(state);
  for (let terms = 1; !state.error; terms++) {
    const at = skipBlanks(state.text, state.at);
    const operator = operatorAt(state.text, at);
    if (operator === undefined) break;
    const rank = rankOf(operator);
    if (rank <= above) break;
    // Nothing on the left (`* 3`) is a bad expression; nothing on the right is zero, with a warning of whoever evaluates it.
    if (left === absent) { fail(state, 'bad expression', at); break; }
    // `<>` is spelled otherwise than `!=` but is as long.
    state.at = at + operator.length;
    const right = parseBinary(state, rank);
    if (right === absent && !atEnd(state)) { fail(state, 'bad expression', state.at); break; }
    left = foldBinary(operator, left, right);
    // Sums of many symbols nest to the left; constants are folded and may go on.
    if (terms > deepest && left.kind === 'binary') fail(state, 'expression too deeply nested', state.at);
  }
  return left;
}

function operatorAt(text: string, at: number): BinaryOperator | undefined {
  if (at >= text.length) return undefined;
  const next = at + 1 < text.length ? text[at + 1] : undefined;
  switch (text[at]) {
    case '+': return '+';
    case '-': return '-';
    case '*': return '*';
    case '/': return '/';
    case '%': return '%';
    case '^': return '^';
    case '|': return next === '|' ? '||' : '|';
    case '&': return next === '&' ? '&&' : '&';
    case '!': return next === '=' ? '!=' : '!';
    case '=': return next === '=' ? '==' : undefined;
    case '<': return next === '<' ? '<<' : next === '=' ? '<=' : next === '>' ? '!=' : '<';
    case '>': return next === '>' ? '>>' : next === '=' ? '>=' : '>';
    default: return undefined;
  }
}


function parseOperand(state: State): Expression {
  if (++state.depth > deepest) { fail(state, 'expression too deeply nested', state.at); return absent; }
  const operand = parsePrimary(state);
  state.depth--;
  return operand;
}

function parsePrimary(state: State): Expression {
  const text = state.text;
  const at = state.at = skipBlanks(text, state.at);
  if (at >= text.length) return absent;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return suffixed(state, parseNumber(state));
  if (isNameStart(code)) {
    const end = endOfName(text, at);
    state.at = end;
    return suffixed(state, symbol(state, text.slice(at, end)));
  }
  switch (text[at]) {
    case '-': case '~': case '!': {
      const operator = text[at] as '-' | '~' | '!';
      state.at = at + 1;
      const operand = parseOperand(state);
      // `-` alone is no operand either, and counts as zero.
      if (operand === absent) return absent;
      return foldUnary(operator, operand);
    }
    case '+':
      state.at = at + 1;
      return parseOperand(state);
    case '(': case '[': return suffixed(state, grouped(parseGroup(state, text[at] === '(' ? ')' : ']')));
    case '%': return parseRegister(state);
    case '"': {
      const literal = quotedName(text, at);
      if (!literal) break;
      state.at = literal.next;
      return suffixed(state, symbol(state, literal.name));
    }
  }
  return absent;
}

function parseGroup(state: State, closer: string): Expression {
  state.at++;
  const inner = parseBinary(state, 0);
  if (state.error) return inner;
  const at = skipBlanks(state.text, state.at);
  if (state.text[at] !== closer) {
    fail(state, `found '${state.text[at] ?? '\n'}', expected: '${closer}'`, at);
    return inner;
  }
  state.at = at + 1;
  return inner;
}

function parseRegister(state: State): Expression {
  const text = state.text;
  const start = skipBlanks(text, state.at + 1);
  let end = endOfName(text, start);
  let name = text.slice(start, end).toLowerCase();
  if (name === 'st') {
    const stack = stackRegisterAt(text, end);
    if (stack) { name = `st(${stack.number})`; end = stack.end; }
  }
  if (name !== '' && state.context.isRegister(name)) {
    state.at = end;
    return { kind: 'register', register: name };
  }
  fail(state, name === '' ? 'bad expression' : `bad register name \`%${text.slice(start, end)}'`, state.at);
  return absent;
}

/** `(1)` behind `%st`, with optional blanks. */
function stackRegisterAt(text: string, at: number): { number: string; end: number } | undefined {
  const open = skipBlanks(text, at);
  if (text[open] !== '(') return undefined;
  const digit = skipBlanks(text, open + 1);
  if (!isDigit(text.charCodeAt(digit))) return undefined;
  const close = skipBlanks(text, digit + 1);
  return text[close] === ')' ? { number: text[digit]!, end: close + 1 } : undefined;
}

function grouped(inner: Expression): Expression { return inner.kind === 'unary' || inner.kind === 'binary' ? { ...inner, grouped: true } : inner; }

function symbol(state: State, name: string): Expression {
  const register = state.context.registerSymbol?.(name);
  return register === undefined ? { kind: 'symbol', name } : { kind: 'register', register };
}

/** `1f` and `1b` are numeric labels unless more of a name follows; `0b101` is binary but a bare `0b` is the label. */
function parseNumber(state: State): Expression {
  const { text, at } = state;
  if (text.charCodeAt(at) === 48 && at + 1 < text.length) {
    const next = text.charCodeAt(at + 1) | 32;
    if (next === 120) return number(state, endOfDigits(text, at + 2, 16), 16, at + 2);
    if (next === 98 && isBinaryDigit(text.charCodeAt(at + 2))) return number(state, endOfDigits(text, at + 2, 2), 2, at + 2);
  }
  const end = endOfDigits(text, at, 10);
  const letter = end < text.length ? text[end]!.toLowerCase() : '';
  if ((letter === 'f' || letter === 'b') && !isNamePart(text.charCodeAt(end + 1))) {
    state.at = end + 1;
    return { kind: 'symbol', name: text.slice(at, end).replace(/^0+(?=\d)/, '') + letter };
  }
  if (text.charCodeAt(at) === 48 && end > at + 1) return number(state, endOfDigits(text, at, 8), 8, at);
  return number(state, end, 10, at);
}

function number(state: State, end: number, radix: 2 | 8 | 10 | 16, digits: number): Expression {
  const text = state.text;
  // A C programmer's U and L, LL are ignored.
  let next = end;
  if (isLetter(text, next, 'u')) next++;
  for (let i = 0; i < 2 && isLetter(text, next, 'l'); i++) next++;
  state.at = next;
  const spelled = text.slice(digits, end);
  if (spelled === '') return { kind: 'number', value: 0n };
  const value = spelled.length <= 12 ? BigInt(parseInt(spelled, radix)) : bigintOf(spelled, radix);
  // What does not fit 64 bits is a bignum, of use in .octa only.
  if (value >= 0x10000000000000000n) return { kind: 'number', value: BigInt.asIntN(64, value), wide: value };
  return { kind: 'number', value: value >= 0x8000000000000000n ? BigInt.asIntN(64, value) : value };
}

function bigintOf(digits: string, radix: 2 | 8 | 10 | 16): bigint {
  return BigInt((radix === 16 ? '0x' : radix === 8 ? '0o' : radix === 2 ? '0b' : '') + digits);
}

function endOfDigits(text: string, at: number, radix: number): number {
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const digit = isDigit(code) ? code - 48 : (code | 32) >= 97 && (code | 32) <= 102 ? (code | 32) - 87 : 99;
    if (digit >= radix) return at;
  }
  return at;
}

function isBinaryDigit(code: number): boolean { return code === 48 || code === 49; }

function isLetter(text: string, at: number, letter: 'u' | 'l'): boolean { return at < text.length && text[at]!.toLowerCase() === letter; }

/** `@PLT` behind an operand. Behind a symbol it is the symbol's; elsewhere it waits for the end of the expression. */
function suffixed(state: State, operand: Expression): Expression {
  const at = skipBlanks(state.text, state.at);
  if (at >= state.text.length || state.text[at] !== '@' || state.error) return operand;
  const start = skipBlanks(state.text, at + 1);
  const end = endOfName(state.text, start);
  const suffix = state.text.slice(start, end).toUpperCase();
  // Unknown: the caller finds junk at the '@'.
  if (!suffixes.has(suffix)) return operand;
  state.at = end;
  if (operand.kind === 'symbol') return { ...operand, suffix };
  state.suffix = suffix;
  return operand;
}

/** The expression with the suffix on its first symbol; undefined if it has none. */
function withSuffix(expression: Expression, suffix: string): Expression | undefined {
  switch (expression.kind) {
    case 'symbol': return { ...expression, suffix };
    case 'unary': {
      const operand = withSuffix(expression.operand, suffix);
      return operand && { ...expression, operand };
    }
    case 'binary': {
      const left = withSuffix(expression.left, suffix);
      if (left) return { ...expression, left };
      const right = withSuffix(expression.right, suffix);
      return right && { ...expression, right };
    }
    default: return undefined;
  }
}

/** A symbol's name in quotes; escapes as in strings. */
export function quotedName(text: string, at: number): { name: string; next: number } | undefined {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) return undefined;
  const spelled = text.slice(at, end + 1);
  if (!spelled.includes('\\')) return { name: spelled.slice(1, -1), next: end + 1 };
  const literal = parseString(spelled, 0);
  return literal && { name: new TextDecoder().decode(Uint8Array.from(literal.bytes)), next: end + 1 };
}

function fail(state: State, error: string, at: number): void { state.error ??= { error, at }; }
