// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes -> what objtool sees in them: a length, a type and the effect on the stack (tools/objtool/arch/x86/decode.c; KERNEL.md section 4).
// Only encoded bytes count: where a relocation applies, the object's field is zero, and objtool reads the zero. Everything that the cases
// below do not list is 'other' without effect; VEX and EVEX never have one. Decoding is remembered by the bytes themselves.

import { byteTrie } from './byteTrie.ts';
import type { RawInstruction } from './iced.ts';
import { codeNumbers, decodeRaw } from './iced.ts';
import type { Decoded, InstructionType, Mode, StackOp, StackOperand } from './instruction.ts';

/** Which objtool's reading: its decoder changed between these kernels. */
export type DecodeRules = '6.1' | '6.12' | '7.2';

/** The instruction at `offset`; it may use the bytes up to the end of the array and no further. */
export function decode(bytes: Uint8Array, offset: number, mode: Mode, rules: DecodeRules = '6.12'): Decoded {
  const known = cacheFor(mode, rules);
  const hit = known.find(bytes, offset);
  if (hit) return hit;
  const twice = mode === 64 ? twoRex(bytes, offset) : 0;
  if (twice > 0) return plainly(twice);
  const window = bytes.subarray(offset, offset + 15);
  const removed = mode === 64 ? removedLength(window) : 0;
  if (removed > 0 && removed <= window.length) {
    const type = rules === '7.2' && opcodeAt(window, mode) === 0xd6 ? 'bug' : 'other';
    return made(removed, type, none, undefined, undefined, true);
  }
  const raw = decodeRaw(window, mode);
  if (raw.truncated && bytes.length - offset < 15) return made(Math.max(1, bytes.length - offset), 'other', none, undefined, 'truncated');
  const decoded = classify(raw, window, mode, rules);
  if (decoded.length <= window.length) known.add(bytes, offset, decoded.length, decoded);
  return decoded;
}

/** A CPU takes the last REX prefix for good; objtool takes the second one for the opcode, and that is the whole instruction. */
function twoRex(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (at < offset + 13 && legacyPrefixes.has(bytes[at]!)) at++;
  return (bytes[at]! & 0xf0) === 0x40 && at + 1 < bytes.length && (bytes[at + 1]! & 0xf0) === 0x40 ? at + 2 - offset : 0;
}

const SP = 4, BP = 5;
const none: readonly StackOp[] = [];
const caches = new Map<number, ReturnType<typeof byteTrie<Decoded>>>();

function cacheFor(mode: Mode, rules: DecodeRules): ReturnType<typeof byteTrie<Decoded>> {
  const key = mode + (rules === '6.12' ? 0 : rules === '6.1' ? 1 : 2);
  let cache = caches.get(key);
  if (!cache) caches.set(key, cache = byteTrie<Decoded>(100_000));
  return cache;
}

// The cases of decode.c, by iced's Codes.
const addOrSubRegister = codeNumbers(['Add_rm64_r64', 'Sub_rm64_r64']);
const pushRegister = codeNumbers(['Push_r64', 'Push_r16', 'Push_r32']), popRegister = codeNumbers(['Pop_r64', 'Pop_r16', 'Pop_r32']);
const pushConstant = codeNumbers(('Pushq_imm8 Pushq_imm32 Pushw_imm8 Push_imm16 Pushd_imm8 Pushd_imm32 Push_rm64 Push_rm16 Push_rm32 '
  + 'Pushq_FS Pushq_GS Pushw_FS Pushw_GS Pushd_FS Pushd_GS').split(' '));
const popMemory = codeNumbers('Pop_rm64 Pop_rm16 Pop_rm32 Popq_FS Popq_GS Popw_FS Popw_GS Popd_FS Popd_GS'.split(' '));
const addImmediate = codeNumbers(['Add_rm64_imm8', 'Add_rm64_imm32']), subImmediate = codeNumbers(['Sub_rm64_imm8', 'Sub_rm64_imm32']);
const andImmediate = codeNumbers(['And_rm64_imm8', 'And_rm64_imm32']);
const storeRegister = codeNumbers(['Mov_rm64_r64']), loadRegister = codeNumbers(['Mov_r64_rm64']), loadAddress = codeNumbers(['Lea_r64_m']);
const pushFlags = codeNumbers(['Pushfq', 'Pushfw', 'Pushfd']), popFlags = codeNumbers(['Popfq', 'Popfw', 'Popfd']);
const leave = codeNumbers(['Leaveq', 'Leavew', 'Leaved']);
const nop90 = codeNumbers('Nopd Nopw Nopq Pause Xchg_r64_RAX Xchg_r32_EAX Xchg_r16_AX'.split(' ')), plainNop = codeNumbers(['Nopd', 'Nopw', 'Nopq']);
const contextSwitch = codeNumbers(('Eretu Erets Syscall Sysretd Sysretq Sysenter Sysexitd Sysexitq Retfw Retfd Retfq Retfw_imm16 Retfd_imm16 Retfq_imm16 '
  + 'Jmp_m1616 Jmp_m1632 Jmp_m1664').split(' '));
