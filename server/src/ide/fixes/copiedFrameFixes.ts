// SPDX-License-Identifier: GPL-2.0-or-later
// A frame was copied on the stack, and no hint says that the copy is the frame now.
//
//     .rept 6                     .rept 6
//     push  5*8(%rsp)             push  5*8(%rsp)
//     .endr                 =>    .endr
//                                 UNWIND_HINT_IRET_REGS offset=8

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { expansionsOf, shownIn } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import { copiedBefore, copiedFrame, copiedWords, type CopiedFrame } from '../../frame/copiedWords.ts';
import { hintOfCopy } from '../../frame/lints/copiedFrame.ts';
import type { PlacedFinding } from '../findings.ts';
import { hintsHere } from '../lints/hintLints.ts';
import { indentAt, insertBehind } from './edits.ts';
import type { ProposedFix } from './fix.ts';

/** For int3-gap, and for stack-mismatch-* where one of the ways comes out of a copy. */
export function copiedFrameFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  return framesBehind(analysis, finding).flatMap((frame): ProposedFix[] => {
    const line = lastLine(analysis, frame.last), hint = hintOfCopy(frame), next = analysis.checked.instructions[frame.last]!.next[0]?.to;
    const wrong = hintsHere(analysis).find(each => each.instruction === next && analysis.checked.instructions[each.instruction]!.hint);
    if (wrong) return [{ title: `Write \`${hint}'`, edits: [{ start: wrong.origin.start, end: wrong.origin.end, text: hint }], mendsCode: true, confirmed: true, rank: -1 }];
    if (line === undefined) return [];
    const push = shownStart(analysis, frame.last)!;
    return [{
      title: `Insert \`${hint}' behind the ${frame.words} copied words`,
      edits: [insertBehind(analysis, lineSpan(analysis.source, line).start, [hint], indentAt(analysis, push))], mendsCode: true, confirmed: true, rank: -1,
    }];
  });
}

function framesBehind({ checked }: Analysis, { finding, offset, section }: PlacedFinding): CopiedFrame[] {
  const join = finding?.instruction, run = join === undefined ? undefined : copiedBefore(checked, join);
  const runs = join !== undefined ? run ? [run] : [] : copiedWords(checked).filter(({ last }) => {
    const at = checked.instructions[last]!;
    return at.offset === offset && checked.program.instructions[last]!.section.name === section;
  });
  return runs.flatMap(each => copiedFrame(checked, each) ?? []);
}

function shownStart(analysis: Analysis, instruction: number): number | undefined {
  const statement = statementOf(analysis, instruction);
  return statement && shownIn(analysis.source, statement.origin)?.start;
}

/** Of the last push in the text: of the .endr, when a repetition made it. */
function lastLine(analysis: Analysis, instruction: number): number | undefined {
  const statement = statementOf(analysis, instruction), start = shownStart(analysis, instruction);
  if (!statement || start === undefined) return undefined;
  const { source } = analysis, line = lineAt(source, start);
  const repeated = statement.origin.place.file === source && [...expansionsOf(statement.origin.place)].some(({ kind, call }) => (kind === 'rept' || kind === 'irp') && call.place.file === source && call.start < start);
  if (!repeated) return line;
  let depth = 0;
  for (let at = line; at < source.lineStarts.length; at++) {
    const { start: from, end } = lineSpan(source, at), text = source.text.slice(from, end);
    for (const [word] of text.matchAll(/(?<![\w.])\.(?:rept|irpc?|endr)\b/g)) {
      if (word !== '.endr') depth++;
      else if (depth-- === 0) return at;
    }
  }
  return undefined;
}
