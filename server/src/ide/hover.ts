// SPDX-License-Identifier: GPL-2.0-or-later
// What an instruction or a macro call does to the stack, as plain facts; renderHover makes Markdown of them.

import type { Analysis } from '../analysis/analyse.ts';
import { instanceName, siteAt, statementOf, type Site } from '../analysis/sites.ts';
import type { CfiState, OrcEntry } from '../objtool/checked.ts';
import { lineAt } from '../base/text.ts';
import { shownIn } from '../base/origin.ts';
import { adjustedState, shownState, shownStateAfter } from './adjustedState.ts';
import { findingsOf } from './findings.ts';
import { instructionOffsetBehind } from './alternatives.ts';
import { frameParts, renderFrameParts, type FrameParts } from './renderFrame.ts';
import { wordAtCfa } from './frameFacts.ts';
import { cfaWords, looksEqual, savedRegisters, shortState, signed, stackPointer, wordSize } from './stateWords.ts';

export interface HoverStep {
  /** The statement after expansion. */
  readonly text: string;
  readonly section: string;
  /** Bytes from the section's start. */
  readonly offset: number;
  readonly before: CfiState | undefined;
  readonly hint: boolean;
  /** Recovered: objtool itself stops before it. */
  readonly beyond: boolean;
}

export interface HoverSlot {
  /** Bytes from the CFA. */
  readonly cfaOffset: number;
  /** Bytes from rsp, when the CFA is known relative to it. */
  readonly spOffset: number | undefined;
  readonly holds: string;
  /** 1-based line of the instruction that filled it, when it shows in the file. */
  readonly since: number | 'entry' | undefined;
}

export interface HoverInfo {
  readonly kind: 'instruction' | 'macro';
  readonly start: number;
  readonly end: number;
  readonly before: CfiState | undefined;
  readonly after: CfiState | undefined;
  /** objtool's own state, where the author's UNWIND_HINT_ADJUST says another. */
  readonly objtools: CfiState | undefined;
  readonly orc: OrcEntry | undefined;
  readonly slots: readonly HoverSlot[];
  readonly steps: readonly HoverStep[];
  /** Which of how many expansions is shown. */
  readonly instance: { readonly index: number; readonly total: number; readonly name: string; readonly differing: number };
  readonly findings: readonly string[];
  readonly objtoolRuns: boolean;
  /** What is known of values: of the instruction itself, or in front of a macro call. */
  readonly values: FrameParts;
}

export function hover(analysis: Analysis, offset: number, selected = 0): HoverInfo | undefined {
  const site = siteAt(analysis, offset) ?? siteAt(analysis, instructionOffsetBehind(analysis, offset) ?? -1);
  if (!site) return undefined;
  const index = selected < site.instances.length ? selected : 0;
  const instance = site.instances[index]!;
  const checked = analysis.checked;
  const first = instance.instructions[0]!;
  const inSection = instance.instructions.filter(i => checked.instructions[i]!.section === checked.instructions[first]!.section);
  const last = inSection[inSection.length - 1]!;
  const before = shownState(analysis, first), after = shownStateAfter(analysis, last);
  return {
    kind: site.kind === 'spelled' ? 'instruction' : 'macro', start: site.start, end: site.end, before, after, objtools: adjustedState(analysis, first) && checked.instructions[first]!.state, orc: rowAt(analysis, first),
    slots: slotsOf(analysis, first), steps: instance.instructions.map(i => stepOf(analysis, i)),
    instance: { index, total: site.instances.length, name: instanceName(instance, analysis.source), differing: differingFrom(analysis, site, before) },
    findings: findingsOf(analysis).filter(f => f.origin.start >= site.start && f.origin.start <= site.end).map(f => `${f.severity}: ${f.message} [${f.code}]`),
    objtoolRuns: analysis.inputs.findings === 'kernel', values: frameParts(analysis, tellingInstruction(analysis, site, inSection)),
  };
}

/** Of a macro's instructions the one to ask: what it ends in if that is a return, else the first. */
function tellingInstruction(analysis: Analysis, site: Site, instructions: readonly number[]): number {
  const ends = site.kind === 'call' ? instructions.find(i => analysis.checked.instructions[i]!.decoded.type === 'return') : undefined;
  return ends ?? instructions[0]!;
}

function stepOf(analysis: Analysis, instruction: number): HoverStep {
  const at = analysis.checked.instructions[instruction]!;
  return {
    text: statementOf(analysis, instruction)?.source.text ?? '', section: analysis.object.sections[at.section]!.name, offset: at.offset,
    before: shownState(analysis, instruction), hint: at.hint, beyond: at.beyond !== undefined,
  };
}

function differingFrom(analysis: Analysis, site: Site, before: CfiState | undefined): number {
  return site.instances.filter(i => !looksEqual(shownState(analysis, i.instructions[0]!), before)).length;
}

/** The ORC row in force at an instruction. */
export function rowAt(analysis: Analysis, instruction: number): OrcEntry | undefined {
  const { section, offset } = analysis.checked.instructions[instruction]!;
  let found: OrcEntry | undefined;
  for (const row of analysis.rows) if (row.section === section && row.offset <= offset) found = row;
  return found;
}

