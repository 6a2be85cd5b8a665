// SPDX-License-Identifier: GPL-2.0-or-later
// The walk comes to an instruction: is it still the same function, was it seen before with the same state, does a hint say otherwise?
// Behind this the instruction has its state, which is the one in front of it.

import { pathsTo } from './provenance.ts';
import type { Instruction } from './program.ts';
import { functionOf, preceding, visit } from './program.ts';
import { location, signed } from './report.ts';
import { differingRegister, joinDifference } from './states.ts';
import type { CfiState } from './checked.ts';
import type { Frame, Step, Walk } from './walk.ts';
import { find, findHere, flagsOf, walkOn, type Session } from './walk.ts';
import { enterPart, isGate, isUntouched, noteArrival, type WalkPart } from './walkedBefore.ts';

export function arrive(walk: Walk, frame: Frame): Step {
  const { instruction, state } = frame, { program } = walk, recovering = walk.beyond !== undefined;
  frame.phase = 'over';
  if (program.behaviour.refusesGroupMiddle && !frame.before && instruction.group && !instruction.group.original && !instruction.edges) {
    return find(walk, instruction, 'alt-middle', "don't know how to handle branch to middle of alternative instruction group");
  }
  const walked = walk.function, owner = functionOf(instruction);
  if (walked && owner && walked !== owner.parent && !(program.behaviour.fallThroughOnlyInC && !program.sectionByName.has('.comment'))) {
    if (walked.name.startsWith('__cfi_') || walked.name.startsWith('__pfx_') || program.ignoreUnreachables && program.behaviour.ignoringForgivesFallThrough) return 'end';
    if (program.behaviour.fallThroughIsTheMessage) walked.warned = true;
    return findHere(walk, instruction, 'func-falls-through', `${walked.name}() falls through to next function ${owner.name}()`);
  }
  if (program.behaviour.functionOfInstruction) walk.function = frame.owner = owner?.parent;
  else if (program.behaviour.functionFollows && owner) walk.function = frame.owner = owner.parent;
  if (program.behaviour.errors ? walked?.ignored : walk.function && instruction.ignored) {
    return program.behaviour.errors ? 'end' : find(walk, instruction, 'ignored-func-validated', 'BUG: why am I validating an ignored function?');
  }
  if (walk.sessions && instruction.part && comesIntoKept(walk, walk.sessions, frame, instruction.part)) return 'end';
  const bit = state.uaccess ? visit.uaccess : visit.plain;
  if (instruction.visited & visit.branch) {
    if (!instruction.hint) {
      const problem = mismatch(walk, frame);
      if (problem) return problem;
    }
    if (instruction.visited & bit) return 'end';
  }
  frame.trail = { instruction, before: frame.trail, depth: (frame.trail?.depth ?? 0) + 1 };
  instruction.trail ??= frame.trail;
  if (state.noinstr) state.instr += instruction.instr;
  frame.phase = 'edges';
  // Recovery goes on behind a problem, so a loop must know that it was here.
  if (recovering) instruction.visited |= bit;
  if (instruction.hint) {
    const problem = instruction.restore ? restoreState(walk, frame) : undefined;
    if (problem) return problem;
    if (program.behaviour.hintsResetFlags) { state.uaccess = false; state.uaccessStack = 0; state.df = false; }
    if (instruction.state) state.cfi = instruction.state;
    else if (recovering) setState(walk, instruction, state.cfi);
  } else setState(walk, instruction, state.cfi);
  instruction.visited |= bit;
  return instruction.group && program.behaviour.sharesStates ? shareState(walk, frame, instruction.group) : 'on';
}

/** Keeps the logs of parts. True if there is no more to walk in this frame: the way leads into a part that is kept, or that walks have come to. */
function comesIntoKept({ program, function: walked, frames }: Walk, sessions: Session[], { instruction, state }: Frame, part: WalkPart): boolean {
  const own = sessions[sessions.length - 1]!.part;
  // With AC set it would be walked a second time.
  if (state.uaccess && instruction.hint) program.irregular = true;
  if (part !== own) {
    const flags = flagsOf(state);
    if (walked || !isGate(instruction)) program.irregular = true;
    own.log.push({ kind: 'leave', at: instruction, flags });
    if (!isUntouched(instruction)) return part.isKept;
    if (enterPart(program, instruction, flags, walkOn)) return true;
    sessions.push({ part, depth: frames.length - 1 });
  }
  if (instruction.visited === 0) {
    program.walked++;
    noteArrival(instruction);
  }
  return false;
}

