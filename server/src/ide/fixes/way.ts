// SPDX-License-Identifier: GPL-2.0-or-later
// A way through the code as a person could edit it: units of typed text (a statement, or the call of a macro with all it expands to), and
// what the stack would be at its end if one of them were missing, moved or added. That is arithmetic on a few states; only what comes out
// right here is worth a proof.

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import type { CfiState } from '../../objtool/checked.ts';
import { functionOf, type Instruction } from '../../objtool/program.ts';
import { statementEnd } from './edits.ts';
import { applyStackOp, type OpContext } from '../../objtool/stackOps.ts';
import type { StackOp } from '../../x86/instruction.ts';

export interface Unit {
  /** Offsets in the file that is looked at. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The statements that it is after expansion. */
  readonly expanded: readonly string[];
  readonly name: string;
  readonly instructions: readonly number[];
  readonly ops: readonly StackOp[];
  /** The stack is another one behind it. */
  readonly moves: boolean;
}

export interface EditableWay {
  readonly units: readonly Unit[];
  /** In front of the first unit. */
  readonly state: CfiState;
  readonly context: OpContext;
}

/** From the last place whose state is given (an entry, a hint) to the end of the list. */
export function editableWay(analysis: Analysis, instructions: readonly number[]): EditableWay | undefined {
  const { checked } = analysis, { program } = checked;
  let from = 0;
  for (const [at, i] of instructions.entries()) if (checked.instructions[i]?.hint) from = at;
  const own = instructions.slice(from), first = own[0] === undefined ? undefined : program.instructions[own[0]];
  const state = own[0] === undefined ? undefined : checked.instructions[own[0]]?.state;
  if (!first || !state || program.instructions.length !== checked.instructions.length) return undefined;
  return { units: unitsOf(analysis, own, program.instructions), state, context: contextOf(analysis, first) };
}

function contextOf({ checked }: Analysis, first: Instruction): OpContext {
  const { states, rules, behaviour } = checked.program;
  return { states, inFunction: functionOf(first) !== undefined, hintFollows: false, stackval: rules.options.stackval, behaviour };
}

function unitsOf(analysis: Analysis, instructions: readonly number[], all: readonly Instruction[]): Unit[] {
  const units: (Omit<Unit, 'instructions' | 'ops' | 'expanded'> & { instructions: number[]; ops: StackOp[]; expanded: string[] })[] = [];
  for (const i of instructions) {
    const statement = statementOf(analysis, i), shown = statement && shownIn(analysis.source, statement.origin), ops = all[i]!.ops;
    if (!statement || !shown) continue;
    const last = units[units.length - 1];
    const isCall = shown !== statement.origin;
    if (last && last.start === shown.start && (isCall || last.instructions[0] !== i)) { last.instructions.push(i); last.ops.push(...ops); last.expanded.push(statement.source.text); continue; }
    const end = statementEnd(analysis, shown.start, shown.end), text = analysis.source.text.slice(shown.start, end);
    units.push({ start: shown.start, end, text, expanded: [statement.source.text], name: isCall ? /^\w*/.exec(text)![0] : statement.name, instructions: [i], ops: [...ops], moves: false });
  }
  return units.map(unit => ({ ...unit, moves: unit.ops.some(movesStack) }));
}

/** Registers by hardware number that a called function must leave as they were. */
export const calleeSaved: readonly number[] = [3, 5, 12, 13, 14, 15];

function movesStack({ destination, source }: StackOp): boolean {
  return destination.kind === 'push' || destination.kind === 'pushf' || source.kind === 'pop' || source.kind === 'popf'
    || (destination.kind === 'reg' && (destination.register === 4 || destination.register === 5)) || destination.kind === 'indirect' || source.kind === 'indirect';
}

export function pushOp(register: number): StackOp {
  return { destination: { kind: 'push', register: 0, offset: 0 }, source: { kind: 'reg', register, offset: 0 } };
}

export function popOp(register: number): StackOp {
  return { destination: { kind: 'reg', register, offset: 0 }, source: { kind: 'pop', register: 0, offset: 0 } };
}

export const pushFlagsOp: StackOp = { destination: { kind: 'pushf', register: 0, offset: 0 }, source: { kind: 'const', register: 0, offset: 0 } };
export const popFlagsOp: StackOp = { destination: { kind: 'memory', register: 0, offset: 0 }, source: { kind: 'popf', register: 0, offset: 0 } };

/** `mov %rsp, %rbp`. */
export const frameOp: StackOp = { destination: { kind: 'reg', register: 5, offset: 0 }, source: { kind: 'reg', register: 4, offset: 0 } };

/** `add $bytes, %rsp` (`sub` for less than zero). */
export function addOp(bytes: number): StackOp {
  return { destination: { kind: 'reg', register: 4, offset: 0 }, source: { kind: 'add', register: 4, offset: bytes } };
}

/**
 * How many registers would get another's value back: pops whose slot was filled by a push of another register. Depths that a register
 * remembers (`mov %rsp, %rbp` ... `mov %rbp, %rsp`) are found again; a stack pointer from elsewhere ends the count. What is left
 * at the end is wrong too, unless the code goes `on`.
 */
export function crossedPops(ops: Iterable<readonly StackOp[]>, on = false): number {
  const stack: (number | undefined)[] = [], depths = new Map<number, number>();
  let crossed = 0;
  const setDepth = (words: number): boolean => {
    if (words < 0 || words > stack.length + 512 || !Number.isInteger(words)) return false;
    while (stack.length < words) stack.push(undefined);
    stack.length = words;
    return true;
  };
  for (const list of ops) for (const { destination, source } of list) {
    if (destination.kind === 'push' || destination.kind === 'pushf') stack.push(source.kind === 'reg' ? source.register : destination.kind === 'pushf' ? -1 : undefined);
    else if (source.kind === 'pop' || source.kind === 'popf') {
      const pushed = stack.length > 0 ? stack.pop() : -2;
      const popped = source.kind === 'popf' ? -1 : destination.register;
      if (pushed !== popped) crossed += calleeSaved.includes(popped) || (pushed !== undefined && calleeSaved.includes(pushed)) ? 1 : pushed !== undefined && pushed >= 0 ? 0.5 : 0;
    } else if (destination.kind === 'reg' && destination.register !== 4) {
      if (source.register === 4 && (source.kind === 'reg' || source.kind === 'add')) depths.set(destination.register, stack.length - (source.kind === 'add' ? source.offset : 0) / 8);
      else depths.delete(destination.register);
    } else if (destination.kind === 'reg') {
      if (source.kind === 'and') continue;
      const from = source.register === 4 ? stack.length : depths.get(source.register);
      if (from === undefined || (source.kind !== 'add' && source.kind !== 'reg')) return crossed;
      const words = from - (source.kind === 'add' ? source.offset : 0) / 8;
      if (words < 0 && source.register === 4) crossed -= words;
      if (!setDepth(Math.max(words, 0))) return crossed;
    }
  }
  return on ? crossed : crossed + stack.filter(register => register !== undefined && calleeSaved.includes(register)).length;
}

/** The state at the end; undefined where objtool would give up on the way. */
export function stateAtEnd(way: EditableWay, ops: Iterable<readonly StackOp[]>): CfiState | undefined {
  let state = way.state;
  for (const list of ops) for (const op of list) {
    const after = applyStackOp(way.context, state, op);
    if (typeof after === 'string') return undefined;
    state = after;
  }
  return state;
}
