// SPDX-License-Identifier: GPL-2.0-or-later
// "An interrupt here": what would a backtrace find from this instruction on? Three walkers: the ORC unwinder with the row of this address,
// the frame-pointer unwinder with rbp as it is, and a person who knows which word is the return address. Where they differ, one of the
// first two is unreliable, and the step says why.

import type { Analysis } from '../analysis/analyse.ts';
import { framesOf, frameWords, lineOf } from '../analysis/frames.ts';
import { statementOf } from '../analysis/sites.ts';
import { BP, SP, cellAt, type FrameState } from '../frame/frameState.ts';
import { offsetOf } from '../frame/ptRegs.ts';
import { before } from '../frame/trace.ts';
import { registerName, valueText, type Words } from '../frame/valueText.ts';
import type { Value } from '../frame/values.ts';
import type { CfiState } from '../objtool/checked.ts';
import { cfaWords, signed } from './stateWords.ts';

export interface UnwindStep {
  readonly text: string;
  /** False: what is found is not what is there. Undefined: nobody can say. */
  readonly reliable: boolean | undefined;
  /** The same in a word or two, for columns. */
  readonly short?: string;
}

export interface Backtraces {
  /** 1-based, in the file that is looked at. */
  readonly line: number | undefined;
  readonly function: string | undefined;
  readonly instruction: string;
  readonly orc: readonly UnwindStep[];
  readonly framePointer: readonly UnwindStep[];
  readonly truth: readonly UnwindStep[];
}

export function interruptAt(analysis: Analysis, instruction: number): Backtraces | undefined {
  const at = analysis.checked.instructions[instruction];
  // Kernels for i386 have no ORC rows, and values are not traced there.
  if (!at || analysis.object.machine === 'i386') return undefined;
  const state = before(framesOf(analysis), instruction), words = frameWords(analysis), name = at.symbol;
  return {
    line: lineOf(analysis, instruction), function: name, instruction: statementOf(analysis, instruction)?.source.text ?? '',
    orc: orcSteps(at.state, state, name, words), framePointer: framePointerSteps(state, name, words), truth: trueSteps(at.state, state, name, words),
  };
}

// ---- ORC ----------------------------------------------------------------------------------------------------------------------

function orcSteps(cfi: CfiState | undefined, state: FrameState | undefined, name: string | undefined, words: Words): UnwindStep[] {
  if (!cfi) return [{ text: 'there is no row for this address: the backtrace ends here, marked as unreliable', reliable: undefined }];
  if (cfi.forceUndefined || cfi.type === 'undefined') return [{ text: 'the row says undefined: the backtrace ends here, marked as unreliable', reliable: undefined }];
  if (cfi.type === 'end-of-stack' || cfi.cfa.base === -1) return [{ text: 'the row says end of stack: the backtrace is complete', reliable: true }];
  const cfa = addressOfCfa(cfi, state);
  if (cfi.type === 'regs' || cfi.type === 'regs-partial') return interruptedSteps(cfi, cfa, state, words);
  const found = cfa && state ? cellAt(state, cfa.stack, cfa.offset - 8)?.value : undefined;
  const place = `CFA = ${cfaWords(cfi)}, return address at CFA-8`;
  const steps: UnwindStep[] = [];
  if (found && found.kind !== 'return-address' && found.kind !== 'unknown' && found.kind !== 'left') {
    steps.push({ text: `${place}, where ${valueText(found, state!, words)} lies: the backtrace goes astray`, reliable: false });
    return steps;
  }
  steps.push({ text: `${place}: the caller of ${name ?? 'this code'}`, reliable: found?.kind === 'return-address' ? true : undefined });
  const bp = cfi.regs[BP]!;
  steps.push({ text: bp.base === -1 ? 'rbp is taken for the caller\'s' : `the caller's rbp is at ${bp.base === -2 ? 'CFA' : 'rbp'}${signed(bp.offset)}`, reliable: bpReliable(bp.base, bp.offset, cfa, state) });
  return steps;
}

function interruptedSteps(cfi: CfiState, cfa: Value & { kind: 'address' } | undefined, state: FrameState | undefined, words: Words): UnwindStep[] {
  const partial = cfi.type === 'regs-partial', start = cfa && { ...cfa, offset: cfa.offset - (partial ? offsetOf('ip') : 0) };
  const member = (name: 'ip' | 'sp' | 'bp') => start && state ? cellAt(state, start.stack, start.offset + offsetOf(name)) : undefined;
  const shown = (name: 'ip' | 'sp' | 'bp') => { const cell = member(name); return cell ? ` (${valueText(cell.value, state!, words)})` : ''; };
  const steps: UnwindStep[] = [{ text: `${partial ? 'the CPU\'s five words' : 'a pt_regs'} at ${cfaWords(cfi)}: what was interrupted goes on at ip${shown('ip')}, with sp${shown('sp')}`, reliable: member('ip') ? true : undefined }];
  if (partial) steps.push({ text: 'the other registers are taken from those that are live', reliable: state?.registers[BP]?.kind === 'entry' ? true : undefined });
  else steps.push({ text: `its rbp is pt_regs.bp${shown('bp')}`, reliable: member('bp') ? true : undefined });
  return steps;
}