function setState(walk: Walk, instruction: Instruction, cfi: CfiState): void {
  if (walk.beyond === undefined) { instruction.state = cfi; return; }
  // Recovery adds states and changes none.
  if (instruction.state) return;
  instruction.state = cfi;
  instruction.beyond = walk.beyond;
}

/** The join: the state of the first visit must be this one. */
function mismatch(walk: Walk, frame: Frame): Step | undefined {
  const { instruction } = frame, first = instruction.state, second = frame.state.cfi;
  if (!first) return undefined;
  const kind = joinDifference(first, second);
  if (!kind) return undefined;
  const paths = { ...pathsTo(instruction, frame.trail), firstState: first, secondState: second };
  return find(walk, instruction, `stack-mismatch-${kind}`, `stack state mismatch: ${differenceWords(kind, first, second, walk.program.behaviour.dwarfNumbers ? dwarfNumber : number => number)}`, { paths });
}

/** Number of a general register in DWARF's order. */
function dwarfNumber(register: number): number { return [0, 2, 1, 3, 7, 6, 4, 5][register] ?? register; }

function differenceWords(kind: 'cfa' | 'reg' | 'type' | 'drap', a: CfiState, b: CfiState, numbered: (register: number) => number): string {
  switch (kind) {
    case 'cfa': return `cfa1=${numbered(a.cfa.base)}${signed(a.cfa.offset)} cfa2=${numbered(b.cfa.base)}${signed(b.cfa.offset)}`;
    case 'reg': {
      const register = differingRegister(a, b), one = a.regs[register]!, two = b.regs[register]!;
      return `reg1[${numbered(register)}]=${numbered(one.base)}${signed(one.offset)} reg2[${numbered(register)}]=${numbered(two.base)}${signed(two.offset)}`;
    }
    case 'type': return `type1=${a.typeNumber} type2=${b.typeNumber}`;
    case 'drap': return `drap1=${Number(a.drap)}(${a.drapReg},${a.drapOffset}) drap2=${Number(b.drap)}(${b.drapReg},${b.drapOffset})`;
  }
}

/** UNWIND_HINT_RESTORE: the state in front of the SAVE that stands before it in memory, in the same function. */
function restoreState(walk: Walk, frame: Frame): Step | undefined {
  const { instruction } = frame;
  // objtool looks at the function only when an instruction stands before this one.
  if (!walk.function && !preceding(instruction)) return find(walk, instruction, 'restore-without-save', 'no corresponding CFI save for CFI restore');
  if (!walk.function) return find(walk, instruction, 'crash-save-outside-func', 'objtool crashes here: UNWIND_HINT_RESTORE outside of functions');
  let save = preceding(instruction);
  while (save && save.offset >= walk.function.offset && !save.save) save = preceding(save);
  if (!save || save.offset < walk.function.offset) return find(walk, instruction, 'restore-without-save', 'no corresponding CFI save for CFI restore');
  if (!save.visited) {
    if (!frame.before && walk.program.behaviour.restoreWaits) { frame.phase = 'over'; return 'end'; }
    return find(walk, instruction, 'restore-not-visited', "objtool isn't smart enough to handle this CFI save/restore combo");
  }
  if (walk.beyond === undefined) instruction.state = save.state;
  else if (save.state) setState(walk, instruction, save.state);
  return undefined;
}

/** All streams of an alternative share one state per byte; compared in full, as objtool does. */
function shareState(walk: Walk, frame: Frame, group: NonNullable<Instruction['group']>): Step {
  const { instruction } = frame, { program } = walk, own = instruction.state;
  if (!own || (walk.beyond !== undefined && instruction.beyond === undefined)) return 'on';
  const at = instruction.offset - group.first.offset, known = group.states[at];
  if (!known) {
    if (walk.beyond === undefined) { group.states[at] = own; group.owners[at] = instruction; }
    return 'on';
  }
  if (known === own) return 'on';
  if (program.behaviour.groupsFollowInstructions && group.owners[at] === instruction) {
    if (walk.beyond === undefined) group.states[at] = own;
    return 'on';
  }
  const named = program.behaviour.conflictsNamePlace;
  const blamed = named ? (group.original ?? group).first : instruction;
  const words = 'stack layout conflict in alternatives' + (named ? `: ${location(program, instruction.section, instruction.offset)}` : '');
  return find(walk, blamed, 'alt-stack-conflict', words, { paths: { first: [], second: [], firstState: known, secondState: own } });
}
