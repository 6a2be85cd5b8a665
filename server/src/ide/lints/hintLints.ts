// SPDX-License-Identifier: GPL-2.0-or-later
// Hints that are about something else than they seem, or about nothing. A hint is a record that names an address; which statement wrote
// the record is known, which instruction stands at the address too.

import type { Analysis } from '../../analysis/analyse.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { shownIn, type Origin } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { Statement } from '../../gas/statement.ts';
import { statementAt } from '../../object/objectFile.ts';
import { indexAt } from '../../objtool/indexAt.ts';
import { joinDifference } from '../../objtool/states.ts';
import type { CfiState } from '../../objtool/checked.ts';
import { hintFor } from '../hintFor.ts';
import { stateAfter } from '../../objtool/stateAfter.ts';
import { lint } from './lint.ts';

export function hintLints(analysis: Analysis): Diagnostic[] {
  const hints = hintsHere(analysis);
  return [...onPadding(analysis, hints), ...redundant(analysis, hints), ...savesWithoutRestore(analysis, hints), ...oneBranch(analysis, hints), ...replaceable(analysis, hints)];
}

export interface TypedHint { readonly origin: Origin; readonly statement: Statement; readonly instruction: number }

/** The typed text of each hint in this file, with the instruction that it is about. */
export function hintsHere(analysis: Analysis): TypedHint[] {
  const section = analysis.object.sections.find(s => s.name === '.discard.unwind_hints');
  if (!section) return [];
  const { checked } = analysis, found: TypedHint[] = [];
  for (const relocation of section.relocations) {
    const symbol = analysis.object.symbols[relocation.symbol], statement = statementAt(section, relocation.offset);
    if (!symbol || !statement || typeof symbol.section !== 'number') continue;
    const instruction = indexAt(checked, symbol.section, symbol.value + Number(relocation.addend));
    if (instruction === undefined || !(checked.instructions[instruction]!.hint || checked.program.instructions[instruction]!.save)) continue;
    const origin = shownIn(analysis.source, statement.origin);
    if (origin) found.push({ origin, statement, instruction });
  }
  return found;
}

/** The instruction behind a hint is padding that an alignment made. */
function onPadding(analysis: Analysis, hints: readonly TypedHint[]): Diagnostic[] {
  return hints.flatMap(({ origin, instruction }) => {
    const { section, offset, decoded } = analysis.checked.instructions[instruction]!;
    const made = decoded.type === 'nop' ? statementAt(analysis.object.sections[section]!, offset) : undefined;
    if (!made || !/^\.(?:p2|b)?align[wl]?$/.test(made.name)) return [];
    return [lint('hint-on-padding', 'the hint is about the padding, not about the instruction behind it', origin, [{ message: `\`${made.source.text}' fills in nops here`, origin: made.origin }])];
  });
}

/** Every way here brings what the hint says. */
function redundant(analysis: Analysis, hints: readonly TypedHint[]): Diagnostic[] {
  const { instructions } = analysis.checked;
  let entered: Uint8Array | undefined;
  return hints.flatMap(({ origin, instruction }) => {
    const here = instructions[instruction]!, before = instructions[instruction - 1];
    const state = before?.section === here.section && before.state && before.next.some(edge => edge.to === instruction && edge.kind === 'fall-through') ? stateAfter(analysis.checked, instruction - 1) : undefined;
    if (!state || !here.state || joinDifference(state, here.state) !== undefined || state.signal !== here.state.signal) return [];
    // What else leads here may need it.
    entered ??= enteredFromElsewhere(instructions);
    return entered[instruction] === 0 ? [lint('hint-redundant', 'the hint says what objtool computes anyway', origin)] : [];
  });
}

/** By instruction: 1 if some edge leads there that does not come from the one above. */
function enteredFromElsewhere(instructions: Analysis['checked']['instructions']): Uint8Array {
  const entered = new Uint8Array(instructions.length);
  instructions.forEach(({ next }, i) => { for (const { to } of next) if (to !== i + 1) entered[to] = 1; });
  return entered;
}

function savesWithoutRestore(analysis: Analysis, hints: readonly TypedHint[]): Diagnostic[] {
  const { program } = analysis.checked, saves: Diagnostic[] = [];
  const restoring = new Set(program.instructions.filter(i => i.restore).map(i => i.symbol));
  for (const { origin, instruction } of hints) {
    const record = program.instructions[instruction];
    if (record?.save && !restoring.has(record.symbol)) saves.push(lint('save-without-restore', 'UNWIND_HINT_SAVE is never used', origin));
  }
  return saves;
}

/** What RESTORE recalls can be said where it stands: then nobody has to look for the SAVE, and no order of visits matters. */
function replaceable(analysis: Analysis, hints: readonly TypedHint[]): Diagnostic[] {
  const { checked } = analysis;
  return hints.flatMap(({ origin, instruction }) => {
    // Where objtool is at a loss it has said so.
    if (checked.findings.some(finding => finding.instruction === instruction)) return [];
    const saved = checked.program.instructions[instruction]!.restore ? saveOf(checked, instruction) : undefined, state = saved === undefined ? undefined : checked.instructions[saved]!.state;
    const hint = state && checked.instructions[instruction]!.state === state ? plainHint(checked, state) : undefined;
    const save = hint && hints.find(each => each.instruction === saved);
    return hint ? [lint('restore-replaceable', `\`${hint}' says the same here`, origin, save ? [{ message: 'the SAVE whose state it is', origin: save.origin }] : [])] : [];
  });
}

/** The instruction whose state a RESTORE recalls. */
export function saveOf({ program, instructions }: Analysis['checked'], restore: number): number | undefined {
  const own = program.instructions[restore]!;
  for (let at = restore - 1; at >= 0 && program.instructions[at]!.section === own.section && instructions[at]!.symbol === instructions[restore]!.symbol; at--) if (program.instructions[at]!.save) return at;
  return undefined;
}

/** The macro that says all of a state, remembered copies of registers included (there are none in what hints say). */
export function plainHint({ program }: Analysis['checked'], state: CfiState): string | undefined {
  if (state.type === 'call') return state === program.states.functionEntry ? 'UNWIND_HINT_FUNC' : undefined;
  const hint = hintFor(state);
  return hint !== undefined && (state.type === 'regs' || state.type === 'regs-partial') && !state.signal ? `${hint} signal=0` : hint;
}

/** An arm of a conditional that holds a hint and no instruction: its neighbours do something about the stack in every configuration. */
function oneBranch(analysis: Analysis, hints: readonly TypedHint[]): Diagnostic[] {
  const { source } = analysis, found: Diagnostic[] = [];
  for (const { origin } of hints) {
    if (origin.place.expansion !== undefined) continue;
    const line = lineAt(source, origin.start), text = (at: number) => { const { start, end } = lineSpan(source, at); return source.text.slice(start, end).trim(); };
    const above = text(line - 1), below = text(line + 1);
    if (!/^#\s*if(?:def|ndef)?\b/.test(above) || !/^#\s*endif\b/.test(below)) continue;
    found.push(lint('hint-one-branch', `the hint is there only under \`${above}\`, the code around it always`, origin));
  }
  return found;
}
