// SPDX-License-Identifier: GPL-2.0-or-later
// What a finding says: objtool's own words first, so that people can search for them, then what they mean here - who pushed the word,
// where the register was saved, which ways meet.

import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import type { Related } from '../base/diagnostic.ts';
import { copiedBefore, copiedFrame } from '../frame/copiedWords.ts';
import { hintOfCopy } from '../frame/lints/copiedFrame.ts';
import { shownIn } from '../base/origin.ts';
import { lineAt } from '../base/text.ts';
import type { CfiState, Finding } from '../objtool/checked.ts';
import { alternativeView } from './alternatives.ts';
import { changeWords, waysOf, type Way, type WayStep, type Ways } from './findingPaths.ts';
import { cfaWords, savedRegisters, shortState } from './stateWords.ts';

/** Steps of one way that are listed; behind that it is a story nobody reads. */
const mostSteps = 8;

export function messageOf(analysis: Analysis, finding: Finding): string {
  const parts = [meaning(analysis, finding)];
  if (finding.fatal && finding.printed && analysis.inputs.rules.options.orc) parts.push('objtool stops here: no ORC data for the whole object');
  if (!finding.printed) parts.push(finding.follows === undefined && finding.fatal ? 'objtool stops before this' : 'objtool does not print this one');
  const words = parts.filter(part => part !== '').join('; ');
  return words === '' ? finding.words : `${finding.words} (${words})`;
}

/** Both ways of a mismatch, the pushes behind an unfinished frame. */
export function relatedOf(analysis: Analysis, finding: Finding): Related[] {
  if (finding.code === 'alt-stack-conflict') return conflictingStreams(analysis, finding);
  const ways = waysOf(analysis, finding);
  if (ways) return relatedWays(analysis, finding, ways);
  return finding.code === 'return-modified-frame' || finding.code === 'sibling-call-modified-frame' ? pushesBehind(analysis, finding) : [];
}

function meaning(analysis: Analysis, finding: Finding): string {
  const state = finding.instruction === undefined ? undefined : analysis.checked.instructions[finding.instruction]?.state;
  switch (finding.code) {
    case 'stack-mismatch-cfa': case 'stack-mismatch-reg': case 'stack-mismatch-type': case 'stack-mismatch-drap': return mismatchWords(analysis, finding);
    case 'return-modified-frame': return state ? frameWords(analysis, finding, state, 'return address') : '';
    case 'sibling-call-modified-frame': return state ? frameWords(analysis, finding, state, 'jump leaves the function') : '';
    case 'alt-stack-conflict': return finding.paths ? `at this byte one version has ${stateInWords(finding.paths.firstState)}, another ${stateInWords(finding.paths.secondState)}; there is only one row for it` : '';
    case 'undefined-stack-state': case 'stack-reg-modification': case 'stack-realign': return lostWords(analysis, finding);
    case 'unreachable': return entryWithoutHint(analysis, finding);
    case 'jump-dest': return placeWords(analysis, finding);
    default: return plainWords[finding.code] ?? '';
  }
}

/** Where objtool's own words say too little, or point the wrong way. */
const plainWords: Readonly<Record<string, string>> = {
  'missing-noreturn': 'it is known never to return, so what stands behind the call is dead',
  'intra-call': 'the target is a label and no function: the call pushes a word that no return takes off',
  'call-to-notype': 'the target is SYM_CODE, which cannot be called like a function',
  'func-not-on-insn': 'its address lies inside what decodes as one instruction',
  'restore-without-save': 'no UNWIND_HINT_SAVE stands above it in this function',
  'restore-not-visited': 'the UNWIND_HINT_SAVE above it comes later on the way',
  'hint-no-insn': 'no instruction follows the hint',
  'bad-annotation': 'no instruction follows the annotation',
  'retpoline-safe-misplaced': 'the instruction behind the annotation is another one',
  'orc-unknown-cfa': 'ORC cannot count from this register',
};

/** The first instruction of SYM_CODE: nothing leads here unless a hint says so. */
function entryWithoutHint({ checked, object }: Analysis, { instruction }: Finding): string {
  const at = instruction === undefined ? undefined : checked.instructions[instruction];
  const here = at ? object.symbols.filter(s => s.section === at.section && s.value === at.offset && s.type === 'NOTYPE' && s.name !== '') : [];
  const symbol = here.find(s => s.size > 0);
  if (!symbol && at?.symbol === undefined && here[0]) return `${here[0].name} has no end, SYM_FUNC_END or the like, so objtool takes it for no function`;
  return symbol ? `${symbol.name} is SYM_CODE: it is walked from its UNWIND_HINT_*, and there is none here` : '';
}

