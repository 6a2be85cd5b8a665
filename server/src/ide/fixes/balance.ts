// SPDX-License-Identifier: GPL-2.0-or-later
// The one edit of a way that makes the stack right at its end: a pop that was forgotten, a push that is one too many, two lines in the wrong
// order, the wrong register. All of them are tried in arithmetic (way.ts); what comes out right is ranked by how people write.
//
//     push %rbx              push %rbx           push %rax                                push %rbx        push %rbx
//     push %rbp      =>      push %rbp           push %rax    =>      push %rax           push %rbp   =>   push %rbp
//     pop  %rbx              pop  %rbp           pop  %rax            pop  %rax           pop  %rbx        pop  %rbp
//     ret                    pop  %rbx           ret                  ret                 pop  %rbp        pop  %rbx
//                            ret                                                          ret              ret

import type { Analysis } from '../../analysis/analyse.ts';
import { UNDEFINED, type CfiState } from '../../objtool/checked.ts';
import type { StackOp } from '../../x86/instruction.ts';
import { registerNames } from '../stateWords.ts';
import { insertBeforeStatement, insertBehind, removeStatement, spelled, type Edit } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { addOp, calleeSaved, frameOp, crossedPops, popFlagsOp, popOp, pushFlagsOp, pushOp, stateAtEnd, type EditableWay, type Unit } from './way.ts';

/** How far back from the end of a way edits are tried. */
const reach = 4000;

interface Candidate { readonly rank: number; readonly title: string; readonly edits: readonly Edit[] }

/**
 * `isRight` judges the state at the end; `end` is where the way leads to, an offset in the file. A way that goes `on` may leave words on
 * the stack that are popped later.
 */
export function balancing(analysis: Analysis, way: EditableWay, end: number, isRight: (state: CfiState) => boolean, on = false): ProposedFix[] {
  const { units } = way, from = Math.max(0, units.length - reach);
  const found: Candidate[] = [];
  const all = units.map(unit => unit.ops);
  const states = statesAlong(way, all);
  const now = states[states.length - 1];
  const pushed = new Set(all.flat().flatMap(({ destination, source }) => destination.kind === 'push' && source.kind === 'reg' ? [source.register] : source.kind === 'pop' && destination.kind === 'reg' ? [destination.register] : []));
  const word = units.find(unit => /^(?:push|pop)f[qdl]?$/.test(unit.name))?.name, flags = word === undefined ? undefined : { push: word.replace('pop', 'push'), pop: word.replace('push', 'pop') };
  const popped = new Set(all.flat().flatMap(({ destination, source }) => source.kind === 'pop' ? [destination.kind === 'reg' ? destination.register : 0] : []));
  const rightWith = (at: number, taken: number, ops: readonly StackOp[][]) => {
    const start = states[at];
    const last = start && stateAtEnd({ ...way, state: start }, [...ops, ...all.slice(at + taken)]);
    if (last === undefined || !isRight(last)) return false;
    crossed = crossedPops([...all.slice(0, at), ...ops, ...all.slice(at + taken)], on);
    return true;
  };
  let crossed = 0;
  // What the arithmetic allows but the registers do not was hardly meant.
  const add = (candidate: Candidate) => found.push({ ...candidate, rank: candidate.rank + 2 * crossed });
  for (let at = from; at <= units.length; at++) {
    const unit = units[at];
    // Without a push or a pop near by, edits in the middle of other code differ in nothing but taste.
    const atEdge = at === 0 || at === units.length || unit?.moves === true || units[at - 1]?.moves === true;
    if (unit) for (const [ops, candidate] of asStackPointer(unit)) if (rightWith(at, 1, [ops])) add(candidate);
    if (!atEdge) continue;
    if (unit?.moves) {
      if (rightWith(at, 1, [])) add(removal(analysis, units, at));
      const next = units[at + 1];
      if (next?.moves && rightWith(at, 2, [[...next.ops], [...unit.ops]])) add(exchange(analysis, unit, next));
      for (const [ops, candidate] of [...otherRegister(unit, units, popped), ...otherAmount(unit, now), ...otherSlot(unit, units)]) if (rightWith(at, 1, [ops])) add(candidate);
    }
    for (const { text, op } of [...insertions(now, states[at], pushed, popped, flags), ...fromSlots(now, units)]) if (!clobbers(states[at], op) && rightWith(at, 0, [[op]])) { const made = insertion(analysis, units, at, end, text, op); add({ ...made, rank: made.rank + (isOnTop(states[at], op) ? 0 : 1.5) }); }
  }
  return found.sort((a, b) => a.rank - b.rank).map(({ rank, title, edits }) => ({ title, edits, mendsCode: true, confirmed: true, rank }));
}