const eventReturn = codeNumbers(['Eretu', 'Erets']);
const enqcmd = codeNumbers('Enqcmd_r16_m512 Enqcmd_r32_m512 Enqcmd_r64_m512'.split(' '));
const farCall = codeNumbers(['Call_m1616', 'Call_m1632', 'Call_m1664']), nearCall = codeNumbers(['Call_rel16', 'Call_rel32_32', 'Call_rel32_64']);
const nearReturn = codeNumbers('Retnw Retnd Retnq Retnw_imm16 Retnd_imm16 Retnq_imm16'.split(' '));
const typed: readonly (readonly [ReadonlySet<number>, InstructionType])[] = [
  [codeNumbers(['Iretw', 'Iretd', 'Iretq']), 'iret'], [codeNumbers(['Ud2', 'Ud1_r16_rm16', 'Ud1_r32_rm32', 'Ud1_r64_rm64']), 'bug'],
  [codeNumbers(['Endbr64', 'Endbr32']), 'endbr'], [farCall, 'call-dynamic'], [codeNumbers(['Clac']), 'clac'], [codeNumbers(['Stac']), 'stac'],
  [codeNumbers(['Cld']), 'cld'], [codeNumbers(['Std']), 'std'], [codeNumbers(['Int3']), 'trap'],
];
const typeOfCode: ReadonlyMap<number, InstructionType> = new Map(typed.flatMap(([codes, type]) => [...codes].map(code => [code, type] as const)));

/** All of one shape, whatever is known of them: everybody reads these. */
function made(length: number, type: InstructionType, stackOps: readonly StackOp[], displacement?: number, odd?: Decoded['odd'], invalid?: true): Decoded {
  return { length, type, stackOps, displacement, odd, invalid };
}

function plainly(length: number): Decoded { return made(length, 'other', none); }

function classify(raw: RawInstruction, bytes: Uint8Array, mode: Mode, rules: DecodeRules): Decoded {
  const opcode = opcodeAt(bytes, mode);
  // Without XOP, 8f is a pop whatever its ModRM byte says.
  if ((raw.encoding === 'xop' || raw.code === 0 && opcode === 0x8f) && rules !== '7.2') return made(modrmLength(bytes), 'other', [op(memory, plain('pop'))]);
  if (raw.code === 0) return isUnknownVector(bytes, mode) ? made(Math.max(1, raw.length), 'other', none, undefined, 'truncated') : invalid(raw, opcode);
  if (raw.encoding !== 'legacy') return plainly(raw.length);
  const stackOps = stackOpsOf(raw, rules), type = typeOf(raw, bytes, opcode, rules);
  const direct = type === 'jmp' || type === 'jcc' || type === 'call';
  const dynamic = type === 'jmp-dynamic' || type === 'call-dynamic';
  const odd = dynamic && hasPrefix(bytes, 0x3e) ? 'notrack' as const : enqcmd.has(raw.code) ? 'enqcmd' as const : undefined;
  return made(raw.length, type, stackOps, direct ? raw.branch : undefined, odd);
}

/**
 * A VEX or EVEX instruction that objtool's opcode map does not have under its map and prefix, whatever W and L say: only there its decoder
 * gives up. Groups, where the ModRM byte decides, are taken as they come.
 */
function isUnknownVector(bytes: Uint8Array, mode: Mode): boolean {
  let at = 0;
  while (at < bytes.length && legacyPrefixes.has(bytes[at]!)) at++;
  const form = mode === 64 ? vectorForms[bytes[at]!] : undefined;
  if (!form) return false;
  const map = form.map === 0 ? 1 : bytes[at + form.map]! & form.mapBits, opcode = bytes[at + form.opcode]!;
  if ((map === 1 && [0x71, 0x72, 0x73, 0xae].includes(opcode)) || (map === 2 && opcode === 0xf3)) return false;
  return form.tries.every(tried => {
    const other = bytes.slice();
    for (const [position, clear, set] of tried) other[at + position] = (other[at + position]! & ~clear) | set;
    const raw = decodeRaw(other, mode);
    return raw.code === 0 && !raw.truncated;
  });
}

