// SPDX-License-Identifier: GPL-2.0-or-later
// AT&T operands: `$4`, `%rax`, `8(%rsp,%rax,4)`, `%fs:foo`, `*%rax`, `(%rdi){1to8}`, `%zmm1{%k2}{z}`, `{rn-sae}`. Text goes in, a record
// comes out, or gas's words on why not. What the operand means to an instruction is decided elsewhere (match.ts).

import type { Expression } from '../gas/expression.ts';
import type { LowerContext, LowerError } from './instruction.ts';
import { isNamePart } from '../gas/characters.ts';
import { constantValue, hasSuffix, parseOperandExpression } from './parseOperandExpression.ts';
import type { Register } from './registers.ts';
import { registerNamed } from './registers.ts';

export interface Decorators {
  readonly mask?: Register;
  readonly zeroing?: boolean;
  /** The n of {1ton}. */
  readonly broadcast?: number;
}

export interface RegisterOperand { readonly kind: 'register'; readonly register: Register; readonly indirect: boolean; readonly decorators?: Decorators | undefined }

/** `value` is undefined for what only layout knows. */
export interface ImmediateOperand { readonly kind: 'immediate'; readonly expression: Expression; readonly value: bigint | undefined }

export interface MemoryOperand {
  readonly kind: 'memory';
  readonly segment?: Register | undefined;
  readonly base?: Register | undefined;
  readonly index?: Register | undefined;
  readonly scale: number;
  /** Displacement as written, if any, and its value when known (0n when nothing is written). */
  readonly expression?: Expression | undefined;
  readonly value: bigint | undefined;
  readonly indirect: boolean;
  readonly decorators?: Decorators | undefined;
}

/** `{rn-sae}` and friends stand among the operands but are none. */
export interface RoundingOperand { readonly kind: 'rounding'; readonly rounding: Rounding }
export type Rounding = 'rn-sae' | 'rd-sae' | 'ru-sae' | 'rz-sae' | 'sae';

/** `ljmp $selector,$offset` made into one. */
export interface FarOperand { readonly kind: 'far'; readonly selector: ImmediateOperand; readonly offset: ImmediateOperand }

export type Operand = RegisterOperand | ImmediateOperand | MemoryOperand | FarOperand;

/** Texts between top-level commas; `a(b,c)` and `{x,y}` hold together. `at` is where `text` begins in the statement. */
export function splitOperands(text: string): string[] {
  const parts: string[] = [];
  let depth = 0, start = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) quoted = !quoted;
    else if (quoted) continue;
    else if (code === 40 || code === 123 || code === 91) depth++;
    else if (code === 41 || code === 125 || code === 93) depth--;
    else if (code === 44 && depth === 0) { parts.push(text.slice(start, i).trim()); start = i + 1; }
  }
  const last = text.slice(start).trim();
  if (last !== '' || parts.length > 0) parts.push(last);
  return parts;
}

export function parseOperand(whole: string, context: LowerContext): Operand | RoundingOperand | LowerError {
  let text = whole, decorators: Decorators | undefined;
  const brace = text.indexOf('{');
  if (brace >= 0) {
    const read = readDecorators(text, brace, context);
    if ('error' in read) return read;
    if (read.rounding !== undefined) return { kind: 'rounding', rounding: read.rounding };
    ({ text, decorators } = read);
  }
  let indirect = false;
  if (text.charCodeAt(0) === 42) { indirect = true; text = text.slice(1).trimStart(); }
  const first = text.charCodeAt(0);
  if (first === 37) {
    const read = readRegister(text, 0);
    if ('error' in read) return read;
    if (read.register.class === 'test' && (context.mode === 64 || context.machine !== 'i386')) return { error: `bad register name \`${text}'` };
    const rest = text.slice(read.end).trimStart();
    if (rest === '') return { kind: 'register', register: read.register, indirect, decorators };
    if (rest[0] === ':' && read.register.class === 'segment') return parseMemory(...behindSegment(rest.slice(1), { segment: read.register, indirect, decorators }), context);
    return { error: rest[0] === ':' ? `bad register name \`${text}'` : `junk \`${rest}' after register` };
  }
  if (first === 36) return parseImmediate(text.slice(1), indirect, context);
  const equate = registerSymbol(text, context);
  if (equate) return { kind: 'register', register: equate, indirect, decorators };
  const colon = text.indexOf(':');
  if (colon > 0) {
    const segment = registerSymbol(text.slice(0, colon).trimEnd(), context);
    if (segment?.class === 'segment') return parseMemory(...behindSegment(text.slice(colon + 1), { segment, indirect, decorators }), context);
  }
  return parseMemory(text, { segment: undefined, indirect, decorators }, context);
}

/** What an expression is worth now: its constant, undefined if only layout knows, or that it is a register. */
export function evaluateNow(expression: Expression, context: LowerContext): bigint | undefined | Register {
  const constant = constantValue(expression);
  if (constant !== undefined) return constant;
  if (hasSuffix(expression)) return undefined;
  const value = context.evaluate(expression);
  if (value.kind === 'constant') return BigInt.asIntN(64, value.value);
  return value.kind === 'register' ? registerNamed(value.register) : undefined;
}