/** A pop of a register takes what was saved of it. */
function isOnTop(state: CfiState | undefined, { destination, source }: StackOp): boolean {
  if (source.kind !== 'pop' || state?.cfa.base !== 4) return true;
  return !calleeSaved.includes(destination.register) || state.regs[destination.register]?.offset === -state.cfa.offset;
}

/** A pop into a register of the caller's that nobody saved loses it. */
function clobbers(state: CfiState | undefined, { destination, source }: StackOp): boolean {
  return source.kind === 'pop' && calleeSaved.includes(destination.register) && state?.regs[destination.register]?.base === UNDEFINED;
}

function statesAlong(way: EditableWay, all: readonly (readonly StackOp[])[]): (CfiState | undefined)[] {
  const states: (CfiState | undefined)[] = [way.state];
  for (const ops of all) {
    const before = states[states.length - 1];
    states.push(before && stateAtEnd({ ...way, state: before }, [ops]));
  }
  return states;
}

/** What could be missing: registers that are not back, registers whose save is missing, bytes. */
function insertions(end: CfiState | undefined, here: CfiState | undefined, pushed: ReadonlySet<number>, popped: ReadonlySet<number>, flags: { push: string; pop: string } | undefined): { text: string; op: StackOp }[] {
  if (!here || !end) return [];
  const list = [...new Set([...calleeSaved, ...pushed])].flatMap(register => [
    { text: `pop %${registerNames[register]!}`, op: popOp(register) }, { text: `push %${registerNames[register]!}`, op: pushOp(register) },
  ]);
  if (flags) list.push({ text: flags.pop, op: popFlagsOp }, { text: flags.push, op: pushFlagsOp }, { text: 'pop %rax', op: popOp(0) });
  // What is popped to memory, or for the return value, are mostly the flags.
  if (!flags && popped.has(0)) list.push({ text: 'pushf', op: pushFlagsOp });
  list.push({ text: 'mov %rsp, %rbp', op: frameOp });
  if (end.cfa.base === 4) {
    const extra = end.cfa.offset - 8;
    for (const bytes of [extra, 8 * Math.sign(extra)]) if (bytes !== 0 && Math.abs(bytes) < 4096) list.push({ text: bytes > 0 ? `add $${bytes}, %rsp` : `sub $${-bytes}, %rsp`, op: addOp(bytes) });
  }
  return list;
}