/** Bytes behind the escape: where map and opcode stand, and every W and L as bits to clear and to set; vvvv, masks and the like are none. */
interface VectorForm { readonly map: number; readonly mapBits: number; readonly opcode: number; readonly tries: readonly (readonly (readonly [number, number, number])[])[] }

const vectorForms: Readonly<Record<number, VectorForm>> = {
  0xc5: { map: 0, mapBits: 0, opcode: 2, tries: [0, 4].map(length => [[1, 0x7c, 0x78 | length]] as const) },
  0xc4: { map: 1, mapBits: 31, opcode: 3, tries: [0, 4, 0x80, 0x84].map(bits => [[2, 0xfc, 0x78 | bits]] as const) },
  0x62: { map: 1, mapBits: 7, opcode: 4, tries: [0, 0x80].flatMap(wide => [0, 0x20, 0x40].map(length => [[2, 0xfc, 0x7c | wide], [3, 0xff, 0x08 | length]] as const)) },
};

/** objtool's own decoder is content with any byte; what iced calls invalid is 'other' to it. */
function invalid(raw: RawInstruction, opcode: number): Decoded {
  const length = Math.max(1, raw.length);
  if (opcode === 0x8d) return made(length, 'other', none, undefined, 'invalid-lea', true);
  return made(length, 'other', none, undefined, undefined, true);
}

function typeOf(raw: RawInstruction, bytes: Uint8Array, opcode: number, rules: DecodeRules): InstructionType {
  const { code } = raw;
  if (nop90.has(code)) return bytes[raw.length - 1] === 0x90 && (rules !== '7.2' || plainNop.has(code)) ? 'nop' : 'other';
  if (rules === '6.1' && eventReturn.has(code)) return 'clac';
  if (contextSwitch.has(code)) return 'context-switch';
  const known = typeOfCode.get(code);
  if (known !== undefined) return known;
  if (opcode === 0x0f1f || opcode === 0x0f0d && rules !== '7.2') return 'nop';
  switch (raw.flow) {
    case 'conditional': return 'jcc';
    case 'jump': return opcode === 0xea ? 'other' : 'jmp';
    case 'indirect-jump': return 'jmp-dynamic';
    case 'indirect-call': return 'call-dynamic';
    case 'call': return nearCall.has(code) ? 'call' : 'other';
    case 'return': return nearReturn.has(code) ? 'return' : 'other';
    default: return 'other';
  }
}

function stackOpsOf(raw: RawInstruction, rules: DecodeRules): readonly StackOp[] {
  const { code, operands: [first, second] } = raw;
  const toSp = first?.kind === 'register' && first.register === SP;
  if (addOrSubRegister.has(code)) return toSp ? [op(register(SP), { kind: 'add', register: second!.register, offset: 0 })] : none;
  if (pushRegister.has(code)) return [op(plain('push'), register(first!.register))];
  if (popRegister.has(code)) return [op(register(first!.register), plain('pop'))];
  if (pushConstant.has(code) || nearCall.has(code)) return [op(plain('push'), plain('const'))];
  if (popMemory.has(code)) return [op(memory, plain('pop'))];
  if (addImmediate.has(code) || subImmediate.has(code)) {
    return toSp ? [op(register(SP), { kind: 'add', register: SP, offset: subImmediate.has(code) ? -raw.immediate : raw.immediate })] : none;
  }
  if (andImmediate.has(code)) return toSp ? [op(register(SP), { kind: 'and', register: SP, offset: raw.immediate })] : none;
  if (storeRegister.has(code)) return storeOps(raw, rules);
  if (loadRegister.has(code)) return loadOps(raw, rules);
  if (loadAddress.has(code)) return addressOps(raw);
  if (pushFlags.has(code)) return [op(plain('pushf'), plain('const'))];
  if (popFlags.has(code)) return [op(memory, plain('popf'))];
  if (leave.has(code)) return [op(register(SP), register(BP)), op(register(BP), plain('pop'))];
  return none;
}

