// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of the preprocessor -> statements, the way GNU as gets there: scrub a line, take its statements one by one, expand macro
// calls and repetitions in place, skip what conditionals leave out, and hand every other statement to the sink before the next one
// is read. One step is one top-level line with all that it expands to; between two steps the whole state is a plain record.
//
// Expansions are read from a stack of frames, a line at a time, so nothing is copied that is not reached. Depth and amount are
// limited: code that expands without end gets one error at its outermost call, and the lines after it are still read.

import type { Budget } from '../base/budget.ts';
import { unlimited } from '../base/budget.ts';
import type { MappedText } from '../base/origin.ts';
import type { Line } from '../cpp/preprocessed.ts';
import { endRun, repeatBlock } from './blocks.ts';
import { endOfName, isNameStart, skipBlanks } from './characters.ts';
import { closeConditionalsOf, conditional } from './conditional.ts';
import { keepDefinition, macroTable, pieceOf, repeatDefinition } from './definitionMemory.ts';
import { directives, openers } from './directive.ts';
import { dropFormerLines } from './dropFormerLines.ts';
import { beginInner, dropInner, endInner, joinInner } from './innerSteps.ts';
import { instantiate, splitsLines } from './invocation.ts';
import { joined, linesToJoin, withEnd } from './joinedLines.ts';
import { isOpenAtEnd, nextStatement, shapeOf, type LineShape } from './lineShape.ts';
import { callMacro, defineMacro } from './macro.ts';
import { numberedStatement } from './numbered.ts';
import { isConditional } from './ownDirectives.ts';
import { repeat } from './repetition.ts';
import { LineStatement, Slice, statementEnd } from './scanStatement.ts';
import type { Scanned } from './scanStatement.ts';
import { applyScrubbing } from './scrub.ts';
import { complain, deepestNesting, expansionLimit, isIgnoring, nestingOf } from './state.ts';
import type { Collecting, ExpandOptions, Frame, GasState, Macro, Spot } from './state.ts';
import type { Listing, Sink, Statement } from './statement.ts';
import {
  beginRecording, beginningOf, closeSegment, endSegment, goesOn, keepStep, listening, macroNamed, repeatStep, wasHandedOn,
} from './stepMemory.ts';
import type { StepMemory } from './stepMemory.ts';

/** `memory`: what earlier calls over some of the same lines left behind; the answer is the same without it. */
export function expand(lines: readonly Line[], sink: Sink, options: ExpandOptions, budget: Budget = unlimited, memory?: StepMemory): Listing {
  if (memory) dropFormerLines(memory, lines);
  const state = beginExpansion(sink, options, budget, memory);
  for (let i = 0; i < lines.length && !state.ended;) {
    if (memory) { i += stepWithMemory(state, lines, i); continue; }
    const more = linesBehind(state, lines, i);
    state.budget.spend();
    readLines(state, lines.slice(i, i + 1 + more));
    i += 1 + more;
  }
  return finishExpansion(state);
}

export function beginExpansion(sink: Sink, options: ExpandOptions, budget: Budget = unlimited, memory?: StepMemory): GasState {
  const file: Frame = { invocation: undefined, body: [], nextRound: undefined, round: undefined, index: 0, line: undefined, shape: undefined, at: 0, scanned: 0, keeps: false, counted: false, open: undefined };
  const state: { -readonly [K in keyof GasState]: GasState[K] } = {
    sink, options, budget, macros: new Map(), definitions: new Map(), conditionals: [], frames: [file], collecting: undefined, calls: 0, locals: 0,
    alternate: false, ended: false, scrubbing: { inComment: false }, comment: undefined, work: 0, exhausted: false, statements: [], diagnostics: [],
    memory, table: memory ? memory.definitions.noMacros : noTable, recording: undefined, run: undefined, segment: false, line: undefined, beganInComment: false, began: undefined, collected: undefined,
  };
  if (memory) {
    state.sink = listening(state, sink);
    for (const counts of [memory.counts, memory.counts.inner]) Object.assign(counts, { read: 0, handedOn: 0, repeated: 0 });
  }
  return state;
}

const noTable = macroTable();

/** How many lines belong to this one. */
function linesBehind(state: GasState, lines: readonly Line[], at: number): number {
  return isOpenAtEnd(lines[at]!.text, state.scrubbing) ? linesToJoin(lines, at, state.scrubbing.inComment) : 0;
}

