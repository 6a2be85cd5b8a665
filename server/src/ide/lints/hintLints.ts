// SPDX-License-Identifier: GPL-2.0-or-later
// Hints that are about something else than they seem, or about nothing. A hint is a record that names an address; which statement wrote
// the record is known, which instruction stands at the address too.

import type { Analysis } from '../../analysis/analyse.ts';
import { isLatest } from '../../analysis/livingFact.ts';
import { livingFlow } from '../../analysis/livingFlow.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { KeptWith } from '../../base/keptWith.ts';
import { shownIn, type Origin } from '../../base/origin.ts';
import { lineAt, lineSpan, type SourceText } from '../../base/text.ts';
import { flowOf, type Component, type Place } from '../../frame/flow.ts';
import type { Statement } from '../../gas/statement.ts';
import { statementAt } from '../../object/objectFile.ts';
import { indexAt } from '../../objtool/indexAt.ts';
import { joinDifference } from '../../objtool/states.ts';
import type { CfiState } from '../../objtool/checked.ts';
import { hintFor } from '../hintFor.ts';
import { stateAfter } from '../../objtool/stateAfter.ts';
import { lint } from './lint.ts';

export function hintLints(analysis: Analysis): Diagnostic[] {
  const { checked: { findings, program }, source } = analysis, found: Diagnostic[] = [];
  for (const { instruction: { index }, origin, lints } of judgedHints(analysis)) {
    for (const diagnostic of lints) {
      // Where objtool is at a loss it has said so.
      if (diagnostic.code === 'restore-replaceable' && findings.some(({ instruction }) => instruction === index)) continue;
      if (diagnostic.code === 'save-without-restore' && program.instructions.some(({ restore, symbol }) => restore && symbol === program.instructions[index]!.symbol)) continue;
      found.push(diagnostic);
    }
    const branch = oneBranch(source, origin);
    if (branch) found.push(branch);
  }
  return found;
}

/** A hint of this file, and what there is to say of it, at most, as long as the code that it stands in is as it is. */
interface JudgedHint {
  readonly instruction: Place;
  readonly origin: Origin;
  readonly lints: readonly Diagnostic[];
}

/** By component: the records of its hints, and what was made of them. */
const kept = new KeptWith<Component, { readonly wording: number; readonly statements: readonly Statement[]; readonly hints: readonly JudgedHint[] }>();

function judgedHints(analysis: Analysis): JudgedHint[] {
  const flow = isLatest(analysis) ? livingFlow(analysis) : undefined, { componentAt } = flow ?? flowOf(analysis.checked);
  const byComponent = new Map<Component, { readonly statements: Statement[]; readonly instructions: number[] }>();
  for (const { statement, instruction } of hintRecords(analysis)) {
    const component = componentAt[instruction]!;
    let records = byComponent.get(component);
    if (!records) byComponent.set(component, records = { statements: [], instructions: [] });
    records.statements.push(statement);
    records.instructions.push(instruction);
  }
  const all: JudgedHint[] = [];
  for (const [component, { statements, instructions }] of byComponent) {
    let known = flow && kept.get(component);
    if (known?.wording !== component.wording || known.statements.length !== statements.length || !known.statements.every((statement, i) => statement === statements[i])) {
      known = { wording: component.wording, statements, hints: judge(analysis, statements, instructions) };
      if (flow) kept.set(component, known);
    }
    for (const hint of known.hints) all.push(hint);
  }
  return all;
}

function judge(analysis: Analysis, statements: readonly Statement[], instructions: readonly number[]): JudgedHint[] {
  const { places } = flowOf(analysis.checked), typed = instructions.flatMap((instruction, i) => {
    const statement = statements[i]!, origin = shownIn(analysis.source, statement.origin);
    return origin ? [{ origin, statement, instruction }] : [];
  });
  return typed.map(hint => ({
    instruction: places[hint.instruction]!, origin: hint.origin,
    lints: [onPadding(analysis, hint), redundant(analysis, hint), saveWithoutRestore(analysis, hint), replaceable(analysis, hint, typed)].filter(diagnostic => diagnostic !== undefined),
  }));
}

export interface TypedHint { readonly origin: Origin; readonly statement: Statement; readonly instruction: number }

/** The typed text of each hint in this file, with the instruction that it is about. */
export function hintsHere(analysis: Analysis): TypedHint[] {
  return hintRecords(analysis).flatMap(({ statement, instruction }) => {
    const origin = shownIn(analysis.source, statement.origin);
    return origin ? [{ origin, statement, instruction }] : [];
  });
}

