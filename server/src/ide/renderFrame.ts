// SPDX-License-Identifier: GPL-2.0-or-later
// Markdown for what frame/ knows: operands, the pt_regs, return tails, alternatives, static calls.

import type { Analysis } from '../analysis/analyse.ts';
import { framesOf } from '../analysis/frames.ts';
import { copyFacts, renderCopy, type CopyFacts } from './copiedFrame.ts';
import { alternativeView, renderAlternatives, type AlternativeView } from './alternatives.ts';
import { frameFacts, type FrameFacts } from './frameFacts.ts';
import { paraSite, renderParaSite, type ParaSite } from './paraSite.ts';
import { returnTail, type ReturnTail } from './returnTail.ts';
import { interruptAt, type Backtraces, type UnwindStep } from './unwind.ts';
import { rowText, staticCallSite, type StaticCallSite } from './staticCall.ts';

/** All of it for one instruction. */
export interface FrameParts {
  readonly frame: FrameFacts | undefined;
  readonly tail: ReturnTail | undefined;
  readonly alternatives: AlternativeView | undefined;
  readonly staticCall: StaticCallSite | undefined;
  readonly interrupt: Backtraces | undefined;
  readonly copy: CopyFacts | undefined;
  readonly para: ParaSite | undefined;
  /** The author's ADJUST in front of it, in bytes. */
  readonly adjusted: number | undefined;
}

export function frameParts(analysis: Analysis, instruction: number): FrameParts {
  return {
    frame: frameFacts(analysis, instruction), tail: returnTail(analysis, instruction), alternatives: alternativeView(analysis, instruction),
    staticCall: staticCallSite(analysis, instruction), interrupt: interruptAt(analysis, instruction), copy: copyFacts(analysis, instruction), para: paraSite(analysis, instruction),
    adjusted: framesOf(analysis).flow.numbers.adjustments.get(instruction),
  };
}

export function renderFrameParts({ frame, tail, alternatives, staticCall, interrupt, copy, para, adjusted }: FrameParts): string[] {
  const lines: string[] = [];
  if (frame) for (const fact of frame.operands) lines.push(operandText(fact));
  if (adjusted !== undefined) lines.push(`UNWIND_HINT_ADJUST sp_add=${adjusted}: from here on ${adjusted} bytes fewer are on the stack than the pushes and pops above say`);
  if (tail) lines.push(tailText(tail));
  if (staticCall) lines.push(staticCallText(staticCall));
  if (para) lines.push(renderParaSite(para));
  if (copy) lines.push(renderCopy(copy));
  if (alternatives) lines.push(['```', renderAlternatives(alternatives).trimEnd(), '```'].join('\n'));
  if (frame && frame.ptRegs.length > 0) lines.push(ptRegsText(frame));
  if (interrupt && interrupt.truth.some(step => step.reliable !== undefined)) lines.push(interruptText(interrupt));
  return lines;
}

/** Only the first step of each walker: the command has the rest. */
function interruptText({ orc, framePointer }: Backtraces): string {
  const first = (steps: readonly UnwindStep[]) => `${steps[0]?.reliable === false ? '**wrong**: ' : ''}${steps[0]?.text ?? ''}`;
  return `an interrupt here · ORC: ${first(orc)} · frame pointer: ${first(framePointer)}`;
}

function operandText({ operand, member, holds, written }: FrameFacts['operands'][number]): string {
  const name = member ? ` is **pt_regs.${member}**` : '';
  const value = holds === '' ? '' : member ? `: ${holds}` : ` = ${holds}`;
  return `\`${operand}\`${name}${value}${written ? `, ${written}` : ''}`;
}

function tailText(tail: ReturnTail): string {
  const goes = tail.jump ? 'who is jumped to returns to' : 'control goes to';
  if (tail.rewritten) return `the return slot was overwritten${at(tail.words[0]?.line)}: ${goes} ${tail.target}, not back to the caller`;
  const words = tail.extraBytes / 8, count = words === 1 ? 'one word' : `${words} words`;
  const who = tail.words.map(word => `${word.holds}${at(word.line)}`).join(', ');
  const claim = tail.announced === undefined ? `in the words of 2020: RET_OFFSET ${tail.extraBytes}` : tail.announced === tail.extraBytes ? `as announced by RET_OFFSET ${tail.announced}` : `RET_OFFSET ${tail.announced} announces another number`;
  return `${count} more than the return address on the stack: ${who}. ${goes[0]!.toUpperCase()}${goes.slice(1)} ${tail.target}; the return predictor expects the caller (${claim})`;
}

function at(line: number | undefined): string { return line === undefined ? '' : ` (line ${line})`; }

function staticCallText(site: StaticCallSite): string {
  const where = site.linePosition === undefined ? 'its place in a cache line depends on the linker' : `byte ${site.linePosition} of a cache line`;
  const crossing = { yes: 'its operand **crosses a line**', no: 'its operand does not cross a line', may: 'its operand may cross a line' }[site.operandCrosses];
  const flags = [site.tail ? 'tail call' : '', site.init ? 'init' : ''].filter(f => f).join(', ');
  return `static call site (${site.form}): ${where}, ${crossing} · \`.static_call_sites\` row: \`${rowText(site.row)}\`${flags ? ` (${flags})` : ''}`;
}

function ptRegsText({ ptRegs, building }: FrameFacts): string {
  const head = building === undefined ? 'pt_regs' : `pt_regs under construction: ${building} of ${ptRegs.length} words`;
  const rows = ptRegs.map(row => `| ${row.member} | ${row.spOffset === undefined ? '' : `${row.spOffset}(%rsp)`} | ${row.written === undefined ? '' : row.holds} | ${row.written ?? 'not written'} |`);
  return [`${head}\n`, '| member | at | holds | |', '|---|---|---|---|', ...rows].join('\n');
}
