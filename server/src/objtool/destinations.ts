// SPDX-License-Identifier: GPL-2.0-or-later
// Where direct jumps and calls go (KERNEL.md 3.4): to an instruction of the object, to another function (a tail call), or into a thunk,
// which makes them indirect jumps, indirect calls or returns. A resolved call loses its push: the callee's ret takes it back.

import { KeptWith } from '../base/keptWith.ts';
import { neverReturns } from './noreturn.ts';
import type { Instruction, Program, ProgramSection, ProgramSymbol } from './program.ts';
import { functionOf, instructionAt, isStaticJump, preceding } from './program.ts';
import { hex, location, reportAt, stop, stopAt } from './report.ts';
import { symbolStarting } from './symbols.ts';

/** Distance of a pc-relative relocation from the end of its branch. */
const BRANCH_ADDEND = 4;

export function addJumpDestinations(program: Program): void {
  const resolve = program.behaviour.resolvesAllJumps ? resolveAnyJump : resolveJump;
  const { instructions } = program;
  for (let i = 0; i < instructions.length; i++) if (!instructions[i]!.jumpTo && isStaticJump(instructions[i]!)) resolve(program, instructions[i]!);
}

export function addCallDestinations(program: Program): void {
  const { instructions } = program;
  for (let i = 0; i < instructions.length; i++) if (instructions[i]!.type === 'call') resolveCall(program, instructions[i]!);
}

/** Up to 5.17 the walk itself asks whether a callee comes back, when all destinations and tables are known. */
export function endAtCalls(program: Program): void {
  for (const call of program.instructions) if (call.type === 'call' && call.callTo && neverReturns(program, call.callTo)) call.deadEnd = true;
}

function resolveJump(program: Program, jump: Instruction): void {
  const own = functionOf(jump), relocation = jump.relocation;
  let section: ProgramSection | undefined = jump.section, offset = jump.target ?? 0;
  if (relocation) {
    const symbol = relocation.symbol;
    section = symbol.section;
    if (symbol.type === 'SECTION') offset = relocation.addend + BRANCH_ADDEND;
    else if (symbol.retpolineThunk) { becomeRetpoline(program, jump); return; }
    else if (symbol.returnThunk) { becomeReturn(jump); return; }
    else if (program.behaviour.tailCallsBySymbol ? own : !section) { callInstead(program, jump, symbol, true); return; }
    else if (section) offset = symbol.offset + relocation.addend + BRANCH_ADDEND;
    else return;
  }
  const target = instructionAt(section, offset);
  if (!target) { noTarget(program, jump, section, offset); return; }
  const at = target.symbol;
  if (at && target.offset === at.offset) {
    if (at.retpolineThunk) { becomeRetpoline(program, jump); return; }
    if (at.returnThunk) { becomeReturn(jump); return; }
  }
  const other = functionOf(target);
  if (own && other && own !== other && !own.name.includes('.cold') && other.name.includes('.cold')) { own.child = other; other.parent = own; }
  const { codeOwnsInstructions } = program.behaviour;
  const crosses = jump.symbol && at && at.type !== 'NOTYPE' && (codeOwnsInstructions || own) && jump.symbol.parent !== at.parent;
  if (crosses && isFirstInstruction(program, target, at)) {
    callInstead(program, jump, other, true);
    if (!program.behaviour.tailCallsKeepTarget) return;
  }
  jump.jumpTo = target;
}

/** 7.2: everything defined is resolved; only another function's first instruction is a tail call. */
function resolveAnyJump(program: Program, jump: Instruction): void {
  const relocation = jump.relocation;
  let section: ProgramSection | undefined = jump.section, offset = jump.target ?? 0, symbol: ProgramSymbol | undefined;
  if (relocation) {
    symbol = relocation.symbol;
    section = symbol.section;
    if (!section) {
      if (symbol.retpolineThunk) becomeRetpoline(program, jump);
      else if (symbol.returnThunk) becomeReturn(jump);
      else if (functionOf(jump)) callInstead(program, jump, symbol, true);
      return;
    }
    offset = symbol.offset + relocation.addend + BRANCH_ADDEND;
  }
  const target = instructionAt(section, offset);
  if (!target) { noTarget(program, jump, section, offset); return; }
  if (!symbol || symbol.type === 'SECTION') symbol = target.symbol;
  if (symbol && target.offset === symbol.offset) {
    if (symbol.retpolineThunk) { becomeRetpoline(program, jump); return; }
    if (symbol.returnThunk) { becomeReturn(jump); return; }
  }
  if (jump.symbol && symbol?.type === 'FUNC' && jump.symbol.parent !== symbol.parent && isFirstInstruction(program, target, symbol)) { callInstead(program, jump, symbol, true); return; }
  jump.jumpTo = target;
}