/** Reads one top-level line and everything that it expands to, with a memory; answers how many lines that were. */
function stepWithMemory(state: GasState, lines: readonly Line[], at: number): number {
  const line = lines[at]!;
  state.budget.spend();
  if (!state.recording) {
    const block = repeatBlock(state, lines, at);
    if (block > 0) return block;
    const defined = repeatDefinition(state, lines, at);
    if (defined > 0) return defined;
    const had = repeatStep(state, lines, at);
    if (typeof had === 'number') return had;
    if (!had) endRun(state);
    state.memory!.counts.read++;
    state.began = beginningOf(state);
    state.recording = beginRecording(state, line, state.began, had);
  } else state.recording.lines.push(line);
  state.beganInComment = state.scrubbing.inComment;
  const more = linesBehind(state, lines, at), whole = lines.slice(at, at + 1 + more);
  // What some lines say together is not known by the first of them.
  state.line = more === 0 ? line : undefined;
  for (let i = 1; i <= more; i++) state.recording?.lines.push(whole[i]!);
  state.collecting?.lines?.push(...whole);
  readLines(state, whole);
  const { recording, collected } = state;
  if (recording && goesOn(state)) return 1 + more;
  endSegment(state);
  state.recording = state.collected = undefined;
  if (collected) keepDefinition(state, collected);
  else if (recording) keepStep(state, recording);
  return 1 + more;
}

/** Lines that are one, for a string or a character goes on over their ends; of a string that is hardly meant. */
function readLines(state: GasState, lines: readonly Line[]): void {
  const [line] = lines;
  if (lines.length > 1 && line!.text.includes('"')) {
    const start = line!.text.lastIndexOf('"');
    if (!/\\$/.test(line!.text)) complain(state, 'warning', 'as-string-newline', 'unterminated string; newline inserted', { line: line!, start, end: line!.text.length });
  }
  read(state, joined(lines));
}

function read(state: GasState, line: MappedText): void {
  beginLine(state, state.frames[0]!, line);
  run(state);
}

/** Says what was left open, and answers what was found. */
export function finishExpansion(state: GasState): Listing {
  endRun(state);
  closeSegment(state);
  state.recording = state.line = undefined;
  // A body without an end would swallow the rest of the file; its lines are read as if the opening statement were not there.
  for (let open = state.collecting; open; open = state.collecting) {
    sayUnterminated(state, open);
    state.collecting = undefined;
    for (const line of open.body) {
      if (state.ended) break;
      state.budget.spend();
      read(state, line);
      closeSegment(state);
    }
  }
  closeComment(state);
  closeConditionalsOf(state, 1, false);
  return { statements: state.statements, macros: state.definitions, diagnostics: state.diagnostics };
}

function run(state: GasState): void {
  for (;;) {
    const frame = state.frames[state.frames.length - 1]!;
    if (frame.line === undefined || frame.at >= frame.line.text.length) {
      if (nextLine(state, frame)) continue;
      // An abandoned expansion is no longer on the stack.
      if (state.frames[state.frames.length - 1] !== frame) continue;
      if (state.frames.length === 1) return;
      leave(state);
    } else if (state.collecting) { countOn(state, frame); collect(state, state.collecting, frame, frame.line); }
    else readStatement(state, frame, frame.line);
  }
}

/** Moves an expansion to its next line; false at its end. The file's next line comes with the next step. */
function nextLine(state: GasState, frame: Frame): boolean {
  frame.line = undefined;
  if (frame.keeps && state.recording?.frame === frame) endInner(state, frame);
  if (frame.index >= frame.body.length) {
    frame.round = frame.nextRound?.();
    if (!frame.round || frame.body.length === 0) return closeLine(state, frame);
    frame.index = 0;
  }
  const round = frame.round;
  const template = frame.body[frame.index++];
  if (!round || !template || template.locals) return round !== undefined && template !== undefined;
  state.budget.spend();
  if (frame.keeps && !frame.open && beginInner(state, frame, template)) return true;
  frame.counted = template.counted;
  if (template.skippable && !frame.open && isIgnoring(state) && !splitsLines(round)) { state.work++; return true; }
  const line = instantiate(template, round);
  state.work += 1 + (line.text.length >> 6);
  if (state.work > expansionLimit || line.text.length > 1 << 20) {
    if (!state.exhausted) abandon(state, 'as-expansion-too-large', 'expansion too large');
    state.exhausted = true;
    return false;
  }
  beginLine(state, frame, line);
  return true;
}

