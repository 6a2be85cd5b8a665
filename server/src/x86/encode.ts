// SPDX-License-Identifier: GPL-2.0-or-later
// A Code with its operands -> bytes with holes. The fields (opcode, prefix, tuple ...) come from the generated table, so one walk serves
// legacy, VEX, EVEX and XOP alike. Solved when the bytes are what `as` emits, prefixes in gas's canonical order:
//
//   9b  segment  67  66  f2/f3  f0  REX  opcode  ModRM  SIB  displacement  immediate
//
// Nothing here chooses between forms: match.ts offers candidates, lower.ts takes the best of the results.

import type { Expression } from '../gas/expression.ts';
import { CodeFlag, type Code } from './codes.ts';
import type { Hole, Mode } from './instruction.ts';
import { cutsAddress } from './match.ts';
import { modrm16 } from './modrm16.ts';
import type { ImmediateOperand, MemoryOperand, Operand, Rounding } from './operands.ts';
import { misplacedDisplacement, twice, type Prefixes } from './prefixes.ts';
import type { Register } from './registers.ts';
import { hasSuffix } from './parseOperandExpression.ts';

export interface Form {
  readonly code: Code;
  /** In Intel's order, beside code.operands; undefined where the operand is implied. */
  readonly operands: readonly (Operand | undefined)[];
  readonly mode: Mode;
  readonly prefixes: Prefixes;
  readonly rounding?: Rounding | undefined;
  /** A suffix or a register tells the operand size, so that a REX.W prefix as well is one too many. */
  readonly sized: boolean;
}

/** `problem`: this is the form, but its prefixes collide. */
export interface Encoded { readonly bytes: Uint8Array; readonly holes: readonly Hole[]; readonly code: Code; readonly problem?: string }

/** The bytes, or in gas's words why this form cannot be encoded. */
export function encode(form: Form): Encoded | string {
  const state = gather(form);
  if (typeof state === 'string') return state;
  const { code } = form;
  const written = code.encoding === 'legacy' || code.encoding === '3DNow' ? writeLegacy(state) : writeVector(state);
  if (written !== undefined) return written;
  return { bytes: state.out.slice(0, state.length), holes: state.holes, code, ...(state.problem !== undefined && { problem: state.problem }) };
}

interface State {
  readonly form: Form;
  readonly out: Uint8Array;
  length: number;
  readonly holes: Hole[];
  reg: Register | undefined;
  rm: Register | undefined;
  memory: MemoryOperand | undefined;
  vvvv: Register | undefined;
  opcodeRegister: Register | undefined;
  is4: Register | undefined;
  mask: Register | undefined;
  zeroing: boolean;
  broadcast: boolean;
  high: Register | undefined;
  needsRex: boolean;
  /** Bits of the registers that address the memory operand (the mode's own when it has none). */
  addressSize: number;
  problem: string | undefined;
}

const scratch = new Uint8Array(40);

