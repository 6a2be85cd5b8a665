// SPDX-License-Identifier: GPL-2.0-or-later
// The instruction does its work: stack operations change the state, flag instructions change AC and DF, and its type says what must hold
// and where the way goes on.

import { isTailCall, leaves } from './noreturn.ts';
import type { Instruction, ProgramSymbol } from './program.ts';
import { functionOf } from './program.ts';
import type { OpContext } from './stackOps.ts';
import { applyStackOp, opProblemWords } from './stackOps.ts';
import { straightLineProblem } from './speculation.ts';
import { BP, SP } from './states.ts';
import type { Problem } from './transfers.ts';
import { checkCall, checkReturn, checkTailCall, hasFrame } from './transfers.ts';
import type { Frame, Step, Walk } from './walk.ts';
import { find, findHere, newFrame } from './walk.ts';
import { popFlags, pushFlags } from './walkState.ts';

export function depart(walk: Walk, frame: Frame): Step {
  frame.phase = 'leave';
  const { instruction } = frame;
  if (instruction.ops.length > 0 && (walk.program.behaviour.opsOfTransfers || instruction.type === 'other')) {
    const step = applyOps(walk, frame);
    if (step && walk.beyond === undefined) { frame.phase = 'apply'; return step; }
  }
  if (walk.program.behaviour.straightLineInWalk) checkGuard(walk, frame);
  const problem = typeProblem(walk, frame);
  if (problem) {
    const step = problem[0] === 'bp-scratch' && walk.program.behaviour.scratchNamesFunction
      ? findHere(walk, instruction, problem[0], `${walk.function?.name ?? ''} uses BP as a scratch register`) : find(walk, instruction, problem[0], problem[1]);
    if (walk.beyond === undefined) { frame.phase = 'apply'; return step; }
  }
  return flow(walk, frame);
}

function applyOps(walk: Walk, frame: Frame): Step | undefined {
  const { instruction, state, next } = frame, { program } = walk, { options } = program.rules;
  const context: OpContext = {
    states: program.states, inFunction: functionOf(instruction) !== undefined, hintFollows: next?.hint === true, stackval: options.stackval,
    behaviour: program.behaviour,
  };
  let found: Step | undefined;
  if (walk.beyond !== undefined && instruction.state) state.cfi = instruction.state;
  for (const op of instruction.ops) {
    if (op.source.kind === 'add' && op.destination.register === BP && op.source.register === SP && !instruction.symbol && program.behaviour.codeOwnsInstructions
      && op.destination.kind === 'reg' && state.cfi.type === 'call' && state.cfi.cfa.base === SP) {
      return find(walk, instruction, 'crash-lea-no-symbol', 'objtool crashes here: lea disp(%rsp),%rbp outside of all sized symbols');
    }
    const after = applyStackOp(context, state.cfi, op);
    if (typeof after === 'string') {
      found = find(walk, instruction, after, opProblemWords[after]);
      if (walk.beyond === undefined) return found;
      continue;
    }
    if (instruction.group && after !== state.cfi && walk.program.behaviour.alternativesKeepStack) {
      state.cfi = after;
      found = find(walk, instruction, 'alt-moves-stack', 'alternative modifies stack');
      if (walk.beyond === undefined) return found;
    }
    state.cfi = after;
    if (!instruction.group && program.behaviour.flagsInAlternatives || !followsUserAccess(walk)) continue;
    if (op.destination.kind === 'pushf' && !pushFlags(state)) {
      found = find(walk, instruction, 'pushf-exhausted', 'PUSHF stack exhausted');
      if (walk.beyond === undefined) return found;
    }
    if (op.source.kind === 'popf') popFlags(state);
  }
  return found;
}

