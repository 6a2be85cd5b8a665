// SPDX-License-Identifier: GPL-2.0-or-later
// Instructions that move the stack pointer, or the frame pointer that the CFA hangs on, without objtool's noticing.

import type { Checked, CheckedInstruction } from '../../objtool/checked.ts';
import { functionOf, instructionsOf, type ProgramSymbol } from '../../objtool/program.ts';
import { operationAt } from '../../x86/operation.ts';
import type { Operation } from '../../x86/operation.ts';
import { beside } from '../flow.ts';
import { isFar } from '../farFrame.ts';
import { BP, SP, type FrameState } from '../frameState.ts';
import type { Lint, LintContext, Part } from '../lint.ts';
import { arrivingAt, before, type Traced } from '../trace.ts';
import { registerName } from '../valueText.ts';

const calleeSaved = [3, BP, 12, 13, 14, 15];

export const stackPointerLints: readonly Lint[] = [
  {
    code: 'untracked-sp-write', severity: 'warning',
    help: 'objtool does not model this instruction, so from here on its rows say where the stack was before.',
    advice: 'Write it in a form that objtool follows (mov of registers, add or sub of a number, push, pop), or put a hint on the next instruction.',
    find(context, { others }, found) {
      const { checked } = context;
      others.forEach(i => {
        const at = checked.instructions[i]!;
        if (!isTracked(at) || at.state.cfa.base !== SP || !mayWrite(checked, i, SP) || hintFollows(checked, i)) return;
        const operation = operationOf(checked, i);
        if ((operation.writes & (1 << SP)) !== 0 && !hasOwnMeaning.has(operation.mnemonic) && !restoresSaved(context, operation, i) && comesBack(context, i)) found(i, `${operation.mnemonic} changes the stack pointer, and objtool does not see it`);
      });
    },
  },
  {
    code: 'fp-clobbered', severity: 'error',
    help: 'The caller\'s frame is found through rbp here, and rbp is overwritten by something objtool does not model.',
    advice: 'Use another register, or put the hint for the new place of the frame on the next instruction.',
    find(context, { others }, found) {
      const { checked } = context;
      others.forEach(i => {
        const at = checked.instructions[i]!;
        if (!isTracked(at) || at.state.cfa.base !== BP || !mayWrite(checked, i, BP) || hintFollows(checked, i)) return;
        const operation = operationOf(checked, i);
        if ((operation.writes & (1 << BP)) !== 0 && !entersGuest(context, i)) found(i, `${operation.mnemonic} changes rbp while the frame is found through it`);
      });
    },
  },
  {
    code: 'encoding-hides-effect', severity: 'warning',
    help: 'The same move in its other encoding is one that objtool sees.',
    advice: 'Drop the pseudo prefix ({load}), so that as takes its usual encoding.',
    find({ checked }, { all }, found) {
      all.forEach(i => {
        const at = checked.instructions[i]!;
        if (at.decoded.length !== 3 || !isTracked(at) || at.state.type !== 'call') return;
        const { bytes } = checked.program.object.sections[at.section]!, rex = bytes[at.offset]!, opcode = bytes[at.offset + 1]!, modrm = bytes[at.offset + 2]!;
        if (rex !== 0x48 || opcode !== 0x8b || modrm < 0xc0) return;
        const from = modrm & 7, to = modrm >> 3 & 7;
        if ((from === SP && to === BP) || (from === BP && to === SP)) found(i, 'objtool does not see this encoding of the move (opcode 8b instead of 89)');
      });
    },
  },
  {
    code: 'word-push', severity: 'error',
    help: 'The CPU moves the stack pointer by two bytes; objtool counts eight.',
    advice: 'Push and pop whole registers.',
    find({ checked }, { moving }, found) {
      moving.forEach(i => {
        const at = checked.instructions[i]!, [op] = checked.program.instructions[i]!.ops;
        if (!op || !isTracked(at)) return;
        const { bytes } = checked.program.object.sections[at.section]!;
        if (bytes[at.offset] !== 0x66 || !(op.destination.kind === 'push' || op.destination.kind === 'pushf' || op.source.kind === 'pop' || op.source.kind === 'popf')) return;
        found(i, 'two bytes on the stack; objtool counts eight');
      });
    },
  },
  {
    code: 'orc-offset-overflow', severity: 'error',
    help: 'An ORC row has sixteen bits for an offset.',
    advice: 'Keep large buffers off the stack.',
    find({ checked }, { all }, found) {
      const overflows = (at: CheckedInstruction | undefined) => at?.state !== undefined && at.visited && isFar(at.state);
      all.forEach(i => {
        const at = checked.instructions[i]!;
        if (at.state && overflows(at) && !overflows(beside(checked, i, -1))) found(i, `the frame is ${at.state.cfa.offset} bytes away, more than an ORC row can say`);
      });
    },
  },
  {
    code: 'bp-clobbered-unsaved', severity: 'error',
    help: 'C callers rely on rbx, rbp and r12-r15 being as they left them.',
    advice: 'Push the register at the entry and pop it in front of each return.',
    find({ traced, checked }, { returns }, found) {
      returns.forEach(i => {
        const at = checked.instructions[i]!, symbol = functionOf(checked.program.instructions[i]);
        if (!symbol || symbol.binding === 'LOCAL' || at.state?.type !== 'call' || at.hint || neverRestored(symbol) === 0) return;
        const state = before(traced, i), sp = state?.registers[SP];
        if (!state || sp?.kind !== 'address' || sp.offset !== 0 || !checked.program.instructions[sp.stack]?.section.functionAt.has(checked.program.instructions[sp.stack]!.offset)) return;
        const wrong = calleeSaved.filter(r => {
          const value = state.registers[r]!;
          return value.kind === 'constant' || value.kind === 'address' || value.kind === 'symbol' || (value.kind === 'entry' && value.register !== r);
        });
        if (wrong.length > 0) found(i, `returns with ${wrong.map(registerName).join(', ')} changed, which the caller relies on`);
      });
    },
  },
];

