// SPDX-License-Identifier: GPL-2.0-or-later
// Decodes every exec section from its first byte to its last, data in text included, and says which symbol owns each instruction.

import type { Decoded, StackOp } from '../x86/instruction.ts';
import type { FlowType, Instruction, Program, ProgramRelocation, ProgramSection, ProgramSymbol } from './program.ts';
import { following, instructionAt } from './program.ts';
import { hex, report, stop } from './report.ts';
import { formerAt, formerOf } from './revision.ts';
import { BP, SP } from './states.ts';
import { symbolCovering } from './symbols.ts';
import { oldStackOps } from './oldDecoder.ts';

const IRET_FRAME_SIZE = 40;
const NO_OPS: readonly StackOp[] = [];
const IRET_OPS: readonly StackOp[] = [{ destination: { kind: 'reg', register: SP, offset: 0 }, source: { kind: 'add', register: SP, offset: IRET_FRAME_SIZE } }];

export function decodeInstructions(program: Program): void {
  let count = 0;
  for (const section of program.sections) {
    if (!section.executable) continue;
    decodeSection(program, section);
    section.base = count;
    count += section.instructions.length;
    giveToSymbols(program, section);
  }
  const all = new Array<Instruction>(count);
  for (const { instructions, base } of program.sections) for (let i = 0; i < instructions.length; i++) all[base + i] = instructions[i]!;
  program.instructions = all;
}

export function firstRelocationFrom(section: ProgramSection, offset: number): number {
  const relocations = section.relocations;
  let low = 0, high = relocations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (relocations[middle]!.offset < offset) low = middle + 1; else high = middle;
  }
  return low;
}

/** A made-up or decoded instruction before any pass looked at it. */
export function newInstruction(section: ProgramSection, offset: number, length: number, index: number, decoded: Decoded, type: FlowType, ops: readonly StackOp[],
  relocation: ProgramRelocation | undefined, target: number | undefined): Instruction {
  return {
    section, offset, length, decoded, index, type, ops, symbol: undefined, relocation, target, jumpTo: undefined, callTo: undefined, edges: undefined,
    group: undefined, jumpTable: undefined, staysInside: false, firstJumpSource: undefined, deadEnd: type === 'bug', ignored: false, ignoreAlternatives: false, noEndbr: false,
    retpolineSafe: false, hint: false, save: false, restore: false, retOffset: 0, unretStart: false, noCfi: false, instr: 0, state: undefined, visited: 0,
    trail: undefined, beyond: undefined, part: undefined,
  };
}

/** The same of a record that was another revision's. */
function renewed(made: Instruction, section: ProgramSection, offset: number, length: number, index: number, decoded: Decoded, type: FlowType, ops: readonly StackOp[],
  relocation: ProgramRelocation | undefined, target: number | undefined): Instruction {
  made.section = section;
  made.offset = offset;
  made.length = length;
  made.index = index;
  made.decoded = decoded;
  made.type = type;
  made.ops = ops;
  made.relocation = relocation;
  made.target = target;
  made.symbol = made.callTo = undefined;
  made.jumpTo = made.firstJumpSource = undefined;
  made.edges = undefined;
  made.group = undefined;
  made.jumpTable = undefined;
  made.deadEnd = type === 'bug';
  made.staysInside = made.ignored = made.ignoreAlternatives = made.noEndbr = made.retpolineSafe = made.noCfi = false;
  made.hint = made.save = made.restore = made.unretStart = false;
  made.retOffset = made.instr = made.visited = 0;
  made.state = undefined;
  made.trail = undefined;
  made.beyond = undefined;
  return made;
}

function decodeSection(program: Program, section: ProgramSection): void {
  const { decode, mode } = program, bytes = section.bytes, relocations = section.relocations;
  section.instructions = [];
  section.at = new Int32Array(section.size + 1);
  let nextRelocation = 0;
  const { revision } = program, former = revision && formerOf(revision, program, section);
  for (let offset = 0; offset < bytes.length;) {
    program.budget.spend();
    const decoded = decode(bytes, offset, mode);
    if (decoded.odd) reportOdd(program, section, offset, decoded);
    const end = offset + lengthOf(program, bytes, offset, decoded);
    while (nextRelocation < relocations.length && relocations[nextRelocation]!.offset < offset) nextRelocation++;
    const candidate = relocations[nextRelocation];
    const relocation = candidate && candidate.offset < end ? candidate : undefined;
    const target = decoded.displacement === undefined ? undefined : end + decoded.displacement;
    const type = flowType(program, section, offset, decoded);
    const ops = type === 'other' && decoded.type === 'iret' ? IRET_OPS : stackOps(program, section.bytes, offset, decoded);
    const position = former ? formerAt(former, offset) : -1, old = position < 0 ? undefined : former!.section.instructions[position], index = section.instructions.length;
    if (revision) revision.from.push(position < 0 ? -1 : former!.section.base + position);
    section.instructions.push(old ? renewed(old, section, offset, end - offset, index, decoded, type, ops, relocation, target)
      : newInstruction(section, offset, end - offset, index, decoded, type, ops, relocation, target));
    section.at[offset] = section.instructions.length;
    offset = end;
  }
}

