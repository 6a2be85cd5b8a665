// SPDX-License-Identifier: GPL-2.0-or-later
// Instruction statements: lowered by x86/, their bytes appended, their holes turned into fixups; jumps whose size layout chooses end
// a fragment.

import type { Statement } from '../gas/statement.ts';
import { lower } from '../x86/lower.ts';
import type { LowerContext } from '../x86/instruction.ts';
import type { Bound } from './bound.ts';
import { bind, evaluateNow, resolve } from './evaluate.ts';
import { appendBytes, closeFragment, currentFragment, hereOffset } from './fragments.ts';
import { complain, type AsmState } from './state.ts';
import { isDefined, isExternal } from './symbols.ts';

export function appendInstruction(state: AsmState, statement: Statement): void {
  const text = statement.rest === '' ? statement.name : `${statement.name} ${statement.rest}`;
  const context: LowerContext = {
    mode: state.mode,
    evaluate: expression => evaluateNow(state, expression),
    registerSymbol: name => state.symbols.get(name)?.register,
  };
  const lowered = lower(text, context, state.assemblerVersion);
  if ('error' in lowered) { complain(state, 'as-instruction', lowered.error); return; }
  for (const warning of lowered.warnings ?? []) complain(state, 'as-instruction-warning', warning, 'warning');
  const { section, subsection } = state.here;
  if (lowered.relaxable) {
    const target = bind(state, lowered.relaxable.target);
    closeFragment(subsection, { kind: 'branch', target, relaxable: lowered.relaxable, mode: state.mode, statement });
    return;
  }
  const fragment = currentFragment(subsection), start = hereOffset(subsection), length = lowered.bytes.length;
  for (const hole of lowered.holes) {
    const value = bind(state, hole.expression);
    section.fixups.push({
      fragment, offset: start + hole.offset, size: hole.size, value, pcBase: hole.pcRelative ? length - hole.offset : undefined,
      signed: hole.signed, plt: hole.branch === undefined ? undefined : takesPlt(state, value), gotpcrel: hole.gotpcrel, kind: hole.kind,
      mode: state.mode, statement,
    });
  }
  appendBytes(subsection, lowered.bytes);
}

/** A call decides at its own line: not through the PLT if the target is, here and now, a defined label that nobody made global. */
function takesPlt(state: AsmState, target: Bound): boolean {
  if (state.mode !== 64 || target.kind !== 'symbol') return false;
  const now = resolve(target, 'reading');
  if (now.kind !== 'linear' || !now.add || now.sub) return false;
  return !isDefined(now.add) || isExternal(now.add);
}
