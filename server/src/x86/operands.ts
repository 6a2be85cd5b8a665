// SPDX-License-Identifier: GPL-2.0-or-later
// AT&T operands: `$4`, `%rax`, `8(%rsp,%rax,4)`, `%fs:foo`, `*%rax`, `(%rdi){1to8}`, `%zmm1{%k2}{z}`, `{rn-sae}`. Text goes in, a record
// comes out, or gas's words on why not. What the operand means to an instruction is decided elsewhere (match.ts).

import type { Expression } from '../gas/expression.ts';
import type { LowerContext, LowerError } from './instruction.ts';
import { isNamePart, isNameStart } from '../gas/characters.ts';
import { constantValue, hasSuffix, parseOperandExpression, parseOperandExpressionAt } from './parseOperandExpression.ts';
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

/** Digits, letters and what lies beyond ASCII besides. */
const operandCharacters = new Set([...'%$-+(,)*._~/<>|&^!:[@]{}'].map(character => character.charCodeAt(0)));

function isOperandCharacter(code: number): boolean {
  return operandCharacters.has(code) || code >= 128 || (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122);
}

/** Texts between the commas that stand in no parentheses and no string, or gas's words on what is none. */
export function splitOperands(text: string): string[] | LowerError {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    if (text.charCodeAt(at) === 32) at++;
    const start = at, first = text.charCodeAt(at), nth = parts.length + 1;
    if (at < text.length && first !== 34 && !isOperandCharacter(first)) return { error: `invalid character ${shown(first)} before operand ${nth}` };
    let depth = 0, quoted = false;
    for (; at < text.length && (quoted || depth !== 0 || text.charCodeAt(at) !== 44); at++) {
      const code = text.charCodeAt(at);
      if (code === 92 && text.charCodeAt(at + 1) === 34) at++;
      else if (code === 34) quoted = !quoted;
      else if (!quoted && code !== 32 && !isOperandCharacter(code)) return { error: `invalid character ${shown(code)} in operand ${nth}` };
      if (!quoted) depth += code === 40 ? 1 : code === 41 ? -1 : 0;
    }
    if (quoted) return { error: `unbalanced double quotes in operand ${nth}.` };
    if (depth !== 0) return { error: `unbalanced parenthesis in operand ${nth}.` };
    const isLast = at >= text.length;
    if (at > start) parts.push(text.slice(start, at).trim());
    else if (!isLast) return { error: "expecting operand before ','; got nothing" };
    else if (parts.length > 0) return { error: "expecting operand after ','; got nothing" };
    if (!isLast && ++at >= text.length) return { error: "expecting operand after ','; got nothing" };
  }
  return parts.length > mostOperands ? { error: `spurious operands; (${mostOperands} operands/instruction max)` } : parts;
}

const mostOperands = 5;

function shown(code: number): string { return code >= 32 && code < 127 ? `'${String.fromCharCode(code)}'` : `(0x${(code & 255).toString(16)})`; }

/** What a memory operand may begin with. */
function beginsMemory(code: number): boolean { return code >= 128 || isNamePart(code) && code !== 36 || '(["+-!~'.includes(String.fromCharCode(code)); }