function addressOfCfa({ cfa }: CfiState, state: FrameState | undefined): Value & { kind: 'address' } | undefined {
  if (!state) return undefined;
  if (cfa.base >= 0 && cfa.base < 16) return plus(state.registers[cfa.base], cfa.offset);
  const register = cfa.base === -3 ? SP : cfa.base === -4 ? BP : undefined;
  if (register === undefined) return undefined;
  const at = register === SP ? plus(state.registers[SP], 0) : plus(state.registers[BP], cfa.offset);
  const held = at && cellAt(state, at.stack, at.offset)?.value;
  return plus(held, register === SP ? cfa.offset : 0);
}

function plus(value: Value | undefined, by: number): Value & { kind: 'address' } | undefined {
  return value?.kind === 'address' ? { ...value, offset: value.offset + by } : undefined;
}

function bpReliable(base: number, offset: number, cfa: Value & { kind: 'address' } | undefined, state: FrameState | undefined): boolean | undefined {
  if (!state) return undefined;
  const found = base === -1 ? state.registers[BP] : base === -2 && cfa ? cellAt(state, cfa.stack, cfa.offset + offset)?.value : undefined;
  if (!found || found.kind === 'unknown' || found.kind === 'left') return undefined;
  return found.kind === 'entry' && found.register === BP;
}

// ---- frame pointers -----------------------------------------------------------------------------------------------------------

/** For a column: what a frame-pointer walker finds from an instruction on, `!` in front of what is wrong. */
export function framePointerWord(analysis: Analysis, instruction: number): string | undefined {
  if (analysis.object.machine === 'i386') return undefined;
  const state = before(framesOf(analysis), instruction), step = state && framePointerSteps(state, analysis.checked.instructions[instruction]?.symbol, frameWords(analysis))[0];
  return step && `${step.reliable === false ? '!' : ''}${step.short ?? (step.reliable === undefined ? '?' : 'astray')}`;
}

function framePointerSteps(state: FrameState | undefined, name: string | undefined, words: Words): UnwindStep[] {
  const bp = state?.registers[BP];
  if (!state || !bp) return [{ text: 'nothing is known of rbp here', reliable: undefined }];
  switch (bp.kind) {
    case 'address': return bp.offset % 8 === 1 || bp.offset % 8 === -7 ? encodedSteps(bp, state, words) : frameSteps(bp, state, name, words);
    case 'entry':
      if (bp.register !== BP) return [{ text: `rbp holds ${valueText(bp, state, words)}: no frame`, reliable: false, short: 'no frame' }];
      return [words.isFunction(bp.at) ? { text: `rbp is still the caller's: the caller of ${name ?? 'this function'} is skipped, and its own caller is found first`, reliable: false, short: 'skips the caller' }
        : { text: 'rbp is as it was at entry: what was interrupted is skipped', reliable: false, short: 'skips what was interrupted' }];
    case 'member': return [bp.member === 'bp' ? { text: 'rbp is that of the interrupted code: its own function is skipped', reliable: false, short: 'skips what was interrupted' } : { text: `rbp holds ${valueText(bp, state, words)}: no frame`, reliable: false, short: 'no frame' }];
    case 'constant': return [bp.value === 0n ? state.frame && state.frame.origin !== 'built' ? { text: 'rbp is 0: the backtrace ends here, and what was interrupted is not found', reliable: false, short: 'ends here' } : { text: 'rbp is 0: the backtrace ends here', reliable: state.frame !== undefined, short: 'ends here' } : { text: `rbp is ${valueText(bp, state, words)}: no frame`, reliable: false, short: 'no frame' }];
    case 'unknown': return [{ text: 'nothing is known of rbp here', reliable: undefined }];
    default: return [{ text: `rbp is ${valueText(bp, state, words)}`, reliable: undefined }];
  }
}

/** ENCODE_FRAME_POINTER: the address of a pt_regs, plus one. */
function encodedSteps(bp: Value & { kind: 'address' }, state: FrameState, words: Words): UnwindStep[] {
  const { frame } = state, exact = frame?.stack === bp.stack && frame.offset === bp.offset - 1;
  if (!exact) return [{ text: 'rbp is odd, but what it encodes is no pt_regs', reliable: false, short: 'no pt_regs' }];
  const member = (name: 'ip' | 'bp') => { const cell = cellAt(state, frame.stack, frame.offset + offsetOf(name)); return cell ? valueText(cell.value, state, words) : 'not written'; };
  return [
    { text: 'rbp is odd: it encodes the pt_regs, and what was interrupted is found', reliable: true, short: 'pt_regs' },
    { text: `it goes on at pt_regs.ip (${member('ip')}), with pt_regs.bp (${member('bp')})`, reliable: cellAt(state, frame.stack, frame.offset + offsetOf('ip')) === undefined ? undefined : true },
  ];
}

