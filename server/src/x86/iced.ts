// SPDX-License-Identifier: GPL-2.0-or-later
// The only importer of iced-x86. Its objects live in WebAssembly memory without finalizers: every one is freed here, in a `finally`, and
// none leaves; what leaves is a plain record. Exceptions that pass through WebAssembly frames would wear the module out, so nothing here
// relies on catching them. `liveObjects()` is 0 after every call (tested).

import { Code, CodeExt, CpuidFeature, Decoder, DecoderError, DecoderOptions, EncodingKind, FlowControl, InstructionInfoFactory, MemorySizeExt, Mnemonic, OpAccess, OpCodeOperandKind, OpKind, Register, RegisterExt, RflagsBits } from 'iced-x86';
import type { Instruction, UsedMemory } from 'iced-x86';
import type { Mode } from './instruction.ts';

/** A decoded instruction, as far as this project asks. */
export interface RawInstruction {
  readonly length: number;
  /** iced's Code as a number; compare with `codeNumbers`. 0 is invalid. */
  readonly code: number;
  readonly truncated: boolean;
  readonly encoding: 'legacy' | 'xop' | 'vector';
  readonly flow: Flow;
  readonly operands: readonly RawOperand[];
  /** Hardware numbers; undefined when absent. `ip` for rip-relative. */
  readonly base: number | 'ip' | undefined;
  readonly hasIndex: boolean;
  /** Signed, 32 bits, as encoded. */
  readonly displacement: number;
  /** The last immediate, signed. */
  readonly immediate: number;
  /** Branch target relative to the end of the instruction. */
  readonly branch: number;
  readonly mnemonic: string;
}

export type Flow = 'next' | 'jump' | 'indirect-jump' | 'conditional' | 'return' | 'call' | 'indirect-call' | 'other';
/** A general register by hardware number and size, memory, or something else. */
export interface RawOperand { readonly kind: 'register' | 'memory' | 'other'; readonly register: number; readonly size: number }

export interface RegisterUse { readonly name: string; readonly read: boolean; readonly written: boolean }

/** Decodes the first instruction of at most 15 bytes. */
export function decodeRaw(bytes: Uint8Array, mode: Mode): RawInstruction {
  return withDecoded(bytes, mode, (instruction, truncated) => describe(instruction, truncated));
}

/** Registers that the first instruction reads and writes, flags and implied ones included, by full-width name. */
export function usedRegisters(bytes: Uint8Array, mode: Mode): { readonly mnemonic: string; readonly registers: readonly RegisterUse[] } {
  return withDecoded(bytes, mode, instruction => ({ mnemonic: mnemonicName(instruction.mnemonic), registers: instruction.code === 0 ? [] : usesOf(instruction) }));
}

/** A place in memory: a general register's hardware number, 'ip', or another register (never a general one). */
export interface MemoryPlace {
  readonly base: number | 'ip' | undefined;
  readonly index: number | undefined;
  readonly scale: number;
  readonly displacement: number;
  /** fs or gs: the address is not the linear one. */
  readonly segmented: boolean;
  /** 0: unknown or of several kinds. */
  readonly size: number;
}

export type FullOperand =
  | { readonly kind: 'register'; /** Hardware number; 'high' are ah, ch, dh and bh. */ readonly register: number; readonly size: number; readonly high: boolean }
  | { readonly kind: 'memory'; readonly place: MemoryPlace }
  | { readonly kind: 'immediate'; readonly value: bigint }
  | { readonly kind: 'other' };

/** Everything that an instruction touches. */
export interface RawEffects {
  readonly mnemonic: string;
  /** In Intel's order: destination first. */
  readonly operands: readonly FullOperand[];
  /** General registers as bits by hardware number; `writes` holds what may be written. */
  readonly reads: number;
  readonly writes: number;
  /** Memory that may be written, implied places included. */
  readonly stores: readonly MemoryPlace[];
  readonly length: number;
}

export function rawEffects(bytes: Uint8Array, mode: Mode): RawEffects {
  return withDecoded(bytes, mode, instruction => {
    if (instruction.code === 0) return { mnemonic: '(bad)', operands: [], reads: 0, writes: 0xffff, stores: [], length: Math.max(1, instruction.length) };
    const operands: FullOperand[] = [];
    for (let i = 0; i < instruction.opCount; i++) operands.push(fullOperand(instruction, i));
    const mnemonic = mnemonicName(instruction.mnemonic), plain = plainUses[mnemonic];
    if (plain) return { mnemonic, operands, ...usesOfPlain(operands, plain), length: instruction.length };
    const implied = usesOfWord(instruction, mnemonic, operands) ?? (isPlainJump(mnemonic, operands) ? nothingUsed : undefined);
    if (implied) return { mnemonic, operands, ...implied, length: instruction.length };
    return { mnemonic, operands, ...usesByInfo(instruction), length: instruction.length };
  });
}

