// SPDX-License-Identifier: GPL-2.0-or-later
// One instruction statement, AT&T text -> bytes with holes. Solved when the bytes are those of `as`, for every statement it accepts, and
// what `as` rejects is rejected in its words. The way:
//
//   prefixes.ts   what stands before the mnemonic
//   branches.ts   jmp, jcc, call, loop to a plain target
//   operands.ts   `$4`, `%rax`, `8(%rsp)` -> records
//   mnemonics.ts  the mnemonic -> readings in Intel's terms
//   rewrite.ts    AT&T habits: implied operands, explicit string operands, x87 order
//   match.ts      readings and operands -> candidate forms
//   encode.ts     candidate -> bytes; the best one wins (see `better`)

import { lowerBranch } from './branches.ts';
import { byForm } from './byForm.ts';
import { codesOf, type Code } from './codes.ts';
import type { Encoded } from './encode.ts';
import { encode } from './encode.ts';
import { explain } from './explain.ts';
import type { LowerContext, LowerError, Lowered } from './instruction.ts';
import type { Candidate, Request } from './match.ts';
import { candidates } from './match.ts';
import type { Memo } from './memo.ts';
import { createMemo, learn, recall } from './memo.ts';
import type { Reading } from './mnemonics.ts';
import { readingsOf } from './mnemonics.ts';
import type { Operand, Rounding } from './operands.ts';
import { parseOperand, splitOperands } from './operands.ts';
import { parseOperandExpression } from './parseOperandExpression.ts';
import type { Prefixes } from './prefixes.ts';
import { prefixBytes, readPrefixes } from './prefixes.ts';
import { prefixProblem } from './prefixRules.ts';
import { isStringOperation, rewrite } from './rewrite.ts';
import { defaultSize, sizeWarning } from './sizes.ts';
import { wordOf, type Word } from './word.ts';

/** binutils 2.40 as CONFIG_AS_VERSION counts. */
export const defaultAssemblerVersion = 24000;

/**
 * Lowers a scrubbed instruction statement ('mnemonic operands', prefixes in front). Results are shared between equal statements, so their
 * holes' expressions mean the symbols at the place of use.
 */
export function lower(statement: string, context: LowerContext, assemblerVersion = defaultAssemblerVersion): Lowered | LowerError {
  const memo = memoFor(context, assemblerVersion);
  return recall(memo, statement, context) ?? learn(memo, statement, context, asked => lowerAnew(statement, asked, assemblerVersion));
}

/** Forgets everything; for measurements. */
export function forgetLowered(): void { memos.clear(); }

const memos = new Map<number, Memo<Lowered | LowerError>>();

function memoFor({ mode, machine }: LowerContext, version: number): Memo<Lowered | LowerError> {
  const key = version * 256 + mode + (machine === 'i386' ? 128 : 0);
  let memo = memos.get(key);
  if (!memo) memos.set(key, memo = createMemo(20_000));
  return memo;
}

function lowerAnew(statement: string, context: LowerContext, version: number): Lowered | LowerError {
  const { prefixes, rest, error } = readPrefixes(statement.trim(), context.mode);
  if (error !== undefined) return { error };
  if (rest === '') return { bytes: Uint8Array.from(prefixBytes(prefixes)), holes: [], prefixOnly: true };
  const end = mnemonicEnd(rest), mnemonic = rest.slice(0, end).toLowerCase();
  if (end === 0) return { error: `invalid character '${rest[0]!}' in mnemonic` };
  if (end < rest.length && rest[end] !== ' ' && rest[end] !== '\t') return { error: `invalid character '${rest[end]!}' in mnemonic` };
  const texts = splitOperands(rest.slice(end + 1));
  if ('error' in texts) return texts;

  const { branch, readings } = wordOf(mnemonic);
  if (branch && texts.length === 1 && isPlainTarget(texts[0]!, context)) {
    const target = parseOperandExpression(texts[0]!);
    if ('expression' in target) {
      const problem = prefixProblem(mnemonic, 'branch', prefixes, false, 0);
      return problem ? { error: problem } : lowerBranch(branch, mnemonic, target.expression, context.mode, prefixes);
    }
  }
  if (branch && branch.branch.kind === 'jump' && mnemonic[0] === 'j' && mnemonic !== 'jmp') return { error: texts.length === 1 ? `operand size mismatch for \`${mnemonic}'` : `number of operands mismatch for \`${mnemonic}'` };
  // gas takes the dot of `rex.W` for one in front of the `s`.
  if (prefixes.names.length > 0 && fiveLettersInS.test(mnemonic) && prefixes.names.some(name => name.includes('.'))) return { error: `no such instruction: \`${rest}'` };
  if (context.mode !== 64 && suffixedIn64.test(mnemonic)) return { error: `invalid instruction suffix for \`${mnemonic.slice(0, -1)}'` };
  if (texts.length === 0 && bareString.test(mnemonic)) return lowerBareString(mnemonic, prefixes, context, version);
  const old = readings.length === 0 ? /^(.*)\.(s|d8|d32)$/.exec(mnemonic) : undefined;
  if (old && readingsOf(old[1]!).length > 0) return lowerWith({ ...prefixes, ...oldChoices[old[2]!]! }, old[1]!, readingsOf(old[1]!), texts, context, version);
  if (readings.length === 0 && !(isStringOperation(mnemonic) && texts.length)) return { error: `no such instruction: \`${rest}'` };
  return lowerWith(prefixes, mnemonic, readings, texts, context, version);
}

