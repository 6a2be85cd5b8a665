// SPDX-License-Identifier: GPL-2.0-or-later
// Two ways meet with different stacks.
//
//     jz   1f                   jz   1f
//     push %rbp                 push %rbp
//     call helper               call helper
// 1:  pop  %rbx         =>      pop  %rbp
//                           1:  pop  %rbx

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { CfiState } from '../../objtool/checked.ts';
import type { PlacedFinding } from '../findings.ts';
import { savedRegisters, shortState } from '../stateWords.ts';
import { joinDifference } from '../../objtool/states.ts';
import { balancing } from './balance.ts';
import { copiedFrameFixes } from './copiedFrameFixes.ts';
import { insertBefore, insertBeforeStatement, type Edit } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { hintFor } from '../hintFor.ts';
import { hintRemovals } from './frameFixes.ts';
import { returnWord } from './vocabulary.ts';
import { editableWay } from './way.ts';

/** For stack-mismatch-*. */
export function mismatchFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const paths = finding.finding?.paths, join = finding.finding?.instruction;
  if (!paths || join === undefined) return [];
  const fixes: ProposedFix[] = copiedFrameFixes(analysis, finding);
  for (const [from, to, steps] of [[paths.firstState, paths.secondState, paths.first], [paths.secondState, paths.firstState, paths.second]] as const) {
    const way = editableWay(analysis, steps);
    if (way) fixes.push(...balancing(analysis, way, finding.origin.start, end => joinDifference(end, to) === undefined));
    fixes.push(...returnFixes(analysis, join, from, steps, finding));
    const lines = adjusting(from, to);
    if (!lines) continue;
    for (const edit of placesOnWay(analysis, join, steps, lines, finding)) {
      fixes.push({ title: `Insert \`${lines.join('; ')}' so that both ways arrive with ${shortState(to)}`, edits: [edit], mendsCode: true, confirmed: true, rank: 1.6 });
    }
  }
  for (const steps of [paths.first, paths.second]) fixes.push(...hintRemovals(analysis, [...steps, join]));
  for (const state of [paths.firstState, paths.secondState]) {
    const hint = hintFor(state);
    if (!hint) continue;
    fixes.push({ title: `Insert \`${hint}' (the state one way has; it hides the mismatch if both ways are taken)`, edits: [insertBeforeStatement(analysis, finding.origin.start, [hint])], mendsCode: false, confirmed: true });
  }
  return fixes;
}

/** A way that falls in with nothing left on the stack: it should have returned, or gone where nobody goes now. */
function returnFixes(analysis: Analysis, join: number, state: CfiState, steps: readonly number[], finding: PlacedFinding): ProposedFix[] {
  const last = steps.findLast(step => step !== join), falls = last !== undefined && analysis.checked.instructions[last]?.next.some(edge => edge.to === join && edge.kind === 'fall-through');
  if (!falls || joinDifference(state, analysis.checked.program.states.functionEntry) !== undefined) return [];
  return placesOnWay(analysis, join, steps, [returnWord(analysis)], finding).map(edit => ({ title: `Insert \`${returnWord(analysis)}'`, edits: [edit], mendsCode: true, confirmed: true, rank: 0.4 }));
}

/** Words to take off (or to put on) so that `from` becomes `to`; both relative to rsp. */
function adjusting(from: CfiState, to: CfiState): string[] | undefined {
  if (from.type !== to.type || from.cfa.base !== 4 || to.cfa.base !== 4) return undefined;
  const extra = from.cfa.offset - to.cfa.offset;
  if (extra === 0) return undefined;
  if (extra < 0) {
    const missing = savedRegisters(to).filter(s => s.offset < -from.cfa.offset && s.offset >= -to.cfa.offset);
    return missing.length === -extra / 8 && from.type === 'call' ? missing.map(s => `push\t%${s.register}`) : [`sub\t$${-extra}, %rsp`];
  }
  const bySlot = new Map(savedRegisters(from).map(s => [s.offset, s.register]));
  const lines: string[] = [];
  for (let slot = -from.cfa.offset; slot < -to.cfa.offset; slot += 8) {
    const register = bySlot.get(slot);
    if (register === undefined) return [`add\t$${extra}, %rsp`];
    lines.push(`pop\t%${register}`);
  }
  return lines;
}

/** On the way that falls into the join: right before it, in front of its label; on one that jumps: before the jump. */
function placesOnWay(analysis: Analysis, join: number, steps: readonly number[], lines: readonly string[], finding: PlacedFinding): Edit[] {
  const last = steps.filter(s => s !== join).at(-1);
  if (last === undefined) return [];
  const edges = analysis.checked.instructions[last]?.next ?? [];
  const falls = edges.some(e => e.to === join && e.kind === 'fall-through');
  const statement = statementOf(analysis, last);
  const shown = statement && shownIn(analysis.source, statement.origin);
  if (!shown) return [];
  const edits: Edit[] = [];
  if (falls) {
    // Behind the last step: before the line of the join and before labels on lines of their own in front of it.
    const line = lineAt(analysis.source, shown.end) + 1;
    if (line < analysis.source.lineStarts.length) edits.push(insertBefore(analysis, lineSpan(analysis.source, line).start, lines));
    edits.push(insertBefore(analysis, finding.origin.start, lines));
  } else edits.push(insertBeforeStatement(analysis, shown.start, lines));
  return edits;
}