function frameSteps(bp: Value & { kind: 'address' }, state: FrameState, name: string | undefined, words: Words): UnwindStep[] {
  const above = cellAt(state, bp.stack, bp.offset + 8)?.value, saved = cellAt(state, bp.stack, bp.offset)?.value, steps: UnwindStep[] = [];
  if (above?.kind === 'return-address') steps.push({ text: `8(%rbp) is the return address: the caller of ${name ?? 'this code'}`, reliable: true, short: 'caller' });
  else {
    const regs = cellAt(state, bp.stack, bp.offset + 16)?.value, marked = above !== undefined && isMarker(above, regs, state);
    const known = above !== undefined && above.kind !== 'unknown' && above.kind !== 'left';
    steps.push({ text: `8(%rbp) is taken for a return address: ${above ? valueText(above, state, words) : 'a word that nothing wrote'}`, reliable: known ? marked : undefined, short: marked ? 'pt_regs by its frame' : known ? 'no return address' : '?' });
    if (marked) steps.push({ text: `the word above it is the address of the registers${regs ? `: ${valueText(regs, state, words)}` : ''}`, reliable: regs?.kind === 'address' && state.frame?.stack === regs.stack ? regs.offset === state.frame.offset : undefined });
  }
  if (saved) steps.push({ text: `(%rbp) is taken for the next frame: ${valueText(saved, state, words)}`, reliable: (saved.kind === 'entry' && saved.register === BP) || (saved.kind === 'member' && saved.member === 'bp') ? true : saved.kind === 'unknown' ? undefined : false });
  return steps;
}

/** The fake return address of the proposal of 2016: inside a function that only marks that the word above is the address of a pt_regs. */
function isMarker(value: Value, regs: Value | undefined, { frame }: FrameState): boolean {
  return value.kind === 'symbol' && (value.name === 'pt_regs' || (regs?.kind === 'address' && frame !== undefined && regs.stack === frame.stack && regs.offset === frame.offset));
}

// ---- what is there ------------------------------------------------------------------------------------------------------------

function trueSteps(cfi: CfiState | undefined, state: FrameState | undefined, name: string | undefined, words: Words): UnwindStep[] {
  const sp = state?.registers[SP];
  if (!state || sp?.kind !== 'address') return [{ text: 'nothing is known of the stack here', reliable: undefined }];
  const steps: UnwindStep[] = [];
  for (const { stack, low, cells } of state.stacks) cells.forEach((cell, i) => {
    if (cell?.value.kind !== 'return-address') return;
    const offset = low + 8 * i;
    const where = stack === sp.stack ? `${offset - sp.offset}(%rsp)` : 'on another stack';
    if (stack !== sp.stack || offset >= sp.offset) steps.push({ text: `the return address is at ${where}: the caller of ${name ?? 'this code'}`, reliable: true });
  });
  if (steps.length === 0 && state.frame) {
    const { frame } = state, where = frame.stack === sp.stack ? `${frame.offset - sp.offset}(%rsp)` : 'on another stack';
    const complete = frame.claimed || frame.origin !== 'built';
    steps.push({ text: `${complete ? 'a pt_regs lies' : 'a pt_regs is being built'} at ${where}; there is no caller`, reliable: true });
  }
  if (steps.length === 0) steps.push({ text: cfi?.type === 'end-of-stack' ? 'nobody called this code' : 'no word on the stack is known to be a return address', reliable: undefined });
  for (const r of [BP]) {
    const value = state.registers[r]!;
    if (value.kind === 'entry' && value.register === r && words.isFunction(value.at)) steps.push({ text: `${registerName(r)} is the caller's`, reliable: true });
  }
  return steps;
}

// ---- as text ------------------------------------------------------------------------------------------------------------------

const marks = (reliable: boolean | undefined): string => reliable === undefined ? '?' : reliable ? ' ' : '!';

export function renderBacktraces(traces: Backtraces): string {
  const lines = [`an interrupt in front of \`${traces.instruction}'${traces.line === undefined ? '' : ` (line ${traces.line})`}${traces.function ? ` in ${traces.function}` : ''}`];
  for (const [title, steps] of [['ORC', traces.orc], ['frame pointer', traces.framePointer], ['what is there', traces.truth]] as const) {
    lines.push(`${title}:`);
    for (const step of steps) lines.push(`  ${marks(step.reliable)} ${step.text}`);
  }
  lines.push('', '! is wrong, ? cannot be known');
  return `${lines.join('\n')}\n`;
}
