// SPDX-License-Identifier: GPL-2.0-or-later
// Runs integer code, to hold the claims of objtool/ and frame/ against what really happens. Nothing here is shared with them but the decoder:
// registers are numbers, the stack is bytes. Conditions are not computed: every way is taken at random, since a claim has to hold on all.
// What the interpreter does not know writes random numbers to wherever it may write.

import type { Checked } from '../../server/src/objtool/checked.ts';
import { operationAt, type FullOperand, type MemoryPlace, type Operation } from '../../server/src/x86/operation.ts';

export interface Machine {
  readonly registers: bigint[];
  /** Words by address; addresses are multiples of eight, but for those that code makes otherwise. */
  readonly memory: Map<bigint, number>;
  readonly random: () => number;
}

const SP = 4, BP = 5, mask = (1n << 64n) - 1n;
/** Where our stack lies; random numbers never fall there. */
export const stackTop = 0x7f00_0000_0000n;

export function newMachine(random: () => number): Machine {
  const machine: Machine = { registers: [], memory: new Map(), random };
  for (let r = 0; r < 16; r++) machine.registers.push(randomWord(machine));
  machine.registers[SP] = stackTop;
  return machine;
}

/** Executes one instruction; where control goes is the caller's affair. False: it cannot be told what happens. */
export function step(machine: Machine, checked: Checked, index: number): boolean {
  const own = checked.program.instructions[index]!, operation = operationAt(own.section.bytes, own.offset, 64);
  const { registers } = machine, [first, second] = operation.operands;
  const linked = own.relocation ? symbolAddress(own.relocation.symbol.name) + BigInt(own.relocation.addend) : undefined;
  const at = (place: MemoryPlace) => placeAddress(machine, place, linked);
  const get = (operand: FullOperand | undefined): bigint => {
    switch (operand?.kind) {
      case 'register': return cut(operand.high ? registers[operand.register]! >> 8n : registers[operand.register]!, operand.size);
      case 'immediate': return linked !== undefined && !operation.operands.some(o => o.kind === 'memory') ? linked : operand.value & mask;
      case 'memory': return load(machine, at(operand.place), operand.place.size || 8);
      default: return randomWord(machine);
    }
  };
  const set = (operand: FullOperand | undefined, value: bigint): void => {
    if (operand?.kind === 'register') setRegister(machine, operand, value);
    else if (operand?.kind === 'memory') save(machine, at(operand.place), operand.place.size || 8, value);
  };
  const push = (value: bigint, size: number): void => { registers[SP] = (registers[SP]! - BigInt(size)) & mask; save(machine, registers[SP]!, size, value); };
  const pop = (size: number): bigint => { const value = load(machine, registers[SP]!, size); registers[SP] = (registers[SP]! + BigInt(size)) & mask; return value; };
  const pushSize = operation.stores[0]?.size || 8;
  switch (operation.mnemonic) {
    case 'mov': case 'movabs': set(first, get(second)); return true;
    case 'lea': if (second?.kind === 'memory') set(first, at({ ...second.place, segmented: false })); return true;
    case 'push': push(get(first), pushSize); return true;
    case 'pushfq': push(randomWord(machine), 8); return true;
    case 'pop': { const value = pop(first?.kind === 'register' ? first.size : first?.kind === 'memory' ? first.place.size : 8); set(first, value); return true; }
    case 'popfq': pop(8); return true;
    case 'add': set(first, get(first) + get(second)); return true;
    case 'sub': set(first, get(first) - get(second)); return true;
    case 'inc': set(first, get(first) + 1n); return true;
    case 'dec': set(first, get(first) - 1n); return true;
    case 'xor': set(first, get(first) ^ get(second)); return true;
    case 'and': set(first, get(first) & get(second)); return true;
    case 'or': set(first, get(first) | get(second)); return true;
    case 'xchg': { const a = get(first), b = get(second); set(first, b); set(second, a); return true; }
    case 'leave': registers[SP] = registers[BP]!; registers[BP] = pop(8); return true;
    case 'erets': registers[SP] = load(machine, registers[SP]! + 32n, 8); return true;
    case 'iretq': registers[SP] = load(machine, registers[SP]! + 24n, 8); return true;
    case 'call': return call(machine, checked, index);
    case 'jmp': case 'ret': case 'nop': case 'swapgs': case 'endbr64': case 'cmp': case 'test': return true;
    default: return unknownInstruction(machine, operation, at);
  }
}

