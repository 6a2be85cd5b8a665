// SPDX-License-Identifier: GPL-2.0-or-later
// Text -> Expression, with the precedence of GNU as (GAS.md 4.1). The text is a scrubbed statement's, so character constants are
// decimal already. Parsing stops at the first character that cannot continue the expression (`,`, `)`, `(%rsp)`, junk): what that
// means is the caller's affair. Numbers are folded as they are read, so most operands come out as one node.

import { foldBinary, foldUnary } from './arithmetic.ts';
import { endOfName, isDigit, isNameStart, skipBlanks } from './characters.ts';
import { ofLinker, type BinaryOperator, type Expression } from './expression.ts';
import { endOfFloat } from './floatText.ts';
import { hexDigit, isNext, readerOf, skipBlank, take, takeName, type Reader } from './reader.ts';
import type { RegisterName } from './statement.ts';

export interface ExpressionContext {
  /** True for registers by AT&T name, lower case, without '%': 'rax', 'st(1)'. */
  isRegister(name: string): boolean;
  /** The register that a `.set name, %rax` symbol stands for. Without it such a symbol stays a symbol. */
  registerSymbol?(name: string): RegisterName | undefined;
  /** `foo@PLT` is one operand; else the `@` ends the expression. */
  readonly suffixes?: boolean;
}

export interface ParsedExpression {
  readonly expression: Expression;
  /** Index of the first character not read, blanks skipped. */
  readonly next: number;
  /** In gas's words. Like gas the expression goes on with a zero where it says so. */
  readonly errors?: readonly string[];
}

/** Relocation suffixes (GAS.md 7.3), in upper case. */
export const suffixes: ReadonlySet<string> = new Set([
  'PLT', 'PLTOFF', 'GOTPLT', 'GOTOFF', 'GOTPCREL', 'TLSGD', 'TLSLDM', 'TLSLD', 'GOTTPOFF', 'TPOFF', 'NTPOFF', 'DTPOFF', 'GOTNTPOFF',
  'INDNTPOFF', 'GOT', 'TLSDESC', 'TLSCALL', 'SIZE',
]);

/** Nesting beyond this is an error instead of an overflow of the stack. */
const deepest = 500, tooDeep = 'expression too deeply nested';

/** The expression at `at`. An empty one is `absent`; nothing is read then. */
export function parseExpression(text: string, at: number, context: ExpressionContext): ParsedExpression {
  const reader = readerOf(text, at), state: State = { reader, text, context, depth: 0, suffix: undefined, errors: undefined };
  let expression = parseBinary(state, 0);
  // `foo+4@PLT` is `foo@PLT+4`: the suffix belongs to the symbol wherever it is written.
  if (state.suffix !== undefined) {
    const suffixed = withSuffix(expression, state.suffix);
    if (suffixed) expression = suffixed; else fail(state, 'invalid use of operator "@"');
  }
  if (expression.kind === 'float') { fail(state, 'floating point number invalid'); expression = zero; }
  else if (expression.kind === 'absent' && state.errors?.at(-1) === tooDeep) expression = zero;
  return state.errors ? { expression, next: reader.at, errors: state.errors } : { expression, next: reader.at };
}

/** An operand without operators behind it. */
export function parseSingle(text: string, at: number, context: ExpressionContext): ParsedExpression {
  const reader = readerOf(text, at), state: State = { reader, text, context, depth: 0, suffix: undefined, errors: undefined };
  const expression = parseOperand(state);
  return { expression: expression.kind === 'float' ? zero : expression, next: reader.at, ...(state.errors && { errors: state.errors }) };
}

interface State {
  readonly reader: Reader;
  readonly text: string;
  readonly context: ExpressionContext;
  depth: number;
  /** A suffix met behind something that is no symbol. */
  suffix: string | undefined;
  errors: string[] | undefined;
}

/** While it is read an operand may also be a floating number, which is none in the end. */
type Operand = Expression | { readonly kind: 'float' };

const absent: Expression = { kind: 'absent' }, zero: Expression = { kind: 'number', value: 0n };

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

/** Operators of more than `above` rank, left-associative. */
function parseBinary(state: State, above: number): Operand {
  const { reader, text } = state;
  let left = parseOperand(state);
  for (let terms = 1; ; terms++) {
    const operator = operatorAt(text, reader.at);
    if (operator === undefined) break;
    const rank = rankOf(operator);
    if (rank <= above) break;
    // `<>` is spelled otherwise than `!=` but is as long, and so is `!!` for `^`.
    reader.at += operator === '^' && text[reader.at] === '!' ? 2 : operator.length;
    // Nothing on the right is zero, with a warning of whoever evaluates it, and so is a floating number on either side.
    const right = number(parseBinary(state, rank));
    left = foldBinary(operator, narrow(number(left)), narrow(right));
    // Sums of many symbols nest to the left; constants are folded and may go on.
    if (terms > deepest && left.kind === 'binary') { fail(state, tooDeep); reader.at = text.length; break; }
  }
  return left;
}

/** A bignum is no operand of anything, and counts as zero. */
function narrow(operand: Expression): Expression { return operand.kind === 'number' && operand.wide !== undefined ? zero : operand; }

