// SPDX-License-Identifier: GPL-2.0-or-later
// A decoder for this room's tests, so that they stand on their own legs: iced-x86 and the table of KERNEL.md section 4.

import iced from 'iced-x86';
import type { Instruction } from 'iced-x86';
import type { Decoded, InstructionType, Mode, StackOp, StackOperand } from '../../server/src/x86/instruction.ts';

const { Code, Decoder, DecoderError, DecoderOptions, EncodingKind, FlowControl, Mnemonic, OpKind, Register } = iced;
const SP = 4, BP = 5;
type Kind = StackOperand['kind'];

const codes = (...names: string[]): Set<number> => new Set(names.map(name => (Code as unknown as Record<string, number>)[name]).filter(code => code !== undefined));
const ADD_REGISTER = codes('Add_rm64_r64', 'Sub_rm64_r64'), PUSH = codes('Push_r64', 'Push_r16', 'Push_r32'), POP = codes('Pop_r64', 'Pop_r16', 'Pop_r32');
const PUSH_OTHER = codes('Pushq_imm8', 'Pushq_imm32', 'Pushw_imm8', 'Push_imm16', 'Pushd_imm8', 'Pushd_imm32', 'Push_rm64', 'Push_rm16', 'Push_rm32', 'Pushq_FS', 'Pushq_GS', 'Pushw_FS', 'Pushw_GS', 'Pushd_FS', 'Pushd_GS');
const POP_MEMORY = codes('Pop_rm64', 'Pop_rm16', 'Pop_rm32', 'Popq_FS', 'Popq_GS', 'Popw_FS', 'Popw_GS', 'Popd_FS', 'Popd_GS');
const ADD = codes('Add_rm64_imm8', 'Add_rm64_imm32'), SUB = codes('Sub_rm64_imm8', 'Sub_rm64_imm32'), AND = codes('And_rm64_imm8', 'And_rm64_imm32');
const PUSHF = codes('Pushfq', 'Pushfw', 'Pushfd'), POPF = codes('Popfq', 'Popfw', 'Popfd'), LEAVE = codes('Leaveq', 'Leavew', 'Leaved');
const NOP90 = codes('Nopd', 'Nopw', 'Nopq', 'Pause', 'Xchg_r64_RAX', 'Xchg_r32_EAX', 'Xchg_r16_AX');
const SWITCH = codes('Eretu', 'Erets', 'Syscall', 'Sysretd', 'Sysretq', 'Sysenter', 'Sysexitd', 'Sysexitq', 'Retfw', 'Retfd', 'Retfq', 'Retfw_imm16', 'Retfd_imm16', 'Retfq_imm16', 'Jmp_m1616', 'Jmp_m1632', 'Jmp_m1664');
const SIMPLE = new Map<number, InstructionType>();
for (const [type, names] of Object.entries({
  iret: ['Iretw', 'Iretd', 'Iretq'], bug: ['Ud2', 'Ud1_r16_rm16', 'Ud1_r32_rm32', 'Ud1_r64_rm64'], endbr: ['Endbr64', 'Endbr32'],
  'call-dynamic': ['Call_m1616', 'Call_m1632', 'Call_m1664'], clac: ['Clac'], stac: ['Stac'], cld: ['Cld'], std: ['Std'], trap: ['Int3'],
})) for (const code of codes(...names)) SIMPLE.set(code, type as InstructionType);

const decoders = new WeakMap<Uint8Array, { decoder: InstanceType<typeof Decoder>; mode: Mode }>();
const instruction = new iced.Instruction();

export function decode(bytes: Uint8Array, offset: number, mode: Mode): Decoded {
  let own = decoders.get(bytes);
  if (own?.mode !== mode) decoders.set(bytes, own = { decoder: new Decoder(mode, bytes, DecoderOptions.None), mode });
  own.decoder.position = offset;
  own.decoder.ip = 0n;
  own.decoder.decodeOut(instruction);
  return describe(instruction, bytes, offset, own.decoder.lastError);
}

function describe(i: Instruction, bytes: Uint8Array, offset: number, error: number): Decoded {
  if (i.isInvalid) {
    if (error === DecoderError.NoMoreBytes) return { length: 1, type: 'other', stackOps: [], odd: 'truncated', invalid: true };
    const lea = bytes[offset] === 0x8d || bytes[offset + 1] === 0x8d;
    return { length: i.length || 1, type: 'other', stackOps: [], invalid: true, ...(lea ? { odd: 'invalid-lea' as const } : {}) };
  }
  const own = bytes.subarray(offset, offset + i.length), ops: StackOp[] = [];
  const type = classify(i, own, ops);
  const notrack = (type === 'jmp-dynamic' || type === 'call-dynamic') && own[0] === 0x3e;
  const odd = notrack ? 'notrack' : i.code === Code.Enqcmd_r64_m512 ? 'enqcmd' : undefined;
  const direct = type === 'jmp' || type === 'jcc' || type === 'call';
  return {
    length: i.length, type, stackOps: ops, ...(odd ? { odd } : {}), ...(direct ? { displacement: Number(BigInt.asIntN(i.code && 64, i.nearBranchTarget)) - i.length } : {}),
  };
}