function usesByInfo(instruction: Instruction): Uses {
  return using(new InstructionInfoFactory(), factory => using(factory.info(instruction), info => {
    let reads = 0, writes = 0;
    for (const used of info.usedRegisters()) using(used, ({ register, access }) => {
      if (!RegisterExt.isGPR(register)) return;
      const bit = 1 << generalNumber(register);
      if (isRead(access)) reads |= bit;
      if (isWritten(access)) writes |= bit;
    });
    const stores: MemoryPlace[] = [];
    for (const used of info.usedMemory() as UsedMemory[]) using(used, memory => {
      if (isWritten(memory.access)) stores.push(placeOf(memory.base, memory.index, memory.scale, memory.displacement, memory.segment, MemorySizeExt.size(memory.memorySize)));
    });
    return { reads, writes, stores };
  }));
}

/** What a manual says of the first instruction. */
export interface InstructionFacts {
  readonly mnemonic: string;
  readonly flow: Flow;
  /** Flags by name, between blanks: 'OF SF ZF'. */
  readonly flagsRead: string;
  readonly flagsWritten: string;
  /** CPUID features that it needs, as iced names them: 'AVX2', 'INTEL386'. */
  readonly features: readonly string[];
  readonly privileged: boolean;
  /** Bytes that it adds to the stack pointer. */
  readonly stackChange: number;
  readonly registers: readonly RegisterUse[];
}

export function instructionFacts(bytes: Uint8Array, mode: Mode): InstructionFacts | undefined {
  return withDecoded(bytes, mode, instruction => instruction.code === 0 ? undefined : {
    mnemonic: mnemonicName(instruction.mnemonic), flow: flows[instruction.flowControl] ?? 'other',
    flagsRead: flagNames(instruction.rflagsRead), flagsWritten: flagNames(instruction.rflagsModified),
    features: [...instruction.cpuidFeatures()].map(feature => nameIn(CpuidFeature, feature)), privileged: instruction.isPrivileged,
    stackChange: instruction.isStackInstruction ? instruction.stackPointerIncrement : 0, registers: usesOf(instruction),
  });
}

/** What iced would say of the commonest instructions, whose operands are all there is: asking it costs ten times as much as decoding. */
const plainUses: Readonly<Record<string, { readonly destination: 'write' | 'update' | 'read' } | undefined>> = {
  mov: { destination: 'write' }, lea: { destination: 'write' }, movzx: { destination: 'write' }, movsxd: { destination: 'write' },
  add: { destination: 'update' }, sub: { destination: 'update' }, and: { destination: 'update' }, or: { destination: 'update' }, xor: { destination: 'update' },
  inc: { destination: 'update' }, dec: { destination: 'update' }, cmp: { destination: 'read' }, test: { destination: 'read' },
};

function usesOfPlain(operands: readonly FullOperand[], { destination }: { readonly destination: 'write' | 'update' | 'read' }): Pick<RawEffects, 'reads' | 'writes' | 'stores'> {
  let reads = 0, writes = 0;
  const stores: MemoryPlace[] = [];
  operands.forEach((operand, i) => {
    const written = i === 0 && destination !== 'read', read = i > 0 || destination !== 'write';
    if (operand.kind === 'register') {
      // A part of a register keeps the rest of it.
      if (read || operand.size < 4) reads |= 1 << operand.register;
      if (written) writes |= 1 << operand.register;
    } else if (operand.kind === 'memory') {
      const { base, index } = operand.place;
      if (typeof base === 'number') reads |= 1 << base;
      if (index !== undefined && index >= 0) reads |= 1 << index;
      if (written) stores.push(operand.place);
    }
  });
  return { reads, writes, stores };
}

type Uses = Pick<RawEffects, 'reads' | 'writes' | 'stores'>;

const nothingUsed: Uses = { reads: 0, writes: 0, stores: [] };
const stackPointer = 1 << 4, belowStack: readonly MemoryPlace[] = [{ base: 4, index: undefined, scale: 1, displacement: -8, segmented: false, size: 8 }];