interface MemoryStart { readonly segment: Register | undefined; readonly indirect: boolean; readonly decorators: Decorators | undefined }

/** The star of an indirect jump may stand behind the segment too. */
function behindSegment(text: string, start: MemoryStart): [string, MemoryStart] {
  const rest = text.trimStart();
  return rest.charCodeAt(0) === 42 ? [rest.slice(1).trimStart(), { ...start, indirect: true }] : [rest, start];
}

function parseImmediate(text: string, indirect: boolean, context: LowerContext): Operand | LowerError {
  if (indirect) return { error: 'immediate operand illegal with absolute jump' };
  if (text.trim() === '') return { error: 'missing or invalid immediate expression `\'' };
  const parsed = parseOperandExpression(text);
  if ('error' in parsed) return text.includes('%') ? { error: `illegal immediate register operand ${text.trim()}` } : parsed;
  const value = evaluateNow(parsed.expression, context);
  if (typeof value === 'object') return { error: `illegal immediate register operand %${value.name}` };
  return { kind: 'immediate', expression: parsed.expression, value };
}

/** displacement(base,index,scale), each part optional. */
function parseMemory(text: string, start: MemoryStart, context: LowerContext): Operand | LowerError {
  let displacement = text, base: Register | undefined, index: Register | undefined, scale = 1, addressed = false;
  const open = text.charCodeAt(text.length - 1) === 41 ? openingParenthesis(text) : -1;
  if (open >= 0) {
    const inner = text.slice(open + 1, -1).trim();
    const parts = inner.split(',');
    for (let i = 0; i < parts.length; i++) parts[i] = parts[i]!.trim();
    const first = parts[0]!;
    if (first.charCodeAt(0) === 37 || first === '' || registerSymbol(first, context) !== undefined) {
      if (parts.length > 3 || (inner === '')) return { error: `\`${text}' is not a valid base/index expression` };
      const address = readAddress(parts, text, context);
      if ('error' in address) return address;
      ({ base, index, scale } = address);
      addressed = true;
      displacement = text.slice(0, open).trimEnd();
    }
  }
  if (displacement === '') {
    if (!addressed) return { error: start.segment ? 'missing or invalid displacement expression `\'' : 'missing operand' };
    return memoryOperand(start, base, index, scale, undefined, 0n);
  }
  const parsed = parseOperandExpression(displacement);
  // gas computes with the register's number, and writes a zero in the end.
  if ('error' in parsed && /^[-~!+]%/.test(displacement)) return { error: 'not supported: a sign in front of a register' };
  if ('error' in parsed) return displacement.startsWith('%') ? { error: `junk \`${text}' after register` } : parsed;
  if (parsed.expression.kind === 'symbol' && displacement.includes('"') === false && /^(0[xX]|\d+[^bf\d])/.test(displacement)) return { error: `junk \`${displacement}'` };
  const value = evaluateNow(parsed.expression, context);
  if (typeof value === 'object') return { error: `invalid use of register` };
  return memoryOperand(start, base, index, scale, parsed.expression, value);
}

/** All of one shape. */
function memoryOperand({ segment, indirect, decorators }: MemoryStart, base: Register | undefined, index: Register | undefined, scale: number, expression: Expression | undefined, value: bigint | undefined): MemoryOperand {
  return { kind: 'memory', segment, base, index, scale, expression, value, indirect, decorators };
}

interface Address { readonly base: Register | undefined; readonly index: Register | undefined; readonly scale: number }

function readAddress(parts: readonly string[], text: string, context: LowerContext): Address | LowerError {
  let base: Register | undefined, index: Register | undefined, scale = 1;
  if (parts[0] !== '') {
    const read = addressRegister(parts[0]!, context);
    if ('error' in read) return read;
    base = read;
  }
  let scaleText = parts[2];
  if (parts.length > 1) {
    const second = parts[1]!;
    if (second.startsWith('%') || registerSymbol(second, context)) {
      const read = addressRegister(second, context);
      if ('error' in read) return read;
      index = read;
    } else if (parts.length === 2 && second !== '') scaleText = second;
    else if (second === '' && parts.length === 3) return { error: 'expecting scale factor of 1, 2, 4, or 8: got `\'' };
    else if (second !== '' || parts.length === 2) return { error: `expecting index register or scale factor after \`,'; got \`${second === '' ? ')' : second}'` };
  }
  if (scaleText !== undefined && scaleText !== '') {
    const parsed = parseOperandExpression(scaleText);
    const value = 'error' in parsed ? undefined : evaluateNow(parsed.expression, context);
    if (value !== 1n && value !== 2n && value !== 4n && value !== 8n) return { error: `expecting scale factor of 1, 2, 4, or 8: got \`${scaleText}'` };
    scale = Number(value);
  }
  const problem = addressProblem(base, index, context.mode);
  if (problem) return { error: `\`${text.slice(openingParenthesis(text))}' is not a valid base/index expression` };
  return { base, index, scale: index ? scale : 1 };
}