function number(operand: Operand): Expression { return operand.kind === 'float' ? zero : operand; }

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
    case '!': return next === '=' ? '!=' : next === '!' ? '^' : '!';
    case '=': return next === '=' ? '==' : undefined;
    case '<': return next === '<' ? '<<' : next === '=' ? '<=' : next === '>' ? '!=' : '<';
    case '>': return next === '>' ? '>>' : next === '=' ? '>=' : '>';
    default: return undefined;
  }
}

/** All blanks behind it are taken too. */
function parseOperand(state: State): Operand {
  const { reader } = state;
  skipBlank(reader);
  if (++state.depth > deepest) {
    fail(state, tooDeep);
    reader.at = state.text.length;
  }
  const operand = parsePrimary(state);
  state.depth--;
  while (isNext(reader, ' ')) reader.at++;
  return operand;
}

function parsePrimary(state: State): Operand {
  const { text, reader } = state, { at } = reader, code = at < text.length ? text.charCodeAt(at) : 44;
  if (code === 44) return absent;
  if (isDigit(code)) return suffixed(state, parseNumber(state));
  if (isNameStart(code)) {
    if (code === 46 && isPlaceOfSection(text, at)) return parsePlaceOfSection(state);
    return suffixed(state, symbol(state, takeName(reader).name));
  }
  switch (text[at]) {
    case '"': {
      const named = symbol(state, takeName(reader).name);
      return suffixed(state, named.kind === 'symbol' && /^[0-9]+[fb]$/.test(named.name) ? { ...named, quoted: true } : named);
    }
    case '-': case '~': case '!': {
      reader.at++;
      const operand = parseOperand(state);
      // Of a floating number the sign is read, and nothing else.
      if (operand.kind === 'float' && text[at] === '-') return operand;
      if (operand.kind === 'float') fail(state, 'floating point number invalid');
      // A sign alone is no operand either.
      return operand === absent ? absent : foldUnary(text[at] as '-' | '~' | '!', number(operand));
    }
    case '+':
      reader.at++;
      return parseOperand(state);
    case '(': case '[': return suffixed(state, grouped(parseGroup(state, text[at] === '(' ? ')' : ']')));
    case '%': return parseRegister(state);
    default: return badOperand(state);
  }
}

/** gas goes on behind the character with a zero. */
function badOperand(state: State): Expression {
  fail(state, 'bad expression');
  state.reader.at++;
  return zero;
}

function parseGroup(state: State, closer: string): Operand {
  const { reader, text } = state;
  reader.at++;
  const inner = parseBinary(state, 0);
  if (isNext(reader, closer)) reader.at++;
  else fail(state, reader.at < text.length ? `found '${text[reader.at]!}', expected: '${closer}'` : `missing '${closer}'`);
  return inner;
}

