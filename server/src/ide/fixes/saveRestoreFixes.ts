// SPDX-License-Identifier: GPL-2.0-or-later
// SAVE and RESTORE where a hint without a memory says the same.
//
//     UNWIND_HINT_SAVE                       iretq
//     iretq                          =>   1: UNWIND_HINT_FUNC
// 1:  UNWIND_HINT_RESTORE

import type { Analysis } from '../../analysis/analyse.ts';
import { framesOf } from '../../analysis/frames.ts';
import { misplacedIp } from '../../frame/lints/hints.ts';
import { indexAt } from '../../objtool/indexAt.ts';
import { hintsHere, plainHint, saveOf, type TypedHint } from '../lints/hintLints.ts';
import type { PlacedFinding } from '../findings.ts';
import { removeStatement } from './edits.ts';
import type { ProposedFix } from './fix.ts';

/** For restore-replaceable, and for the ways in which objtool does not find its way from RESTORE to SAVE. */
export function saveRestoreFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const { checked } = analysis, hints = hintsHere(analysis);
  const restores = hints.filter(each => checked.program.instructions[each.instruction]!.restore);
  const restore = restores.find(each => finding.finding ? each.instruction === finding.finding.instruction : each.origin.start === finding.origin.start);
  const saved = restore && saveOf(checked, restore.instruction), state = saved === undefined ? undefined : checked.instructions[saved]!.state;
  const hint = state && plainHint(checked, state);
  if (!restore || !hint) return [];
  const save = hints.find(each => each.instruction === saved && checked.program.instructions[each.instruction]!.save);
  const alone = restores.every(other => other === restore || saveOf(checked, other.instruction) !== saved);
  const edits = [replacing(restore, hint), ...(save && alone ? [removeStatement(analysis, save.origin.start, save.origin.end)] : [])];
  return [{ title: `Replace UNWIND_HINT_RESTORE by \`${hint}'${save && alone ? ', and take out the SAVE' : ''}`, edits, mendsCode: true, confirmed: true, rank: 0 }];
}

/** For regs-hint-misplaced: the same hint with the place that was computed. */
export function misplacedHintFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const { checked } = analysis, instruction = indexAt(checked, analysis.object.sections.findIndex(s => s.name === finding.section), finding.offset ?? -1);
  const place = instruction === undefined ? undefined : misplacedIp(framesOf(analysis), instruction), typed = hintsHere(analysis).find(each => each.instruction === instruction);
  if (!place || !typed) return [];
  const state = checked.instructions[typed.instruction]!.state!, hint = plainHint(checked, { ...state, cfa: { ...state.cfa, offset: state.cfa.offset + place.real - place.said } });
  return hint ? [{ title: `Write \`${hint}'`, edits: [replacing(typed, hint)], mendsCode: true, confirmed: true }] : [];
}

function replacing({ origin }: TypedHint, text: string): { start: number; end: number; text: string } { return { start: origin.start, end: origin.end, text }; }
