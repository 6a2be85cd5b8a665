// SPDX-License-Identifier: GPL-2.0-or-later
// States of i386 code, where objtool has nothing to say: 32-bit kernels, the 32-bit vDSO, boot code. The walk is objtool's, with words of four
// bytes, and goes on behind what objtool would stop at; it finds nothing and makes no rows, it only knows states. It starts at functions: nothing
// says how control gets to other code, so that has none. Code of another mode in the object (.code16, .code64) has none either.
//
// What differs from a kernel's ELF64 object, and is put right in front of the walk (settle):
//   relocations have their addend in the field
//   a call of a label inside the function is a push if it only asks where it is (`call 1f; 1: pop %ebx`), else what it calls takes the push back
//   a call leaves nothing known in the registers that belong to the callee
//   a jump to an address that the code before it takes of its own function goes there (`lea 1f(,%ebx,2), %ebx; jmp *%ebx`)
//   iret, lret, sysexit and far jumps end the way; a function that ends like that, itself or in code it jumps to, and never returns is called by the
//   CPU, not by a call

import { statementSpanAt, type ObjectFile, type ObjectSection, type Relocation } from '../object/objectFile.ts';
import { overwrites } from '../x86/decode32.ts';
import { operationAt } from '../x86/operation.ts';
import type { StackOp } from '../x86/instruction.ts';
import { addEdge } from './alternatives.ts';
import { newProgram, prepare, untilStopped } from './check.ts';
import type { Checked } from './checked.ts';
import { noOptions } from './options.ts';
import type { Decode, Instruction, Program, ProgramSymbol } from './program.ts';
import { endOf, following, functionOf, instructionAt, preceding } from './program.ts';
import { walkRest } from './recover.ts';
import { result } from './result.ts';
import type { Rules } from './rules.ts';
import { registerNames } from './stateText.ts';
import { SP } from './states.ts';

/** `parity` with the states of i386 code instead of its own; its findings stay, and are all there are. */
export function walk32(parity: Checked, rules: Rules, decode: Decode): Checked {
  const { object, budget } = parity.program;
  const program = newProgram(withAddends(object), rules32(rules), decoderFor(object, decode), budget, true, 4);
  untilStopped(() => {
    if (!prepare(program)) return;
    settle(program);
    walkRest(program, nowhere, new Set());
  });
  program.findings.length = 0;
  const walked = result(program, [], parity.stopped);
  const instructions = walked.instructions.map(({ beyond: _beyond, ...instruction }) => instruction);
  return { ...walked, instructions, findings: parity.findings, exit: parity.exit };
}

/** What the walk's states lie beyond: no finding, but objtool itself. */
const nowhere = -1;

/** Only what decides where the walk goes. */
function rules32(rules: Rules): Rules {
  return { ...rules, options: { ...noOptions, orc: true }, behaviour: { ...rules.behaviour, seesRegisterMoves: true, bareAddresses: 'lea', leaveAlwaysSizes: true } };
}

function withAddends(object: ObjectFile): ObjectFile {
  return { ...object, sections: object.sections.map(section => section.relocations.length === 0 ? section : { ...section, relocations: section.relocations.map(one => withAddend(section, one)) }) };
}

function withAddend({ bytes }: ObjectSection, relocation: Relocation): Relocation {
  const { offset, type } = relocation;
  if (offset < 0 || offset + 4 > bytes.length || type !== 'R_386_32' && type !== 'R_386_PC32' && type !== 'R_386_PLT32') return relocation;
  const field = bytes[offset]! | bytes[offset + 1]! << 8 | bytes[offset + 2]! << 16 | bytes[offset + 3]! << 24;
  return { ...relocation, addend: relocation.addend + BigInt(field) };
}

/** Stretches of another mode are decoded as what they are; there, nothing touches the stack. */
function decoderFor(object: ObjectFile, decode: Decode): Decode {
  const foreign = new Map(object.sections.filter(hasForeign).map(section => [section.bytes, section]));
  return (bytes, offset, mode) => {
    const section = foreign.get(bytes), other = section && modeAt(section, offset);
    return other === undefined ? decode(bytes, offset, mode) : { ...decode(bytes, offset, other), stackOps: [] };
  };
}

function hasForeign(section: ObjectSection): boolean { return section.spans.some(span => span.mode !== undefined); }

