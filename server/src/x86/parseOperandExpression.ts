// SPDX-License-Identifier: GPL-2.0-or-later
// The one door between this room and gas's expressions: text of an operand's expression -> Expression, and the value of an expression
// that names no symbol. Operands hold short expressions by the ten thousand, so the scanner reads characters and allocates little.
// Precedence is gas's own: `|` and `&` bind tighter than `+` and `-` (GAS.md 4.1).

import type { BinaryOperator, Expression } from '../gas/expression.ts';

export type ParsedExpression = { readonly expression: Expression } | { readonly error: string };

/** The whole of `text` as one expression. */
export function parseOperandExpression(text: string): ParsedExpression {
  const cursor: Cursor = { text, at: 0, error: undefined };
  const expression = parseBinary(cursor, 0);
  skipBlanks(cursor);
  if (cursor.error !== undefined) return { error: cursor.error };
  if (cursor.at < text.length) return { error: `junk \`${text.slice(cursor.at)}' after expression` };
  return { expression };
}

/** The value of an expression without symbols, wrapped to 64 bits; undefined if it names a symbol. */
export function constantValue(expression: Expression): bigint | undefined {
  switch (expression.kind) {
    case 'number': return BigInt.asIntN(64, expression.value);
    case 'unary': {
      const operand = constantValue(expression.operand);
      if (operand === undefined) return undefined;
      if (expression.operator === '-') return BigInt.asIntN(64, -operand);
      return expression.operator === '~' ? ~operand : operand === 0n ? 1n : 0n;
    }
    case 'binary': {
      const left = constantValue(expression.left);
      if (left === undefined) return undefined;
      const right = constantValue(expression.right);
      return right === undefined ? undefined : BigInt.asIntN(64, combine(expression.operator, left, right));
    }
    case 'absent': return 0n;
    default: return undefined;
  }
}

/** True if an `@suffix` occurs: such an expression is a relocation whatever its symbol is worth. */
export function hasSuffix(expression: Expression): boolean {
  switch (expression.kind) {
    case 'symbol': return expression.suffix !== undefined;
    case 'unary': return hasSuffix(expression.operand);
    case 'binary': return hasSuffix(expression.left) || hasSuffix(expression.right);
    default: return false;
  }
}

/** Letters, digits, `_ . $` and everything beyond ASCII: what a symbol's name is made of. */
export function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 36 || code >= 128;
}

interface Cursor { readonly text: string; at: number; error: string | undefined }

const precedence: Readonly<Record<BinaryOperator, number>> = {
  '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3, '+': 4, '-': 4, '|': 5, '&': 5, '^': 5, '!': 5, '*': 6, '/': 6, '%': 6, '<<': 6, '>>': 6,
};
const suffixes = new Set(('PLT GOT GOTOFF GOTPCREL GOTTPOFF GOTNTPOFF INDNTPOFF NTPOFF TPOFF DTPOFF TLSGD TLSLD TLSLDM TLSDESC TLSCALL SIZE PLTOFF '
  + 'GOTPLT SECREL32').split(' '));

function parseBinary(cursor: Cursor, floor: number): Expression {
  let left = parseUnary(cursor);
  for (;;) {
    const operator = peekOperator(cursor);
    if (operator === undefined || cursor.error !== undefined) return left;
    const rank = precedence[operator];
    if (rank <= floor) return left;
    cursor.at += operator === '!=' && cursor.text.startsWith('<>', cursor.at) ? 2 : operator.length;
    left = { kind: 'binary', operator, left, right: parseBinary(cursor, rank) };
  }
}

function peekOperator(cursor: Cursor): BinaryOperator | undefined {
  skipBlanks(cursor);
  const one = cursor.text[cursor.at], two = cursor.text[cursor.at + 1];
  switch (one) {
    case '+': case '-': case '*': case '/': case '%': case '^': return one;
    case '|': return two === '|' ? '||' : '|';
    case '&': return two === '&' ? '&&' : '&';
    case '<': return two === '<' ? '<<' : two === '=' ? '<=' : two === '>' ? '!=' : '<';
    case '>': return two === '>' ? '>>' : two === '=' ? '>=' : '>';
    case '=': return two === '=' ? '==' : undefined;
    case '!': return two === '=' ? '!=' : '!';
    default: return undefined;
  }
}