const bareString = /^((mov|cmp|sto|lod|sca|in|out)s|s(mov|cmp|sto|lod|sca))$/;

/** `movs` alone is as wide as the mode and the prefixes make it. */
function lowerBareString(mnemonic: string, prefixes: Prefixes, context: LowerContext, version: number): Lowered | LowerError {
  const wide = (prefixes.rex & 8) !== 0, suffix = wide ? 'q' : (context.mode === 16) === prefixes.data ? 'l' : 'w', spelled = mnemonic + suffix;
  const rest: Prefixes = { ...prefixes, data: prefixes.data && wide, rex: prefixes.rex & ~8, names: prefixes.names.filter(name => !name.startsWith('data')) };
  const lowered = lowerWith(rest, spelled, readingsOf(spelled), [], context, version);
  if ('error' in lowered || wide || prefixes.data) return lowered;
  return { ...lowered, warnings: [`no instruction mnemonic suffix given and no register operands; using default for \`${mnemonic}'`] };
}

const suffixedIn64 = /^v?pcmpestr[im]l$/;

const fiveLettersInS = /^f(add|sub|mul|div|com|ild|ist|stp)s$/;

/** What was written behind the mnemonic before there were pseudo prefixes. */
const oldChoices: Readonly<Record<string, Partial<Prefixes>>> = { s: { form: 'swap' }, d8: { displacement: 8 }, d32: { displacement: 32 } };

function lowerWith(prefixes: Prefixes, mnemonic: string, readings: readonly Reading[], texts: readonly string[], context: LowerContext, version: number): Lowered | LowerError {
  const operands: Operand[] = [];
  let rounding: Rounding | undefined;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!, operand = parseOperand(text, context);
    if ('error' in operand) return operand;
    if (operand.kind !== 'rounding') operands.push(operand);
    else if (isMisplaced(mnemonic, operands)) return { error: `\`${mnemonic}': misplaced \`${text}'` };
    else rounding = operand.rounding;
  }
  return lowerGeneral({ mnemonic, word: wordOf(mnemonic), readings, operands, rounding, prefixes, context, version });
}

/** `{rn-sae}` stands behind immediates and before registers; behind the general register of an integer conversion. */
function isMisplaced(mnemonic: string, before: readonly Operand[]): boolean {
  const last = before[before.length - 1], converts = /^vcvtu?si2s/.test(mnemonic);
  return converts ? !(last?.kind === 'register' && last.register.size) : before.some(operand => operand.kind !== 'immediate');
}

/** A statement with its parts read. */
export interface Parsed {
  readonly mnemonic: string;
  readonly word: Word;
  readonly readings: readonly Reading[];
  /** As written, in AT&T order. */
  readonly operands: readonly Operand[];
  readonly rounding: Rounding | undefined;
  readonly prefixes: Prefixes;
  readonly context: LowerContext;
  readonly version: number;
}

