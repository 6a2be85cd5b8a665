// SPDX-License-Identifier: GPL-2.0-or-later
// The walk (KERNEL.md 3.8): from an entry along every way, taken branches before the fall-through, alternatives and fixups before the
// instruction itself. The first finding breaks off the whole walk. objtool recurses; here a stack of frames does the same without a depth
// limit, and a broken-off stack can be kept, so that recovery can take up exactly where objtool stopped.
//
// One frame is one straight way. It passes each instruction in four phases:
//   arrive   state stored and compared        (arrive.ts)
//   edges    alternatives, fixups and tables  (here)
//   apply    stack operations, flag rules and what the type demands (depart.ts)
//   leave    on to the next instruction       (here)

import { arrive } from './arrive.ts';
import { causeOf } from './provenance.ts';
import { depart } from './depart.ts';
import type { Finding } from './checked.ts';
import type { Group, Instruction, Program, ProgramSection, ProgramSymbol, Trail } from './program.ts';
import { following, isNowhere, successor } from './program.ts';
import type { Extra } from './report.ts';
import { indexOf, location, report, reportAt, stop } from './report.ts';
import { enterPart, leavePart, type WalkPart } from './walkedBefore.ts';
import { newWalkState, type WalkState } from './walkState.ts';

export interface Frame {
  readonly state: WalkState;
  /** Messages about running off the end name the section where the frame began. */
  readonly section: ProgramSection;
  /** It began at the padding of an empty replacement, which has no section in objtool. */
  readonly sectionless: boolean;
  instruction: Instruction;
  next: Instruction | undefined;
  /** The instruction before this one in the frame; none where a branch led. */
  before: Instruction | undefined;
  trail: Trail | undefined;
  phase: 'arrive' | 'edges' | 'apply' | 'leave' | 'over';
  edge: number;
  /** The function that the frame is in, where functions follow the way. */
  owner: ProgramSymbol | undefined;
  /** What the frame waits for, in the words of --backtrace. */
  waiting: '(alt)' | '(branch)' | '';
}

export interface Walk {
  readonly program: Program;
  /** The function that validation is about, however far the way leads (or the one of the frame, up to 5.2). */
  function: ProgramSymbol | undefined;
  readonly frames: Frame[];
  /** Recovery: index of the finding that its states lie beyond. */
  readonly beyond: number | undefined;
  /** Recovery: what was said already, by `findingKey`. */
  readonly said?: Set<string>;
  /** Of an edited file: the parts that the walk is in, the innermost last (walkedBefore.ts). */
  readonly sessions?: Session[];
}

/** The walk is in a part until the frame of this depth is over. */
export interface Session { readonly part: WalkPart; readonly depth: number }

/** A walk that a finding broke off. */
export interface BrokenWalk { readonly finding: number; readonly function: ProgramSymbol | undefined; readonly frames: readonly Frame[] }

/** What a phase says: go on with the frame, it is over, a new frame first, or a finding. */
export type Step = 'on' | 'end' | 'found' | Frame;

export function newFrame(instruction: Instruction, state: WalkState, trail: Trail | undefined): Frame {
  return {
    state, section: instruction.section, sectionless: isNowhere(instruction), instruction, next: successor(instruction), before: undefined, trail,
    phase: 'arrive', edge: 0, owner: undefined, waiting: '',
  };
}

/** True if a finding broke it off. `how` ends the backtrace: (sym) for functions, (hint) for hinted code. */
export function walkFrom(program: Program, walked: ProgramSymbol | undefined, instruction: Instruction, state: WalkState, how: 'sym' | 'hint', broken: BrokenWalk[]): boolean {
  const { part } = instruction;
  if (part && enterPart(program, instruction, flagsOf(state), walkOn)) return false;
  const frames = [newFrame(instruction, state, undefined)];
  const walk: Walk = { program, function: walked, frames, beyond: undefined, ...(part && { sessions: [{ part, depth: 0 }] }) };
  if (!runWalk(walk)) return false;
  const finding = program.findings.length - 1;
  addTrace(walk, instruction, how);
  broken.push({ finding, function: walked, frames: walk.frames });
  return true;
}