/** 89: mov reg,reg of any pair; a store of %rsp anywhere, of others through %rbp or %rsp. */
function storeOps(raw: RawInstruction, rules: DecodeRules): readonly StackOp[] {
  const [first, second] = raw.operands, source = second!.register;
  if (first!.kind === 'register') {
    if (rules === '6.1' && first!.register !== SP && source !== SP) return none;
    return [op(register(first!.register), register(source))];
  }
  const base = simpleBase(raw);
  if (base === undefined) return none;
  if (source === SP || !base.absolute && (base.register === BP || base.register === SP) || rules === '6.1' && base.absolute) {
    return [op({ kind: 'indirect', register: base.register, offset: raw.displacement }, register(source))];
  }
  return none;
}

/** 8b: a load through %rbp or %rsp. The register form is invisible to objtool. */
function loadOps(raw: RawInstruction, rules: DecodeRules): readonly StackOp[] {
  const [first, second] = raw.operands, base = second!.kind === 'memory' ? simpleBase(raw) : undefined;
  if (base === undefined || base.absolute && rules !== '6.1' || base.register !== BP && base.register !== SP) return none;
  return [op(register(first!.register), { kind: 'indirect', register: base.register, offset: raw.displacement })];
}

function addressOps(raw: RawInstruction): readonly StackOp[] {
  const base = simpleBase(raw);
  if (base === undefined) return none;
  const source: StackOperand = raw.displacement ? { kind: 'add', register: base.register, offset: raw.displacement } : register(base.register);
  return [op(register(raw.operands[0]!.register), source)];
}

/** The base of an address without index that is not rip-relative. objtool takes an absolute disp32 for one based on %rbp. */
function simpleBase(raw: RawInstruction): { readonly register: number; readonly absolute: boolean } | undefined {
  if (raw.base === 'ip' || raw.hasIndex) return undefined;
  return raw.base === undefined ? { register: BP, absolute: true } : { register: raw.base, absolute: false };
}

const memory: StackOperand = { kind: 'memory', register: 0, offset: 0 };

function op(destination: StackOperand, source: StackOperand): StackOp { return { destination, source }; }
function plain(kind: StackOperand['kind']): StackOperand { return { kind, register: 0, offset: 0 }; }
function register(number: number): StackOperand { return { kind: 'reg', register: number, offset: 0 }; }

const legacyPrefixes: ReadonlySet<number> = new Set([0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65]);

function hasPrefix(bytes: Uint8Array, prefix: number): boolean {
  for (let i = 0; i < bytes.length && legacyPrefixes.has(bytes[i]!); i++) if (bytes[i] === prefix) return true;
  return false;
}

/** Bytes after the prefixes of the one-byte opcodes that 64-bit mode took away. objtool's decoder still knows their length. */
const removedOpcodes: Readonly<Record<number, number>> = {
  0x06: 1, 0x07: 1, 0x0e: 1, 0x16: 1, 0x17: 1, 0x1e: 1, 0x1f: 1, 0x27: 1, 0x2f: 1, 0x37: 1, 0x3f: 1, 0x60: 1, 0x61: 1, 0xce: 1, 0xd6: 1, 0xd4: 2, 0xd5: 2, 0x9a: 7, 0xea: 7,
};

/** The whole length if the opcode is one of these, else 0. */
function removedLength(bytes: Uint8Array): number {
  const at = opcodeIndex(bytes, 64), length = removedOpcodes[bytes[at] ?? 0x90];
  if (length === undefined) return 0;
  return at + (length === 7 && hasPrefix(bytes, 0x66) ? 5 : length);
}

/** The opcode behind the prefixes; two-byte ones as 0x0fxx. */
function opcodeAt(bytes: Uint8Array, mode: Mode): number {
  const i = opcodeIndex(bytes, mode);
  return bytes[i] === 0x0f ? 0x0f00 | (bytes[i + 1] ?? 0) : bytes[i] ?? 0;
}

function opcodeIndex(bytes: Uint8Array, mode: Mode): number {
  let i = 0;
  while (i < bytes.length && legacyPrefixes.has(bytes[i]!)) i++;
  return mode === 64 && (bytes[i]! & 0xf0) === 0x40 ? i + 1 : i;
}

/** Length of `8f /r` as a decoder sees it that does not know XOP. */
function modrmLength(bytes: Uint8Array): number {
  let i = 0;
  while (legacyPrefixes.has(bytes[i]!)) i++;
  const modrm = bytes[i + 1] ?? 0, mod = modrm >> 6, rm = modrm & 7;
  let length = i + 2;
  if (mod !== 3 && rm === 4) { if (mod === 0 && ((bytes[length] ?? 0) & 7) === 5) length += 4; length++; }
  return length + (mod === 1 ? 1 : mod === 2 || mod === 0 && rm === 5 ? 4 : 0);
}
