// SPDX-License-Identifier: GPL-2.0-or-later
// AT&T habits, undone. The forms in the table are Intel's: destination first, every operand written. AT&T reverses them, leaves some out
// (`shl %eax`, `imul $3,%eax`), writes some that are implied (`movsb (%rsi),(%rdi)`, `vmrun %rax`), and exchanges fsub with fsubr.
// Answers, for each reading of the mnemonic, the operand lists to try in order.

import type { Mode } from './instruction.ts';
import type { Parsed } from './lower.ts';
import type { Reading } from './mnemonics.ts';
import type { ImmediateOperand, Operand } from './operands.ts';
import type { Prefixes } from './prefixes.ts';
import { generalRegisters, registerNamed } from './registers.ts';

export interface Attempt { readonly reading: Reading; readonly variants: readonly (readonly Operand[])[]; readonly prefixes: Prefixes }

export type Attempts = readonly Attempt[] & { readonly warnings: readonly string[] };

export function rewrite(parsed: Parsed): Attempts {
  const { mnemonic, word: { transfers, keepsOrder, isString }, readings, operands, prefixes } = parsed;
  const warnings: string[] = [];
  let list = operands.length < 2 || keepsOrder ? operands : operands.slice().reverse();
  const offset = list[0], selector = list[1];
  if (transfers && list.length === 2 && offset?.kind === 'immediate' && selector?.kind === 'immediate') list = [{ kind: 'far', selector, offset }];
  if (transfers && mnemonic[0] !== 'l') list = list.map(operand => indirectTarget(operand, mnemonic, warnings));
  const attempts: Attempt[] = [];
  const stringAttempt = isString ? explicitString(parsed, list) : undefined;
  if (stringAttempt) attempts.push(stringAttempt);
  for (let i = 0; i < readings.length; i++) {
    const reading = byMode(readings[i]!, parsed);
    if (reading.base === 'xchg' && list.length === 2 && list.every(operand => operand.kind === 'register' && operand.register.name === 'rax')) {
      attempts.push({ reading: { ...reading, base: 'nop', size: 0 }, variants: [[]], prefixes });
      continue;
    }
    const only = list[0];
    if (reading.base === 'int' && list.length === 1 && only?.kind === 'immediate' && only.value === 3n) {
      attempts.push({ reading: { ...reading, base: 'int3', size: 0 }, variants: [[]], prefixes });
      continue;
    }
    const full = reading.control >= 0 ? [...list, immediate(BigInt(reading.control))] : list;
    const swapped = reading.base === 'vcvttps2dq' ? sameLengths(full) : full;
    attempts.push({ reading: x87Exchange(reading, swapped, prefixes), variants: variantsOf(reading, swapped, parsed.context.mode, prefixes), prefixes });
  }
  return Object.assign(attempts, { warnings });
}

function plainRegister(name: string): Operand { return { kind: 'register', register: registerNamed(name)!, indirect: false }; }

function immediate(value: bigint): ImmediateOperand { return { kind: 'immediate', expression: { kind: 'number', value }, value }; }

function indirectTarget(operand: Operand, mnemonic: string, warnings: string[]): Operand {
  if (operand.kind === 'memory' && !operand.indirect && (operand.base || operand.index || operand.segment) || operand.kind === 'register' && !operand.indirect) {
    warnings.push(`indirect ${mnemonic.startsWith('jmp') ? 'jmp' : 'call'} without \`*'`);
    return { ...operand, indirect: true };
  }
  return operand;
}

function byMode(reading: Reading, { mnemonic, word: { widths }, prefixes, context: { mode } }: Parsed): Reading {
  if (!widths || reading.size) return reading;
  const base = prefixes.data ? widths[0] : mode === 16 ? widths[0] : mode === 32 ? widths[1] : prefixes.rex & 8 && mnemonic === 'iret' ? 'iretq' : widths[2];
  return { ...reading, base };
}

/** How AT&T writes an Intel mnemonic otherwise; found once per mnemonic. */
type Habit = 'none' | 'crc32' | 'shift' | 'double-shift' | 'imul' | 'exchange' | 'port' | 'implied' | 'x87' | 'xmm0';

const habits = new Map<string, Habit>();

