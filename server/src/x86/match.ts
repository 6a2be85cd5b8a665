// SPDX-License-Identifier: GPL-2.0-or-later
// Which instruction forms admit these operands? A reading of the mnemonic gives the forms (codes.ts); this file keeps those whose operand
// kinds, sizes and decorators fit. Usually one or two remain; lower.ts encodes them and takes the best.

import type { Code, OperandKind } from './codes.ts';
import { CodeFlag, codesOf } from './codes.ts';
import type { Mode } from './instruction.ts';
import type { Reading } from './mnemonics.ts';
import type { ImmediateOperand, MemoryOperand, Operand, Rounding } from './operands.ts';
import type { Prefixes } from './prefixes.ts';

export interface Request {
  readonly mode: Mode;
  readonly prefixes: Prefixes;
  readonly rounding: Rounding | undefined;
  readonly movabs: boolean;
  /** ljmp, lcall: only far forms; jmp, call: only near ones. */
  readonly far: boolean | undefined;
  /** Operand size that a general register among the operands gives, else 0. */
  readonly registerSize: number;
  /** Some operand is a register, of whatever kind. */
  readonly anyRegister: boolean;
}

export interface Candidate { readonly code: Code; readonly operands: readonly (Operand | undefined)[] }

/** Forms of the reading that take these operands (Intel's order). */
export function candidates(reading: Reading, operands: readonly Operand[], request: Request, size: number): Candidate[] {
  const found: Candidate[] = [];
  const modeFlag = request.mode === 64 ? CodeFlag.mode64 : request.mode === 32 ? CodeFlag.mode32 : CodeFlag.mode16;
  const codes = codesOf(reading.base), count = operands.length, { names } = request.prefixes;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (!(code.flags & modeFlag)) continue;
    // Most forms fall here. Only what names its operands or does not takes another number of them.
    if (count !== code.operands.length && count !== 0 && !code.isString) continue;
    if (size && sizedByName.test(code.name) || names.length > 0 && names.some(name => name.startsWith('xa') || name.startsWith('xr')) && code.name.startsWith('Mov_moffs')) continue;
    if (!fitsEncoding(code, request.prefixes.encoding)) continue;
    // Of a jump to selector and offset the data prefix alone tells the width.
    const byPrefix = request.prefixes.data && code.operands[0]?.slot === 'far';
    if (byPrefix && code.operandSize !== (request.mode === 16 ? 32 : 16)) continue;
    if (size && !byPrefix && (!(code.suffixes & size) || /^(Nop[wdq]|Fn?stsw_AX)$/.test(code.name) || wordInsert.test(code.name) && (code.encoding === 'EVEX' || hasMemory(operands)))) continue;
    if (!fitsReading(code, reading, operands)) continue;
    // Exchanging %eax with itself clears the upper half: it is not 90.
    if (code.name === 'Xchg_r32_EAX' && request.mode === 64 && operands[0]?.kind === 'register' && operands[0].register.name === 'eax') continue;
    if (request.far !== undefined && request.far !== (code.transfer === 'far')) continue;
    if (operands.length === 0 && mayOmitOperands(code)) { found.push({ code, operands: [] }); continue; }
    const all = code.isString && operands.length === 2 && /^v?maskmov/.test(code.mnemonic) ? [maskedTarget, ...operands] : operands;
    if (all.length !== code.operands.length) continue;
    if (fitsOperands(code, all, request, size) && !sameRegister(code, all)) found.push({ code, operands: all });
  }
  // `{disp32}` keeps gas from shortening an address, so that of 64-bit code the form with eight bytes is the one that fits.
  const whole = request.mode === 64 && request.prefixes.displacement > 8 ? found.filter(({ code }) => code.operands.some(kind => kind.slot === 'offset')) : found;
  return whole.length > 0 ? whole : found;
}

/** Numbers of operands that forms of the reading take in any mode, for error texts. */
export function operandCounts(reading: Reading): ReadonlySet<number> {
  const counts = new Set<number>();
  for (const code of codesOf(reading.base)) {
    counts.add(code.operands.length);
    if (mayOmitOperands(code)) counts.add(0);
  }
  return counts;
}

const selectorKind: OperandKind = { name: 'imm16', slot: 'immediate', registers: undefined, fixed: undefined, memory: false, vsib: undefined, string: false, bytes: 2, extendsTo: 0, size: 0 };

/** Takes no suffix, unlike the other form of that name. */
const sizedByName = /^(E?VEX_V)?[Pp]extrw_r(32|64)m16_/;