export function parseOperand(text: string, context: LowerContext): Operand | RoundingOperand | LowerError {
  let at = 0, indirect = false;
  if (text.charCodeAt(at) === 42) { indirect = true; at = skipBlanks(text, 1); }
  const read = readRegister(text, at, context);
  if (read) {
    const { register } = read;
    at = skipBlanks(text, read.end);
    if (text.charCodeAt(at) === 58 && register.class === 'segment') {
      at = skipBlanks(text, at + 1);
      // The star of an indirect jump may stand behind the segment too.
      if (!indirect && text.charCodeAt(at) === 42) { indirect = true; at = skipBlanks(text, at + 1); }
      if (at >= text.length || !beginsMemory(text.charCodeAt(at))) return { error: `bad memory operand \`${text.slice(at)}'` };
      return parseMemory(text.slice(at), { segment: register, indirect }, context);
    }
    const decorators = text.charCodeAt(at) === 123 ? readDecorators(text.slice(at), context) : undefined;
    if (decorators && 'error' in decorators) return decorators;
    if (!decorators && at < text.length) return { error: `junk \`${text.slice(at)}' after register` };
    return { kind: 'register', register, indirect, decorators };
  }
  const first = text.charCodeAt(at);
  if (first === 37) return { error: `bad register name \`${text.slice(at)}'` };
  if (first === 36) return parseImmediate(text.slice(at + 1), indirect, context);
  const rounding = /^\{(rn-sae|rd-sae|ru-sae|rz-sae|sae)\}$/.exec(text)?.[1];
  if (rounding !== undefined) return { kind: 'rounding', rounding: rounding as Rounding };
  if (at >= text.length || !beginsMemory(first)) return { error: `invalid char ${shown(first)} beginning operand \`${text.slice(at)}'` };
  return parseMemory(text.slice(at), { segment: undefined, indirect }, context);
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

interface MemoryStart { readonly segment: Register | undefined; readonly indirect: boolean }

function parseImmediate(text: string, indirect: boolean, context: LowerContext): Operand | LowerError {
  if (indirect) return { error: 'immediate operand illegal with absolute jump' };
  if (text.trim() === '') return { error: 'missing or invalid immediate expression `\'' };
  const parsed = parseOperandExpression(text);
  const negated = 'error' in parsed ? negatedRegister(text, context) : undefined;
  if (negated) return { kind: 'immediate', expression: negated, value: undefined };
  if ('error' in parsed) return signedRegister.test(text) && !text.startsWith('+') ? { error: 'register value used as expression' } : text.includes('%') ? { error: `illegal immediate register operand ${text.trim()}` } : parsed;
  const value = evaluateNow(parsed.expression, context);
  if (typeof value === 'object') return { error: `illegal immediate register operand %${value.name}` };
  return { kind: 'immediate', expression: parsed.expression, value };
}

/** displacement(base,index,scale){decorators}, each part optional. */
function parseMemory(whole: string, start: MemoryStart, context: LowerContext): Operand | LowerError {
  let text = whole.trimEnd(), decorators: Decorators | undefined;
  if (text.endsWith('}')) {
    const brace = firstDecorator(text), read = brace < 0 ? { error: 'unbalanced figure braces' } : readDecorators(text.slice(brace), context);
    if ('error' in read) return read;
    decorators = read;
    text = text.slice(0, brace).trimEnd();
  }
  const open = text.charCodeAt(text.length - 1) === 41 ? openingParenthesis(text) : -1;
  const address = open < 0 ? undefined : readAddress(text, open, context);
  if (address && 'error' in address) return address;
  const displacement = address ? text.slice(0, open).trimEnd() : text;
  const { base, index, scale } = address ?? { base: undefined, index: undefined, scale: 1 };
  if (displacement === '') {
    if (!address) return { error: start.segment ? 'missing or invalid displacement expression `\'' : 'missing operand' };
    return memoryOperand(start, decorators, base, index, scale, undefined, 0n);
  }
  const parsed = parseOperandExpression(displacement);
  const negated = 'error' in parsed ? negatedRegister(displacement, context) : undefined;
  if (negated) return memoryOperand(start, decorators, base, index, scale, negated, undefined);
  if ('error' in parsed && signedRegister.test(displacement)) return { error: 'register value used as expression' };
  if ('error' in parsed) return parsed;
  const value = evaluateNow(parsed.expression, context);
  if (typeof value === 'object') return { error: `invalid use of register` };
  return memoryOperand(start, decorators, base, index, scale, parsed.expression, value);
}

/** All of one shape. */
function memoryOperand({ segment, indirect }: MemoryStart, decorators: Decorators | undefined, base: Register | undefined, index: Register | undefined, scale: number, expression: Expression | undefined, value: bigint | undefined): MemoryOperand {
  return { kind: 'memory', segment, base, index, scale, expression, value, indirect, decorators };
}

/** Where the run of `{...}` at the end of the text begins; -1: it has no beginning. */
function firstDecorator(text: string): number {
  let found = -1;
  for (let at = text.length - 2; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 34) return found;
    if (code !== 123) continue;
    found = at;
    let before = at - 1;
    if (text.charCodeAt(before) === 32) before--;
    if (text.charCodeAt(before) !== 125) return found;
    at = before;
    found = -1;
  }
  return found;
}

const signedRegister = /^[-~!+]\s*%/;

/** gas computes with its number of the register, which only the end of it all tells. */
function negatedRegister(text: string, context: LowerContext): Expression | undefined {
  const sign = /^!\s*(?=%)/.exec(text);
  if (!sign) return undefined;
  const read = readRegister(text, sign[0].length, context);
  return !read || text.slice(read.end).trim() !== '' ? undefined : { kind: 'number', value: 0n };
}

interface Address { readonly base: Register | undefined; readonly index: Register | undefined; readonly scale: number }