function modeAt(section: ObjectSection, offset: number): 16 | 64 | undefined { return statementSpanAt(section, offset)?.mode; }

function settle(program: Program): void {
  const foreign = new Map(program.sections.map(section => [section, hasForeign(program.object.sections[section.index]!)]));
  for (const instruction of program.instructions) {
    if (foreign.get(instruction.section) && modeAt(program.object.sections[instruction.section.index]!, instruction.offset) !== undefined) leaveAlone(instruction);
    else if (endsTheWay(program, instruction)) { instruction.type = 'return'; instruction.ops = []; }
    else if (instruction.type === 'call' || instruction.type === 'call-dynamic') instruction.ops = callOps(instruction);
    else if (instruction.relocation && instruction.ops.some(addsToSp)) instruction.ops = overwrites([SP]);
    if (instruction.type === 'jmp-dynamic' && !instruction.jumpTable) addTakenAddress(program, instruction);
  }
  for (const instruction of program.instructions) if (instruction.jumpTo?.ignored) instruction.jumpTo = undefined;
  for (const { symbols } of program.sections) for (const symbol of symbols) if (symbol.type === 'FUNC') leaveEntryAlone(symbol);
}

/** The nearest address of its own function that the straight line before an indirect jump takes is where it goes, or what it counts from. */
function addTakenAddress(program: Program, jump: Instruction): void {
  const own = functionOf(jump);
  if (!own) return;
  for (let i = preceding(jump); i && functionOf(i) === own && i.type === 'other'; i = preceding(i)) {
    const { relocation } = i;
    if (relocation?.type !== 'R_386_32') continue;
    const target = instructionAt(relocation.symbol.section, relocation.symbol.offset + relocation.addend);
    if (!target || functionOf(target) !== own) continue;
    jump.jumpTable = relocation;
    addEdge(program, jump, { target, skipOriginal: false, kind: 'jump-table' });
    return;
  }
}

/** The entry of a system call or an exception is a function by name only: there is no return address at its beginning. */
function leaveEntryAlone(symbol: ProgramSymbol): void {
  const first = instructionAt(symbol.section, symbol.offset);
  let switches = false;
  for (let i = first; i && i.symbol === symbol; i = following(i)) {
    if (i.decoded.type === 'return') return;
    switches ||= i.type === 'return' || i.jumpTo !== undefined && switchesBehind(i.jumpTo);
  }
  if (first && switches) first.ignored = true;
}

/** Code that is no function, from a place on: whether it leaves by `iret` and the like and never returns. */
function switchesBehind(target: Instruction): boolean {
  const { symbol } = target;
  if (symbol?.type === 'FUNC') return false;
  let switches = false;
  for (let i: Instruction | undefined = target; i && i.symbol === symbol; i = following(i)) {
    if (i.decoded.type === 'return') return false;
    switches ||= i.type === 'return';
  }
  return switches;
}

/** No walk comes here. */
function leaveAlone(instruction: Instruction): void {
  instruction.ignored = true;
  instruction.ops = [];
  const before = preceding(instruction);
  if (before && !before.ignored) before.deadEnd = true;
}

function endsTheWay(program: Program, { type, decoded, section, offset }: Instruction): boolean {
  if (decoded.type === 'iret') return true;
  if (type !== 'other' && type !== 'context-switch' && type !== 'sysret' && type !== 'syscall') return false;
  const { mnemonic } = operationAt(section.bytes, offset, program.mode);
  return mnemonic === 'retf' || mnemonic === 'sysexit' || mnemonic === 'sysret' || mnemonic === 'jmp';
}

function callOps(call: Instruction): readonly StackOp[] {
  const asksWhere = call.type === 'call' && !call.callTo && !call.relocation && call.target === endOf(call);
  if (asksWhere) return call.ops;
  const thunk = call.callTo?.name.startsWith(placeThunk) ? call.callTo.name.slice(placeThunk.length) : undefined;
  return thunk === undefined ? callerSaved : overwrites([registerNames.indexOf(thunk)].filter(number => number >= 0));
}

/** Compilers call these to learn where they are; they change the one register in their name. */
const placeThunk = '__x86.get_pc_thunk.';

/** eax, ecx and edx are the callee's. */
const callerSaved = overwrites([0, 1, 2]);

function addsToSp({ destination, source }: StackOp): boolean { return destination.kind === 'reg' && destination.register === SP && source.kind === 'add'; }