function insertion(analysis: Analysis, units: readonly Unit[], at: number, end: number, instruction: string, op: StackOp): Candidate {
  const before = units[at - 1], behind = units[at];
  const kind = /^\w+/.exec(instruction)![0];
  const beside = (unit: Unit | undefined) => unit !== undefined && op !== frameOp && (unit.name.startsWith(kind) && (unit.moves || kind === 'push' || kind === 'pop') || (kind === 'push' && /push|SAVE/i.test(unit.name)) || (kind === 'pop' && /pop|RESTORE/i.test(unit.name)));
  // A save stands with the other saves, a restore with the other restores or right before the end.
  let rank = kind === 'add' || kind === 'sub' ? undoes(units, op) ? 1 : 4 : kind === 'mov' ? 0.6 : 2;
  // A register comes back from its slot beside the others.
  const restores = op.source.kind === 'indirect' && [before, behind].some(unit => unit?.ops.some(other => other.source.kind === 'indirect'));
  if (op.source.kind === 'indirect') rank += (!restores && at !== units.length ? 2 : 0) + (isInOrder(before, op, behind) ? 0 : 0.3);
  if (op === frameOp && /^pushq?\s+%rbp$/.test(before?.text ?? '')) rank -= 0.4;
  // Between `push %rbp' and `mov %rsp, %rbp' stands nothing.
  if (behind?.ops.some(other => other.destination.kind === 'reg' && other.destination.register === 5 && other.source.kind === 'reg' && other.source.register === 4)) rank += 1;
  if (beside(before)) rank -= 1.5; else if (beside(behind)) rank -= 1.4;
  // `pushf; pop %rax' reads the flags; further on they are put back.
  if (instruction === 'pop %rax' && units.some(unit => /^pushf/.test(unit.name)) && !/^pushf/.test(before?.name ?? '')) rank += 1.5;
  if (kind === 'pushf' && /^pop/.test(behind?.name ?? '') && popsValue(behind!)) rank = 0.6;
  if (at === units.length) rank -= op.source.kind === 'pop' ? 0.5 : 0.2;
  if (at === 0 && kind === 'push') rank -= 0.5;
  const near = behind ?? before;
  const line = spelled(analysis, (before?.moves ? before : near)?.start ?? end, instruction);
  const edit = beside(before) && before !== undefined ? insertBehind(analysis, before.end, [line]) : insertBeforeStatement(analysis, behind?.start ?? end, [line]);
  return { rank, title: `Insert \`${instruction}'`, edits: [edit] };
}