/** Every displacement is another encoding, so these are asked for again and again. */
function isPlainJump(mnemonic: string, operands: readonly FullOperand[]): boolean {
  return mnemonic.charCodeAt(0) === 106 && operands.length === 1 && operands[0]!.kind === 'other' && !mnemonic.endsWith('cxz');
}

/** push and pop of eight bytes, to and from registers; push of constants. */
function usesOfWord(instruction: Instruction, mnemonic: string, [operand]: readonly FullOperand[]): Uses | undefined {
  if ((mnemonic !== 'push' && mnemonic !== 'pop') || (operand?.kind !== 'register' && operand?.kind !== 'immediate')) return undefined;
  const bits = operand.kind === 'register' ? 1 << operand.register : 0, change = instruction.stackPointerIncrement;
  if (change === -8) return { reads: stackPointer | bits, writes: stackPointer, stores: belowStack };
  return change === 8 ? { reads: stackPointer, writes: stackPointer | bits, stores: [] } : undefined;
}

/** The same without the shortcut, for the test that holds the two against each other. */
export function rawEffectsByInfo(bytes: Uint8Array, mode: Mode): Uses {
  return withDecoded(bytes, mode, usesByInfo);
}

export function liveObjects(): number { return live; }

/** The numbers of Codes by iced's names, for sets that are compared with RawInstruction.code. */
export function codeNumbers(names: readonly string[]): ReadonlySet<number> {
  const known = Code as unknown as Readonly<Record<string, number>>;
  return new Set(names.map(name => known[name]).filter(number => number !== undefined));
}

let live = 0;

interface Freeable { free(): void }

function using<T extends Freeable, Result>(object: T, body: (object: T) => Result): Result {
  live++;
  try { return body(object); } finally { object.free(); live--; }
}

function withDecoded<Result>(bytes: Uint8Array, mode: Mode, body: (instruction: Instruction, truncated: boolean) => Result): Result {
  return using(new Decoder(mode, bytes, DecoderOptions.NoInvalidCheck), decoder =>
    using(decoder.decode(), instruction => body(instruction, decoder.lastError === DecoderError.NoMoreBytes)));
}

const flows: Readonly<Record<number, Flow>> = {
  [FlowControl.Next]: 'next', [FlowControl.UnconditionalBranch]: 'jump', [FlowControl.IndirectBranch]: 'indirect-jump',
  [FlowControl.ConditionalBranch]: 'conditional', [FlowControl.Return]: 'return', [FlowControl.Call]: 'call', [FlowControl.IndirectCall]: 'indirect-call',
};

function describe(instruction: Instruction, truncated: boolean): RawInstruction {
  const { encoding } = instruction, count = instruction.opCount;
  const operands: RawOperand[] = [];
  let memory = false, immediate = 0, branch = 0;
  for (let i = 0; i < count; i++) {
    const kind = instruction.opKind(i);
    if (kind === OpKind.Register) operands.push(registerOperand(instruction.opRegister(i)));
    else if (kind === OpKind.Memory) { memory = true; operands.push(memoryOperand); } else {
      operands.push(otherOperand);
      if (kind >= OpKind.Immediate8 && kind <= OpKind.Immediate32to64) immediate = Number(BigInt.asIntN(64, instruction.immediate(i) as bigint));
      else if (kind === OpKind.NearBranch16 || kind === OpKind.NearBranch32 || kind === OpKind.NearBranch64) {
        branch = Number(BigInt.asIntN(32, instruction.nearBranchTarget)) - instruction.length;
      }
    }
  }
  const ip = memory && instruction.isIpRelMemoryOperand, base = memory ? instruction.memoryBase : Register.None;
  return {
    length: instruction.length, code: instruction.code, truncated, operands, immediate, branch,
    encoding: encoding === EncodingKind.Legacy || encoding === EncodingKind.D3NOW ? 'legacy' : encoding === EncodingKind.XOP ? 'xop' : 'vector',
    flow: flows[instruction.flowControl] ?? 'other',
    base: ip ? 'ip' : base === Register.None ? undefined : RegisterExt.number(base),
    hasIndex: memory && instruction.memoryIndex !== Register.None,
    displacement: memory && !ip ? Number(BigInt.asIntN(32, instruction.memoryDisplacement)) : 0,
    mnemonic: mnemonicName(instruction.mnemonic),
  };
}

const memoryOperand: RawOperand = { kind: 'memory', register: -1, size: 0 };
const otherOperand: RawOperand = { kind: 'other', register: -1, size: 0 };

