// SPDX-License-Identifier: GPL-2.0-or-later
// A frame that is not as at entry when control leaves.
//
//     push %rbx                 push %rbx
//     ret               =>      pop  %rbx
//                               ret

import type { Analysis } from '../../analysis/analyse.ts';
import { joinDifference } from '../../objtool/states.ts';
import type { CfiState } from '../../objtool/checked.ts';
import type { PlacedFinding } from '../findings.ts';
import { wayTo } from '../findingWords.ts';
import { savedRegisters } from '../stateWords.ts';
import { balancing } from './balance.ts';
import { insertBeforeStatement, spelled } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { editableWay } from './way.ts';

/** For return-modified-frame and sibling-call-modified-frame. */
export function frameFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = finding.finding?.instruction;
  const state = instruction === undefined ? undefined : analysis.checked.instructions[instruction]?.state;
  if (instruction === undefined || !state) return [];
  const at = finding.origin.start, { functionEntry } = analysis.checked.program.states;
  const fixes: ProposedFix[] = [];
  const way = editableWay(analysis, wayTo(analysis, instruction));
  if (way) fixes.push(...balancing(analysis, way, at, end => joinDifference(end, functionEntry) === undefined && end.stackSize === functionEntry.stackSize));
  const restore = restoring(state);
  if (restore) fixes.push({ title: `Insert \`${restore.join('; ')}'`, edits: [insertBeforeStatement(analysis, at, restore.map(line => spelled(analysis, at, line)))], mendsCode: true, confirmed: true, rank: restore.length > 1 ? 1.7 : 2.6 });
  if (state.cfa.base === 4 && state.cfa.offset === 16 && finding.code === 'return-modified-frame') {
    fixes.push({
      title: 'Assert with UNWIND_HINT_FUNC that the extra word is the target of this return',
      edits: [insertBeforeStatement(analysis, at, ['UNWIND_HINT_FUNC'])], mendsCode: false, confirmed: false,
    });
  }
  return fixes;
}

/** The instructions that bring a call frame back to its state at entry, deepest word first; undefined if that is not plain. */
export function restoring(state: CfiState): string[] | undefined {
  if (state.type !== 'call' || state.drap) return undefined;
  if (state.cfa.base === 5) return ['leave'];
  if (state.cfa.base !== 4) return undefined;
  const extra = state.cfa.offset - 8;
  if (extra < 0) return [`sub $${-extra}, %rsp`];
  const bySlot = new Map(savedRegisters(state).map(s => [s.offset, s.register]));
  const lines: string[] = [];
  let skipped = 0;
  const skip = () => { if (skipped > 0) { lines.push(`add $${skipped}, %rsp`); skipped = 0; } };
  for (let slot = -state.cfa.offset; slot < -8; slot += 8) {
    const register = bySlot.get(slot);
    if (register === undefined) { skipped += 8; continue; }
    skip();
    lines.push(`pop %${register}`);
    bySlot.delete(slot);
  }
  skip();
  return lines.length > 0 && bySlot.size === 0 ? lines : undefined;
}