function removal(analysis: Analysis, units: readonly Unit[], at: number): Candidate {
  const unit = units[at]!, text = clean(unit.text);
  const twin = clean(units[at - 1]?.text ?? '') === text || clean(units[at + 1]?.text ?? '') === text;
  // A register that nobody writes in between needs no saving.
  const register = /%(\w+)/.exec(unit.text)?.[1];
  const savedElsewhere = register !== undefined && units.some((other, i) => i !== at && new RegExp(`(?:push\\w*\\s+%${register}$|%${register},.*\\(%rsp\\)$)`).test(clean(other.text)));
  const alone = units[at - 1]?.moves !== true && units[at + 1]?.moves !== true && at > 0;
  // Room on the stack that something is kept in was made on purpose.
  const room = /^(?:sub|add|lea)/.test(unit.name) && units.some(other => !/^lea/.test(other.name) && /\(%rsp/.test(other.text));
  const flags = /^(?:push|pop)f/.test(unit.name), slot = /^mov/.test(unit.name) && unit.text.includes('(%rsp)');
  const used = /^(?:push|pop)/.test(unit.name) && register !== undefined && isCalleeSaved(register) && !savedElsewhere && (unit.name.startsWith('pop') || !alone) && units.some((other, i) => i !== at && writes(other, register));
  const lone = /^(?:push|pop|sub|add|lea|mov|leave)/.test(unit.name);
  const single = unit.instructions.length === 1;
  // What is saved in front of a call was meant to be saved.
  const forCall = unit.name.startsWith('push') && register !== undefined && isCalleeSaved(register) && !savedElsewhere && units.slice(at + 1).some(other => other.name.startsWith('call'));
  return { rank: (twin ? -1 : room || slot ? 3.2 : flags ? 2.4 : used ? 3 : forCall ? 2 : alone && lone ? 0.7 : lone ? 1.2 : 2.5) + (single ? 0 : 1), title: `Remove \`${text}'`, edits: [removeStatement(analysis, unit.start, unit.end)] };
}

function writes(unit: Unit, register: string): boolean {
  const low = register.replace(/^r(?=[a-d]x|[sd]i|bp)/, '');
  const pattern = new RegExp(`%(?:[re]?${low}|${low[0]!}[lh]|${register}[dwb]?)$`);
  return !unit.moves && unit.expanded.some(text => pattern.test(text));
}

function exchange(analysis: Analysis, first: Unit, second: Unit): Candidate {
  const text = (unit: Unit) => analysis.source.text.slice(unit.start, unit.end);
  return {
    rank: first.name.startsWith('pop') ? 0.5 : 0.6, title: `Exchange \`${clean(first.text)}' and \`${clean(second.text)}'`,
    edits: [{ start: first.start, end: first.end, text: text(second) }, { start: second.start, end: second.end, text: text(first) }],
  };
}

/** A push or pop of one register, with another callee-saved one. */
function otherRegister(unit: Unit, units: readonly Unit[], popped: ReadonlySet<number>): [StackOp[], Candidate][] {
  const match = /^(push|pop)q?[ \t]+%(\w+)$/.exec(unit.text);
  if (!match || unit.instructions.length !== 1) return [];
  // What the function writes has to be saved and restored.
  const needed = isWritten(units, match[2]!) && match[1] === 'push' ? 1 : 0;
  const found: [StackOp[], Candidate][] = [];
  for (const register of new Set([...calleeSaved, ...match[1] === 'push' ? popped : []])) {
    const name = registerNames[register]!;
    if (name === match[2]) continue;
    const start = unit.start + unit.text.lastIndexOf('%');
    const twice = units.some(other => other !== unit && new RegExp(`^${match[1]}q?\\s+%${name}$`).test(other.text));
    found.push([[match[1] === 'push' ? pushOp(register) : popOp(register)], { rank: 0.8 + needed + (twice ? 0.6 : isWritten(units, name) ? 0 : 0.5), title: `Write \`${match[1]} %${name}' instead of \`${clean(unit.text)}'`, edits: [{ start, end: unit.end, text: `%${name}` }] }]);
  }
  return found;
}

/** `add $8, %rsp` where 24 would be right: the number is replaced, however it was written. */
function otherAmount(unit: Unit, end: CfiState | undefined): [StackOp[], Candidate][] {
  const [op] = unit.ops;
  if (!op || !end || unit.ops.length !== 1 || end.cfa.base !== 4 || op.destination.kind !== 'reg' || op.destination.register !== 4 || op.source.kind !== 'add' || op.source.register !== 4) return [];
  const bytes = op.source.offset + end.cfa.offset - 8, match = /^(add|sub)[a-z]*\s+\$([^,]+),\s*%[re]sp$/.exec(unit.text) ?? /^(lea)[a-z]*\s+([^,(]+)\(%rsp\),\s*%rsp$/.exec(unit.text);
  if (!match || bytes === 0 || (match[1] !== 'lea' && (match[1] === 'sub') !== bytes < 0)) return [];
  const number = String(match[1] === 'lea' ? bytes : Math.abs(bytes)), start = unit.start + unit.text.indexOf(match[2]!, match[1]!.length + 1);
  return [[[addOp(bytes)], { rank: match[1] === 'sub' ? 0.8 : 0.7, title: `Write \`${clean(unit.text.replace(match[2]!, number))}' instead of \`${clean(unit.text)}'`, edits: [{ start, end: start + match[2]!.length, text: number }] }]];
}

/** `add $8, %rcx` and `mov %rsp, %rbx` where the stack pointer or the frame pointer would be right. */
function asStackPointer(unit: Unit): [StackOp[], Candidate][] {
  if (unit.instructions.length !== 1) return [];
  const found: [StackOp[], Candidate][] = [];
  const write = (register: string, ops: StackOp[], rank = 0.6) => {
    const start = unit.start + unit.text.lastIndexOf('%');
    found.push([ops, { rank, title: `Write \`${clean(unit.text.slice(0, unit.text.lastIndexOf('%')))} %${register}' instead of \`${clean(unit.text)}'`, edits: [{ start, end: unit.start + unit.text.length, text: `%${register}` }] }]);
  };
  const amount = /^(add|sub)q?\s+\$([-\d()*+ ]+),\s*%r\w+$/.exec(unit.text), bytes = amount && productOf(amount[2]!);
  if (bytes !== undefined && bytes !== null && bytes % 8 === 0) write('rsp', [addOp(amount![1] === 'add' ? bytes : -bytes)]);
  const from = /^movq?\s+(%r(?!bp|sp)\w+),\s*%rsp$/.exec(unit.text);
  if (from) { const at = unit.start + unit.text.indexOf(from[1]!); found.push([[{ destination: { kind: 'reg', register: 4, offset: 0 }, source: { kind: 'reg', register: 5, offset: 0 } }], { rank: 0.5, title: `Write \`mov %rbp, %rsp' instead of \`${clean(unit.text)}'`, edits: [{ start: at, end: at + from[1]!.length, text: '%rbp' }] }]); }
  if (/^movq?\s+%rsp,\s*%r\w+$/.test(unit.text) && !/%rbp$/.test(unit.text)) write('rbp', [frameOp], 0.5);
  return found;
}

/** `5*8`, `(8*16)`, `-16`. */
function productOf(text: string): number | undefined {
  const bare = text.replace(/[\s()]/g, '');
  return /^-?\d+(?:\*\d+)*$/.test(bare) ? bare.split('*').reduce((product, factor) => product * Number(factor), 1) : undefined;
}

/** Registers that lie in a slot, stored with `mov': back by the same operands the other way round. */
function fromSlots(end: CfiState | undefined, units: readonly Unit[]): { text: string; op: StackOp }[] {
  if (!end) return [];
  return units.flatMap(unit => {
    const match = /^(mov\w*)\s+(%\w+)\s*,\s*([^,]+\(%\w+\)|\(%\w+\))$/.exec(unit.text), [op] = unit.ops;
    if (!match || op?.destination.kind !== 'indirect' || end.regs[op.source.register]?.base === UNDEFINED) return [];
    return [{ text: `${match[1]!} ${match[3]!}, ${match[2]!}`, op: { destination: { kind: 'reg', register: op.source.register, offset: 0 }, source: { kind: 'indirect', register: op.destination.register, offset: op.destination.offset } } satisfies StackOp }];
  });
}

/** A register comes back from another slot than it was saved to, or another register from its slot. */
function otherSlot(unit: Unit, units: readonly Unit[]): [StackOp[], Candidate][] {
  const load = /^mov\w*\s+([^%]*\(%\w+\))\s*,\s*(%\w+)$/.exec(unit.text);
  if (!load) return [];
  return units.flatMap((store): [StackOp[], Candidate][] => {
    const match = /^mov\w*\s+(%\w+)\s*,\s*([^%]*\(%\w+\))$/.exec(store.text), [op] = store.ops;
    if (!match || op?.destination.kind !== 'indirect' || (match[1] === load[2]) === (clean(match[2]!) === clean(load[1]!))) return [];
    const ops: StackOp[] = [{ destination: { kind: 'reg', register: op.source.register, offset: 0 }, source: { kind: 'indirect', register: op.destination.register, offset: op.destination.offset } }];
    const start = unit.start + unit.text.indexOf(load[1]!, 3), text = `${match[2]!}, ${match[1]!}`;
    return [[ops, { rank: -1.2, title: `Write \`${clean(unit.text.replace(/\s.*/s, ''))} ${clean(text)}' instead of \`${clean(unit.text)}'`, edits: [{ start, end: unit.start + unit.text.length, text }] }]];
  });
}

/** Slots are read back from the top of the stack on. */
function isInOrder(before: Unit | undefined, { source }: StackOp, behind: Unit | undefined): boolean {
  const offset = (unit: Unit | undefined) => unit?.ops.find(op => op.source.kind === 'indirect')?.source.offset;
  return (offset(before) ?? -Infinity) < source.offset && source.offset < (offset(behind) ?? Infinity);
}

/** A pop to memory or of the return value: hardly a saved register. */
function popsValue({ ops }: Unit): boolean { return ops.some(({ destination, source }) => source.kind === 'pop' && (destination.kind !== 'reg' || destination.register === 0)); }

/** `sub $40, %rsp' is undone by `add $40, %rsp'. */
function undoes(units: readonly Unit[], { source }: StackOp): boolean {
  return units.some(unit => unit.ops.some(op => op.destination.kind === 'reg' && op.destination.register === 4 && op.source.kind === 'add' && op.source.register === 4 && op.source.offset === -source.offset));
}

function isWritten(units: readonly Unit[], register: string): boolean { return units.some(unit => writes(unit, register)); }

function isCalleeSaved(register: string): boolean { return calleeSaved.some(number => registerNames[number] === register); }

function clean(text: string): string { return text.replace(/\s+/g, ' ').trim(); }