function parseRegister(state: State): Expression {
  const { text, reader } = state;
  const start = skipBlanks(text, reader.at + 1);
  let end = endOfName(text, start);
  let name = text.slice(start, end).toLowerCase();
  if (name === 'st') {
    const stack = stackRegisterAt(text, end);
    if (stack) { name = `st(${stack.number})`; end = stack.end; }
  }
  if (name !== '' && state.context.isRegister(name)) {
    reader.at = end;
    return { kind: 'register', register: name };
  }
  return badOperand(state);
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

function grouped(inner: Operand): Operand { return inner.kind === 'unary' || inner.kind === 'binary' ? { ...inner, grouped: true } : inner; }

function symbol(state: State, name: string): Expression {
  const register = state.context.registerSymbol?.(name);
  return register === undefined ? { kind: 'symbol', name } : { kind: 'register', register };
}

const placeOfSection = /\.(startof|sizeof)\.(?![\w.$\x80-\uffff])/iy;

function isPlaceOfSection(text: string, at: number): boolean { placeOfSection.lastIndex = at; return placeOfSection.test(text); }

/** `.startof.(NAME)`, `.sizeof.(NAME)`: a linker knows these by names of their own, which nobody can spell otherwise. */
function parsePlaceOfSection(state: State): Expression {
  const { reader, text } = state, end = text.indexOf('.', reader.at + 1) + 1, kind = text.slice(reader.at, end).toLowerCase(), syntax = 'syntax error in .startof. or .sizeof.';
  reader.at = end;
  skipBlank(reader);
  if (!take(reader, '(')) { fail(state, syntax); return absent; }
  skipBlank(reader);
  const { name } = takeName(reader);
  if (name === '') {
    fail(state, 'expected symbol name');
    take(reader, ')');
    return absent;
  }
  skipBlank(reader);
  if (!take(reader, ')')) fail(state, syntax);
  return { kind: 'symbol', name: `${kind}${ofLinker}${name}` };
}

/** `1f` and `1b` are numeric labels, whatever follows; `0b101` is binary but a bare `0b` is the label. */
function parseNumber(state: State): Operand {
  const { text, reader } = state, { at } = reader, next = text[at + 1] ?? '';
  if (text.charCodeAt(at) !== 48) return digits(state, at, 10);
  switch (next) {
    case 'x': case 'X':
      // At the end of the statement it is nothing at all.
      if (at + 2 >= text.length) { reader.at = text.length; return absent; }
      return digits(state, at + 2, 16);
    case 'b': case 'B':
      if (isBinaryDigit(text.charCodeAt(at + 2))) return digits(state, at + 2, 2);
      return next === 'b' ? digits(state, at, 10) : parseFloat(state, at + 2);
    case 'f': {
      // What might be a floating number is one.
      const end = endOfFloat(text, at + 2), last = text[end - 1];
      const isLabel = at + 2 >= text.length || end === at + 2 || (end === at + 3 && (last === '-' || last === '+')) || text[end] === 'f' || text[end] === 'b';
      return isLabel ? digits(state, at, 10) : parseFloat(state, at + 2);
    }
    case 'd': case 'D': case 'F': case 'r': case 'e': case 'E': case 'g': case 'G': case 'h': case 'H': return parseFloat(state, at + 2);
    default:
      if (next >= '0' && next <= '7') return digits(state, at + 1, 8);
      reader.at++;
      return zero;
  }
}

function parseFloat(state: State, at: number): Operand {
  state.reader.at = endOfFloat(state.text, at);
  return { kind: 'float' };
}

/** gas looks for a label's letter behind digits of any kind. */
function digits(state: State, start: number, radix: 2 | 8 | 10 | 16): Expression {
  const { text } = state, end = endOfDigits(text, start, radix);
  if (radix === 16 && text[end] === '_') return words(state, start);
  const spelled = text.slice(start, end);
  return ended(state, end, spelled === '' ? 0n : spelled.length <= 12 ? BigInt(parseInt(spelled, radix)) : bigintOf(spelled, radix));
}

/** `0x1_2_3_4`: words of 32 bits, of which there are to be four. */
function words(state: State, start: number): Expression {
  const { text } = state;
  let value = 0n, at = start, count = 0;
  for (let more = true; more; count++) {
    const end = endOfDigits(text, at, 16);
    if (end - at > 8) fail(state, 'a bignum with underscores may not have more than 8 hex digits in any word');
    // Of all that is there as much stays as gas has room for.
    value = BigInt.asUintN(320, value << 32n | BigInt.asUintN(32, bigintOf(text.slice(at, end) || '0', 16)));
    more = text[end] === '_';
    at = more ? end + 1 : end;
  }
  if (count !== 4) fail(state, 'a bignum with underscores must have exactly 4 words');
  return ended(state, at, value);
}

/** What stands behind the digits. */
function ended(state: State, end: number, value: bigint): Expression {
  const { text, reader } = state;
  let next = end;
  // A C programmer's U and L, LL are ignored.
  if (isLetter(text, next, 'u')) next++;
  while (isLetter(text, next, 'l')) next++;
  const letter = text[next];
  // What does not fit 64 bits is a bignum, of use in .octa only.
  if (value >= 0x10000000000000000n) { reader.at = next; return { kind: 'number', value: BigInt.asIntN(64, value), wide: value }; }
  if (letter === 'f' || letter === 'b') {
    reader.at = next + 1;
    return { kind: 'symbol', name: value.toString() + letter };
  }
  reader.at = next;
  return { kind: 'number', value: value >= 0x8000000000000000n ? BigInt.asIntN(64, value) : value };
}

function bigintOf(digits: string, radix: 2 | 8 | 10 | 16): bigint {
  if (radix === 10) return BigInt(digits);
  return BigInt((radix === 16 ? '0x' : radix === 8 ? '0o' : '0b') + digits);
}

function endOfDigits(text: string, at: number, radix: number): number {
  for (; at < text.length; at++) {
    const digit = hexDigit(text, at);
    if (digit < 0 || digit >= radix) return at;
  }
  return at;
}

function isBinaryDigit(code: number): boolean { return code === 48 || code === 49; }

function isLetter(text: string, at: number, letter: 'u' | 'l'): boolean { return at < text.length && text[at]!.toLowerCase() === letter; }

/** `@PLT` behind an operand. Behind a symbol it is the symbol's; elsewhere it waits for the end of the expression. */
function suffixed(state: State, operand: Operand): Operand {
  if (!state.context.suffixes) return operand;
  const at = skipBlanks(state.text, state.reader.at);
  if (at >= state.text.length || state.text[at] !== '@') return operand;
  const start = skipBlanks(state.text, at + 1);
  const end = endOfName(state.text, start);
  const suffix = state.text.slice(start, end).toUpperCase();
  // Unknown: the caller finds junk at the '@'.
  if (!suffixes.has(suffix)) return operand;
  state.reader.at = end;
  if (operand.kind === 'symbol') return { ...operand, suffix };
  state.suffix = suffix;
  return operand;
}

/** The expression with the suffix on its first symbol; undefined if it has none. */
export function withSuffix(expression: Operand, suffix: string): Expression | undefined {
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

/** Nothing more is said of what is not read. */
function fail(state: State, error: string): void { if (state.errors?.at(-1) !== tooDeep) (state.errors ??= []).push(error); }
