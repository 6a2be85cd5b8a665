// SPDX-License-Identifier: GPL-2.0-or-later
// `.struct` and `.offset`: a section without contents, whose labels are plain numbers. Only what moves the place is of use in it.

import { splitOperands } from '../gas/splitOperands.ts';
import { eachExpression, absolute, notedNumber } from './operands.ts';
import { complain, type AsmState } from './state.ts';

const dataSizes: Readonly<Record<string, number>> = {
  '.byte': 1, '.dc.b': 1, '.2byte': 2, '.short': 2, '.word': 2, '.hword': 2, '.value': 2, '.dc.w': 2, '.dc': 2,
  '.4byte': 4, '.long': 4, '.int': 4, '.dc.l': 4, '.8byte': 8, '.quad': 8, '.dc.a': 8,
};

const others = /^\.(octa|ascii|asciz|string|string8|string16|string32|string64|float|single|double|tfloat|hfloat|bfloat16|uleb128|sleb128|fill|nops|incbin|dcb|ds)\b/;

export function enterAbsolute(state: AsmState, rest: string): void {
  const offset = absolute(state, rest, 0n);
  if (offset === undefined) return;
  state.previous = state.here;
  state.here = { ...state.here, absolute: { offset } };
}

/** What a directive does there; false if it is none that depends on the place. */
export function inAbsolute(state: AsmState, place: { offset: bigint }, name: string, rest: string): boolean {
  const size = dataSizes[name];
  if (size !== undefined) {
    eachExpression(state, rest, value => {
      if (notedNumber(value) !== 0n) complain(state, 'as-absolute-section', 'attempt to store value in absolute section');
      place.offset += BigInt(size);
    });
    return true;
  }
  if (name === '.skip' || name === '.space' || name === '.zero') {
    const [amountText] = splitOperands(rest).map(o => o.text);
    const amount = absolute(state, amountText, 0n);
    if (amount !== undefined) place.offset += amount;
    return true;
  }
  if (name === '.org') { const to = absolute(state, splitOperands(rest)[0]?.text, 0n); if (to !== undefined) place.offset = to; return true; }
  const alignment = /^\.(align|balign|p2align)([wl]?)$/.exec(name);
  if (alignment) {
    const given = absolute(state, splitOperands(rest)[0]?.text, 0n);
    if (given === undefined || given < 0n || given > 1n << 31n) return true;
    const bytes = alignment[1] === 'p2align' ? 1n << (given > 31n ? 31n : given) : given;
    if ((bytes & (bytes - 1n)) !== 0n) complain(state, 'as-align-power', 'alignment not a power of 2');
    else if (bytes > 1n) place.offset = (place.offset + bytes - 1n) & -bytes;
    return true;
  }
  if (!others.test(name)) return false;
  complain(state, 'as-absolute-section', 'attempt to store value in absolute section');
  return true;
}