function parseUnary(cursor: Cursor): Expression {
  skipBlanks(cursor);
  const { text } = cursor, first = text[cursor.at];
  if (first === undefined) return fail(cursor, 'missing or invalid expression');
  if (first === '-' || first === '~' || first === '!') {
    cursor.at++;
    const operand = parseUnary(cursor);
    return operand.kind === 'number' && first === '-' ? { kind: 'number', value: BigInt.asIntN(64, -operand.value) } : { kind: 'unary', operator: first, operand };
  }
  if (first === '+') { cursor.at++; return parseUnary(cursor); }
  if (first === '(' || first === '[') {
    cursor.at++;
    const inner = parseBinary(cursor, 0);
    skipBlanks(cursor);
    if (text[cursor.at] !== (first === '(' ? ')' : ']')) return fail(cursor, `missing '${first === '(' ? ')' : ']'}'`);
    cursor.at++;
    return inner;
  }
  if (first === '"') return parseQuoted(cursor);
  const code = text.charCodeAt(cursor.at);
  if (code >= 48 && code <= 57) return parseNumber(cursor);
  if (isNameCharacter(code)) {
    const start = cursor.at;
    while (cursor.at < text.length && isNameCharacter(text.charCodeAt(cursor.at))) cursor.at++;
    return withSuffix(cursor, text.slice(start, cursor.at));
  }
  return fail(cursor, 'missing or invalid expression');
}

function parseQuoted(cursor: Cursor): Expression {
  const end = cursor.text.indexOf('"', cursor.at + 1);
  if (end < 0) return fail(cursor, 'missing or invalid expression');
  const name = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return withSuffix(cursor, name);
}

function withSuffix(cursor: Cursor, name: string): Expression {
  if (cursor.text[cursor.at] !== '@') return { kind: 'symbol', name };
  const start = ++cursor.at;
  while (cursor.at < cursor.text.length && isNameCharacter(cursor.text.charCodeAt(cursor.at))) cursor.at++;
  const suffix = cursor.text.slice(start, cursor.at).toUpperCase();
  if (!suffixes.has(suffix)) return fail(cursor, `junk at end of line, first unrecognized character is \`@'`);
  return { kind: 'symbol', name, suffix };
}

/** Decimal, octal, 0x, 0b; `1f` and `1b` are numeric labels. */
function parseNumber(cursor: Cursor): Expression {
  const { text } = cursor, start = cursor.at;
  while (cursor.at < text.length && isNameCharacter(text.charCodeAt(cursor.at)) && text[cursor.at] !== '.' && text[cursor.at] !== '$') cursor.at++;
  const word = text.slice(start, cursor.at), last = word.charCodeAt(word.length - 1);
  if (last >= 48 && last <= 57 && (word.length === 1 || word.charCodeAt(0) !== 48)) {
    if (!onlyDigits(word)) return fail(cursor, `junk \`${word}' after expression`);
    return { kind: 'number', value: word.length < 16 ? BigInt(Number(word)) : BigInt(word) };
  }
  if (/^0[xX][0-9a-fA-F]+$/.test(word)) return { kind: 'number', value: word.length < 14 ? BigInt(parseInt(word, 16)) : BigInt(`0x${word.slice(2)}`) };
  // No digit at all is zero.
  if (word === '0x' || word === '0X') return { kind: 'number', value: 0n };
  if (/^0[bB][01]+$/.test(word)) return { kind: 'number', value: BigInt(`0b${word.slice(2)}`) };
  if (/^\d+[bf]$/.test(word)) return { kind: 'symbol', name: word };
  if (/^0[0-7]+$/.test(word)) return { kind: 'number', value: BigInt(`0o${word}`) };
  return fail(cursor, `junk \`${word}' after expression`);
}

function onlyDigits(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) < 48 || word.charCodeAt(i) > 57) return false;
  return true;
}

function skipBlanks(cursor: Cursor): void { while (cursor.text.charCodeAt(cursor.at) === 32 || cursor.text.charCodeAt(cursor.at) === 9) cursor.at++; }

const absent: Expression = { kind: 'absent' };
function fail(cursor: Cursor, error: string): Expression {
  cursor.error ??= error;
  cursor.at = cursor.text.length;
  return absent;
}

function combine(operator: BinaryOperator, left: bigint, right: bigint): bigint {
  const truth = (condition: boolean): bigint => (condition ? -1n : 0n);
  switch (operator) {
    case '+': return left + right;
    case '-': return left - right;
    case '*': return left * right;
    case '/': return right === 0n ? left : left / right;
    case '%': return right === 0n ? 0n : left % right;
    case '<<': return right < 0n || right > 63n ? 0n : left << right;
    case '>>': return right < 0n || right > 63n ? 0n : BigInt.asUintN(64, left) >> right;
    case '|': return left | right;
    case '&': return left & right;
    case '^': return left ^ right;
    case '!': return left | ~right;
    case '==': return truth(left === right);
    case '!=': return truth(left !== right);
    case '<': return truth(left < right);
    case '<=': return truth(left <= right);
    case '>': return truth(left > right);
    case '>=': return truth(left >= right);
    case '&&': return left !== 0n && right !== 0n ? 1n : 0n;
    case '||': return left !== 0n || right !== 0n ? 1n : 0n;
  }
}
