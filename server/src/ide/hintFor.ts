// SPDX-License-Identifier: GPL-2.0-or-later
// States that a hint macro can say.

import type { CfiState } from '../objtool/checked.ts';
import { savedRegisters } from './stateWords.ts';

/** The hint macro that says exactly this state; undefined if hints cannot say it (saved registers). */
export function hintFor(state: CfiState): string | undefined {
  switch (state.type) {
    case 'end-of-stack': return 'UNWIND_HINT_END_OF_STACK';
    case 'undefined': return 'UNWIND_HINT_UNDEFINED';
    case 'regs': return state.cfa.base === 4 ? `UNWIND_HINT_REGS${state.cfa.offset === 0 ? '' : ` offset=${state.cfa.offset}`}` : undefined;
    case 'regs-partial': return state.cfa.base === 4 ? `UNWIND_HINT_IRET_REGS${state.cfa.offset === 0 ? '' : ` offset=${state.cfa.offset}`}` : undefined;
    case 'call': return state.cfa.base === 4 && state.cfa.offset === 8 && savedRegisters(state).length === 0 ? 'UNWIND_HINT_FUNC' : undefined;
    default: return undefined;
  }
}