function call(machine: Machine, checked: Checked, index: number): boolean {
  const own = checked.program.instructions[index]!, { registers } = machine;
  registers[SP] = registers[SP]! - 8n;
  save(machine, registers[SP], 8, randomWord(machine));
  if (own.jumpTo) return true;
  if (own.callTo?.section && own.callTo.type !== 'FUNC' && own.callTo.size > 0) return false;
  for (let i = 1n; i < 6n; i++) save(machine, registers[SP] - 8n * i, 8, randomWord(machine));
  // The callee writes through the pointers that it got, if they point into our stack.
  for (const r of [7, 6, 2, 1, 8, 9]) {
    const pointer = registers[r]!;
    if (pointer > registers[SP] && pointer <= stackTop && pointer > stackTop - 0x10000n) for (let i = 0n; i < 3n; i++) if (pointer + 8n * i < stackTop) save(machine, pointer + 8n * i, 8, randomWord(machine));
  }
  for (const r of [0, 1, 2, 6, 7, 8, 9, 10, 11]) registers[r] = randomWord(machine);
  registers[SP] = registers[SP] + 8n;
  return true;
}

function unknownInstruction(machine: Machine, operation: Operation, at: (place: MemoryPlace) => bigint): boolean {
  for (const place of operation.stores) {
    const address = at(place);
    for (let i = 0; i < (place.size || 64); i += 8) save(machine, address + BigInt(i), Math.min(8, (place.size || 64) - i), randomWord(machine));
  }
  for (let r = 0; r < 16; r++) if ((operation.writes & (1 << r)) !== 0) machine.registers[r] = randomWord(machine);
  return (operation.writes & (1 << SP)) === 0;
}

function placeAddress({ registers }: Machine, place: MemoryPlace, linked: bigint | undefined): bigint {
  if (place.segmented) return 0x1000n + BigInt(place.displacement);
  let address = place.base === 'ip' || place.base === undefined ? linked ?? BigInt(place.displacement) : registers[place.base]! + BigInt(place.displacement) + (linked ?? 0n);
  if (place.index !== undefined && place.index >= 0) address += registers[place.index]! * BigInt(place.scale);
  return address & mask;
}

function setRegister({ registers }: Machine, operand: FullOperand & { kind: 'register' }, value: bigint): void {
  const old = registers[operand.register]!;
  switch (operand.size) {
    case 8: registers[operand.register] = value & mask; return;
    case 4: registers[operand.register] = value & 0xffffffffn; return;
    case 2: registers[operand.register] = (old & ~0xffffn & mask) | (value & 0xffffn); return;
    default: registers[operand.register] = operand.high ? (old & ~0xff00n & mask) | ((value & 0xffn) << 8n) : (old & ~0xffn & mask) | (value & 0xffn);
  }
}

export function load(machine: Machine, address: bigint, size: number): bigint {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) {
    const where = address + BigInt(i);
    let byte = machine.memory.get(where);
    if (byte === undefined) machine.memory.set(where, byte = Math.floor(machine.random() * 256));
    value = value << 8n | BigInt(byte);
  }
  return value;
}

function save(machine: Machine, address: bigint, size: number, value: bigint): void {
  for (let i = 0; i < size; i++) machine.memory.set(address + BigInt(i), Number(value >> BigInt(8 * i) & 0xffn));
}

function cut(value: bigint, size: number): bigint { return size === 8 ? value : value & ((1n << BigInt(8 * size)) - 1n); }

/** Far from our stack. */
function randomWord({ random }: Machine): bigint { return BigInt(Math.floor(random() * 2 ** 32)) << 16n | 0x5000_0000_0000_0000n; }

function symbolAddress(name: string): bigint {
  let hash = 7n;
  for (const c of name) hash = hash * 31n + BigInt(c.charCodeAt(0)) & 0xffffffffn;
  return 0x6000_0000_0000_0000n + (hash << 12n);
}