/** True if a finding broke it off; the frames are then left as they stood. */
export function runWalk(walk: Walk): boolean {
  const { frames, program } = walk, follows = program.behaviour.functionFollows || program.behaviour.functionOfInstruction;
  for (let frame = frames[frames.length - 1]; frame; frame = frames[frames.length - 1]) {
    program.budget.spend();
    if (follows) walk.function = frame.owner;
    const step = phaseStep(walk, frame);
    if (step === 'on') continue;
    if (step === 'end') {
      frames.pop();
      if (walk.sessions) endSessions(walk.sessions, frames.length);
    } else if (step !== 'found') frames.push(step);
    else if (walk.beyond === undefined) return true;
  }
  return false;
}

function endSessions(sessions: Session[], depth: number): void {
  for (let last = sessions[sessions.length - 1]; last && last.depth >= depth; last = sessions[sessions.length - 1]) {
    leavePart(last.part);
    sessions.pop();
  }
}

/** Goes through a part that is kept, or walks a new one, from a gate on. Where something is found, nothing is kept. */
export function walkOn(program: Program, instruction: Instruction, flags: number): void {
  if (enterPart(program, instruction, flags, walkOn)) return;
  const state = newWalkState(program.states.blank, false);
  state.df = flags % 2 === 1;
  state.uaccessStack = Math.floor(flags / 2);
  const frames = [newFrame(instruction, state, undefined)];
  const walk: Walk = { program, function: undefined, frames, beyond: undefined, sessions: [{ part: instruction.part!, depth: 0 }] };
  if (runWalk(walk)) program.irregular = true;
}

/** What a walk brings through a gate besides the function that it is in, and AC: twice the saved AC values, and one more if DF is set. */
export function flagsOf({ uaccessStack, df }: WalkState): number { return uaccessStack * 2 + (df ? 1 : 0); }

/** Records a finding of the walk. */
export function find(walk: Walk, instruction: Instruction, code: string, words: string, extra: Extra = {}): Step {
  const { program } = walk, section = instruction.section, own: Extra = { ...extra, ...(walk.function ? { function: walk.function.name } : {}), ...startSection(walk, instruction, code) };
  const frame = walk.frames[walk.frames.length - 1];
  if (frame?.sectionless && program.behaviour.blamesStartSection.has(code)) {
    return findHere(walk, instruction, 'crash-end-after-empty-alt', `objtool crashes here: its message "${words}" would name the section of an empty replacement`);
  }
  if (program.behaviour.replacementsJump && isNowhere(instruction)) {
    return findHere(walk, instruction, 'crash-empty-alternative', `objtool crashes here: its message "${words}" would name the place of an empty replacement`);
  }
  if (walk.beyond === undefined) reportAt(program, instruction, code, words, own);
  else add(walk, {
    code, words, where: `${location(program, section, instruction.offset)}: `, severity: 'warning', section: section.index, offset: instruction.offset,
    ...(instruction.index >= 0 ? { instruction: indexOf(instruction) } : {}), printed: false, fatal: false, ...own, ...causeOf(walk, instruction),
  });
  return 'found';
}

/** The same for findings that name no instruction in their words. */
export function findHere(walk: Walk, instruction: Instruction, code: string, words: string): Step {
  const extra = { section: instruction.section.index, offset: instruction.offset, ...(walk.function ? { function: walk.function.name } : {}) };
  if (walk.beyond === undefined) report(walk.program, code, words, extra);
  else add(walk, { code, words, where: '', severity: 'warning', printed: false, fatal: false, ...extra, ...causeOf(walk, instruction) });
  return 'found';
}

/** Some messages of 6.1 put the offset into the section where the walk began. */
function startSection(walk: Walk, instruction: Instruction, code: string): Extra {
  const frame = walk.frames[walk.frames.length - 1];
  if (!frame || frame.section === instruction.section || !walk.program.behaviour.blamesStartSection.has(code)) return {};
  return { where: `${location(walk.program, frame.section, instruction.offset)}: ` };
}