function classify(i: Instruction, bytes: Uint8Array, ops: StackOp[]): InstructionType {
  if (i.encoding !== EncodingKind.Legacy) return 'other';
  const { code } = i, register = (operand: number): boolean => i.opKind(operand) === OpKind.Register;
  const op = (to: Kind, toRegister: number, toOffset: number, from: Kind, fromRegister: number, fromOffset: number): InstructionType => {
    ops.push({ destination: { kind: to, register: toRegister, offset: toOffset }, source: { kind: from, register: fromRegister, offset: fromOffset } });
    return 'other';
  };
  const onSp = register(0) && i.op0Register === Register.RSP, constant = (): number => Number(BigInt.asIntN(32, BigInt(i.immediate(1))));
  if (ADD_REGISTER.has(code)) return onSp ? op('reg', SP, 0, 'add', numberOf(i.op1Register), 0) : 'other';
  if (PUSH.has(code)) return op('push', 0, 0, 'reg', numberOf(i.op0Register), 0);
  if (POP.has(code)) return op('reg', numberOf(i.op0Register), 0, 'pop', 0, 0);
  if (PUSH_OTHER.has(code)) return op('push', 0, 0, 'const', 0, 0);
  if (POP_MEMORY.has(code)) return op('memory', 0, 0, 'pop', 0, 0);
  if (ADD.has(code)) return onSp ? op('reg', SP, 0, 'add', SP, constant()) : 'other';
  if (SUB.has(code)) return onSp ? op('reg', SP, 0, 'add', SP, -constant()) : 'other';
  if (AND.has(code)) return onSp ? op('reg', SP, 0, 'and', SP, constant()) : 'other';
  if (PUSHF.has(code)) return op('pushf', 0, 0, 'const', 0, 0);
  if (POPF.has(code)) return op('memory', 0, 0, 'popf', 0, 0);
  if (LEAVE.has(code)) { op('reg', SP, 0, 'reg', BP, 0); return op('reg', BP, 0, 'pop', 0, 0); }
  if (NOP90.has(code)) return bytes[bytes.length - 1] === 0x90 ? 'nop' : 'other';
  if (SWITCH.has(code)) return 'context-switch';
  const simple = SIMPLE.get(code);
  if (simple) return simple;
  const memory = memoryOf(i);
  if (code === Code.Mov_rm64_r64) {
    const from = numberOf(i.op1Register);
    if (register(0)) return op('reg', numberOf(i.op0Register), 0, 'reg', from, 0);
    return memory && (from === SP || (!memory.absolute && (memory.base === BP || memory.base === SP))) ? op('indirect', memory.base, memory.offset, 'reg', from, 0) : 'other';
  }
  if (code === Code.Mov_r64_rm64) {
    return !register(1) && memory && !memory.absolute && (memory.base === BP || memory.base === SP) ? op('reg', numberOf(i.op0Register), 0, 'indirect', memory.base, memory.offset) : 'other';
  }
  if (code === Code.Lea_r64_m) return memory ? op('reg', numberOf(i.op0Register), 0, memory.offset ? 'add' : 'reg', memory.base, memory.offset) : 'other';
  const opcode = opcodeOf(bytes);
  if (opcode === 0x0f1f || opcode === 0x0f0d) return 'nop';
  switch (i.flowControl) {
    case FlowControl.ConditionalBranch: return 'jcc';
    case FlowControl.UnconditionalBranch: return 'jmp';
    case FlowControl.IndirectBranch: return 'jmp-dynamic';
    case FlowControl.IndirectCall: return 'call-dynamic';
    case FlowControl.Return: return i.mnemonic === Mnemonic.Ret ? 'return' : 'other';
    case FlowControl.Call:
      if (i.mnemonic !== Mnemonic.Call) return 'other';
      op('push', 0, 0, 'const', 0, 0);
      return 'call';
    default: return 'other';
  }
}

/** A memory operand without index; [disp32] without a base counts as rbp. */
function memoryOf(i: Instruction): { base: number; offset: number; absolute: boolean } | undefined {
  if (i.isIpRelMemoryOperand || i.memoryIndex !== Register.None) return undefined;
  const offset = Number(BigInt.asIntN(32, i.memoryDisplacement));
  return i.memoryBase === Register.None ? { base: BP, offset, absolute: true } : { base: numberOf(i.memoryBase), offset, absolute: false };
}

function opcodeOf(bytes: Uint8Array): number {
  let i = 0;
  while ([0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65].includes(bytes[i]!)) i++;
  if ((bytes[i]! & 0xf0) === 0x40) i++;
  return bytes[i] === 0x0f ? 0x0f00 | bytes[i + 1]! : bytes[i]!;
}

function numberOf(register: number): number {
  for (const first of [Register.RAX, Register.EAX, Register.AX]) if (register >= first && register < first + 16) return register - first;
  return -1;
}