function readStatement(state: GasState, frame: Frame, line: MappedText): void {
  const text = line.text;
  if (isIgnoring(state)) {
    const start = skipBlanks(text, frame.at);
    // In skipped text only a statement that begins with a conditional counts; labels before it hide it.
    if (text.charCodeAt(start) !== 46 || !isConditional(text.slice(start, endOfName(text, start)).toLowerCase())) {
      frame.at = statementEnd(text, start, true).next;
      return;
    }
  }
  const scanned = nextStatement(frame.shape!, frame);
  frame.at = scanned.next;
  switch (scanned.kind) {
    case 'empty': return;
    case 'directive': directive(state, frame, scanned, line); return;
    case 'instruction': {
      const macro = macroAt(state, scanned, text);
      if (macro) { call(state, macro.macro, { line, start: scanned.start, end: scanned.end }, macro.at); return; }
      append(state, frame, scanned.kind, scanned, line);
      return;
    }
    default: append(state, frame, scanned.kind, scanned, line);
  }
}

function append(state: GasState, frame: Frame, kind: Statement['kind'], scanned: Scanned, line: MappedText): void {
  const plain = new LineStatement(kind, scanned, line, state.frames.length - 1);
  let statement: Statement = plain;
  if (state.recording) {
    const numbered = frame.counted ? numberedStatement(frame.body[frame.index - 1]!, frame.round!, frame.scanned, scanned, plain) : undefined;
    if (numbered) statement = numbered; else countOn(state, frame);
    if (wasHandedOn(state.recording)) return;
  }
  state.statements.push(statement);
  state.sink.append(statement);
}

/** What is read now depends on the number of the call. */
function countOn({ recording }: GasState, { counted }: Frame): void { if (counted && recording) recording.counted = true; }

function directive(state: GasState, frame: Frame, scanned: Scanned, line: MappedText): void {
  const { name, start, end, restAt } = scanned;
  const kind = openers.get(name);
  if (kind) {
    countOn(state, frame);
    const typed = state.memory && kind === 'macro' && state.frames.length === 1 && state.line;
    state.collecting = {
      kind, line, start, restAt, end, frames: state.frames.length, depth: 1, body: [],
      lines: typed ? [typed] : undefined, from: typed ? state.began : undefined,
    };
    return;
  }
  const own = directives.get(name);
  if (own || isConditional(name)) countOn(state, frame);
  if (own) {
    const opened = own(state, { line, start, end, restAt });
    if (opened) enter(state, opened);
    return;
  }
  if (isConditional(name) && conditional(state, name, { line, start, end, restAt })) return;
  const macro = macroNamed(state, name), cut = line.text.indexOf(';', restAt);
  // What gas does not know itself ends at the next separator for it, and be that in quotes.
  if (cut >= 0 && cut < end && !state.sink.isDirective(name)) {
    readOn(state, frame, line, cut + 1);
    if (macro) call(state, macro, { line, start, end: cut }, restAt);
    else append(state, frame, 'directive', { ...scanned, rest: line.text.slice(restAt, cut), end: cut }, line);
    return;
  }
  if (macro) call(state, macro, { line, start, end }, restAt);
  else append(state, frame, 'directive', scanned, line);
}

/** What stands from `at` on is read as a line of its own. */
function readOn(state: GasState, frame: Frame, line: MappedText, at: number): void {
  const rest = new Slice(line, at, line.text.length);
  countOn(state, frame);
  frame.line = rest;
  frame.shape = { scrubbing: { edits: [], text: rest.text, unterminated: undefined }, statements: [] };
  frame.at = frame.scanned = 0;
  frame.counted = false;
}

/** The macro that an instruction's first word names, and where its arguments begin. */
function macroAt(state: GasState, scanned: Scanned, text: string): { macro: Macro; at: number } | undefined {
  if (state.macros.size === 0 && !state.recording) return undefined;
  const macro = macroNamed(state, scanned.name);
  if (macro) return { macro, at: scanned.restAt };
  if (!isNameStart(text.charCodeAt(scanned.start))) return undefined;
  // `m(1)`: the name ends before the blank.
  const end = endOfName(text, scanned.start);
  if (end === scanned.start + scanned.name.length) return undefined;
  const glued = macroNamed(state, text.slice(scanned.start, end).toLowerCase());
  return glued && { macro: glued, at: end };
}

function call(state: GasState, macro: Macro, spot: Spot, at: number): void {
  if (state.exhausted) return;
  countOn(state, state.frames[state.frames.length - 1]!);
  const frame = callMacro(state, macro, spot, at);
  if (frame) enter(state, frame);
}

function enter(state: GasState, frame: Frame): void {
  if (state.frames.length - 1 > deepestNesting) abandon(state, 'as-macros-nested-too-deeply', 'macros nested too deeply');
  else state.frames.push(frame);
}

/** The innermost expansion is at its end. */
function leave(state: GasState): void {
  const frames = state.frames.length, isFile = state.frames[frames - 1]!.invocation?.kind === 'include';
  if (state.collecting && state.collecting.frames === frames) {
    if (isFile) state.collecting.frames--;
    else {
      sayUnterminated(state, state.collecting);
      state.collecting = undefined;
    }
  }
  closeComment(state);
  if (!isFile) closeConditionalsOf(state, nestingOf(state), false);
  state.frames.pop();
}

