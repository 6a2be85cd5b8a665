// SPDX-License-Identifier: GPL-2.0-or-later
// A frame that is not as at entry when control leaves.
//
//     push %rbx                 push %rbx
//     ret               =>      pop  %rbx
//                               ret

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import { UNDEFINED } from '../../objtool/checked.ts';
import { joinDifference } from '../../objtool/states.ts';
import type { CfiState } from '../../objtool/checked.ts';
import type { PlacedFinding } from '../findings.ts';
import { wayTo } from '../findingWords.ts';
import { savedRegisters } from '../stateWords.ts';
import { balancing } from './balance.ts';
import { insertBeforeStatement, removeStatement, spelled, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { hasMacro } from './vocabulary.ts';
import { editableWay, stateAtEnd, type Unit } from './way.ts';

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
  fixes.push(...hintRemovals(analysis, [...wayTo(analysis, instruction), instruction]));
  fixes.push(...inverseFixes(analysis, finding, way?.units ?? []));
  fixes.push(...leavingFixes(analysis, finding, instruction));
  if (state.cfa.base === 4 && state.cfa.offset === 16 && finding.code === 'return-modified-frame') {
    fixes.push({
      title: 'Assert with UNWIND_HINT_FUNC that the extra word is the target of this return',
      edits: [insertBeforeStatement(analysis, at, ['UNWIND_HINT_FUNC'])], mendsCode: false, confirmed: false,
    });
  }
  return fixes;
}

/**
 * For stack-realign, stack-reg-modification and undefined-stack-state: what makes the operation one that objtool can follow - the frame
 * pointer set up, or the register that was written instead of it.
 */
export function operationFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const instruction = finding.finding?.instruction;
  if (instruction === undefined) return [];
  const trail = wayTo(analysis, instruction), way = editableWay(analysis, trail), own = editableWay(analysis, [instruction]);
  const fixes = [...hintRemovals(analysis, [...trail, instruction]), ...exchangeWithNext(analysis, finding)];
  if (!way || !own) return fixes;
  const ops = own.units.flatMap(unit => unit.ops);
  return [...balancing(analysis, way, finding.origin.start, end => stateAtEnd({ ...way, state: end }, [ops]) !== undefined, true), ...fixes];
}

/** Its frame is set up one line too late. */
function exchangeWithNext(analysis: Analysis, { origin: { start, end } }: PlacedFinding): ProposedFix[] {
  const next = analysis.listing.statements.find(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.place.expansion === undefined && s.origin.start > start);
  if (!next) return [];
  const own = { start, end: statementEnd(analysis, start, end) }, other = { start: next.origin.start, end: statementEnd(analysis, next.origin.start, next.origin.end) };
  const text = (span: { start: number; end: number }) => analysis.source.text.slice(span.start, span.end);
  return [{ title: `Exchange \`${text(own).trim()}' and \`${text(other).trim()}'`, edits: [{ ...own, text: text(other) }, { ...other, text: text(own) }], mendsCode: true, confirmed: true, rank: 0.4 }];
}

/** The macro that undoes another one of the way by its name, where the way ends. */
function inverseFixes(analysis: Analysis, finding: PlacedFinding, units: readonly Unit[]): ProposedFix[] {
  const names = new Set(units.filter(unit => unit.instructions.length > 1).map(unit => inverseOf(unit.text)));
  return [...names].filter(text => text !== undefined && hasMacro(analysis, /^\w+/.exec(text)![0]) && !units.some(unit => unit.text.trim() === text)).map(text => ({
    title: `Insert \`${text!}'`, edits: [insertBeforeStatement(analysis, finding.origin.start, [text!])], mendsCode: true, confirmed: true, rank: 0.5,
  }));
}

const opposites: readonly (readonly [string, string])[] = [['save', 'restore'], ['SAVE', 'RESTORE'], ['push', 'pop'], ['PUSH', 'POP'], ['BEGIN', 'END']];

