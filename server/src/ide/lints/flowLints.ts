// SPDX-License-Identifier: GPL-2.0-or-later
// What objtool passes over: SYM_CODE that nothing walks, entries in the middle of a function, int3 as if it ended something, DWARF that
// says otherwise, and an object that is left without ORC.

import type { Analysis } from '../../analysis/analyse.ts';
import { perComponent } from '../../analysis/livingFact.ts';
import { statementOf } from '../../analysis/sites.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { shownIn } from '../../base/origin.ts';
import { beside } from '../../frame/flow.ts';
import { UNDEFINED } from '../../objtool/checked.ts';
import { indexAt } from '../../objtool/indexAt.ts';
import { joinDifference } from '../../objtool/states.ts';
import { shortState, stackPointer, wordSize } from '../stateWords.ts';
import { lint } from './lint.ts';

export function flowLints(analysis: Analysis): Diagnostic[] {
  return [...regionsWithoutHint(analysis), ...entriesFromAbove(analysis), ...traps(analysis), ...dwarf(analysis), ...withoutOrc(analysis)];
}

/** Only where objtool itself keeps silent about it because it has something else to say. */
function regionsWithoutHint(analysis: Analysis): Diagnostic[] {
  const { object, checked, parity } = analysis;
  if (parity.findings.some(f => f.code === 'unreachable') || !parity.findings.some(f => f.printed) || parity.stopped || !object.sections.some(s => s.name === '.discard.unwind_hints')) return [];
  const found: Diagnostic[] = [];
  checked.instructions.forEach((instruction, i) => {
    const symbol = instruction.symbol, before = checked.instructions[i - 1];
    if (symbol === undefined || before?.symbol === symbol || instruction.state || instruction.hint || instruction.decoded.type === 'nop' || instruction.decoded.type === 'trap') return;
    const entry = object.symbols.find(s => s.name === symbol), statement = statementOf(analysis, i);
    if (entry?.type !== 'NOTYPE' || entry.size === 0 || !statement || !shownIn(analysis.source, statement.origin)) return;
    found.push(lint('code-region-no-hint', `${symbol} has no unwind hint at its beginning, and nothing reaches it`, statement.origin));
  });
  return found;
}

function entriesFromAbove(analysis: Analysis): Diagnostic[] {
  const { object, checked } = analysis, entry = checked.program.states.functionEntry;
  return object.symbols.flatMap(symbol => {
    if (symbol.type !== 'NOTYPE' || symbol.binding === 'LOCAL' || symbol.size !== 0 || !symbol.statement || typeof symbol.section !== 'number') return [];
    const instruction = checked.instructions[indexAt(checked, symbol.section, symbol.value) ?? -1];
    if (!instruction?.state || instruction.hint || instruction.symbol === undefined || instruction.state.type !== 'call' || instruction.state.cfa.base === UNDEFINED || joinDifference(instruction.state, entry) === undefined) return [];
    return [lint('label-falls-through', `${symbol.name} is entered from above with ${shortState(instruction.state)}; who enters it from elsewhere comes with ${shortState(entry)}`, symbol.statement.origin)];
  });
}

const traps = perComponent((analysis, { places }) => {
  const { instructions } = analysis.checked, found: Diagnostic[] = [];
  for (let rank = 0; rank < places.length; rank++) {
    const { index } = places[rank]!, instruction = instructions[index]!;
    if (instruction.decoded.type !== 'trap' || !instruction.visited) continue;
    const before = beside(analysis.checked, index, -1), next = beside(analysis.checked, index, 1);
    if (before?.decoded.type === 'trap' || next?.decoded.type === 'trap' || next?.symbol !== instruction.symbol) continue;
    const statement = statementOf(analysis, index);
    if (statement) found.push(lint('int3-continues', 'objtool takes int3 for an instruction that execution passes', statement.origin));
  }
  return found;
});

/** `.cfi_def_cfa_offset` and `.cfi_adjust_cfa_offset` against the state in front of the next instruction. */
function dwarf(analysis: Analysis): Diagnostic[] {
  const { statements } = analysis.listing;
  if (!analysis.object.sections.some(({ name }) => name === '.eh_frame' || name === '.debug_frame')) return [];
  const states = new Map<object, number>();
  analysis.checked.instructions.forEach((_, i) => { const statement = statementOf(analysis, i); if (statement && !states.has(statement)) states.set(statement, i); });
  const { functionEntry } = analysis.checked.program.states, word = wordSize(functionEntry), pointer = stackPointer(functionEntry);
  const found: Diagnostic[] = [], remembered: (number | undefined)[] = [];
  let offset: number | undefined, changed: (typeof statements)[number] | undefined;
  for (const statement of statements) {
    const value = Number(statement.rest.split(',').at(-1));
    switch (statement.name) {
      case '.cfi_startproc': offset = word; break;
      case '.cfi_endproc': offset = undefined; break;
      case '.cfi_def_cfa': case '.cfi_def_cfa_register': offset = (word === 4 ? /(?:%?esp|4)\b/ : /(?:%?rsp|7)\b/).test(statement.rest) && statement.name === '.cfi_def_cfa' ? value : undefined; changed = statement; break;
      case '.cfi_def_cfa_offset': if (offset !== undefined) offset = value; changed = statement; break;
      case '.cfi_adjust_cfa_offset': if (offset !== undefined) offset += value; changed = statement; break;
      case '.cfi_remember_state': remembered.push(offset); break;
      case '.cfi_restore_state': offset = remembered.pop(); break;
      default: {
        const state = statement.kind === 'instruction' && changed ? analysis.checked.instructions[states.get(statement) ?? -1]?.state : undefined;
        if (state && offset !== undefined && Number.isFinite(offset) && state.type === 'call' && state.cfa.base === 4 && state.cfa.offset !== offset) {
          found.push(lint('cfi-differs', `${changed!.name} says ${pointer}+${offset} here, computed is ${shortState(state)}`, changed!.origin, [{ message: 'in front of this instruction', origin: statement.origin }]));
        }
        if (statement.kind === 'instruction') changed = undefined;
      }
    }
  }
  return found;
}

function withoutOrc(analysis: Analysis): Diagnostic[] {
  const { parity, orcFindings, inputs, checked, rows } = analysis;
  if (!inputs.rules.options.orc || checked.instructions.length === 0 || rows.length > 0) return [];
  const cause = parity.findings.find(f => f.fatal) ?? orcFindings[0];
  return cause ? [lint('object-without-orc', `no ORC data is written for this object: ${cause.words}`, { place: { file: analysis.source }, start: 0, end: 0 })] : [];
}