/** Their effect on rsp is part of the flow objtool knows. */
const hasOwnMeaning: ReadonlySet<string> = new Set(['call', 'ret', 'iretq', 'push', 'pop', 'pushfq', 'popfq', 'leave', 'sysretq', 'sysexitq', 'syscall', '(bad)']);

export function operationOf(checked: Checked, index: number): Operation {
  const at = checked.instructions[index]!;
  return operationAt(checked.program.object.sections[at.section]!.bytes, at.offset, checked.program.mode);
}

/**
 * This object also stores rsp there (in the same variable, or the same field of a structure): what is loaded is a stack that was left on
 * purpose, and as deep as it was left.
 */
function restoresSaved({ checked, object }: LintContext, { operands: [, from] }: Operation, index: number): boolean {
  if (from?.kind !== 'memory') return false;
  if (typeof from.place.base !== 'number') return object.savedTo.has(nameOf(checked, index));
  return from.place.displacement !== 0 && object.savedTo.has(String(from.place.displacement));
}

/** Where instructions store rsp: displacements of fields, names of variables. */
export function savedTo(checked: Checked, { others, moving }: Part): string[] {
  return [...others, ...moving].flatMap(i => {
    const { section: { bytes }, offset } = checked.program.instructions[i]!, at = bytes[offset] === 0x65 ? offset + 1 : offset;
    // mov %rsp, anywhere
    if (bytes[at] !== 0x48 || bytes[at + 1] !== 0x89 || (bytes[at + 2]! & 0x38) !== 0x20 || bytes[at + 2]! >= 0xc0) return [];
    const [to] = operationOf(checked, i).operands;
    return to?.kind !== 'memory' ? [] : typeof to.place.base === 'number' ? [String(to.place.displacement), nameOf(checked, i)] : [nameOf(checked, i)];
  });
}

function nameOf({ program }: Checked, index: number): string { return `$${program.instructions[index]!.relocation?.symbol.name ?? ''}`; }

/** Something that follows uses the stack of the caller: a return, a call or a jump out. What only halts needs no frame. */
function comesBack({ checked, looked }: LintContext, index: number): boolean {
  const seen = new Set([index]), waiting = [index];
  while (waiting.length > 0) {
    const at = waiting.pop()!, { next } = checked.instructions[at]!, { type } = checked.program.instructions[at]!;
    looked(at);
    if (type === 'return' || type === 'call' || type === 'call-dynamic' || next.length === 0) return true;
    for (const { to } of next) if (!seen.has(to)) { seen.add(to); waiting.push(to); }
    if (seen.size > 10_000) return true;
  }
  return false;
}