function lowerGeneral(parsed: Parsed): Lowered | LowerError {
  const { mnemonic, word, context: { mode } } = parsed, anyRegister = parsed.operands.some(isRegister);
  let failure: string | undefined;
  const rewritten = rewrite(parsed);
  for (const { reading, variants, prefixes } of rewritten) {
    for (const operands of variants) {
      const request: Request = {
        mode, prefixes, rounding: parsed.rounding, movabs: word.movabs, far: operands[0]?.kind === 'far' ? undefined : word.far, registerSize: registerSize(operands, reading), anyRegister,
      };
      const found = narrow(candidates(reading, operands, request, reading.size), reading, request, mnemonic, operands);
      if (found.list.length === 0) { failure ??= found.error; continue; }
      const best = encodeBest(found.list, reading, parsed, prefixes, reading.size !== 0 || request.registerSize !== 0);
      if (typeof best === 'string') { failure ??= best; continue; }
      const problem = prefixes.names.length === 0 ? undefined : prefixProblem(mnemonic, best.code, prefixes, operands.some(operand => operand.kind === 'memory'), reading.size || request.registerSize);
      if (problem) return { error: problem };
      const warnings = found.warnings.length === 0 ? rewritten.warnings : [...found.warnings, ...rewritten.warnings];
      return warnings.length ? { bytes: best.bytes, holes: best.holes, warnings } : { bytes: best.bytes, holes: best.holes };
    }
  }
  return { error: failure ?? explain(parsed) };
}

function isRegister(operand: Operand): boolean { return operand.kind === 'register'; }

interface Narrowed { readonly list: readonly Candidate[]; readonly warnings: readonly string[]; readonly error?: string }

const none: readonly string[] = [];

/** Without a suffix and without a register to tell the size, gas takes a default and sometimes says so. */
function narrow(list: readonly Candidate[], reading: Reading, request: Request, mnemonic: string, operands: readonly Operand[]): Narrowed {
  if (reading.base === 'crc32' && operands[1]?.kind === 'memory' && !reading.size) {
    const widest = request.mode === 16 ? 2 : Math.max(...list.map(candidate => candidate.code.memoryBytes));
    return { list: list.filter(candidate => candidate.code.memoryBytes === widest), warnings: sizeWarning(mnemonic, operands) };
  }
  if (list.length > 1 && isAmbiguousVector(list, reading, operands)) return { list: [], warnings: none, error: `operand size mismatch for \`${mnemonic}'` };
  if (list.length < 2 || reading.size || reading.memoryBytes || request.registerSize) return { list, warnings: none };
  if (reading.base.startsWith('f') && operands.some(operand => operand.kind === 'memory')) {
    const width = request.mode === 16 ? 16 : 32;
    if (list.some(candidate => candidate.code.operandSize === width)) return { list: list.filter(candidate => candidate.code.operandSize === width), warnings: none };
    const smallest = Math.min(...list.map(candidate => candidate.code.memoryBytes));
    return { list: list.filter(candidate => candidate.code.memoryBytes === smallest), warnings: none };
  }
  const sizes = list.reduce((sum, candidate) => sum | candidate.code.suffixes, 0);
  if ((sizes & (sizes - 1)) === 0) return { list, warnings: none };
  const size = defaultSize(mnemonic, request);
  const kept = list.filter(candidate => candidate.code.suffixes & size);
  if (kept.length === 0) return { list, warnings: none };
  return { list: kept, warnings: sizeWarning(mnemonic, operands) };
}

/** `vcvtpd2ps (%rax),%xmm0` could load 16 or 32 bytes: an x, y or z suffix or a broadcast must tell. */
function isAmbiguousVector(list: readonly Candidate[], reading: Reading, operands: readonly Operand[]): boolean {
  if (reading.memoryBytes) return false;
  const memory = operands.find(operand => operand.kind === 'memory'), first = list[0]!.code;
  if (memory?.kind !== 'memory' || memory.decorators?.broadcast !== undefined || first.encoding === 'legacy' || !first.mnemonic.startsWith('v')) return false;
  return list.some(({ code }) => code.memoryBytes !== first.memoryBytes && !code.operands.some(kind => kind.size));
}

/** `sized`: a suffix or a register tells the operand size. */
function encodeBest(list: readonly Candidate[], reading: Reading, parsed: Parsed, prefixes: Prefixes, sized: boolean): Encoded | string {
  if (prefixes.form === 'any') return shortest(list, reading, parsed, prefixes, sized);
  const { wanted, others } = byForm(list, prefixes.form, parsed);
  if (wanted.length === 0) return `operand type mismatch for \`${parsed.mnemonic}'`;
  if (prefixes.form !== 'swap' || others.length === 0) return shortest(wanted, reading, parsed, prefixes, sized);
  const usual = shortest(list, reading, parsed, prefixes, sized);
  return shortest(typeof usual !== 'string' && wanted.some(({ code }) => code.name === usual.code.name) ? others : wanted, reading, parsed, prefixes, sized);
}