function noTarget(program: Program, jump: Instruction, section: ProgramSection | undefined, offset: number): void {
  const symbol = section?.startingAt.get(offset);
  if (symbol?.embedded || (symbol?.returnThunk && !program.behaviour.namesEmbedded)) { becomeReturn(jump); return; }
  const own = functionOf(jump);
  if (program.rules.options.noUnreachable && own && section === jump.section && offset === own.offset + own.size) return;
  const to = program.behaviour.placesMissingTargets && section ? location(program, section, offset) : `${section?.name ?? ''}+0x${hex(offset)}`;
  stopAt(program, jump, 'jump-dest', `can't find jump dest instruction at ${to}`);
}

function isFirstInstruction(program: Program, target: Instruction, symbol: ProgramSymbol): boolean {
  if (target.offset === symbol.offset) return true;
  if (!program.rules.options.ibt) return false;
  const before = preceding(target);
  return before?.type === 'endbr' && functionOf(before) === functionOf(target) && target.offset === symbol.offset + before.length;
}

/** Up to 5.7 calls were one with the retpolines around them. */
function adviseRetpoline(program: Program, call: Instruction): void {
  reportAt(program, call, 'intra-call', 'unsupported intra-function call');
  stop(program, 'intra-call', 'If this is a retpoline, please patch it in with alternatives and annotate it with ANNOTATE_NOSPEC_ALTERNATIVE.');
}

function resolveCall(program: Program, call: Instruction): void {
  const relocation = call.relocation, { callsAnySymbol } = program.behaviour;
  if (!relocation) {
    const callee = calleeAt(program, call.section, call.target ?? -1);
    callInstead(program, call, callee, false);
    if (call.ignored) return;
    if (!callee && program.behaviour.tellsCallOffset) stopAt(program, call, 'intra-call', `can't find call dest symbol at offset 0x${hex(call.target ?? 0)}`);
    else if (!callee && !program.behaviour.saysUnannotated && program.rules.options.retpoline) adviseRetpoline(program, call);
    else if (!callee) stopAt(program, call, 'intra-call', `${program.behaviour.saysUnannotated ? 'unannotated' : 'unsupported'} intra-function call`);
    else if (!callsAnySymbol && functionOf(call) && callee.type !== 'FUNC') stopAt(program, call, 'call-to-notype', 'unsupported call to non-function');
    return;
  }
  const symbol = relocation.symbol;
  if (symbol.type === 'SECTION') {
    const offset = relocation.addend + BRANCH_ADDEND, callee = calleeAt(program, symbol.section, offset);
    if (!callee || callsAnySymbol && callee.type !== 'FUNC') { stopAt(program, call, 'call-dest-symbol', `can't find call dest symbol at ${symbol.section?.name ?? ''}+0x${hex(offset)}`); return; }
    callInstead(program, call, callee, false);
  } else if (symbol.retpolineThunk) becomeRetpoline(program, call);
  else callInstead(program, call, symbol, false);
}

function calleeAt(program: Program, section: ProgramSection | undefined, offset: number): ProgramSymbol | undefined {
  if (!program.behaviour.callsAnySymbol) return symbolStarting(section, offset);
  if (!section) return undefined;
  let first = firstSymbols.get(section);
  if (!first) {
    firstSymbols.set(section, first = new Map());
    for (const symbol of section.symbols) if (symbol.type !== 'SECTION' && !first.has(symbol.offset)) first.set(symbol.offset, symbol);
  }
  return first.get(offset);
}

/** Of each section, by offset; made where calls may go to any symbol. */
const firstSymbols = new KeptWith<ProgramSection, Map<number, ProgramSymbol>>();

function callInstead(program: Program, instruction: Instruction, callee: ProgramSymbol | undefined, tail: boolean): void {
  instruction.callTo = callee;
  if (!callee) return;
  instruction.ops = [];
  noteCall(program, instruction, callee, tail);
}

function becomeRetpoline(program: Program, instruction: Instruction): void {
  instruction.type = instruction.type === 'call' ? 'call-dynamic' : instruction.type === 'jmp' ? 'jmp-dynamic' : 'jcc-dynamic';
  instruction.retpolineSafe = true;
  instruction.ops = [];
  const thunk = instruction.relocation?.symbol;
  if (thunk) noteCall(program, instruction, thunk, false);
}

function becomeReturn(instruction: Instruction): void { instruction.type = 'return'; instruction.retpolineSafe = true; }

/** What a call or tail call is to objtool besides: a static call, a profiling call, or the end of the way. */
function noteCall(program: Program, instruction: Instruction, callee: ProgramSymbol, tail: boolean): void {
  if (instruction.section.name === '.altinstr_replacement' && !program.behaviour.streamsSkipped) return;
  if (callee.staticCallTrampoline) { program.staticCalls.push(instruction); return; }
  if (callee.retpolineThunk) return;
  const { mcount, mnop } = program.rules.options;
  if (mcount && callee.fentry) {
    if (tail) reportAt(program, instruction, 'fentry-tail', `${program.behaviour.saysTailCallSmall ? 'tail' : 'Tail'} call to __fentry__ !?!?`);
    if (mnop || program.behaviour.mcountMakesNops) instruction.type = 'nop';
    return;
  }
  if (!tail && !program.behaviour.deadEndsInWalk && neverReturns(program, callee)) instruction.deadEnd = true;
}