/** pinsrw and pextrw take a suffix with a register only, and not beyond VEX. */
const wordInsert = /p(ins|ext)rw_/i;

function hasMemory(operands: readonly Operand[]): boolean { return operands.some(operand => operand.kind === 'memory'); }

/** maskmovq stores to (%rdi), which AT&T leaves out. */
const maskedTarget: Operand = { kind: 'memory', scale: 1, value: 0n, indirect: false };

/** Tile products need three different tiles; complex products a destination apart from the sources. */
function sameRegister(code: Code, operands: readonly Operand[]): boolean {
  if (operands.length !== 3 || operands[0]!.kind !== 'register') return false;
  const isTile = code.operands[0]!.registers === 'tile' && code.operands.every(kind => kind.registers === 'tile');
  if (!isTile && !(code.encoding === 'EVEX' && /_Vfc?(madd|mul)c[ps]h_/.test(code.name))) return false;
  const [first, second, third] = [numberIn(operands[0]!), numberIn(operands[1]!), numberIn(operands[2]!)];
  return first === second || first === third || (isTile && second === third);
}

function numberIn(operand: Operand): number { return operand.kind === 'register' ? operand.register.number : -1; }

/** Selector moves and stores touch 16 bits of memory whatever the register form is called. */
const selector = /^(Mov_(rm16|r\d+m16)_Sreg|Mov_Sreg_r|(Sldt|Str|Smsw)_r)/;

function fitsEncoding(code: Code, wanted: Prefixes['encoding']): boolean {
  switch (wanted) {
    case 'any': return true;
    case 'evex': return code.encoding === 'EVEX';
    default: return code.encoding === 'VEX' || code.encoding === 'XOP';
  }
}

/** String operations and AMD's virtual machine instructions name their operands or don't. */
function mayOmitOperands(code: Code): boolean {
  return code.operands.every(kind => kind.slot === 'implied') && (code.isString || /^(Vm|Invlpga|Skinit)/.test(code.name));
}

function fitsReading(code: Code, reading: Reading, operands: readonly Operand[]): boolean {
  if (reading.memoryBytes) {
    if (reading.base.startsWith('f')) { if (code.memoryBytes !== reading.memoryBytes || !code.operands.some(kind => kind.memory)) return false; }
    else if (operands.some(operand => operand.kind === 'memory')) { if (code.memoryBytes !== reading.memoryBytes) return false; }
    else if (!code.operands.some(kind => kind.registers === (reading.memoryBytes === 16 ? 'xmm' : reading.memoryBytes === 32 ? 'ymm' : 'zmm'))) return false;
  }
  if (reading.source) {
    const [destination, source] = code.operands;
    if (!source || source.size !== reading.source) return false;
    if (reading.destination && destination!.size !== reading.destination) return false;
  }
  return true;
}

function fitsOperands(code: Code, operands: readonly Operand[], request: Request, size: number): boolean {
  let masked = false;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!, kind = code.operands[i]!;
    if (!fitsKind(kind, operand, code, request, size)) return false;
    if (size && operand.kind === 'register' && operand.register.size && operand.register.size !== size && selector.test(code.name)) return false;
    if (operand.kind !== 'register' && operand.kind !== 'memory' || !operand.decorators) continue;
    const { mask, zeroing, broadcast } = operand.decorators;
    if (broadcast !== undefined && (operand.kind !== 'memory' || !(code.flags & CodeFlag.broadcast) || code.memoryBytes / code.broadcastBytes !== broadcast)) return false;
    // It is the destination that is masked.
    if (mask) { if (!(code.flags & CodeFlag.mask) || i > 0) return false; masked = true; }
    if (zeroing && (!(code.flags & CodeFlag.zeroing) || operand.kind === 'memory')) return false;
  }
  if (code.flags & CodeFlag.needsMask && !masked) return false;
  if (request.rounding) {
    if (operands.some(operand => operand.kind === 'memory')) return false;
    return (code.flags & (request.rounding === 'sae' ? CodeFlag.sae : CodeFlag.rounding)) !== 0;
  }
  return true;
}

function fitsKind(kind: OperandKind, operand: Operand, code: Code, request: Request, size: number): boolean {
  switch (operand.kind) {
    case 'register': return fitsRegister(kind, operand.register, code, operand.indirect);
    case 'immediate': return fitsImmediate(kind, operand, size || request.registerSize || (request.anyRegister || (request.mode === 16) === request.prefixes.data ? 0 : 16), request);
    case 'far': return kind.slot === 'far' && fitsImmediate(selectorKind, operand.selector, size || ((request.mode === 16) === request.prefixes.data ? 0 : 16), request);
    case 'memory': return !(size && size !== 16 && selector.test(code.name)) && fitsMemory(kind, operand, code, request);
  }
}