/** Which register pairs make an address in which mode. */
function addressProblem(base: Register | undefined, index: Register | undefined, mode: number): boolean {
  const vector = index !== undefined && /mm$/.test(index.class);
  const baseClass = base?.class, indexClass = vector ? undefined : index?.class;
  if (baseClass === 'ip') return index !== undefined || mode !== 64;
  if (baseClass === 'r16' || indexClass === 'r16') {
    if (mode === 64 && base?.name !== 'dx') return true;
    if (base?.name === 'dx') return index !== undefined;
    if (base && baseClass !== 'r16' || index && indexClass !== 'r16') return true;
    if (base && index) return !((base.number === 3 || base.number === 5) && (index.number === 6 || index.number === 7));
    return base ? ![3, 5, 6, 7].includes(base.number) : ![6, 7].includes(index!.number) && ![3, 5].includes(index!.number);
  }
  if (baseClass !== undefined && baseClass !== 'r32' && !(baseClass === 'r64' && mode === 64)) return true;
  if (index && !vector) {
    if (indexClass === 'noindex') return baseClass !== undefined && (index.name === 'riz') !== (baseClass === 'r64');
    if (index.number === 4) return true;
    if (indexClass !== 'r32' && !(indexClass === 'r64' && mode === 64)) return true;
    if (baseClass !== undefined && baseClass !== indexClass) return true;
  }
  return false;
}

function addressRegister(text: string, context: LowerContext): Register | LowerError {
  if (!text.startsWith('%')) return registerSymbol(text, context) ?? { error: `bad register name \`${text}'` };
  const read = readRegister(text, 0);
  if ('error' in read) return read;
  if (text.slice(read.end).trim() !== '') return { error: `bad register name \`${text})'` };
  return read.register;
}

function registerSymbol(text: string, context: LowerContext): Register | undefined {
  if (text === '') return undefined;
  for (let i = 0; i < text.length; i++) if (!isNamePart(text.charCodeAt(i))) return undefined;
  const code = text.charCodeAt(0);
  if (code >= 48 && code <= 57) return undefined;
  const name = context.registerSymbol(text);
  return name === undefined ? undefined : registerNamed(name.startsWith('%') ? name.slice(1) : name);
}

function readRegister(text: string, at: number): { readonly register: Register; readonly end: number } | LowerError {
  let start = at + 1;
  while (text.charCodeAt(start) === 32) start++;
  let end = start;
  while (end < text.length && isNamePart(text.charCodeAt(end))) end++;
  let name = text.slice(start, end);
  let register = registerNamed(name) ?? registerNamed(name.toLowerCase());
  if (register?.class === 'st' && text[skipBlanks(text, end)] === '(') {
    const close = text.indexOf(')', end);
    name = `st(${text.slice(skipBlanks(text, end) + 1, close < 0 ? text.length : close).trim()})`;
    register = registerNamed(name);
    end = close < 0 ? text.length : close + 1;
  }
  return register ? { register, end } : { error: `bad register name \`${text.slice(at)}'` };
}

function skipBlanks(text: string, at: number): number {
  while (text.charCodeAt(at) === 32) at++;
  return at;
}

/** The '(' that closes at the end of the text, -1 if it is none. */
function openingParenthesis(text: string): number {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (code === 41) depth++;
    else if (code === 40 && --depth === 0) return i;
  }
  return -1;
}

interface DecoratedText { readonly text: string; readonly decorators: Decorators | undefined; readonly rounding?: Rounding }

const roundings: ReadonlySet<string> = new Set(['rn-sae', 'rd-sae', 'ru-sae', 'rz-sae', 'sae']);

function readDecorators(text: string, brace: number, context: LowerContext): DecoratedText | LowerError {
  let mask: Register | undefined, zeroing = false, broadcast: number | undefined, at = brace;
  const plain = text.slice(0, brace).trim();
  while (at < text.length) {
    if (text.charCodeAt(at) === 32) { at++; continue; }
    const close = text.indexOf('}', at);
    if (text.charCodeAt(at) !== 123 || close < 0) return { error: `unknown vector operation: \`${text.slice(at)}'` };
    const word = text.slice(at + 1, close).trim().toLowerCase();
    at = close + 1;
    if (roundings.has(word) && plain === '') return { text: '', decorators: undefined, rounding: word as Rounding };
    const register = word.startsWith('%') ? registerNamed(word.slice(1)) : registerSymbol(word, context);
    const times = /^1to(\d+)$/.exec(word);
    if (register?.class === 'mask') {
      if (mask) return { error: `duplicated \`{${word}}'` };
      if (register.number === 0) return { error: '`%k0\' can\'t be used for write mask' };
      mask = register;
    } else if (word === 'z') zeroing = true;
    else if (times) broadcast = Number(times[1]);
    else return { error: `unknown vector operation: \`{${word}}'` };
  }
  return { text: plain, decorators: { ...(mask && { mask }), ...(zeroing && { zeroing }), ...(broadcast !== undefined && { broadcast }) } };
}
