// SPDX-License-Identifier: GPL-2.0-or-later
// From the working record to what leaves the room: instructions and groups by index instead of by reference.

import type { Checked, CheckedGroup, CheckedInstruction, EdgeKind } from './checked.ts';
import { isTailCall } from './noreturn.ts';
import type { Group, Instruction, Program } from './program.ts';
import { successor, visit } from './program.ts';
import type { BrokenWalk } from './walk.ts';

type NextEdge = CheckedInstruction['next'][number];

const NO_EDGES: readonly NextEdge[] = [];
/** Edges are shared by all runs, and so are lists of one that falls through, which nine of ten instructions have. */
const edges: Record<EdgeKind, NextEdge[]> = { 'fall-through': [], jump: [], alternative: [], fixup: [], 'jump-table': [], 'jump-label': [] };
const fallThroughs: (readonly NextEdge[])[] = [];
function edgeTo(to: number, kind: EdgeKind): NextEdge { return edges[kind][to] ??= { to, kind }; }
function fallThroughTo(to: number): readonly NextEdge[] { return fallThroughs[to] ??= [edgeTo(to, 'fall-through')]; }

/** `former`: of the revision before, by index of now; these records are taken over. */
export function result(program: Program, broken: readonly BrokenWalk[], stopped: boolean, former?: (index: number) => CheckedInstruction | undefined): Checked {
  const bases = new Map<number, number>();
  let base = 0;
  for (const section of program.sections) { bases.set(section.index, base); base += section.instructions.length; }
  const groups: CheckedGroup[] = [], groupIndexes = new Map<Group, number>();
  const at = (instruction: Instruction): number => bases.get(instruction.section.index)! + instruction.index;
  const groupIndex = (group: Group): number => {
    let index = groupIndexes.get(group);
    if (index !== undefined) return index;
    const original = group.original && groupIndex(group.original);
    groupIndexes.set(group, index = groups.length);
    groups.push({
      states: group.states, ...(group.last ? { first: at(group.first), last: at(group.last) } : {}), ...(original === undefined ? {} : { original }),
    });
    return index;
  };
  const instructions = new Array<CheckedInstruction>(base), next = program.revision?.next;
  let index = 0;
  for (const section of program.sections) for (let k = 0; k < section.instructions.length; k++) {
    const i = section.instructions[k]!, visited = (i.visited & visit.branch) !== 0 && i.beyond === undefined, old = former?.(index);
    // All of one shape, whatever is known of them: everybody walks over these.
    const leads = next?.[index] ?? edgesOf(program, i, at), group = i.group && groupIndex(i.group), symbol = i.symbol?.name;
    if (old) rewrite(old, section.index, i, visited, leads, group, symbol);
    instructions[index++] = old ?? { section: section.index, offset: i.offset, decoded: i.decoded, hint: i.hint, visited, next: leads, state: i.state, beyond: i.beyond, group, symbol };
  }
  return { instructions, groups, findings: program.findings.slice(), exit: program.exit, stopped, program, broken };
}

type Rewritten = { -readonly [K in keyof CheckedInstruction]: CheckedInstruction[K] };

function rewrite(
  said: Rewritten, section: number, i: Instruction, visited: boolean, next: readonly NextEdge[], group: number | undefined, symbol: string | undefined,
): void {
  said.section = section;
  said.offset = i.offset;
  said.decoded = i.decoded;
  said.hint = i.hint;
  said.visited = visited;
  said.next = next;
  said.state = i.state;
  said.beyond = i.beyond;
  said.group = group;
  said.symbol = symbol;
}

/** By index. */
export function edgesOfAll(program: Program): (readonly NextEdge[])[] {
  const at = ({ section, index }: Instruction): number => section.base + index;
  return program.instructions.map(instruction => edgesOf(program, instruction, at));
}

/** Where control can go: what the walk would follow, the made-up nops left out. */
function edgesOf(program: Program, instruction: Instruction, at: (instruction: Instruction) => number): readonly NextEdge[] {
  if (!instruction.edges && !instruction.jumpTo && !instruction.group) {
    return fallsThrough(program, instruction) && instruction.section.instructions.length > instruction.index + 1 ? fallThroughTo(at(instruction) + 1) : NO_EDGES;
  }
  const jump = instruction.jumpTo && !isTailCall(program, instruction) ? instruction.jumpTo : undefined, behind = fallsThrough(program, instruction) ? placed(successor(instruction)) : undefined;
  if (!instruction.edges && !jump) return behind ? fallThroughTo(at(behind)) : NO_EDGES;
  const next: NextEdge[] = [];
  if (instruction.edges) {
    for (const edge of instruction.edges) {
      const target = placed(edge.target);
      if (target) next.push(edgeTo(at(target), edge.kind));
    }
  }
  const jumpsTo = placed(jump);
  if (jumpsTo) next.push(edgeTo(at(jumpsTo), 'jump'));
  if (behind) next.push(edgeTo(at(behind), 'fall-through'));
  return next;
}

/** Instead of a made-up nop, what stands behind it. */
function placed(target: Instruction | undefined): Instruction | undefined { return target && target.index < 0 ? successor(target) : target; }

function fallsThrough({ behaviour: { switchesComeBack } }: Program, instruction: Instruction): boolean {
  if (instruction.deadEnd) return false;
  switch (instruction.type) {
    case 'jmp': case 'jmp-dynamic': case 'return': case 'sysret': return false;
    case 'context-switch': return switchesComeBack && instruction.symbol?.type === 'FUNC';
    default: return true;
  }
}