function habitOf(base: string): Habit {
  let habit = habits.get(base);
  if (habit === undefined) {
    habit = base === 'crc32' ? 'crc32' : /^(sh[lr]|sar|ro[lr]|rc[lr])$/.test(base) ? 'shift' : /^sh[lr]d$/.test(base) ? 'double-shift' : base === 'imul' ? 'imul' : /^(xchg|test)$/.test(base) ? 'exchange'
      : /^(in|out)$/.test(base) ? 'port' : /^(vmrun|vmload|vmsave|invlpga|clzero|skinit|monitorx?|mwaitx?|rdpru|umwait|tpause)$/.test(base) ? 'implied'
        : base.startsWith('f') ? 'x87' : /^(p?blendv(ps|pd|b)|sha256rnds2)/.test(base) ? 'xmm0' : 'none';
    habits.set(base, habit);
  }
  return habit;
}

function variantsOf(reading: Reading, list: readonly Operand[], mode: Mode, { form }: Prefixes): readonly (readonly Operand[])[] {
  const first = list[0], second = list[1], habit = habitOf(reading.base);
  switch (habit) {
    case 'shift': return list.length === 1 ? [[first!, immediate(1n)]] : list.length === 2 && isWholeCount(second!) && sizeOf(first!, reading) !== 8 ? [[first!, plainRegister('cl')]] : [list];
    case 'double-shift': return list.length === 2 ? [[...list, plainRegister('cl')]] : [list];
    case 'imul': return list.length === 2 && second!.kind === 'immediate' ? [[first!, first!, second!]] : [list];
    case 'crc32': {
      // as 2.40 lets `crc32q %al, %rax` pass and takes the whole register.
      if (reading.size !== 64 || second?.kind !== 'register' || second.register.class !== 'r8' || second.register.high) return [list];
      return [[first!, plainRegister(generalRegisters[second.register.number]!)]];
    }
    case 'port': return list.length === 1 ? inOutVariants(reading, first!, mode) : [list];
    case 'implied': return list.length && list.every(operand => operand.kind === 'register' && (mode === 64 || !operand.register.only64)) ? [list, []] : [list];
    case 'x87': return x87Variants(reading.base, list, form === 'store');
    case 'xmm0': {
      const last = list[2];
      return list.length === 3 && last!.kind === 'register' && last!.register.name === 'xmm0' ? [list, list.slice(0, 2)] : [list];
    }
    case 'exchange': {
      if (list.length !== 2) return [list];
      const registers = list.every(operand => operand.kind === 'register');
      if (registers && form !== 'any' && !(form === 'load' && reading.base === 'xchg' && list.some(isAccumulator))) {
        // gas's form stores; the one for the accumulator it takes as a load of that.
        return form === 'store' ? [list] : [[second!, first!]];
      }
      const accumulatorFirst = reading.base === 'xchg' && first!.kind === 'register' && /^[re]?ax$/.test(first!.register.name);
      return accumulatorFirst ? [[second!, first!], list] : [list, [second!, first!]];
    }
    case 'none': return [list];
  }
}

function isAccumulator(operand: Operand): boolean { return operand.kind === 'register' && /^[re]?ax$/.test(operand.register.name); }

/** as 2.40 lets %xmm and %ymm of this one go together, and takes both for %ymm. */
function sameLengths(list: readonly Operand[]): readonly Operand[] {
  const [to, from] = list;
  if (list.length !== 2 || to?.kind !== 'register' || from?.kind !== 'register' || to.decorators || from.decorators) return list;
  if (![to, from].every(({ register }) => /^[xy]mm$/.test(register.class) && register.number < 16) || to.register.class === from.register.class) return list;
  return [to, from].map((operand): Operand => ({ ...operand, register: registerNamed(`ymm${operand.register.number}`)! }));
}

/** as 2.40 takes %ecx and %rcx for %cl, except of bytes. */
function isWholeCount(operand: Operand): boolean { return operand.kind === 'register' && (operand.register.name === 'ecx' || operand.register.name === 'rcx'); }

function sizeOf(operand: Operand, reading: Reading): number { return operand.kind === 'register' ? operand.register.size : reading.size; }

/** `inb (%dx)`, `outl $4`: the accumulator is implied by the suffix. */
function inOutVariants(reading: Reading, port: Operand, mode: Mode): readonly (readonly Operand[])[] {
  const size = reading.size || (mode === 16 ? 16 : 32), accumulator = plainRegister(size === 8 ? 'al' : size === 16 ? 'ax' : 'eax');
  return [reading.base === 'in' ? [accumulator, port] : [port, accumulator]];
}