/** Puts each operand in its slot. */
function gather(form: Form): State | string {
  const state: State = {
    form, out: scratch, length: 0, holes: [], reg: undefined, rm: undefined, memory: undefined, vvvv: undefined, opcodeRegister: undefined, is4: undefined,
    mask: undefined, zeroing: false, broadcast: false, high: undefined, needsRex: false, addressSize: form.mode, problem: undefined,
  };
  const kinds = form.code.operands;
  if (form.prefixes.address && form.mode !== 16 && form.code.name.startsWith('Bnd')) return `${form.mode / 2}-bit address isn't allowed in MPX instructions`;
  for (let i = 0; i < kinds.length; i++) {
    const operand = form.operands[i], kind = kinds[i]!;
    if (!operand) continue;
    if (operand.kind === 'register') {
      const { register } = operand;
      if (register.high) state.high = register;
      if (register.needsRex) state.needsRex = true;
      if (register.only64 && form.mode !== 64) return `bad register name \`%${register.name}'`;
      switch (kind.slot) {
        case 'reg': state.reg = register; break;
        case 'rm': state.rm = register; break;
        case 'vvvv': state.vvvv = register; break;
        case 'opcode': state.opcodeRegister = register; break;
        case 'is4': state.is4 = register; break;
      }
    } else if (operand.kind === 'memory' && kind.slot === 'rm') {
      state.memory = operand;
      state.addressSize = addressSizeOf(operand, form);
      if (form.mode !== 64 && (operand.base?.only64 || operand.index?.only64)) return `bad register name \`%${(operand.base?.only64 ? operand.base : operand.index!).name}'`;
      if (form.prefixes.address && (operand.base || operand.index) && state.addressSize === form.mode) return 'not a valid base/index expression';
      const { segment } = operand, named = form.prefixes.segment;
      if (segment && named && segment !== named && segment.number !== usualSegment(operand)) return twice;
      if (form.code.name.startsWith('Bnd') && (state.addressSize === 16 || form.mode === 64 && state.addressSize !== 64)) return `${state.addressSize}-bit address isn't allowed in MPX instructions`;
      if ((/^Bnd(mk|ldx|stx)_/.test(form.code.name) || kind.name === 'sibmem') && operand.base?.class === 'ip') return '`(%rip)\' cannot be used here';
      if (form.code.addressSize && form.code.addressSize !== state.addressSize) return `invalid register operand size for \`${form.code.mnemonic}'`;
      if (form.mode === 16 && kind.vsib && !operand.base && !form.prefixes.address) return 'not a valid base/index expression';
      if (form.mode === 64 && state.addressSize === 16) return 'not a valid base/index expression';
    }
    if (operand.kind === 'memory' && kind.slot === 'offset') {
      const bad = misplacedDisplacement(form.prefixes, form.mode !== 64 && (form.mode === 16) !== form.prefixes.address);
      if (bad) return bad;
    }
    if ((operand.kind === 'register' || operand.kind === 'memory') && operand.decorators) {
      if (operand.decorators.mask) state.mask = operand.decorators.mask;
      if (operand.decorators.zeroing) state.zeroing = true;
      if (operand.decorators.broadcast !== undefined) state.broadcast = true;
    }
  }
  return state;
}

function addressSizeOf(memory: MemoryOperand, form: Form): number {
  const { base, index } = memory;
  if (!base && !index && form.code.addressSize) return form.code.addressSize;
  if (base && base.class !== 'ip' && base.size) return base.size;
  if (base?.class === 'ip') return base.name === 'rip' ? 64 : 32;
  if (index?.size) return index.size;
  if (index?.class === 'noindex') return index.name === 'riz' ? 64 : 32;
  if (form.mode === 16 && (index || form.code.name.startsWith('Bnd'))) return 32;
  if (form.prefixes.address) return form.mode === 32 ? 16 : 32;
  return form.mode;
}

// ---- legacy -------------------------------------------------------------------------------------------------------------------

/** In memory a selector is 16 bits wide in every mode. */
export const storesSelector = /^((Sldt|Str|Smsw)_rm16|Mov_rm16_Sreg)$/;

const bit3 = (register: Register | undefined): number => (register !== undefined && register.number & 8 ? 1 : 0);

