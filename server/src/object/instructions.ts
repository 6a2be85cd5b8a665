// SPDX-License-Identifier: GPL-2.0-or-later
// Instruction statements: lowered by x86/, their bytes appended, their holes turned into fixups; jumps whose size layout chooses end
// a fragment.

import { expansionsOf } from '../base/origin.ts';
import { lineAt } from '../base/text.ts';
import type { Statement } from '../gas/statement.ts';
import { lower } from '../x86/lower.ts';
import type { LowerContext } from '../x86/instruction.ts';
import type { Bound } from './bound.ts';
import { bind, evaluateNow, resolve } from './evaluate.ts';
import { appendBytes, closeFragment, currentFragment, hereOffset } from './fragments.ts';
import { SHF } from './objectFile.ts';
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
  if (state.debugInfo) noteLine(state, statement);
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

/**
 * With -g an instruction of code has a line number, unless it stands on the same line as the one before; the line is the
 * outermost call's, and begins where a backslash does not join it to one above.
 */
function noteLine(state: AsmState, statement: Statement): void {
  let { place, start } = statement.origin;
  for (const { kind, call } of expansionsOf(place)) if (kind !== 'include') { place = call.place; start = call.start; }
  let line = lineAt(place.file, start);
  while (line > 0 && place.file.text[place.file.lineStarts[line]! - 2] === '\\') line--;
  if (state.lastLine?.file === place.file && state.lastLine.line === line) return;
  state.lastLine = { file: place.file, line };
  if (state.here.section.flags & SHF.EXECINSTR) state.here.section.hasLines = true;
}

/** A call decides at its own line: not through the PLT if the target is, here and now, a defined label that nobody made global. */
function takesPlt(state: AsmState, target: Bound): boolean {
  if (state.mode !== 64) return false;
  const now = resolve(target, 'reading');
  if (now.kind !== 'linear' || !now.add || now.sub || now.value !== 0n) return false;
  return !isDefined(now.add) || isExternal(now.add);
}
