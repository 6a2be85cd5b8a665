// SPDX-License-Identifier: GPL-2.0-or-later
// What must hold where control leaves a function: calls, tail calls and returns. Each answers a finding's code and words, or nothing.

import type { CfiState } from './checked.ts';
import { CFA, UNDEFINED } from './checked.ts';
import type { Instruction, ProgramSymbol } from './program.ts';
import { BP, REGISTER_COUNT, RETURN_ADDRESS, SP } from './states.ts';
import type { WalkState } from './walkState.ts';

export type Problem = readonly [code: string, words: string] | undefined;

export function checkCall(call: Instruction, state: WalkState): Problem {
  const callee = call.type === 'call-dynamic' || call.type === 'jmp-dynamic' || call.type === 'jcc-dynamic' ? undefined : call.callTo;
  const name = callee?.name ?? '{dynamic}';
  if (state.noinstr && state.instr <= 0 && !mayBeInstrumented(callee)) return ['noinstr-call', `call to ${name}() leaves .noinstr.text section`];
  if (state.uaccess && !callee?.uaccessSafe) return ['uaccess-call', `call to ${name}() with UACCESS enabled`];
  if (state.df) return ['df-call', `call to ${name}() with DF set`];
  return undefined;
}

/** `own`: the function that the jump leaves. */
export function checkTailCall(own: ProgramSymbol | undefined, jump: Instruction, state: WalkState): Problem {
  if (own && frameModified(state.cfi, jump.retOffset)) {
    return ['sibling-call-modified-frame', 'sibling call from callable instruction with modified stack frame'];
  }
  return checkCall(jump, state);
}

export function checkReturn(walked: ProgramSymbol | undefined, state: WalkState, retOffset: number): Problem {
  const safe = walked?.uaccessSafe === true;
  if (state.noinstr && state.instr > 0) return ['noinstr-return', 'return with instrumentation enabled'];
  if (state.uaccess && !safe) return ['uaccess-return', 'return with UACCESS enabled'];
  if (!state.uaccess && safe) return ['uaccess-return-disabled', 'return with UACCESS disabled from a UACCESS-safe function'];
  if (state.df) return ['df-ret', 'return with DF set'];
  if (walked && frameModified(state.cfi, retOffset)) return ['return-modified-frame', 'return with modified stack frame'];
  if (state.cfi.bpScratch) return ['bp-scratch', 'BP used as a scratch register'];
  return undefined;
}

/** Anything but the state at a function's entry; with a ret-offset hint, of so many bytes more, whatever was saved. */
export function frameModified(state: CfiState, retOffset = 0): boolean {
  if (state.cfa.base !== SP || state.cfa.offset !== 8 + retOffset || state.drap || state.stackSize !== 8 + retOffset) return true;
  if (retOffset !== 0) return false;
  for (let i = 0; i < REGISTER_COUNT; i++) {
    const slot = state.regs[i]!;
    if (i === RETURN_ADDRESS ? slot.base !== CFA || slot.offset !== -8 : slot.base !== UNDEFINED || slot.offset !== 0) return true;
  }
  return false;
}

/** rbp points to a frame that a frame-pointer unwinder can follow. */
export function hasFrame({ cfa, regs, drap }: CfiState): boolean {
  const bp = regs[BP]!, back = regs[RETURN_ADDRESS]!;
  if (cfa.base === BP && bp.base === CFA && bp.offset === -cfa.offset && back.base === CFA && back.offset === -cfa.offset + 8) return true;
  return drap && bp.base === BP;
}

function mayBeInstrumented(callee: ProgramSymbol | undefined): boolean {
  return callee !== undefined && (callee.section?.noinstr === true || callee.staticCallTrampoline || callee.name.startsWith('__ubsan_handle_'));
}