function writeLegacy(state: State): string | undefined {
  const { form } = state, { code, mode, prefixes } = form;
  let rex = 0;
  if (code.operandSize === 64 && mode === 64 && !(code.flags & (CodeFlag.default64 | CodeFlag.force64))) rex |= 0x48;
  if (bit3(state.reg)) rex |= 0x44;
  if (bit3(state.memory?.index)) rex |= 0x42;
  if (bit3(state.rm) || bit3(state.opcodeRegister) || (state.memory?.base?.class !== 'ip' && bit3(state.memory?.base))) rex |= 0x41;
  if (state.needsRex) rex |= 0x40;
  let lock = prefixes.lock, reg = state.reg;
  if (reg?.class === 'control' && reg.number >= 8 && mode !== 64) { lock = true; reg = undefined; }
  if (prefixes.rex & rex & (form.sized ? 0xf : 7)) state.problem = twice;
  if (rex && mode !== 64) return `bad register name \`%${(state.reg ?? state.rm ?? state.opcodeRegister)?.name ?? ''}'`;
  if (rex && state.high) return `can't encode register '%${state.high.name}' in an instruction requiring REX prefix.`;
  rex |= prefixes.rex;
  if (prefixes.emptyRex && !state.high) rex |= 0x40;
  const selector = state.memory !== undefined && storesSelector.test(code.name);
  const operand66 = selector ? false : code.operandSize === 16 && mode !== 16 || code.operandSize === 32 && mode === 16 && !(code.flags & CodeFlag.force64);
  if (code.flags & CodeFlag.fwait && prefixes.wait) return twice;
  if (code.flags & CodeFlag.fwait || prefixes.wait) put(state, 0x9b);
  // Of a jump to selector and offset gas drops the other prefixes.
  if (!isFarPointer(code)) { writeSegment(state); if (needsAddressPrefix(state)) put(state, 0x67); }
  if (operand66 || prefixes.data || code.mandatoryPrefix === 2) put(state, 0x66);
  const repeat = code.mandatoryPrefix === 3 ? 0xf3 : code.mandatoryPrefix === 4 ? 0xf2 : prefixes.repeat;
  if (prefixes.repeat && repeat !== prefixes.repeat) return twice;
  if (repeat) put(state, repeat);
  if (lock) put(state, 0xf0);
  if (rex) put(state, rex);
  if (code.encoding === '3DNow') { put(state, 0x0f); put(state, 0x0f); const problem = writeModrm(state, 1); put(state, code.opCode); return problem; }
  if (code.table > 0) put(state, 0x0f);
  if (code.table === 2) put(state, 0x38); else if (code.table === 3) put(state, 0x3a);
  writeOpcode(state);
  return writeTail(state, 1);
}

function isFarPointer(code: Code): boolean { return code.operands[0]?.slot === 'far'; }

function writeSegment(state: State): void {
  const { memory, form: { prefixes, mode, code } } = state;
  let segment = prefixes.segment?.number;
  const written = memory?.segment;
  if (written && written.number !== segment) {
    if (written.number !== usualSegment(memory) || code.name.startsWith('Lea') && mode === 64 && written.number > 3) segment = written.number;
  }
  const offset = state.form.operands.find((operand, i) => operand?.kind === 'memory' && code.operands[i]!.slot === 'offset') as MemoryOperand | undefined;
  if (offset?.segment && offset.segment.number !== 3) segment = offset.segment.number;
  if (segment !== undefined) put(state, segmentPrefixes[segment]!);
}

/** %ss through the stack and frame pointers, else %ds. */
function usualSegment(memory: MemoryOperand): number {
  const { base } = memory;
  return base && (base.number === 4 || base.number === 5) && /^[re]?(sp|bp)$/.test(base.name) ? 2 : 3;
}

const segmentPrefixes = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];

function needsAddressPrefix(state: State): boolean {
  const { form: { mode, code, prefixes } } = state;
  if (prefixes.address) {
    if (code.name.startsWith('Umonitor') && code.addressSize !== mode) state.problem = twice;
    return true;
  }
  if (state.memory && state.addressSize !== mode) return true;
  return code.addressSize !== 0 && code.addressSize !== mode && (code.addressSize !== 64) && !state.memory;
}

function writeOpcode(state: State): void {
  const { code } = state.form, low = state.opcodeRegister ? state.opcodeRegister.number & 7 : 0;
  if (code.opCodeLength === 2) { put(state, code.opCode >> 8); put(state, (code.opCode & 0xff) + low); } else put(state, code.opCode + low);
}

// ---- VEX, EVEX, XOP -----------------------------------------------------------------------------------------------------------