function slotsOf(analysis: Analysis, instruction: number): HoverSlot[] {
  const state = shownState(analysis, instruction);
  if (!state || state.type !== 'call' || state.cfa.base < 0) return [];
  const spOffset = (cfaOffset: number) => state.cfa.base === 4 ? state.cfa.offset + cfaOffset : state.stackSize > 0 ? state.stackSize + cfaOffset : undefined;
  const word = wordSize(state), slots: HoverSlot[] = [{ cfaOffset: -word, spOffset: spOffset(-word), holds: 'return address', since: 'entry' }];
  for (const saved of savedRegisters(state)) {
    slots.push({
      cfaOffset: saved.offset, spOffset: saved.fromBp ? undefined : spOffset(saved.offset), holds: `caller's %${saved.register}`,
      since: savedAt(analysis, instruction, saved.number, saved.offset),
    });
  }
  const bottom = -state.stackSize;
  const named = new Set(slots.map(s => s.cfaOffset));
  const unnamed: number[] = [];
  for (let offset = -word; offset >= bottom && unnamed.length < 64; offset -= word) {
    if (named.has(offset)) continue;
    const held = wordAtCfa(analysis, instruction, offset);
    if (held && held.holds !== 'unknown') slots.push({ cfaOffset: offset, spOffset: spOffset(offset), holds: held.holds, since: lineIn(held.written) });
    else unnamed.push(offset);
  }
  if (unnamed.length > 0) slots.push({ cfaOffset: unnamed[0]!, spOffset: spOffset(unnamed[0]!), holds: unnamed.length === 1 ? 'another word' : `${unnamed.length} other words, down to CFA${signed(unnamed[unnamed.length - 1]!)}`, since: undefined });
  return slots.sort((a, b) => b.cfaOffset - a.cfaOffset);
}

function lineIn(written: string | undefined): number | undefined {
  const line = /line (\d+)$/.exec(written ?? '');
  return line ? Number(line[1]) : undefined;
}

/** The nearest instruction above whose operation made the save, by walking back through the section. */
function savedAt(analysis: Analysis, instruction: number, register: number, offset: number): number | undefined {
  const instructions = analysis.checked.instructions;
  const has = (state: CfiState | undefined) => state !== undefined && state.regs[register]!.base !== -1 && state.regs[register]!.offset === offset;
  for (let i = instruction - 1; i >= 0 && instructions[i]!.section === instructions[instruction]!.section; i--) {
    const at = instructions[i]!;
    if (at.state === undefined) continue;
    if (at.symbol !== instructions[instruction]!.symbol) return undefined;
    if (has(at.state)) continue;
    const statement = statementOf(analysis, i);
    const shown = statement && shownIn(analysis.source, statement.origin);
    return shown ? lineAt(analysis.source, shown.start) + 1 : undefined;
  }
  return undefined;
}

export function renderHover(info: HoverInfo): string {
  const lines: string[] = [];
  const same = looksEqual(info.before, info.after);
  if (!info.before) lines.push(info.objtoolRuns ? '**not reached**: no path leads here' : '**no state**: nothing says how control gets here');
  else if (same) lines.push(`**CFA = ${cfaText(info.before)}** before and after${stackSize(info.before)}`);
  else lines.push(`**CFA = ${cfaText(info.before)}** before, **${info.after ? cfaText(info.after) : 'nothing'}** after${stackSize(info.before)}`);
  if (info.objtools) lines.push(`with the author's UNWIND_HINT_ADJUST; objtool does not read it and has ${cfaText(info.objtools)}, as the row below`);
  if (info.orc) lines.push(`ORC \`type:${info.orc.type} sp:${info.orc.sp} bp:${info.orc.bp}${info.orc.signal ? ' signal:1' : ''}\``);
  if (info.instance.total > 1) {
    const differs = info.instance.differing > 0 ? `; differs in ${info.instance.differing}` : '; the same in all';
    lines.push(`expansion ${info.instance.index + 1} of ${info.instance.total} (${info.instance.name})${differs}`);
  }
  if (info.slots.length > 0) lines.push(['| slot | holds | since |', '|---|---|---|', ...info.slots.map(slot => slotRow(slot, stackPointer(info.before)))].join('\n'));
  if (info.kind === 'macro' && info.steps.length > 0) lines.push(stepTable(info.steps));
  lines.push(...renderFrameParts(info.values));
  for (const finding of info.findings) lines.push(finding);
  return lines.join('\n\n');
}

function cfaText(state: CfiState): string {
  return state.type === 'call' && !state.forceUndefined ? cfaWords(state) : shortState(state);
}

function stackSize(state: CfiState): string {
  return state.type === 'call' && state.stackSize > 0 ? ` · ${state.stackSize} bytes on the stack` : '';
}

function slotRow(slot: HoverSlot, pointer: string): string {
  const sp = slot.spOffset === undefined ? '' : ` ${slot.spOffset}(%${pointer})`;
  const since = slot.since === undefined ? '' : slot.since === 'entry' ? 'entry' : `line ${slot.since}`;
  return `| CFA${signed(slot.cfaOffset)}${sp} | ${slot.holds} | ${since} |`;
}

const mostSteps = 80;

function stepTable(steps: readonly HoverStep[]): string {
  const width = Math.max(...steps.slice(0, mostSteps).map(s => s.text.length), 0);
  const rows = steps.slice(0, mostSteps).map(s => `${s.text.padEnd(width)}  ${shortState(s.before)}${s.hint ? '  (hint)' : ''}${s.beyond ? '  (beyond a finding)' : ''}`);
  if (steps.length > mostSteps) rows.push(`... ${steps.length - mostSteps} more`);
  return ['```asm', ...rows, '```'].join('\n');
}