/** What recovery must not say twice: one code per instruction. */
export function findingKey(finding: Finding): string { return `${finding.code} ${finding.section ?? ''} ${finding.offset ?? ''}`; }

function add(walk: Walk, finding: Finding): void {
  const key = findingKey(finding);
  if (walk.said?.has(key)) return;
  walk.said?.add(key);
  walk.program.findings.push(finding);
}

function phaseStep(walk: Walk, frame: Frame): Step {
  switch (frame.phase) {
    case 'arrive': return arrive(walk, frame);
    case 'edges': return edges(walk, frame);
    case 'apply': return depart(walk, frame);
    case 'leave': return leave(walk, frame);
    case 'over': return 'end';
  }
}

function edges(walk: Walk, frame: Frame): Step {
  const instruction = frame.instruction, list = instruction.edges;
  const { streamsSkipped } = walk.program.behaviour;
  if (list && (streamsSkipped || !instruction.ignoreAlternatives)) {
    while (frame.edge < list.length) {
      const { target } = list[frame.edge++]!;
      if (!target) continue;
      frame.waiting = '(alt)';
      return newFrame(target, { ...frame.state }, frame.trail);
    }
    if (instruction.group && walk.program.behaviour.alternativesKeepStack) fillGroup(instruction, instruction.group);
    for (const edge of list) if (edge.skipOriginal) return 'end';
  }
  if (streamsSkipped && skipsStream(instruction)) return 'end';
  frame.phase = 'apply';
  return 'on';
}

/** The rest of an original has the state of its beginning. */
function fillGroup(first: Instruction, group: Group): void {
  for (let i = following(first); i && i.group === group; i = following(i)) i.state = first.state;
}

/** 7.2: an ignored stream, or the nops that STAC/CLAC replace. */
function skipsStream(instruction: Instruction): boolean {
  if (!instruction.group) return false;
  if (instruction.group.ignored) return true;
  const first = instruction.edges?.[0]?.target;
  return first !== undefined && (first.type === 'stac' || first.type === 'clac');
}

function leave(walk: Walk, frame: Frame): Step {
  const { instruction, next } = frame, { program } = walk;
  if (instruction.type === 'jmp' || instruction.deadEnd) return 'end';
  if (!next) {
    frame.phase = 'over';
    if (frame.state.cfi.cfa.base === -1 && program.behaviour.unknownMayEnd || program.ignoreUnreachables) return 'end';
    if (frame.sectionless && !program.behaviour.endTellsLast) return findHere(walk, instruction, 'crash-end-after-empty-alt', 'objtool crashes here: the section ends behind an alternative with an empty replacement');
    const words = program.behaviour.errors
      ? `${walk.function ? `${walk.function.name}(): ` : ''}unexpected end of section ${(program.behaviour.endTellsLast ? instruction : frame).section.name}` : `${frame.section.name}: unexpected end of section`;
    return findHere(walk, instruction, 'end-of-section', words);
  }
  frame.before = instruction;
  frame.instruction = next;
  frame.next = successor(next);
  frame.phase = 'arrive';
  frame.edge = 0;
  return 'on';
}

/** The lines of --backtrace: from the innermost frame that waits outwards. */
function addTrace(walk: Walk, entry: Instruction, how: 'sym' | 'hint'): void {
  const { program, frames } = walk;
  if (!program.rules.options.backtrace) return;
  const lines: string[] = [], at = (i: Instruction): string => location(program, i.section, i.offset);
  let crash = false;
  for (let i = frames.length - 2; i >= 0 && !crash; i--) {
    crash = program.behaviour.replacementsJump && isNowhere(frames[i]!.instruction);
    if (!crash) lines.push(`  ${at(frames[i]!.instruction)}: ${frames[i]!.waiting}`);
  }
  if (!crash) lines.push(`  ${at(entry)}: <=== (${how === 'sym' && program.behaviour.tracesFromFunctions ? 'func' : how})`);
  const last = program.findings.length - 1;
  program.findings[last] = { ...program.findings[last]!, trace: lines };
  if (crash) stop(program, 'crash-empty-alternative', 'objtool crashes here: its backtrace leads through an empty replacement');
}
