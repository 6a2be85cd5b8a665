// SPDX-License-Identifier: GPL-2.0-or-later
// The usual case of evaluate.ts, without making anything: an expression of constants and differences of labels, all of it small. Macros
// write such expressions by the thousand (the padding of every ALTERNATIVE), and layout asks for them once in each pass. What is not
// answered here is answered there; an answer here is the same number.

import { offsetOf, suffixOf, symbolOf, type Bound } from './bound.ts';
import { recorder, touch } from './recorder.ts';
import type { Moment } from './moment.ts';
import type { AsmSymbol } from './symbols.ts';

/** The number that `bound` is now: while reading labels have a distance only in one run of fragments, later in one section. */
export function numberNow(bound: Bound, moment: Moment): number | undefined {
  switch (bound.kind) {
    case 'constant': {
      const value = Number(bound.value);
      return Number.isSafeInteger(value) ? value : undefined;
    }
    case 'unary': {
      const operand = numberNow(bound.operand, moment);
      if (operand === undefined) return undefined;
      return bound.operator === '-' ? 0 - operand : bound.operator === '~' ? safe(-1 - operand) : operand === 0 ? 1 : 0;
    }
    case 'binary': {
      const { left, right, operator } = bound;
      if (left.kind === 'symbol' || right.kind === 'symbol') {
        if (operator === '-' && left.kind === 'symbol' && right.kind === 'symbol') return left.suffix !== undefined || right.suffix !== undefined ? undefined : difference(left.symbol, right.symbol, moment);
        return placesApart(bound, moment);
      }
      const a = numberNow(left, moment);
      if (a === undefined) return placesApart(bound, moment);
      const b = numberNow(right, moment);
      return b === undefined ? undefined : compute(operator, a, b);
    }
    default: return undefined;
  }
}

/** `a + 16 - b`: the distance of two places that are named with bytes beside them. */
function placesApart({ operator, left, right }: Bound & { kind: 'binary' }, moment: Moment): number | undefined {
  if (operator !== '-') return undefined;
  const to = symbolOf(left), from = symbolOf(right);
  if (!to || !from || suffixOf(left) !== undefined || suffixOf(right) !== undefined) return undefined;
  const apart = difference(to, from, moment);
  return apart === undefined ? undefined : safe(apart + Number(offsetOf(left)) - Number(offsetOf(right)));
}

/** a - b in bytes of two labels; undefined if it is not known now, or if they are something else than plain labels. */
function difference(a: AsmSymbol, b: AsmSymbol, moment: Moment): number | undefined {
  touch(a);
  touch(b);
  const to = a.label, from = b.label;
  if (!to || !from || a.definition || b.definition || a.register !== undefined || b.register !== undefined) return undefined;
  if ((moment === 'reading' || moment === 'fixup') && (a.attributes.type === 'IFUNC' || b.attributes.type === 'IFUNC')) return undefined;
  const apart = labelDistance(to, from, moment !== 'reading');
  recorder?.distances.push({ to: a, from: b, answer: apart });
  return apart;
}

type Label = NonNullable<AsmSymbol['label']>;

/** The symbol that a target without arithmetic stands for, if it is its own name for a place or for nothing that is known. */
export function plainSymbol(bound: Bound): AsmSymbol | undefined {
  return bound.kind === 'symbol' && bound.symbol.definition === undefined && bound.symbol.register === undefined ? bound.symbol : undefined;
}

/** to - from in bytes; `placed`: layout has given the fragments addresses. */
export function labelDistance(to: Label, from: Label, placed: boolean): number | undefined {
  const t = to.fragment, f = from.fragment;
  if (t.run === f.run) return t.runOffset - f.runOffset + to.offset - from.offset;
  if (!placed || t.subsection.section !== f.subsection.section) return undefined;
  return t.address - f.address + to.offset - from.offset;
}

/** Undefined for what 64 bits would do otherwise than doubles, and for operators that are rare. */
function compute(operator: (Bound & { kind: 'binary' })['operator'], a: number, b: number): number | undefined {
  switch (operator) {
    case '+': return safe(a + b);
    case '-': return safe(a - b);
    case '*': return safe(a * b);
    case '&': return isInt32(a) && isInt32(b) ? a & b : undefined;
    case '|': return isInt32(a) && isInt32(b) ? a | b : undefined;
    case '^': return isInt32(a) && isInt32(b) ? a ^ b : undefined;
    case '==': return a === b ? -1 : 0;
    case '!=': return a !== b ? -1 : 0;
    case '<': return a < b ? -1 : 0;
    case '<=': return a <= b ? -1 : 0;
    case '>': return a > b ? -1 : 0;
    case '>=': return a >= b ? -1 : 0;
    case '&&': return a !== 0 && b !== 0 ? 1 : 0;
    case '||': return a !== 0 || b !== 0 ? 1 : 0;
    default: return undefined;
  }
}

function safe(value: number): number | undefined { return Number.isSafeInteger(value) ? value + 0 : undefined; }

function isInt32(value: number): boolean { return (value | 0) === value; }