/** Where a jump leads to that leads to no instruction. */
function placeWords({ object }: Analysis, { words }: Finding): string {
  const target = /at (\S+)\+0x([0-9a-f]+)$/.exec(words), section = object.sections.find(s => s.name === target?.[1]), offset = Number.parseInt(target?.[2] ?? '', 16);
  if (!section) return '';
  return (section.flags & 4) === 0 ? 'that is data' : offset >= section.size ? 'that is behind the last instruction' : 'that is inside an instruction';
}

function mismatchWords(analysis: Analysis, finding: Finding): string {
  if (!finding.paths) return '';
  const { firstState, secondState } = finding.paths;
  const ways = waysOf(analysis, finding);
  const side = (way: Way | undefined, state: CfiState, other: CfiState) => {
    const last = way?.steps[way.steps.length - 1];
    const who = last && way.steps.length <= 2 ? `, ${way.steps.map(stepWords).join(', ')}` : '';
    return `${contrast(state, other)} ${way?.name ?? 'one way'}${who}`;
  };
  const copy = finding.instruction === undefined ? undefined : copiedBefore(analysis.checked, finding.instruction), frame = copy && copiedFrame(analysis.checked, copy);
  const missing = frame ? `; the ${frame.words} pushes copy ${frame.type === 'regs' ? 'the pt_regs' : "the CPU's words"}: ${hintOfCopy(frame)} is missing behind them` : '';
  return `${side(ways?.first, firstState, secondState)}; ${side(ways?.second, secondState, firstState)}${missing}`;
}

/** The state, with saved registers where the ways differ in them. */
function contrast(state: CfiState, other: CfiState): string {
  const slots = (s: CfiState) => savedRegisters(s).map(r => `${r.register}@${r.offset}`).join(',');
  return slots(state) === slots(other) ? shortState(state) : stateInWords(state);
}

function stepWords(step: WayStep): string {
  const place = step.line === undefined ? '' : ` at line ${step.line}`;
  return `${changeWords(step.before, step.after)}${place}${step.times > 1 ? ` (${step.times} times)` : ''}`;
}

function stateInWords(state: CfiState): string {
  const saved = savedRegisters(state).map(s => s.register);
  return saved.length > 0 ? `${shortState(state)} with ${saved.join(', ')} saved` : shortState(state);
}

function frameWords(analysis: Analysis, finding: Finding, state: CfiState, what: string): string {
  const saved = savedRegisters(state);
  const pushed = pushesTo(analysis, finding);
  const lineOfSave = (register: string) => {
    const line = pushed.find(step => savedRegisters(step.after).some(s => s.register === register) && !savedRegisters(step.before).some(s => s.register === register))?.line;
    return line === undefined ? register : `${register} (saved at line ${line})`;
  };
  const outstanding = saved.length > 0 ? `${saved.map(s => lineOfSave(s.register)).join(', ')} not restored` : '';
  if (state.cfa.base !== 4) return [`the caller's frame is at ${cfaWords(state)}, not at rsp+8`, outstanding].filter(s => s).join('; ');
  const extra = state.cfa.offset - 8;
  const open = pushed.filter(step => step.after.cfa.base === 4 && step.before.cfa.base === 4 && step.after.cfa.offset > step.before.cfa.offset && step.after.cfa.offset > 8);
  const who = open.length > 0 && open.length <= 4 && open.every(step => step.line !== undefined) ? ` (line ${open.map(step => step.line).join(', ')})` : '';
  const bytes = extra > 0 ? `${extra} bytes still on the stack${who}` : extra < 0 ? `${-extra} bytes too many taken off` : '';
  const where = extra !== 0 && what === 'return address' ? `the return address is at rsp${extra > 0 ? '+' : ''}${extra}` : '';
  return [bytes, outstanding, where].filter(s => s).join('; ');
}