function inverseOf(text: string): string | undefined {
  const name = /^\w+/.exec(text)?.[0] ?? '', pair = opposites.find(([a]) => name.includes(a));
  return pair && text.trim().replace(name, name.replace(pair[0], pair[1]));
}

/** The last hint on a way, which may be the one that is wrong. */
export function hintRemovals(analysis: Analysis, way: readonly number[]): ProposedFix[] {
  const hinted = way.findLast(i => analysis.checked.instructions[i]?.hint === true);
  const statement = hinted === undefined ? undefined : statementOf(analysis, hinted), shown = statement && shownIn(analysis.source, statement.origin);
  if (!shown) return [];
  const { source } = analysis, isLost = analysis.checked.instructions[hinted!]?.state?.cfa.base === UNDEFINED;
  for (let line = lineAt(source, shown.start) - 1, left = 3; line >= 0 && left > 0; line--, left--) {
    const { start, end } = lineSpan(source, line), text = source.text.slice(start, end), bare = text.trim();
    if (!/^UNWIND_HINT_\w+/.test(bare)) { if (/^\w+:?$|^ENDBR/.test(bare)) continue; return []; }
    const at = start + text.indexOf(bare);
    const fixes: ProposedFix[] = [{ title: `Remove \`${bare}'`, edits: [removeStatement(analysis, at, at + bare.length)], mendsCode: true, confirmed: true, rank: isLost ? 0.2 : 2.2 }];
    if (savesWithoutRestore(analysis, line)) fixes.unshift({ title: `Write \`UNWIND_HINT_RESTORE' instead of \`${bare}': the UNWIND_HINT_SAVE above is for it`, edits: [{ start: at, end: at + bare.length, text: 'UNWIND_HINT_RESTORE' }], mendsCode: true, confirmed: true, rank: 0.5 });
    return fixes;
  }
  return [];
}

function savesWithoutRestore({ source }: Analysis, line: number): boolean {
  const around = (step: number, until: RegExp) => { for (let at = line; at >= 0 && at < source.lineStarts.length; at += step) { const { start, end } = lineSpan(source, at); if (until.test(source.text.slice(start, end))) return at; } return line; };
  const from = around(-1, /^SYM_\w+_START/), to = around(1, /^SYM_\w+_END/), text = source.text.slice(source.lineStarts[from]!, source.lineStarts[to]!);
  return /^\s*UNWIND_HINT_SAVE\b/m.test(text) && !/^\s*UNWIND_HINT_RESTORE\b/m.test(text);
}

/** The return (or jump) itself: it stands too early, or should not stand here at all. */
function leavingFixes(analysis: Analysis, finding: PlacedFinding, instruction: number): ProposedFix[] {
  const { start } = finding.origin, end = statementEnd(analysis, start, finding.origin.end), text = analysis.source.text.slice(start, end);
  if (!/^\s*\w/.test(text)) return [];
  const next = analysis.checked.instructions[instruction + 1], following = next && statementOf(analysis, instruction + (next.decoded.type === 'trap' ? 2 : 1));
  const shown = following && shownIn(analysis.source, following.origin);
  // Nobody else comes to what stands behind it.
  const cutsOff = next?.symbol === analysis.checked.instructions[instruction]?.symbol && next?.visited === false;
  if (!cutsOff) return [];
  const fixes: ProposedFix[] = [{ title: `Remove \`${text.trim().replace(/\s+/g, ' ')}'`, edits: [removeStatement(analysis, start, end)], mendsCode: true, confirmed: true, rank: /^\s*j(?!mp)/.test(text) ? 2.2 : 0.3 }];
  if (shown && shown.start > end) {
    const otherEnd = statementEnd(analysis, shown.start, shown.end), other = analysis.source.text.slice(shown.start, otherEnd);
    fixes.push({ title: `Exchange \`${text.trim()}' and \`${other.trim()}'`, edits: [{ start, end, text: other }, { start: shown.start, end: otherEnd, text }], mendsCode: true, confirmed: true, rank: 0.25 });
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