function fitsRegister(kind: OperandKind, register: Extract<Operand, { kind: 'register' }>['register'], code: Code, indirect: boolean): boolean {
  if (indirect && code.transfer === 'none') return false;
  if (kind.fixed !== undefined) return register.name === kind.fixed || kind.fixed === 'st(0)' && register.name === 'st';
  if (kind.registers === register.class) return register.number < 16 || code.encoding === 'EVEX';
  return kind.slot === 'rm' && register.class === 'r16' && takesWord.test(code.name);
}

/** A selector may come in the 16-bit name of its register. */
const takesWord = /^(Mov_Sreg_r32m16|L(ar|sl)_r32_r32m16|L(ar|sl)_r64_r64m16)$/;

function fitsMemory(kind: OperandKind, operand: MemoryOperand, code: Code, request: Request): boolean {
  if (kind.string) return true;
  if (kind.fixed === 'dx') return operand.base?.name === 'dx' && operand.index === undefined;
  if (operand.base?.class === 'r16' && operand.base.name === 'dx') return false;
  if (!kind.memory) return false;
  if (operand.indirect !== (code.transfer === 'near') && code.transfer !== 'far') return false;
  const beyond = request.mode === 64 && operand.value !== undefined && !operand.base && !operand.index && !fitsSigned(operand.value, 32n) && !cutsAddress(code);
  if (kind.slot === 'offset') return operand.base === undefined && operand.index === undefined && (request.mode !== 64 || request.movabs || request.prefixes.address || request.prefixes.displacement > 8 || beyond);
  if (request.movabs || (beyond || isTooFar(operand, code, request)) && !request.prefixes.address) return false;
  if (kind.vsib) return operand.index?.class === kind.vsib;
  return !(operand.index && operand.index.class.endsWith('mm'));
}

/** Behind 64-bit registers a displacement is extended by its sign, but for what `lea` cuts off anyway. */
function isTooFar({ value, base, index }: MemoryOperand, code: Code, { mode }: Request): boolean {
  if (mode !== 64 || value === undefined || fitsSigned(value, 32n)) return false;
  const wide = [base, index].some(register => register?.size === 64 || register?.name === 'rip');
  return wide && !cutsAddress(code);
}

/** `lea` into a register that does not hold all of an address. */
export function cutsAddress({ name }: Code): boolean { return /^Lea_r(16|32)/.test(name); }

function fitsSigned(value: bigint, bits: 8n | 32n): boolean { return bits === 8n ? value >= -0x80n && value < 0x80n : value >= -0x80000000n && value < 0x80000000n; }

/** gas folds an immediate to the operand size before it asks whether a byte will do; `size` is 0 when nothing tells it. */
function fitsImmediate(kind: OperandKind, operand: ImmediateOperand, size: number, { mode, movabs }: Request): boolean {
  if (kind.slot !== 'immediate' && kind.name !== 'imm4_m2z') return false;
  if (operand.value === undefined) return kind.name === 'imm64' ? movabs : !kind.name.startsWith('imm8sex') && kind.name !== 'imm8_const_1' && !(kind.name === 'imm32sex64' && movabs);
  if (kind.name === 'imm64') return true;
  if (movabs) return false;
  const value = foldImmediate(operand.value, size, mode), narrow = size === 8 || size === 16;
  switch (kind.name) {
    case 'imm8_const_1': return value === 1n;
    case 'imm4_m2z': return value >= 0n && value <= 15n;
    case 'imm8': return size === 8 || value >= -128n && value <= 255n;
    case 'imm8sex16': case 'imm8sex32': case 'imm8sex64': return fitsSigned(value, 8n);
    case 'imm16': return narrow || value >= -32768n && value <= 65535n;
    case 'imm32': return narrow || size === 32 || (size === 64 ? fitsSigned(value, 32n) : value >= -(1n << 31n) && value < 1n << 32n);
    case 'imm32sex64': return fitsSigned(value, 32n);
    default: return true;
  }
}

function foldImmediate(written: bigint, size: number, mode: Mode): bigint {
  let value = mode === 64 ? written : BigInt.asIntN(32, written);
  if ((size === 8 || size === 16) && value >= 0n && value <= 0xffffn) value = BigInt.asIntN(16, value);
  if (size !== 0 && size !== 64 && value >= 0n && value <= 0xffffffffn) value = BigInt.asIntN(32, value);
  return value;
}
