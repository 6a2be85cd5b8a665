// SPDX-License-Identifier: GPL-2.0-or-later
// What a walk carries from instruction to instruction beside its place: the CFI state and the flags that validation follows.

import type { CfiState } from './checked.ts';

export interface WalkState {
  cfi: CfiState;
  /** EFLAGS.AC is set: user memory may be touched. */
  uaccess: boolean;
  /** AC values that pushf saved inside alternatives; a sentinel bit marks the bottom, 0 is empty. */
  uaccessStack: number;
  df: boolean;
  /** The walk began in a noinstr section and --noinstr is on. */
  readonly noinstr: boolean;
  /** Open instrumentation windows. */
  instr: number;
}

export function newWalkState(cfi: CfiState, noinstr: boolean): WalkState {
  return { cfi, uaccess: false, uaccessStack: 0, df: false, noinstr, instr: 0 };
}

/** A pushf inside an alternative; false when 31 are open already. */
export function pushFlags(state: WalkState): boolean {
  if (state.uaccessStack === 0) state.uaccessStack = 1;
  else if (state.uaccessStack >>> 31) return false;
  state.uaccessStack = (state.uaccessStack << 1 | (state.uaccess ? 1 : 0)) >>> 0;
  return true;
}

export function popFlags(state: WalkState): void {
  if (state.uaccessStack === 0) return;
  state.uaccess = (state.uaccessStack & 1) !== 0;
  state.uaccessStack >>>= 1;
  if (state.uaccessStack === 1) state.uaccessStack = 0;
}