/** Where the stack pointer was lost. */
function lostWords(analysis: Analysis, finding: Finding): string {
  const lost = [...trailOf(analysis, finding)].reverse().find(step => step.after.cfa.base === -1 && step.before.cfa.base !== -1);
  return lost ? `the stack pointer was lost at ${lost.line === undefined ? `\`${lost.text}'` : `line ${lost.line}, \`${lost.text}'`}` : '';
}

/** The steps that are still open at the end: what was pushed and not taken off again. */
function pushesTo(analysis: Analysis, finding: Finding): WayStep[] {
  const open: WayStep[] = [];
  for (const step of trailOf(analysis, finding)) {
    const grown = step.after.cfa.base === step.before.cfa.base ? step.after.cfa.offset - step.before.cfa.offset : 0;
    if (grown > 0) open.push(step);
    else if (grown < 0) for (let left = -grown; left > 0 && open.length > 0;) { const last = open.pop()!; left -= last.after.cfa.offset - last.before.cfa.offset; }
  }
  return open;
}

/** The way that the first visit took, as steps that changed the stack. */
function trailOf(analysis: Analysis, finding: Finding): readonly WayStep[] {
  if (finding.instruction === undefined) return [];
  const trail: number[] = wayTo(analysis, finding.instruction);
  const state = analysis.checked.instructions[finding.instruction]?.state;
  if (!state) return [];
  return waysOf(analysis, { ...finding, paths: { first: trail, second: [], firstState: state, secondState: state } })?.first.steps ?? [];
}

/** Instruction indexes from the walk's entry to an instruction, by the first visit. */
export function wayTo(analysis: Analysis, instruction: number): number[] {
  const program = analysis.checked.program;
  const bases = new Map<number, number>();
  let base = 0;
  for (const section of program.sections) { bases.set(section.index, base); base += section.instructions.length; }
  const way: number[] = [];
  for (let trail = program.instructions[instruction]?.trail?.before; trail; trail = trail.before) {
    if (trail.instruction.index >= 0) way.push(bases.get(trail.instruction.section.index)! + trail.instruction.index);
  }
  return way.reverse();
}

/** objtool names one place; here are the instructions of all versions that begin at the byte in question. */
function conflictingStreams(analysis: Analysis, finding: Finding): Related[] {
  const view = finding.instruction === undefined ? undefined : alternativeView(analysis, finding.instruction), row = view?.rows.find(each => each.conflict);
  if (!view || !row) return [];
  return view.streams.flatMap((stream): Related[] => {
    const instruction = stream.boundaries.get(row.offset), statement = instruction === undefined ? undefined : statementOf(analysis, instruction), state = instruction === undefined ? undefined : analysis.checked.instructions[instruction]!.state;
    const origin = statement && shownIn(analysis.source, statement.origin);
    return origin && state ? [{ message: `at +${row.offset} in ${stream.name === 'original' ? 'the original' : `the version for ${stream.name}`}: ${row.texts[view.streams.indexOf(stream)] ?? ''}, ${stateInWords(state)}`, origin }] : [];
  });
}

function pushesBehind(analysis: Analysis, finding: Finding): Related[] {
  return pushesTo(analysis, finding).slice(-mostSteps).map(step => ({ message: `\`${step.text}' - ${stepDone(step)}, not taken off again`, origin: step.origin }));
}

function stepDone(step: WayStep): string { return `${changeWords(step.before, step.after)}${step.times > 1 ? ` (${step.times} times)` : ''}`; }

function relatedWays(analysis: Analysis, finding: Finding, ways: Ways): Related[] {
  const related: Related[] = [];
  if (ways.split) related.push({ message: `\`${ways.split.text}' - the ways part here${ways.split.state ? `, ${shortState(ways.split.state)}` : ''}`, origin: ways.split.origin });
  for (const way of [ways.first, ways.second]) {
    for (const step of way.steps.slice(-mostSteps)) {
      const net = step.after.cfa.base === step.before.cfa.base && step.after.type === step.before.type ? `${amountOf(step)}${shortState(step.after)}` : shortState(step.after);
      related.push({ message: `\`${step.text}'${step.times > 1 ? ` (${step.times} times)` : ''} - ${way.name}: ${net}`, origin: step.origin });
    }
  }
  const join = finding.instruction === undefined ? undefined : statementOf(analysis, finding.instruction);
  const shown = join && shownIn(analysis.source, join.origin);
  if (shown) related.push({ message: `they meet here, line ${lineAt(analysis.source, shown.start) + 1}; objtool: ${finding.where}${finding.words}`, origin: shown });
  return related;
}

function amountOf(step: WayStep): string {
  const words = changeWords(step.before, step.after);
  return words === '' ? '' : step.after.cfa.offset === step.before.cfa.offset ? `${words}, still ` : `${words}, then `;
}