/** Gives up all running expansions, with one error at the outermost call. */
function abandon(state: GasState, code: string, message: string): void {
  const outermost = state.frames[1]?.invocation;
  closeConditionalsOf(state, 2, true);
  state.frames.length = 1;
  dropInner(state);
  if (state.collecting && state.collecting.frames > 1) state.collecting = undefined;
  if (outermost) complain(state, 'error', code, message, { line: outermost.callLine, start: outermost.callStart, end: outermost.callEnd });
}

/** Takes one statement of a body that is being collected, as it is written. */
function collect(state: GasState, open: Collecting, frame: Frame, line: MappedText): void {
  const text = line.text;
  const at = frame.at;
  const { end, next } = statementEnd(text, at, true);
  frame.at = next;
  let word = skipBlanks(text, at), labelsEnd = at;
  // Labels may stand before the directive that counts.
  while (isNameStart(text.charCodeAt(word))) {
    const colon = skipBlanks(text, endOfName(text, word));
    if (text.charCodeAt(colon) !== 58) break;
    labelsEnd = colon + 1;
    word = skipBlanks(text, labelsEnd);
  }
  if (text.charCodeAt(word) === 46) {
    const name = text.slice(word, endOfName(text, word)).toLowerCase();
    const opened = openers.get(name);
    if (opened && (opened === 'macro') === (open.kind === 'macro')) open.depth++;
    else if (name === (open.kind === 'macro' ? '.endm' : '.endr') && --open.depth === 0) {
      if (labelsEnd > at) open.body.push(pieceOf(state, at, labelsEnd, () => new Slice(line, at, labelsEnd)));
      state.collecting = undefined;
      endCollecting(state, open, { line, start: word, end });
      return;
    }
  }
  open.body.push(pieceOf(state, at, end, () => at === 0 && next > text.length ? line : new Slice(line, at, end)));
}

function endCollecting(state: GasState, collected: Collecting, closer: Spot): void {
  if (collected.kind === 'macro') {
    defineMacro(state, collected, closer);
    if (collected.lines) state.collected = collected;
    return;
  }
  if (state.exhausted) return;
  const frame = repeat(state, collected, closer);
  if (frame) enter(state, frame);
}

/** A comment does not reach beyond the text it is in. */
function closeComment(state: GasState): void {
  if (state.comment) complain(state, 'warning', 'as-unterminated-comment', 'end of file in comment', state.comment);
  state.comment = undefined;
  state.scrubbing.inComment = false;
}

function sayUnterminated(state: GasState, open: Collecting): void {
  const name = open.line.text.slice(open.restAt, endOfName(open.line.text, open.restAt));
  const message = open.kind === 'macro' ? `unexpected end of file in macro \`${name}' definition`
    : open.kind === 'rept' ? 'REPT without ENDR' : 'unexpected end of file in irp or irpc';
  complain(state, 'error', `as-unterminated-${open.kind}`, message, open);
}

/** Body lines are scrubbed again: what was substituted into them is not scrubbed yet. */
function beginLine(state: GasState, frame: Frame, line: MappedText): void {
  const whole = frame.open ? joined([frame.open, line]) : line, shape = shapeOf(whole.text, state.scrubbing), { unterminated } = shape.scrubbing;
  frame.open = undefined;
  if (unterminated !== undefined) {
    if (frame.invocation) {
      frame.open = whole;
      if (frame.keeps) joinInner(state, frame);
      return;
    }
    complain(state, 'error', 'as-unterminated-string', 'unterminated string', { line, start: unterminated, end: line.text.length });
    // Whether somebody closes it may be another thing next time, and is told by none of its lines.
    state.recording = undefined;
  }
  readLine(state, frame, whole, shape);
}

/** The end of an expansion closes what is open in it. */
function closeLine(state: GasState, frame: Frame): boolean {
  if (!frame.open) return false;
  const line = withEnd(frame.open);
  frame.open = undefined;
  readLine(state, frame, line, shapeOf(line.text, state.scrubbing));
  return true;
}

function readLine(state: GasState, frame: Frame, line: MappedText, shape: LineShape): void {
  if (!state.scrubbing.inComment) state.comment = undefined;
  else state.comment ??= { line, start: Math.max(0, line.text.lastIndexOf('/*')), end: line.text.length };
  frame.line = applyScrubbing(line, shape.scrubbing);
  frame.shape = shape;
  frame.at = 0;
  frame.scanned = 0;
}