/** Opcodes that 64-bit mode took away. The decoder stops at them, or still knows their operands. */
const removedOpcodes: ReadonlySet<number> = new Set([0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37, 0x3f, 0x60, 0x61, 0x9a, 0xce, 0xd4, 0xea]);

function lengthOf(program: Program, bytes: Uint8Array, offset: number, decoded: Decoded): number {
  if (program.behaviour.removedOpcodesStop && program.mode === 64 && decoded.invalid) {
    const at = opcodeAt(bytes, offset);
    if (removedOpcodes.has(bytes[at]!)) return at + 1 - offset;
  }
  return Math.max(decoded.length, 1);
}

/** What control flow does here in this generation of objtool; iret comes back only inside a function. */
function flowType(program: Program, section: ProgramSection, offset: number, decoded: Decoded): FlowType {
  const { splitSwitches, eventReturns } = program.behaviour;
  switch (decoded.type) {
    case 'iret': {
      const owner = symbolCovering(section, offset);
      if (owner?.type === 'FUNC' && program.behaviour.iretComesBack) return 'other';
      return splitSwitches ? 'sysret' : 'context-switch';
    }
    case 'context-switch': {
      const second = opcode(section.bytes, offset);
      if (!eventReturns && second === 0x0f01) return 'clac';
      return !splitSwitches ? 'context-switch' : second === 0x0f05 || second === 0x0f34 ? 'syscall' : 'sysret';
    }
    case 'nop': return splitSwitches && isOddNop(section.bytes, offset, decoded.length) ? 'other' : 'nop';
    case 'trap': return program.behaviour.knowsTraps ? 'trap' : 'other';
    case 'jcc': return !program.behaviour.loopsJump && isLoop(section.bytes, offset) ? 'other' : 'jcc';
    case 'other': return splitSwitches && section.bytes[offset] === 0xd6 ? 'bug' : 'other';
    default: return decoded.type;
  }
}

/** The decoder's operations, less or more of what this generation sees. */
function stackOps(program: Program, bytes: Uint8Array, offset: number, decoded: Decoded): readonly StackOp[] {
  if (program.behaviour.fixedEncodings) return oldOps(program, bytes, offset, decoded);
  const { seesRegisterMoves, bareAddresses } = program.behaviour, ops = decoded.stackOps, first = ops[0];
  if (bareAddresses === 'all' && !first && decoded.type === 'other') return bareAddressOps(bytes, offset);
  if (!first) return NO_OPS;
  if (first.destination.kind !== 'reg' || ops.length > 1) return ops;
  if (bareAddresses === 'none' && first.source.register === BP && isBareLea(bytes, offset)) return NO_OPS;
  const unseen = !seesRegisterMoves && first.source.kind === 'reg' && first.destination.register !== SP && first.source.register !== SP && opcode(bytes, offset) === 0x89;
  return unseen ? NO_OPS : ops;
}

function oldOps({ behaviour }: Program, bytes: Uint8Array, offset: number, decoded: Decoded): readonly StackOp[] {
  if (decoded.type === 'iret' && !behaviour.iretComesBack) return NO_OPS;
  return isVex(bytes, offset) ? NO_OPS : oldStackOps(bytes, opcodeAt(bytes, offset), decoded.stackOps, behaviour);
}

function isVex(bytes: Uint8Array, offset: number): boolean {
  let at = offset;
  while (isPrefix(bytes[at])) at++;
  return bytes[at] === 0xc4 || bytes[at] === 0xc5 || bytes[at] === 0x62;
}

function isLoop(bytes: Uint8Array, offset: number): boolean { const code = opcode(bytes, offset); return code >= 0xe0 && code <= 0xe2; }

/** `lea address,%reg`: an address without any register. */
function isBareLea(bytes: Uint8Array, offset: number): boolean {
  const at = opcodeAt(bytes, offset);
  return bytes[at] === 0x8d && isBareOperand(bytes, at);
}