function writeVector(state: State): string | undefined {
  const { form } = state, { code, prefixes, mode } = form, evex = code.encoding === 'EVEX';
  const reg = state.reg?.number ?? 0, vvvv = state.vvvv?.number ?? 0;
  const rm = state.memory ? (state.memory.base?.class === 'ip' ? 0 : state.memory.base?.number ?? 0) : state.rm?.number ?? 0;
  const index = state.memory?.index?.class === 'noindex' ? 0 : state.memory?.index?.number ?? 0;
  if (!evex && (reg > 15 || vvvv > 15 || rm > 15 || index > 15 || (state.is4?.number ?? 0) > 15)) return 'unsupported register';
  if (state.high) return `can't encode register '%${state.high.name}'`;
  if (prefixes.wait) put(state, 0x9b);
  writeSegment(state);
  if (needsAddressPrefix(state)) put(state, 0x67);
  if (prefixes.rex || prefixes.emptyRex) return `REX prefix invalid with \`${code.mnemonic}'`;
  if (prefixes.data || prefixes.repeat || prefixes.lock) return twice;
  const w = code.w || (code.operandSize === 64 && mode === 64 && !evex && code.w) ? 1 : 0;
  const pp = code.mandatoryPrefix === 2 ? 1 : code.mandatoryPrefix === 3 ? 2 : code.mandatoryPrefix === 4 ? 3 : 0;
  const notR = reg & 8 ? 0 : 0x80, notX = index & 8 ? 0 : 0x40, notB = rm & 8 ? 0 : 0x20;
  const map = code.table <= 3 ? code.table : code.table <= 5 ? code.table + 1 : code.table + 2;
  let scale = 1;
  if (evex) {
    const rmX = state.memory ? notX : state.rm && rm & 16 ? 0 : 0x40, vIndex = state.memory?.index && /mm$/.test(state.memory.index.class) ? index : vvvv;
    put(state, 0x62);
    put(state, notR | rmX | notB | (reg & 16 ? 0 : 0x10) | map);
    put(state, w << 7 | (~vvvv & 15) << 3 | 4 | pp);
    const control = form.rounding ? roundingBits[form.rounding]! : code.l;
    const b = form.rounding || state.broadcast ? 0x10 : 0;
    put(state, (state.zeroing ? 0x80 : 0) | control << 5 | b | ((vIndex & 16 ? 0 : 1) << 3) | (state.mask?.number ?? 0));
    scale = tupleScale(code, state.broadcast);
  } else {
    const last = w << 7 | (~vvvv & 15) << 3 | code.l << 2 | pp;
    if (code.encoding === 'VEX' && map === 1 && !w && notX && notB && prefixes.encoding !== 'vex3') { put(state, 0xc5); put(state, notR | last); } else {
      put(state, code.encoding === 'XOP' ? 0x8f : 0xc4); put(state, notR | notX | notB | map); put(state, last);
    }
  }
  writeOpcode(state);
  return writeTail(state, scale);
}

const roundingBits: Readonly<Record<string, number>> = { sae: 0, 'rn-sae': 0, 'rd-sae': 1, 'ru-sae': 2, 'rz-sae': 3 };

/** By iced's TupleType: what disp8 counts in, without and with broadcast. */
const tupleScales: readonly (readonly [number, number])[] = [
  [1, 1], [2, 2], [4, 4], [8, 8], [16, 16], [32, 32], [64, 64], [8, 4], [16, 4], [32, 4], [64, 4], [16, 8], [32, 8], [64, 8], [4, 2], [8, 2], [16, 2], [32, 2], [64, 2],
];

function tupleScale(code: Code, broadcast: boolean): number { return tupleScales[code.tuple]![broadcast ? 1 : 0]; }

// ---- ModRM, immediates --------------------------------------------------------------------------------------------------------

function writeTail(state: State, scale: number): string | undefined {
  const { code } = state.form;
  if (code.group >= 0 || code.rmGroup >= 0 || state.reg || state.rm || state.memory) {
    const problem = writeModrm(state, scale);
    if (problem) return problem;
  }
  const tooFar = writeImmediates(state);
  if (tooFar) return tooFar;
  const end = state.length;
  // The displacement of a rip-relative operand counts from the end of the instruction, which is known only now.
  for (const hole of state.holes) if (hole.offset + hole.size > end) return 'hole beyond the instruction';
  return undefined;
}