/** `faddp` alone is `faddp %st,%st(1)`; `fadd %st(3)` is `fadd %st(3),%st`. */
function x87Variants(base: string, list: readonly Operand[], store: boolean): readonly (readonly Operand[])[] {
  const st = (number: number): Operand => ({ kind: 'register', register: { name: number === 0 ? 'st' : `st(${number})`, class: 'st', number, size: 0, high: false, needsRex: false, only64: false }, indirect: false });
  if (/^fn?stsw$/.test(base) && list.length === 0) return [[plainRegister('ax')]];
  const arithmetic = /^f(add|mul|subr?|divr?)(p?)$/.exec(base);
  if (arithmetic) {
    if (list.length === 0) return [[st(1), st(0)]];
    if (list.length === 1 && list[0]!.kind === 'register') return [arithmetic[2] ? [list[0]!, st(0)] : [st(0), list[0]!]];
    // A store has %st for its source; `faddp` is one already, and turned round it wants %st for its destination.
    const pivot = list[arithmetic[2] ? 0 : 1];
    const turns = !arithmetic[2] || /^f(add|mul)p$/.test(base);
    return store && turns && list.length === 2 && pivot?.kind === 'register' && pivot.register.number !== 0 ? [] : [list];
  }
  if (/^f(u?comi?p?|xch)$/.test(base) || /^fu?comp?$/.test(base)) {
    if (list.length === 0) return [[st(0), st(1)]];
    if (list.length === 1 && list[0]!.kind === 'register') return [[st(0), list[0]!]];
    if (!base.includes('comi')) return list.length === 2 ? [] : [list];
  }
  return [list];
}

/** AT&T's fsub with a destination other than %st is Intel's fsubr, and the other way round. */
function x87Exchange(reading: Reading, list: readonly Operand[], { form }: Prefixes): Reading {
  if (reading.base.charCodeAt(0) !== 102) return reading;
  const match = /^f(sub|div)(r?)(p?)$/.exec(reading.base);
  if (!match) return reading;
  const popping = match[3] === 'p', last = list[0];
  const toOther = popping || list.length === 0 || list.length === 2 && last?.kind === 'register' && (last.register.number !== 0 || form === 'store');
  return toOther ? { ...reading, base: `f${match[1]}${match[2] ? '' : 'r'}${match[3]}` } : reading;
}

/** Bare names of string operations: their operands tell the size. */
export function isStringOperation(mnemonic: string): boolean { return stringName.test(mnemonic); }

const stringName = /^(s?)(mov|cmp|sto|lod|sca|in|out)s([bwlq]?)$/;

/** `movsl (%rsi),(%rdi)`, `stos %eax,(%rdi)`: the operands only tell size, address size and segment. */
function explicitString(parsed: Parsed, list: readonly Operand[]): Attempt | undefined {
  if (parsed.mnemonic.length > 5 || list.length === 0) return undefined;
  const match = stringName.exec(parsed.mnemonic) ?? /^(s)(mov|lod|sto|cmp|sca)([bwlq]?)$/.exec(parsed.mnemonic);
  if (!match || !list.some(operand => operand.kind === 'memory' && operand.base && /^([re]?[sd]i|dx)$/.test(operand.base.name))) return undefined;
  if (list.some(operand => operand.kind !== 'memory' && operand.kind !== 'register')) return undefined;
  const register = list.find(operand => operand.kind === 'register'), addresses = list.filter(operand => operand.kind === 'memory');
  if (register?.kind === 'register' && !/^([re]?ax|al|dx)$/.test(register.register.name)) return undefined;
  const size = match[3] || (register?.kind === 'register' && register.register.name !== 'dx' ? { 8: 'b', 16: 'w', 32: 'l', 64: 'q' }[register.register.size as 8] : parsed.context.mode === 16 ? 'w' : 'l');
  const base = `${match[2]}s${size === 'l' ? 'd' : size}`;
  const source = addresses.find(operand => operand.base && /si$/.test(operand.base.name));
  const segment = source?.segment && source.segment.name !== 'ds' ? source.segment : parsed.prefixes.segment;
  const { mode } = parsed.context, index = addresses.find(operand => operand.base && /[sd]i$/.test(operand.base.name));
  if (parsed.prefixes.address && index?.base?.size === mode) return undefined;
  const address = parsed.prefixes.address || index !== undefined && index.base!.size !== mode;
  return {
    reading: { base, size: 0, source: 0, destination: 0, memoryBytes: 0, control: -1 }, variants: [[]], prefixes: { ...parsed.prefixes, segment, address },
  };
}
