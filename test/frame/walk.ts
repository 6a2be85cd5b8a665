// SPDX-License-Identifier: GPL-2.0-or-later
// Walks a function along a random way and compares, in front of every instruction, the real registers and stack with what is claimed.

import type { Checked } from '../../server/src/objtool/checked.ts';
import { after, before, type Traced } from '../../server/src/frame/trace.ts';
import { loadedStack, type Value } from '../../server/src/frame/values.ts';
import { load, newMachine, stackTop, step, type Machine } from './emulator.ts';

export interface Walked { readonly steps: number; readonly claims: number; readonly wrong: readonly string[] }

export function walk(traced: Traced, entry: number, random: () => number, longest = 400): Walked {
  const { checked } = traced, machine = newMachine(random), atEntry = machine.registers.slice();
  const bases = new Map<number, bigint>([[entry, stackTop]]), wrong: string[] = [];
  let at = entry, steps = 0, claims = 0, hinted = false;
  for (; steps < longest; steps++) {
    const instruction = checked.instructions[at]!;
    // What a hint says by itself is an assumption, true or not.
    if ((instruction.hint && at !== entry) || checked.program.instructions[at]!.restore || traced.flow.numbers.adjustments.has(at)) hinted = true;
    const state = before(traced, at);
    if (!state || hinted) break;
    const sp = state.registers[4]!;
    if (sp.kind === 'address' && sp.stack === at && sp.offset === 0) bases.set(at, machine.registers[4]!);
    const real = (value: Value): bigint | undefined => expected(value, entry, atEntry, bases);
    const compare = (what: string, claimed: bigint | undefined, found: bigint): void => {
      if (claimed === undefined) return;
      claims++;
      if (claimed !== found) wrong.push(`${name(checked, at)}: ${what} is 0x${found.toString(16)}, claimed 0x${claimed.toString(16)}`);
    };
    state.registers.forEach((value, r) => compare(`register ${r}`, real(value), machine.registers[r]!));
    for (const words of state.stacks) {
      const base = bases.get(words.stack);
      if (base !== undefined) words.cells.forEach((cell, i) => { if (cell) compare(`word ${words.low + 8 * i}`, real(cell.value), load(machine, base + BigInt(words.low + 8 * i), 8)); });
    }
    claims += compareState(checked, at, machine, atEntry, wrong);
    if (wrong.length > 0) break;
    const next = instruction.next[Math.floor(random() * instruction.next.length)];
    if (!next) break;
    if (next.kind !== 'alternative' && next.kind !== 'fixup') {
      if (!step(machine, checked, at)) break;
      const then = after(traced, at)?.registers[4];
      if (then?.kind === 'address' && then.stack === loadedStack(at) && then.offset === 0) bases.set(then.stack, machine.registers[4]!);
    }
    at = next.to;
  }
  return { steps, claims, wrong };
}

function expected(value: Value, entry: number, atEntry: readonly bigint[], bases: ReadonlyMap<number, bigint>): bigint | undefined {
  switch (value.kind) {
    case 'entry': return value.at === entry ? atEntry[value.register] : undefined;
    case 'constant': return BigInt.asUintN(64, value.value);
    case 'address': { const base = bases.get(value.stack); return base === undefined ? undefined : base + BigInt(value.offset); }
    default: return undefined;
  }
}

/**
 * objtool's CFA, and where it says that the caller's rbp is: what ORC rows are made of. Of the other registers it notes the first push,
 * whatever they hold by then, to compare ways with each other.
 */
function compareState(checked: Checked, at: number, machine: Machine, atEntry: readonly bigint[], wrong: string[]): number {
  const { state, beyond } = checked.instructions[at]!;
  if (!state || beyond !== undefined || state.type !== 'call' || state.cfa.base < 0 || state.forceUndefined) return 0;
  const cfa = machine.registers[state.cfa.base]! + BigInt(state.cfa.offset);
  if (cfa !== stackTop + 8n) { wrong.push(`${name(checked, at)}: objtool's CFA is at entry${cfa > stackTop ? '+' : ''}${cfa - stackTop}`); return 1; }
  let claims = 1;
  state.regs.forEach((place, r) => {
    if (r !== 5 || place.base !== -2) return;
    claims++;
    if (load(machine, cfa + BigInt(place.offset), 8) !== atEntry[r]) wrong.push(`${name(checked, at)}: register ${r} is not at CFA${place.offset}`);
  });
  return claims;
}

function name(checked: Checked, at: number): string {
  const instruction = checked.instructions[at]!;
  return `${instruction.symbol ?? checked.program.object.sections[instruction.section]!.name}+0x${instruction.offset.toString(16)}`;
}

/** A small generator that gives the same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = a + 0x6d2b79f5 >>> 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

/** Entries of callable functions. */
export function functionEntries(checked: Checked): number[] {
  return checked.instructions.flatMap((_, i) => {
    const own = checked.program.instructions[i];
    return own && own.section.functionAt.has(own.offset) ? [i] : [];
  });
}