function writeModrm(state: State, scale: number): string | undefined {
  const { form: { code, mode, prefixes }, memory } = state;
  const badWidth = memory && misplacedDisplacement(prefixes, state.addressSize === 16);
  if (badWidth) return badWidth;
  const reg = (code.group >= 0 ? code.group : (state.reg?.number ?? 0) & 7) << 3;
  if (!memory) { put(state, 0xc0 | reg | (code.rmGroup >= 0 ? code.rmGroup : (state.rm?.number ?? 0) & 7)); return undefined; }
  if (state.addressSize === 16) return writeModrm16(state, reg, memory, scale);
  const { base, index } = memory;
  if (base?.class === 'ip') { put(state, reg | 5); putDisplacement(state, memory, 4, true); return undefined; }
  const sibNeeded = index !== undefined || !base || (base.number & 7) === 4 || code.operands.some(kind => kind.name === 'sibmem');
  if (!base && !index && mode !== 64 && !code.operands.some(kind => kind.name === 'sibmem')) { put(state, reg | 5); putDisplacement(state, memory, 4, false); return undefined; }
  if (!base && !index && mode !== 64) { put(state, reg | 4); put(state, 0x25); putDisplacement(state, memory, 4, false); return undefined; }
  const size = base ? displacementSize(state, memory, scale, (base.number & 7) === 5) : 4;
  const mod = !base || size === 0 ? 0 : size === 1 ? 0x40 : 0x80;
  put(state, mod | reg | (sibNeeded ? 4 : base!.number & 7));
  if (sibNeeded) {
    const indexBits = !index || index.class === 'noindex' ? 4 : index.number & 7;
    put(state, scaleBits[index ? memory.scale : 1]! << 6 | indexBits << 3 | (base ? base.number & 7 : 5));
  }
  if (size === 1 && memory.value !== undefined) put(state, Number(BigInt.asIntN(32, memory.value)) / scale & 0xff);
  else if (size > 0) putDisplacement(state, memory, size, false);
  return undefined;
}

function writeModrm16(state: State, reg: number, memory: MemoryOperand, scale: number): string | undefined {
  if (!memory.base && !memory.index) { put(state, reg | 6); putDisplacement(state, memory, 2, false); return undefined; }
  const rm = modrm16(memory.base, memory.index);
  if (rm === undefined) return 'not a valid base/index expression';
  const size = displacementSize(state, memory, scale, rm === 6);
  put(state, (size === 0 ? 0 : size === 1 ? 0x40 : 0x80) | reg | rm);
  if (size === 1) put(state, foldDisplacement(memory.value!, 16) / scale & 0xff);
  else if (size > 0) putDisplacement(state, memory, 2, false);
  return undefined;
}

const scaleBits: Readonly<Record<number, number>> = { 1: 0, 2: 1, 4: 2, 8: 3 };

/** 0, 1 or 4 (4 stands for the address size's full displacement). */
function displacementSize(state: State, memory: MemoryOperand, scale: number, mustHaveOne: boolean): number {
  const forced = state.form.prefixes.displacement;
  if (forced > 8) return 4;
  if (memory.value === undefined) return 4;
  const value = foldDisplacement(memory.value, cutsAddress(state.form.code) ? Math.min(state.addressSize, 32) : state.addressSize);
  if (value === 0 && !mustHaveOne && forced !== 8) return 0;
  return value % scale === 0 && value / scale >= -128 && value / scale <= 127 ? 1 : 4;
}

/** Displacements wrap at the address size, so 0xffffffff(%eax) is -1(%eax). */
function foldDisplacement(value: bigint, addressSize: number): number { return Number(addressSize === 64 ? value : BigInt.asIntN(addressSize, value)); }

function putDisplacement(state: State, memory: MemoryOperand, size: number, relative: boolean): void {
  if (memory.value !== undefined) { putValue(state, memory.value, size); return; }
  const { form: { mode, code } } = state, expression = memory.expression!;
  const gotpcrel = (relative || mode === 32) && hasSuffix(expression) ? gotForm(state) : undefined;
  state.holes.push({
    offset: state.length, size: size as Hole['size'], expression, kind: 'displacement', pcRelative: relative,
    signed: mode === 64 && !relative && state.addressSize === 64 && size === 4 && !cutsAddress(code), ...(gotpcrel && { gotpcrel }),
  });
  putValue(state, 0n, size);
}

/** mov, test, the ALU's load forms and call/jmp through the GOT may be relaxed by the linker. */
function gotForm(state: State): NonNullable<Hole['gotpcrel']> {
  const { code, prefixes } = state.form, op = code.opCode;
  const admits = code.encoding === 'legacy' && code.table === 0 && code.operandSize !== 16 && !prefixes.data
    && (op === 0xff ? code.group === 2 || code.group === 4 : code.operands.length === 2 && (op === 0x8b || op === 0x85 || (op & ~0x38) === 3));
  if (!admits) return 'plain';
  const rex = (state.out[1]! & 0xf0) === 0x40 || (state.out[0]! & 0xf0) === 0x40 || (state.out[2]! & 0xf0) === 0x40 && state.length > 3;
  return rex && hasRex(state) ? 'relaxable-rex' : 'relaxable';
}