/** `(base,index,scale)` at the end of the text, from its parenthesis on; undefined if what stands there is a part of the displacement. */
function readAddress(text: string, open: number, context: LowerContext): Address | LowerError | undefined {
  let base: Register | undefined, index: Register | undefined, scale = 1, at = skipBlanks(text, open + 1);
  const end = text.length - 1, taken = (): boolean => { if (text.charCodeAt(at) !== 44) return false; at = skipBlanks(text, at + 1); return true; };
  const first = readRegister(text, at, context);
  if (first) { base = first.register; at = skipBlanks(text, first.end); }
  else if (text.charCodeAt(at) === 37) return { error: `bad register name \`${text.slice(at)}'` };
  else if (text.charCodeAt(at) !== 44) return undefined;
  if (taken()) {
    const second = readRegister(text, at, context);
    if (second) {
      index = second.register;
      at = skipBlanks(text, second.end);
      if (!taken() && at !== end) return { error: `expecting \`,' or \`)' after index register in \`${text}'` };
    } else if (text.charCodeAt(at) === 37) return { error: `bad register name \`${text.slice(at)}'` };
    if (at !== end) {
      // The parenthesis is there for the expression to see.
      const parsed = parseOperandExpressionAt(text, at), value = parsed.error !== undefined ? undefined : evaluateNow(parsed.expression, context);
      if (parsed.error !== undefined) return { error: parsed.error };
      if (value !== 1n && value !== 2n && value !== 4n && value !== 8n) return { error: `expecting scale factor of 1, 2, 4, or 8: got \`${text.slice(at, end)}'` };
      scale = Number(value);
      at = skipBlanks(text, parsed.next);
      if (at !== end) return { error: `expecting \`)' after scale factor in \`${text}'` };
    } else if (!index) return { error: "expecting index register or scale factor after `,'; got ')'" };
  } else if (at !== end) return { error: `expecting \`,' or \`)' after base register in \`${text}'` };
  if (addressProblem(base, index, context.mode)) return { error: `\`${text.slice(open)}' is not a valid base/index expression` };
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

/** The register at `at`, by its name with a `%` or by a name that was set to it. */
function readRegister(text: string, at: number, context: LowerContext): { readonly register: Register; readonly end: number } | undefined {
  if (text.charCodeAt(at) !== 37) {
    let end = at;
    if (isNameStart(text.charCodeAt(at))) do end++; while (isNamePart(text.charCodeAt(end)));
    const name = end > at ? context.registerSymbol(text.slice(at, end)) : undefined;
    const register = name === undefined ? undefined : registerNamed(name.startsWith('%') ? name.slice(1) : name);
    return register && { register, end };
  }
  const start = skipBlanks(text, at + 1);
  let end = start;
  while (isNamePart(text.charCodeAt(end))) end++;
  let register = registerNamed(text.slice(start, end).toLowerCase());
  if (register?.class === 'st' && text.charCodeAt(skipBlanks(text, end)) === 40) {
    const number = /^ ?\( ?([0-7]) ?\)/.exec(text.slice(end));
    if (!number) return undefined;
    register = registerNamed(`st(${number[1]!})`);
    end += number[0].length;
  }
  if (register?.class === 'test' && (context.mode === 64 || context.machine !== 'i386')) return undefined;
  return register && { register, end };
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

/** `{%k1}{z}`, `{1to8}`. */
function readDecorators(text: string, context: LowerContext): Decorators | LowerError {
  let mask: Register | undefined, zeroing = false, broadcast: number | undefined;
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at), times = /^\{1to(16|32|[248])/.exec(rest), register = rest.startsWith('{') ? readRegister(text, at + 1, context) : undefined;
    if (rest.startsWith('{1to') && !times) return { error: `Unsupported broadcast: \`${rest}'` };
    if (times) {
      if (broadcast !== undefined) return { error: `duplicated \`${rest}'` };
      broadcast = Number(times[1]);
      at += times[0].length;
    } else if (register) {
      if (register.register.class !== 'mask' || register.register.number === 0) return { error: `\`%${register.register.name}' can't be used for write mask` };
      if (mask) return { error: `duplicated \`${rest}'` };
      mask = register.register;
      at = register.end;
    } else if (rest.startsWith('{z')) {
      if (zeroing) return { error: `duplicated \`${rest}'` };
      zeroing = true;
      at += 2;
    } else return { error: `unknown vector operation: \`${rest}'` };
    if (text[at] !== '}') return { error: `missing \`}' in \`${rest}'` };
    at = skipBlanks(text, at + 1);
  }
  if (zeroing && !mask) return { error: 'zeroing-masking only allowed with write mask' };
  return { ...(mask && { mask }), ...(zeroing && { zeroing }), ...(broadcast !== undefined && { broadcast }) };
}