function shortest(list: readonly Candidate[], reading: Reading, parsed: Parsed, prefixes: Prefixes, sized: boolean): Encoded | string {
  let best: Encoded | undefined, failure = '';
  for (let i = 0; i < list.length; i++) {
    const { code, operands } = list[i]!;
    const encoded = encode({ code: forVersion(code, parsed.version), operands, mode: parsed.context.mode, prefixes, rounding: parsed.rounding, sized: sized || (prefixes.rex & 8) !== 0 && parsed.mnemonic !== 'iret' && isAlwaysWide(code) });
    if (typeof encoded === 'string') failure ||= encoded;
    else if (!best || better(encoded, best, reading, prefixes)) best = encoded;
  }
  return best?.problem ?? best ?? failure;
}

/** `cqto`, `fxsave64`: the name alone says 64 bits. */
function isAlwaysWide(code: Code): boolean { return codesOf(code.mnemonic).every(({ operandSize }) => operandSize === 64); }

/** Since 2.47 `lsl` and `lar` of 64 bits go without REX.W, which changes nothing but the length. */
function forVersion(code: Code, version: number): Code {
  if (version < 24700 || code.operandSize !== 64 || !/^L(sl|ar)_/.test(code.name)) return code;
  return { ...code, operandSize: 0 };
}

/** gas's preference: VEX before EVEX, then the shortest, then the form that its table lists first. */
function better(a: Encoded, b: Encoded, reading: Reading, prefixes: Prefixes): boolean {
  const vexFirst = evexFirst.test(reading.base) && prefixes.encoding === 'any' ? -1 : 1;
  const kind = (a.code.encoding === 'EVEX' ? vexFirst : 0) - (b.code.encoding === 'EVEX' ? vexFirst : 0);
  if (kind) return kind < 0;
  if (a.bytes.length !== b.bytes.length) return a.bytes.length < b.bytes.length;
  return rank(a.code) < rank(b.code);
}

/** AVX-512 came before the VEX forms of these, and `as` still prefers it. */
const evexFirst = /^v(pdpbusds?|pdpwssds?|cvtneps2bf16|pmadd52[hl]uq)$/;

/** Tie-break: general registers are stored (89, 01), vectors are loaded; forms with a fixed register come last. */
function rank(code: Code): number {
  const first = code.operands[0];
  let rank = 0;
  const vector = code.encoding !== 'legacy' || code.operands.some(kind => kind.registers && /mm$|^mask$|^bound$/.test(kind.registers));
  if (vector) {
    if (first?.memory && first.slot === 'rm' && code.operands.length > 1 && first.size === 0 && first.registers) rank += 1;
    if (code.operands.some(kind => kind.memory && kind.size >= 32)) rank += code.mnemonic === 'vmovq' && code.encoding === 'EVEX' ? -2 : 2;
    if (code.w && code.mnemonic.startsWith('vf') && code.operands.some(kind => kind.slot === 'is4')) rank -= 2;
  } else if (!first?.memory) rank += 1;
  if (code.operands.some(kind => kind.fixed !== undefined)) rank += 2;
  return rank;
}

/** Size of the general register that tells the operand size: the destination, else the first found. */
function registerSize(operands: readonly Operand[], reading: Reading): number {
  if (operands[0]?.kind === 'memory' && countsInCl.test(reading.base)) return 0;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (operand.kind === 'register' && operand.register.size) return operand.register.size;
  }
  return 0;
}

/** The %cl of a shift says nothing about what is shifted. */
const countsInCl = /^(sh[lr]|sar|ro[lr]|rc[lr])$/;

/** `foo`, `1f`, `foo+4`, `.`: neither register nor immediate nor address. */
function isPlainTarget(text: string, context: LowerContext): boolean {
  const first = text.charCodeAt(0);
  if (first === 42 || first === 37 || first === 36 || first === 123 || text === '') return false;
  if (text.includes('%') || text.includes(':')) return false;
  return first >= 48 && first <= 57 || !/^[\w.$]+$/.test(text) || context.registerSymbol(text) === undefined;
}

function mnemonicEnd(text: string): number {
  let end = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 46 || code === 95)) break;
  }
  if (text[0] === 'j' && /^,p[nt]\b/.test(text.slice(end, end + 3))) return end + 3;
  return end;
}