/** All registers are another machine's here: the function enters a guest, and gives up backtraces on purpose. */
function entersGuest({ checked, looked }: LintContext, index: number): boolean {
  const { instructions } = checked, { symbol } = instructions[index]!;
  for (let i = index; i < instructions.length && instructions[i]!.symbol === symbol; i++) { looked(i); if (guestEntries.has(operationOf(checked, i).mnemonic)) return true; }
  for (let i = index; i >= 0 && instructions[i]!.symbol === symbol; i--) { looked(i); if (guestEntries.has(operationOf(checked, i).mnemonic)) return true; }
  return false;
}

const guestEntries: ReadonlySet<string> = new Set(['vmrun', 'vmlaunch', 'vmresume']);

/** objtool follows the stack here. */
function isTracked(at: CheckedInstruction): at is CheckedInstruction & { readonly state: NonNullable<CheckedInstruction['state']> } {
  const { state } = at;
  return state !== undefined && !state.forceUndefined && state.type !== 'undefined' && state.type !== 'end-of-stack' && state.cfa.base >= 0;
}

/** The instruction behind says itself what the state is. */
function hintFollows(checked: Checked, index: number): boolean {
  const { next } = checked.instructions[index]!;
  return next.length === 0 || next.every(edge => checked.instructions[edge.to]!.hint || checked.program.instructions[edge.to]!.restore);
}

/** Could the register be one that is written? */
function mayWrite(checked: Checked, index: number, register: number): boolean {
  const at = checked.instructions[index]!;
  return (writtenRegisters(checked.program.object.sections[at.section]!.bytes, at.offset) & (1 << register)) !== 0;
}

/** General registers that the opcode or the ModRM byte names for writing, as bits; more than there are rather than fewer. Most instructions need no decoding then. */
export function writtenRegisters(bytes: Uint8Array, offset: number): number {
  let i = offset, rex = 0;
  while (isPrefix(bytes[i]!)) { if ((bytes[i]! & 0xf0) === 0x40) rex = bytes[i]!; i++; }
  const opcode = bytes[i]!;
  // VEX and EVEX: those that write general registers compute something, and what they compute is unknown anyway.
  if (opcode === 0xc4 || opcode === 0xc5 || opcode === 0x62) return 0;
  if (opcode === 0xc8 || opcode === 0xc9) return (1 << SP) | (1 << BP);
  const two = opcode === 0x0f, modrm = bytes[two ? i + 2 : i + 1]!;
  const last = two ? bytes[i + 1]! : opcode, extended = rex & 1 ? 8 : 0;
  // cpuid answers in rbx as well.
  if (two && last === 0xa2) return 1 << 3;
  if (two ? (last >= 0x80 && last <= 0x8f) || (last === 0x7e && bytes[i - 1] === 0xf3) || (last === 0x7e && rex !== 0 && bytes[i - 2] === 0xf3) : leavesAlone(last)) return 0;
  // push, pop, xchg with rax, mov of an immediate, bswap.
  const inOpcode = two ? last >= 0xc8 && last <= 0xcf : (last >= 0x50 && last <= 0x5f) || (last >= 0x90 && last <= 0x97) || (last >= 0xb0 && last <= 0xbf);
  if (inOpcode) return 1 << ((last & 7) + extended);
  if (two ? isVector(last) : opcode < 0x40 && (opcode & 7) > 3) return 0;
  // Without a REX prefix the byte registers 4 to 7 are ah, ch, dh and bh.
  const bytewise = rex === 0 && (two ? last === 0xb6 || last === 0xbe : (opcode < 0x40 && (opcode & 1) === 0) || opcode === 0x88 || opcode === 0x8a);
  if (bytewise && (modrm & 7) > 3) return two ? 1 << (modrm >> 3 & 7) : 0;
  const group = two ? last === 0xba || last === 0xc7 || last === 0xae || last === 0x01 || last === 0x00 : groups.has(opcode);
  // Control and debug registers are moved to registers only, whatever the byte says.
  const writes = two ? 'both' : writtenBy(opcode, modrm), isRegister = modrm >= 0xc0 || (two && (last === 0x20 || last === 0x21));
  return (group || writes === 'rm' || writes === 'none' ? 0 : 1 << ((modrm >> 3 & 7) + (rex & 4 ? 8 : 0))) | (isRegister && writes !== 'reg' && writes !== 'none' ? 1 << ((modrm & 7) + extended) : 0);
}