/** 6.1 takes `mov address,%reg` and `mov %reg,address` for accesses through rbp. */
function bareAddressOps(bytes: Uint8Array, offset: number): readonly StackOp[] {
  const at = opcodeAt(bytes, offset), code = bytes[at], rex = bytes[at - 1] ?? 0;
  if ((code !== 0x8b && code !== 0x89) || at === offset || (rex & 0xf8) !== 0x48 || !isBareOperand(bytes, at)) return NO_OPS;
  const register = (bytes[at + 1]! >> 3 & 7) + (rex & 4 ? 8 : 0);
  const displacement = bytes[at + 3]! | bytes[at + 4]! << 8 | bytes[at + 5]! << 16 | bytes[at + 6]! << 24;
  const memory = { kind: 'indirect' as const, register: BP, offset: displacement }, value = { kind: 'reg' as const, register, offset: 0 };
  return [code === 0x8b ? { destination: value, source: memory } : { destination: memory, source: value }];
}

/** ModRM without a base, SIB without base and index, disp32. */
function isBareOperand(bytes: Uint8Array, opcodeIndex: number): boolean { return (bytes[opcodeIndex + 1]! & 0xc7) === 0x04 && bytes[opcodeIndex + 2] === 0x25; }

/** pause, xchg %rax,%r8 and prefetch are nops of older generations only. */
function isOddNop(bytes: Uint8Array, offset: number, length: number): boolean {
  const code = opcode(bytes, offset);
  if (code === 0x0f0d) return true;
  if (code !== 0x90) return false;
  for (let i = offset; i < offset + length - 1; i++) {
    const prefix = bytes[i]!;
    if (prefix === 0xf3 || ((prefix & 0xf0) === 0x40 && (prefix & 1) === 1)) return true;
  }
  return false;
}

/** The opcode behind the prefixes: one byte, or 0x0f00 + the second. */
function opcode(bytes: Uint8Array, offset: number): number {
  const at = opcodeAt(bytes, offset), first = bytes[at] ?? 0;
  return first === 0x0f ? 0x0f00 | (bytes[at + 1] ?? 0) : first;
}

function opcodeAt(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (isPrefix(bytes[at])) at++;
  if ((bytes[at]! & 0xf0) === 0x40) at++;
  return at;
}

function isPrefix(byte: number | undefined): boolean {
  switch (byte) {
    case 0x66: case 0x67: case 0xf0: case 0xf2: case 0xf3: case 0x2e: case 0x36: case 0x3e: case 0x26: case 0x64: case 0x65: return true;
    default: return false;
  }
}

function reportOdd(program: Program, section: ProgramSection, offset: number, decoded: Decoded): void {
  const at = `${section.name}:0x${hex(offset)}`, place = { section: section.index, offset };
  switch (decoded.odd) {
    case 'truncated': stop(program, 'decode', `can't decode instruction at ${at}`); return;
    case 'notrack': if (program.behaviour.tellsNotrack) report(program, 'notrack', `notrack prefix found at ${at}`, place); return;
    case 'enqcmd': report(program, 'enqcmd', `ENQCMD instruction at ${section.name}:${hex(offset)}`, place); return;
    case 'invalid-lea': report(program, 'lea-encoding', `invalid LEA encoding at ${at}`, place); return;
  }
}

/** Later symbols take instructions from earlier ones, so a sized region inside a function is no longer the function's. */
function giveToSymbols(program: Program, section: ProgramSection): void {
  const { codeOwnsInstructions, functionAtEndMessage } = program.behaviour;
  for (const symbol of section.symbols) {
    const isFunction = symbol.type === 'FUNC';
    if (!isFunction && !(codeOwnsInstructions && symbol.type === 'NOTYPE')) continue;
    if (symbol.offset === section.size && functionAtEndMessage) {
      if (!isFunction) continue;
      stop(program, 'func-at-section-end', `${symbol.name}(): STT_FUNC at end of section`);
      continue;
    }
    if (symbol.embedded || symbol.returnThunk && !program.behaviour.namesEmbedded || symbol.alias !== symbol) continue;
    const first = instructionAt(section, symbol.offset);
    if (!first) { stop(program, 'func-not-on-insn', `${symbol.name}(): can't find starting instruction`); continue; }
    giveTo(program, symbol, first);
  }
}

function giveTo(program: Program, symbol: ProgramSymbol, first: Instruction): void {
  const end = symbol.offset + symbol.size;
  for (let i: Instruction | undefined = first; i && i.offset < end; i = following(i)) {
    i.symbol = symbol;
    if (symbol.type === 'FUNC' && i.type === 'endbr' && i.offset === symbol.offset) program.endbrs.add(i);
  }
}