/** What the instruction's type demands here; flags are changed on the way. */
function typeProblem(walk: Walk, frame: Frame): Problem {
  const { instruction, state, next } = frame, walked = walk.function, { options } = walk.program.rules;
  switch (instruction.type) {
    case 'return': return checkReturn(walked, state, instruction.retOffset);
    case 'call': case 'call-dynamic': {
      const problem = checkCall(instruction, state);
      if (problem) return problem;
      const frameless = instruction.type === 'call' && (instruction.callTo?.fentry || walk.program.behaviour.embeddedNeedsNoFrame && instruction.callTo?.embedded || walk.program.behaviour.deadEndFirst && instruction.deadEnd);
      return options.stackval && walked && !frameless && !hasFrame(state.cfi) ? ['call-without-frame', 'call without frame pointer save/setup'] : undefined;
    }
    case 'jmp': case 'jcc': case 'jmp-dynamic': case 'jcc-dynamic': {
      const left = functionAround(walk, instruction);
      return isTailCall(walk.program, instruction, left) ? checkTailCall(left, instruction, state) : undefined;
    }
    case 'context-switch': case 'syscall': case 'sysret':
      return walked && !next?.hint ? ['ctx-switch-in-func', 'unsupported instruction in callable function'] : undefined;
    case 'stac': case 'clac': return followsUserAccess(walk) ? changeAc(walk, frame, instruction.type) : undefined;
    case 'std': {
      if (!walk.program.behaviour.knowsFlags) return undefined;
      const was = state.df;
      state.df = true;
      return was ? inPassing(walk, instruction, ['df-recursive', 'recursive STD']) : undefined;
    }
    case 'cld': {
      if (!walk.program.behaviour.knowsFlags) return undefined;
      const was = state.df;
      state.df = false;
      return !was && walked ? inPassing(walk, instruction, ['df-redundant', 'redundant CLD']) : undefined;
    }
    default: return undefined;
  }
}

/** --sls as the walk passes by. In 5.17 an int3 behind a return is left out of the walk, and the end of a section does not guard. */
function checkGuard(walk: Walk, { instruction, next }: Frame): void {
  const unguarded = straightLineProblem(instruction), { behaviour, rules } = walk.program;
  if (behaviour.leavesGuardsOut && next?.type === 'trap' && (instruction.type === 'return' || instruction.type === 'jmp-dynamic')) next.ignored = true;
  else if (unguarded && rules.options.sls && next?.type !== 'trap' && (next || behaviour.leavesGuardsOut)) find(walk, instruction, ...unguarded);
}

/** Says it and goes on, where this generation does. */
function inPassing(walk: Walk, instruction: Instruction, problem: readonly [string, string]): Problem {
  if (!walk.program.behaviour.directionGoesOn) return problem;
  find(walk, instruction, ...problem);
  return undefined;
}

function followsUserAccess({ program: { behaviour, rules } }: Walk): boolean { return behaviour.knowsFlags && (rules.options.uaccess || !behaviour.userAccessIfAsked); }

function changeAc(walk: Walk, frame: Frame, type: 'stac' | 'clac'): Problem {
  const { state } = frame, walked = walk.function, was = state.uaccess;
  state.uaccess = type === 'stac';
  if (type === 'stac') return was ? ['uaccess-recursive', 'recursive UACCESS enable'] : undefined;
  if (!was && walked) return ['uaccess-redundant', 'redundant UACCESS disable'];
  return walked?.uaccessSafe && state.uaccessStack === 0 ? ['uaccess-safe-disable', 'UACCESS-safe disables UACCESS'] : undefined;
}

function flow(walk: Walk, frame: Frame): Step {
  const { instruction, state } = frame;
  switch (instruction.type) {
    case 'return': case 'jmp-dynamic': case 'sysret': return 'end';
    case 'context-switch':
      if (!walk.function || !walk.program.behaviour.switchesComeBack) return 'end';
      // Nothing joins what lies behind it (result.ts).
      if (!functionOf(instruction)) walk.program.irregular = true;
      return 'on';
    case 'jmp': case 'jcc':
      if (isTailCall(walk.program, instruction, functionAround(walk, instruction)) || !instruction.jumpTo || isLost(walk, instruction.jumpTo)) return 'on';
      frame.waiting = '(branch)';
      return newFrame(instruction.jumpTo, { ...state }, frame.trail);
    default: return 'on';
  }
}

/** Up to 5.8 it is the walked function that is left by a tail call, whatever code the way has led to. */
function functionAround({ program: { behaviour }, function: walked }: Walk, jump: Instruction): ProgramSymbol | undefined {
  return behaviour.tailCallsOfOwner ? functionOf(jump) : walked;
}

/** 5.2 neither follows a jump into the middle of another function nor takes it for a tail call. */
function isLost(walk: Walk, target: Instruction): boolean {
  return walk.program.behaviour.tailCallsByTarget && walk.function !== undefined && leaves(walk.function, target);
}
