// SPDX-License-Identifier: GPL-2.0-or-later
// The laws that the worklist's end and its order's irrelevance rest on.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinStates, store, withEscape, withRegister, type FrameState } from '../../server/src/frame/frameState.ts';
import { entryState } from '../../server/src/frame/assume.ts';
import { transfer } from '../../server/src/frame/transfer.ts';
import { constant, joinValues, mayPoint, sameValue, unknown, unknownPointer, type Value } from '../../server/src/frame/values.ts';
import { operationAt } from '../../server/src/x86/operation.ts';

const small = fc.integer({ min: 0, max: 3 });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(unknown), fc.constant(unknownPointer),
  small.map((n): Value => ({ kind: 'entry', register: n, at: 0 })),
  small.map(n => constant(BigInt(n))),
  fc.tuple(small, small).map(([stack, n]): Value => ({ kind: 'address', stack, offset: 0 - 8 * n })),
  small.map((n): Value => ({ kind: 'loaded', by: n, symbol: undefined })),
  fc.tuple(small, small).map(([by, n]): Value => ({ kind: 'left', by, stack: 0, offset: 8 * n, was: n === 0 ? unknown : constant(1n) })),
);

const state: fc.Arbitrary<FrameState> = fc.record({
  registers: fc.array(fc.tuple(fc.integer({ min: 0, max: 15 }), value), { maxLength: 6 }),
  words: fc.array(fc.tuple(small, fc.integer({ min: -20, max: 4 }), fc.constantFrom(1, 4, 8, 16), value), { maxLength: 10 }),
  escapes: fc.array(fc.tuple(small, fc.integer({ min: -4, max: 4 })), { maxLength: 2 }),
}).map(({ registers, words, escapes }) => {
  let made = entryState(0, 'function');
  for (const [stack, at, size, held] of words) made = store(made, stack, at * 8, size, held, stack);
  for (const [register, held] of registers) if (register !== 4) made = withRegister(made, register, held);
  for (const [stack, from] of escapes) made = withEscape(made, stack, from * 8, Infinity);
  return made;
});

function shape(of: FrameState): unknown {
  return {
    registers: of.registers, frame: of.frame,
    words: of.stacks.map(w => [w.stack, w.cells.flatMap((cell, i) => cell ? [[w.low + 8 * i, cell]] : [])] as const).filter(([, cells]) => cells.length > 0).sort((a, b) => a[0] - b[0]),
    escapes: [...of.escapes].sort((a, b) => a.stack - b.stack || a.from - b.from),
  };
}

/** Everything known in `low` says the same in `high`, or `high` does not know: a word that a callee may have changed can hold anything. */
function isAbove(high: Value, low: Value): boolean {
  return sameValue(high, low) || high.kind === 'left' || (high.kind === 'unknown' && (high.mayPoint || !mayPoint(low)));
}

describe('values', () => {
  test('join is idempotent, commutative, associative and above both', () => {
    fc.assert(fc.property(value, value, value, (a, b, c) => {
      expect(sameValue(joinValues(a, a), a)).toBe(true);
      expect(sameValue(joinValues(a, b), joinValues(b, a))).toBe(true);
      expect(sameValue(joinValues(joinValues(a, b), c), joinValues(a, joinValues(b, c)))).toBe(true);
      expect(isAbove(joinValues(a, b), a) && isAbove(joinValues(a, b), b)).toBe(true);
    }));
  });
});

describe('states', () => {
  test('a state that says nothing new gives the old one back', () => {
    fc.assert(fc.property(state, state, (a, b) => {
      const joined = joinStates(a, b, 9);
      expect(joinStates(joined, a, 9)).toBe(joined);
      expect(joinStates(joined, b, 9)).toBe(joined);
      expect(joinStates(a, a, 9)).toBe(a);
    }));
  });

  test('the order of arrival does not matter', () => {
    fc.assert(fc.property(state, state, (a, b) => {
      expect(shape(joinStates(a, b, 9))).toEqual(shape(joinStates(b, a, 9)));
    }));
  });

  test('knowing less before never makes more known after', () => {
    fc.assert(fc.property(state, state, fc.integer({ min: 0, max: samples.length - 1 }), (a, b, which) => {
      const step = { index: 5, operation: operationAt(Uint8Array.from(Buffer.from(samples[which]!, 'hex')), 0, 64), noStack: false, call: 'function' as const };
      const low = transfer(a, step), high = transfer(joinStates(a, b, 9), step);
      high.registers.forEach((held, r) => expect(isAbove(held, low.registers[r]!)).toBe(true));
      for (const words of high.stacks) words.cells.forEach((cell, i) => {
        const other = low.stacks.find(w => w.stack === words.stack), before = other?.cells[(words.low + 8 * i - other.low) / 8];
        if (cell) expect(before !== undefined && isAbove(cell.value, before.value)).toBe(true);
      });
    }));
  });
});

/** push %rax; pop %rbx; mov %rsp,%rdi; mov 8(%rsp),%rcx; mov %rcx,16(%rsp); sub $24,%rsp; lea -8(%rsp),%rdx; mov %rax,(%rbx); xor %ecx,%ecx; xchg %rax,(%rsp); imul %rax,%rbx; call; leave; mov %ecx,4(%rsp) */
const samples = ['50', '5b', '4889e7', '488b4c2408', '48894c2410', '4883ec18', '488d5424f8', '488903', '31c9', '48870424', '480fafd8', 'e800000000', 'c9', '894c2404'];