/** Jumps, calls, string instructions and what sets flags: no ModRM byte, and no register written that callers rely on. */
function leavesAlone(opcode: number): boolean {
  return (opcode >= 0x70 && opcode <= 0x7f) || (opcode >= 0xa4 && opcode <= 0xaf) || (opcode >= 0xe0 && opcode <= 0xe3) || (opcode >= 0xe8 && opcode <= 0xeb) || opcode === 0x98 || opcode === 0x99
    || opcode === 0xc2 || opcode === 0xc3 || opcode === 0xcc || opcode === 0xf4 || opcode === 0xf5 || (opcode >= 0xf8 && opcode <= 0xfd);
}

/** Which of the ModRM byte's operands a one-byte opcode may write. */
function writtenBy(opcode: number, modrm: number): 'reg' | 'rm' | 'both' | 'none' {
  // cmp and test.
  if ((opcode & 0xfc) === 0x38 || opcode === 0x84 || opcode === 0x85 || ((opcode & 0xfc) === 0x80 && (modrm & 0x38) === 0x38)) return 'none';
  if (opcode < 0x40) return (opcode & 2) === 0 ? 'rm' : 'reg';
  if (opcode === 0x88 || opcode === 0x89) return 'rm';
  return opcode === 0x8a || opcode === 0x8b || opcode === 0x8d || opcode === 0x63 || opcode === 0x69 || opcode === 0x6b ? 'reg' : 'both';
}

/** Opcodes whose ModRM byte names an operation where others name a register. */
const groups: ReadonlySet<number> = new Set([0x80, 0x81, 0x83, 0x8f, 0xc0, 0xc1, 0xc6, 0xc7, 0xd0, 0xd1, 0xd2, 0xd3, 0xf6, 0xf7, 0xfe, 0xff]);

/** Two-byte opcodes that work on vector registers; movd, pmovmskb and pextrw are among those that do not. */
function isVector(second: number): boolean {
  return (second >= 0x10 && second <= 0x17) || (second >= 0x28 && second <= 0x2b) || second === 0x2e || second === 0x2f || (second >= 0x51 && second <= 0x6f)
    || (second >= 0x70 && second <= 0x7f && second !== 0x78 && second !== 0x7e) || second === 0x38 || second === 0x3a || (second >= 0xd0 && second !== 0xd7) || second === 0xc2 || second === 0xc6;
}

/** Callee-saved registers that a function may write and does not take back from its stack, as bits: without any there is nothing to trace. */
function neverRestored(symbol: ProgramSymbol): number {
  let known = unrestored.get(symbol);
  if (known !== undefined) return known;
  let named = 0, restored = 0;
  for (const own of instructionsOf(symbol)) {
    if (own.ops.length === 0 || own.ops[0]!.source.kind === 'reg' || own.ops[0]!.source.kind === 'add') named |= writtenRegisters(own.section.bytes, own.offset);
    for (const { destination, source } of own.ops) if (destination.kind === 'reg' && (source.kind === 'pop' || source.kind === 'indirect')) restored |= 1 << destination.register;
  }
  known = named & ~restored & calleeSavedBits;
  unrestored.set(symbol, known);
  return known;
}

const unrestored = new WeakMap<ProgramSymbol, number>();
const calleeSavedBits = calleeSaved.reduce((bits, r) => bits | (1 << r), 0);

function isPrefix(byte: number): boolean { return byte === 0x66 || byte === 0xf2 || byte === 0xf3 || byte === 0xf0 || byte === 0x65 || byte === 0x64 || (byte & 0xf0) === 0x40; }

/** For the other rules: what is known of rsp relative to the function's entry before a hint is believed. */
export function depthAt(traced: Traced, index: number, given?: FrameState): number | undefined {
  const checked = traced.checked, own = checked.program.instructions[index]!, owner = functionOf(own);
  if (!owner) return undefined;
  const state = given ?? arrivingAt(traced, index), sp = state?.registers[SP];
  if (sp?.kind !== 'address') return undefined;
  const entry = checked.program.instructions[sp.stack];
  return entry && entry.section === own.section && entry.offset === owner.offset ? 0 - sp.offset : undefined;
}