function registerOperand(register: Register): RawOperand {
  if (!RegisterExt.isGPR(register)) return { kind: 'register', register: -1, size: 0 };
  return { kind: 'register', register: RegisterExt.number(register), size: RegisterExt.size(register) };
}

const flagBits: readonly (readonly [number, string])[] = [
  [RflagsBits.OF, 'OF'], [RflagsBits.SF, 'SF'], [RflagsBits.ZF, 'ZF'], [RflagsBits.AF, 'AF'], [RflagsBits.CF, 'CF'], [RflagsBits.PF, 'PF'],
  [RflagsBits.DF, 'DF'], [RflagsBits.IF, 'IF'], [RflagsBits.AC, 'AC'],
];

function flagNames(bits: number): string { return flagBits.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name).join(' '); }

function usesOf(instruction: Instruction): RegisterUse[] {
  return using(new InstructionInfoFactory(), factory => using(factory.info(instruction), info => info.usedRegisters().map(used => using(used, use => {
    return { name: registerName(RegisterExt.fullRegister(use.register)), read: isRead(use.access), written: isWritten(use.access) };
  }))));
}

function isWritten(access: OpAccess): boolean {
  return access === OpAccess.Write || access === OpAccess.CondWrite || access === OpAccess.ReadWrite || access === OpAccess.ReadCondWrite;
}

function isRead(access: OpAccess): boolean {
  return access === OpAccess.Read || access === OpAccess.CondRead || access === OpAccess.ReadWrite || access === OpAccess.ReadCondWrite;
}

function fullOperand(instruction: Instruction, index: number): FullOperand {
  const kind = instruction.opKind(index);
  if (kind === OpKind.Register) {
    const register = instruction.opRegister(index);
    if (!RegisterExt.isGPR(register)) return { kind: 'other' };
    const high = register >= Register.AH && register <= Register.BH;
    return { kind: 'register', register: generalNumber(register), size: RegisterExt.size(register), high };
  }
  if (kind === OpKind.Memory) {
    const { memoryBase, memoryIndex, memoryIndexScale, memoryDisplacement, memorySegment, memorySize } = instruction;
    return { kind: 'memory', place: placeOf(memoryBase, memoryIndex, memoryIndexScale, memoryDisplacement, memorySegment, MemorySizeExt.size(memorySize)) };
  }
  if (kind >= OpKind.Immediate8 && kind <= OpKind.Immediate32to64) return { kind: 'immediate', value: BigInt.asIntN(64, instruction.immediate(index) as bigint) };
  return { kind: 'other' };
}

function placeOf(base: Register, index: Register, scale: number, displacement: bigint, segment: Register, size: number): MemoryPlace {
  return {
    base: base === Register.RIP || base === Register.EIP ? 'ip' : RegisterExt.isGPR(base) ? generalNumber(base) : undefined,
    index: index === Register.None ? undefined : RegisterExt.isGPR(index) ? generalNumber(index) : -1,
    scale, displacement: base === Register.RIP || base === Register.EIP ? 0 : Number(BigInt.asIntN(32, displacement)),
    segmented: segment === Register.FS || segment === Register.GS, size,
  };
}

/** ah belongs to rax. */
function generalNumber(register: Register): number { return RegisterExt.number(RegisterExt.fullRegister(register)); }

/** The operand kinds of a Code, for the test that holds the generated table against iced. */
export function operandKindsOf(codeName: string): readonly string[] {
  const number = (Code as unknown as Readonly<Record<string, number>>)[codeName];
  if (number === undefined) return [];
  return using(CodeExt.opCode(number), info => Array.from({ length: info.opCount }, (_, i) => nameIn(OpCodeOperandKind, info.opKind(i))));
}

const mnemonicNames = new Map<number, string>();
function mnemonicName(mnemonic: number): string {
  let name = mnemonicNames.get(mnemonic);
  if (name === undefined) mnemonicNames.set(mnemonic, name = nameIn(Mnemonic, mnemonic).toLowerCase());
  return name;
}

function registerName(register: Register): string { return nameIn(Register, register).toLowerCase(); }

function nameIn(enumeration: object, value: number): string {
  const byNumber = (enumeration as Readonly<Record<number, string>>)[value];
  if (typeof byNumber === 'string') return byNumber;
  for (const [name, number] of Object.entries(enumeration)) if (number === value) return name;
  return String(value);
}