function hasRex(state: State): boolean {
  const { form: { code, mode, prefixes } } = state;
  return prefixes.rex !== 0 || code.operandSize === 64 && mode === 64 && !(code.flags & (CodeFlag.default64 | CodeFlag.force64)) || bit3(state.reg) === 1;
}

function fitsWord(value: bigint): boolean { return value >= -0x8000n && value <= 0xffffn; }

function writeImmediates(state: State): string | undefined {
  const { code, operands, mode } = state.form;
  let selector: number | undefined, packed = state.is4 ? (state.is4.number & 15) << 4 : -1;
  for (let i = 0; i < code.operands.length; i++) {
    const kind = code.operands[i]!, operand = operands[i];
    if (!operand) continue;
    if (kind.name === 'imm4_m2z' && operand.kind === 'immediate') packed |= Number(BigInt.asUintN(4, operand.value ?? 0n));
    else if (operand.kind === 'immediate' && kind.bytes) putImmediate(state, operand, kind.bytes, mode === 64 && (kind.extendsTo === 64 && isWideKnown(state) || code.encoding === 'XOP' && code.w === 1));
    else if (operand.kind === 'far') {
      if (kind.bytes === 4 && operand.offset.value !== undefined && !fitsWord(operand.offset.value)) return '16-bit jump out of range';
      putImmediate(state, operand.offset, kind.bytes - 2, false);
      putImmediate(state, operand.selector, 2, false);
    } else if (operand.kind === 'memory' && kind.slot === 'branch') putBranch(state, operand.expression!, kind.bytes);
    else if (operand.kind === 'memory' && kind.slot === 'offset') selector = i;
  }
  if (selector !== undefined) putOffset(state, operands[selector] as MemoryOperand);
  if (packed >= 0) put(state, packed);
  return undefined;
}

/** The immediate is one that is extended: not if a REX.W prefix alone makes the operation wide. */
function isWideKnown({ form: { code, sized, prefixes } }: State): boolean { return sized || (prefixes.rex & 8) === 0 || (code.flags & CodeFlag.default64) !== 0; }

function putBranch(state: State, expression: Expression, size: number): void {
  const branch = state.form.code.name.startsWith('Call') ? 'call' as const : size >= 2 ? 'jump' as const : undefined;
  state.holes.push({ offset: state.length, size: size as Hole['size'], expression, kind: 'branch', pcRelative: true, signed: true, ...(branch && { branch }) });
  putValue(state, 0n, size);
}

function putOffset(state: State, memory: MemoryOperand): void {
  const { mode, prefixes } = state.form;
  const size = mode === 64 ? (prefixes.address ? 4 : 8) : (mode === 32) !== prefixes.address ? 4 : 2;
  if (memory.value === undefined) state.holes.push({ offset: state.length, size, expression: memory.expression!, kind: 'displacement', pcRelative: false, signed: false });
  putValue(state, memory.value ?? 0n, size);
}

function putImmediate(state: State, operand: ImmediateOperand, size: number, signed: boolean): void {
  const { value, expression } = operand;
  if (value === undefined) state.holes.push({ offset: state.length, size: size as Hole['size'], expression, kind: 'immediate', pcRelative: false, signed });
  putValue(state, value ?? 0n, size);
}

function put(state: State, byte: number): void { state.out[state.length++] = byte; }

function putValue(state: State, value: bigint, size: number): void {
  if (size === 8) {
    const wide = BigInt.asUintN(64, value);
    putNumber(state, Number(wide & 0xffffffffn), 4);
    putNumber(state, Number(wide >> 32n), 4);
  } else putNumber(state, Number(BigInt.asIntN(32, value)), size);
}

function putNumber(state: State, value: number, size: number): void {
  for (let i = 0; i < size; i++) { put(state, value & 0xff); value >>= 8; }
}