/** By records: the statement that wrote each, and the instruction that it names. */
function hintRecords({ object, checked }: Analysis): { readonly statement: Statement; readonly instruction: number }[] {
  const section = object.sections.find(s => s.name === '.discard.unwind_hints'), found: { statement: Statement; instruction: number }[] = [];
  if (!section) return found;
  const { spans, relocations } = section;
  let span = 0, last = 0;
  for (const { symbol: number, offset, addend } of relocations) {
    // Mostly in the order of their offsets.
    if (offset < last) span = 0;
    last = offset;
    while (span + 1 < spans.length && spans[span + 1]!.offset <= offset) span++;
    const symbol = object.symbols[number], here = spans[span], statement = here && here.offset <= offset ? here.statement : undefined;
    if (!symbol || !statement || typeof symbol.section !== 'number') continue;
    const instruction = indexAt(checked, symbol.section, symbol.value + Number(addend));
    if (instruction !== undefined && (checked.instructions[instruction]!.hint || checked.program.instructions[instruction]!.save)) found.push({ statement, instruction });
  }
  return found;
}

/** The instruction behind a hint is padding that an alignment made. */
function onPadding(analysis: Analysis, { origin, instruction }: TypedHint): Diagnostic | undefined {
  const { section, offset, decoded } = analysis.checked.instructions[instruction]!;
  const made = decoded.type === 'nop' ? statementAt(analysis.object.sections[section]!, offset) : undefined;
  if (!made || !/^\.(?:p2|b)?align[wl]?$/.test(made.name)) return undefined;
  return lint('hint-on-padding', 'the hint is about the padding, not about the instruction behind it', origin, [{ message: `\`${made.source.text}' fills in nops here`, origin: made.origin }]);
}

/** Every way here brings what the hint says. */
function redundant({ checked }: Analysis, { origin, instruction }: TypedHint): Diagnostic | undefined {
  const { instructions } = checked, here = instructions[instruction]!, before = instructions[instruction - 1];
  const state = before?.section === here.section && before.state && before.next.some(edge => edge.to === instruction && edge.kind === 'fall-through') ? stateAfter(checked, instruction - 1) : undefined;
  if (!state || !here.state || joinDifference(state, here.state) !== undefined || state.signal !== here.state.signal) return undefined;
  // What else leads here may need it. What is fallen into is no entry, and all that leads there is of its component.
  const entered = flowOf(checked).componentAt[instruction]!.places.some(({ index }) => index !== instruction - 1 && instructions[index]!.next.some(({ to }) => to === instruction));
  return entered ? undefined : lint('hint-redundant', 'the hint says what objtool computes anyway', origin);
}

function saveWithoutRestore({ checked: { program } }: Analysis, { origin, instruction }: TypedHint): Diagnostic | undefined {
  return program.instructions[instruction]!.save ? lint('save-without-restore', 'UNWIND_HINT_SAVE is never used', origin) : undefined;
}

/** What RESTORE recalls can be said where it stands: then nobody has to look for the SAVE, and no order of visits matters. */
function replaceable({ checked }: Analysis, { origin, instruction }: TypedHint, hints: readonly TypedHint[]): Diagnostic | undefined {
  const saved = checked.program.instructions[instruction]!.restore ? saveOf(checked, instruction) : undefined, state = saved === undefined ? undefined : checked.instructions[saved]!.state;
  const hint = state && checked.instructions[instruction]!.state === state ? plainHint(checked, state) : undefined;
  const save = hint && hints.find(each => each.instruction === saved);
  return hint ? lint('restore-replaceable', `\`${hint}' says the same here`, origin, save ? [{ message: 'the SAVE whose state it is', origin: save.origin }] : []) : undefined;
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
function oneBranch(source: SourceText, origin: Origin): Diagnostic | undefined {
  if (origin.place.expansion !== undefined) return undefined;
  const line = lineAt(source, origin.start), text = (at: number) => { const { start, end } = lineSpan(source, at); return source.text.slice(start, end).trim(); };
  if (!/^#\s*endif\b/.test(text(line + 1))) return undefined;
  const above = text(line - 1);
  return /^#\s*if(?:def|ndef)?\b/.test(above) ? lint('hint-one-branch', `the hint is there only under \`${above}\`, the code around it always`, origin) : undefined;
}
