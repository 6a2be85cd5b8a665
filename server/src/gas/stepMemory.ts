// SPDX-License-Identifier: GPL-2.0-or-later
// What a line expanded to, kept with the line: a top-level line, or a line of a macro's body in one of its calls (innerSteps.ts). An expansion
// is a function of the line's text, of the macros it names and of what the sink answered on the way (`.if` on a label difference, `.ifdef`);
// when all of these are as they were, the statements are handed to the sink as they are, and nothing is read again. The questions are asked
// anew, each at its place in the stream. If one is answered otherwise, the line is read after all, from its beginning; what the sink has had
// already is not handed to it twice.
//
// Only lines that begin and end in a plain state are kept: outside conditionals that skip, comments and .altmacro, and without defining
// or purging a macro. A repetition is kept from its opening line to its closing one. Everything else is read every time, and is cheap.
// A line is kept in a few versions, so that a text that comes back (an edit that is undone, a word that is typed to its end) is met again.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { MappedText } from '../base/origin.ts';
import type { Line } from '../cpp/preprocessed.ts';
import type { Expression } from './expression.ts';
import { endRun, goOn, partOf, type Block } from './blocks.ts';
import { definitionMemory, type DefinitionMemory, type MacroTable } from './definitionMemory.ts';
import { innerCall } from './innerSteps.ts';
import type { Invocation } from './invocation.ts';
import { mostDiagnostics, sayAgain, type Frame, type GasState, type Macro } from './state.ts';
import { sameValue, type Sink, type Statement, type Value } from './statement.ts';

export interface StepMemory {
  steps: WeakMap<Line, Step>;
  /** By their first line (blocks.ts). */
  blocks: WeakMap<Line, Block>;
  definitions: DefinitionMemory;
  /** Of which each looked at all lines. */
  passes: number;
  /** How often a call was given another number than it had. */
  renumbered: number;
  /**
   * Of the last pass: top-level lines that were read, that were handed on statement by statement, and that the sink did again as a whole;
   * `inner` the same of lines of macros that were read call by call.
   */
  readonly counts: Counts & { readonly inner: Counts };
}

interface Counts { read: number; handedOn: number; repeated: number }

/** What the sink was asked: the value of an expression, or whether a name is defined. */
interface Question {
  /** Statements and invocations of the line that came before. */
  readonly before: number;
  readonly invoked: number;
  readonly expression: Expression | undefined;
  readonly name: string;
  readonly answer: Value | boolean;
}

/** Calls and rounds with their numbers. */
export interface Numbered {
  /** `\@` at the beginning when it was last used, and StepMemory.renumbered then. */
  calls: number;
  renumbered: number;
  readonly invocations: readonly Invocation[];
  /** What `\@` is in each of them, counted from `calls`. */
  readonly numbers: readonly number[];
}

export interface Step extends Numbered {
  readonly lines: readonly Line[];
  /** The macros when it was last used; `lookups` are those that the line asked for. */
  table: MacroTable;
  readonly lookups: ReadonlyMap<string, Macro | undefined>;
  readonly statements: readonly Statement[];
  readonly questions: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many calls there were, and whether the text depends on `\@`. */
  readonly called: number;
  readonly counted: boolean;
  /** Of a line of a macro's body: what `\@` is in it. */
  readonly counter: number;
  readonly work: number;
  /** What the sink made of it, in order; undefined: it cannot do that again. */
  passages: readonly unknown[] | undefined;
  /** How often that was done again. */
  repeats: number;
  /** Its own calls of which each line is kept by itself. Rather than to be handed on, it is then read again. */
  readonly inner: readonly Invocation[];
  /** The same line with other macros, answers or values of `\@`. */
  others: readonly Step[];
}

/** So many other versions of a line, or of a macro, are kept. */
export const mostOthers = 3;

/** Where steps of lines are kept. */
interface Shelf { get(line: MappedText): Step | undefined; set(line: MappedText, step: Step): unknown }

/** A line that is being read, or a repetition from its first line on. */
export interface Recording {
  /** Of a line of a macro's body: the line with the call, and the frame in which it is read. */
  readonly outer: Recording | undefined;
  readonly frame: Frame | undefined;
  /** Of the state, when it was begun. */
  readonly frames: number;
  readonly lines: Line[];
  readonly from: Beginning;
  readonly lookups: Map<string, Macro | undefined>;
  readonly questions: Question[];
  readonly invocations: Invocation[];
  readonly inner: Invocation[];
  counted: boolean;
  /** What the line does depends on a conditional that is open around it, or that no one has opened. */
  reachesOut: boolean;
  /** Statements so far. */
  read: number;
  /** Index in the listing of the line's first statement. */
  readonly first: number;
  readonly had: HandedOn | undefined;
  /** What is known of the line, all versions. */
  readonly former: Step | undefined;
  /** As Step has it. */
  passages: unknown[] | undefined;
}

/**
 * Of a line that was handed on in part, up to a question that was answered otherwise: what the sink has had, and answered, the last answer
 * being the new one. The calls that were under way are the old objects in what follows as well.
 */
export interface HandedOn { readonly statements: number; readonly answers: readonly (Value | boolean)[]; readonly invocations: readonly Invocation[] }

export function stepMemory(): StepMemory {
  const counts = { read: 0, handedOn: 0, repeated: 0, inner: { read: 0, handedOn: 0, repeated: 0 } };
  return { steps: new WeakMap(), blocks: new WeakMap(), definitions: definitionMemory(), passes: 0, renumbered: 0, counts };
}

/** Hands on what lines expanded to before, and answers how many; else they have to be read, and perhaps the sink has had a part of it. */
export function repeatStep(state: GasState, lines: readonly Line[], at: number): number | HandedOn | undefined {
  const { memory, table, calls } = state, latest = memory!.steps.get(lines[at]!);
  if (!latest || !isPlain(state, 1)) return undefined;
  const repeated = repeatKept(state, memory!.steps as Shelf, lines[at]!, latest, 0, lines, at);
  if (!repeated || 'answers' in repeated) return repeated;
  const { length } = repeated.lines;
  if (repeated.repeats > 0) {
    memory!.counts.repeated += length;
    goOn(state, partOf(repeated), table, calls, repeated.repeats === 1);
  } else memory!.counts.handedOn += length;
  return length;
}

/**
 * Does again what one of the versions of a line did, and answers which; `repeats` is 0 if that was handed on statement by statement. Else what
 * of it was handed on, if anything.
 */
export function repeatKept(
  state: GasState, shelf: Shelf, line: MappedText, latest: Step, counter: number, lines: readonly Line[], at: number,
): Step | HandedOn | undefined {
  let fitting: Step | undefined;
  for (let i = -1; i < latest.others.length; i++) {
    const step = i < 0 ? latest : latest.others[i]!;
    if ((step.counted && (step.calls !== state.calls || step.counter !== counter)) || !areSame(step.lines, lines, at) || !sameMacros(state, step)) continue;
    fitting ??= step;
    settleNumbers(state, step);
    if (!repeatPassages(state, step)) continue;
    step.repeats++;
    for (const statement of step.statements) state.statements.push(statement);
    return used(state, promoted(shelf, line, latest, step));
  }
  return fitting && fitting.inner.length === 0 ? handOn(state, promoted(shelf, line, latest, fitting)) : undefined;
}

function repeatPassages({ sink: { passages } }: GasState, step: Step): boolean {
  if (!step.passages || !passages) return false;
  if (step.passages.length > 1) step.passages = [passages.merge(step.passages)];
  return step.passages.length === 0 || passages.repeat(step.passages[0]);
}

/** Hands on a line's statements one by one. */
function handOn(state: GasState, step: Step): Step | HandedOn {
  const { sink, statements: all } = state, { statements, questions } = step;
  endRun(state);
  settleNumbers(state, step);
  openSegment(state);
  let asked = 0;
  for (let i = 0; ; i++) {
    for (; asked < questions.length && questions[asked]!.before === i; asked++) {
      const { expression, name, answer, invoked } = questions[asked]!;
      const now = expression ? sink.evaluate(expression) : sink.isDefined(name);
      if (sameAnswer(now, answer)) continue;
      const answers = [...questions.slice(0, asked).map(question => question.answer), now];
      return { statements: i, answers, invocations: step.invocations.slice(0, invoked) };
    }
    if (i === statements.length) break;
    all.push(statements[i]!);
    sink.append(statements[i]!);
  }
  const passage = closeSegment(state);
  step.passages = passage === undefined ? undefined : [passage];
  step.repeats = 0;
  return used(state, step);
}

function used(state: GasState, step: Step): Step {
  sayAgain(state, step.diagnostics);
  state.calls += step.called;
  state.work += step.work;
  return step;
}

/** The version that fits becomes the latest one. */
function promoted(shelf: Shelf, line: MappedText, latest: Step, step: Step): Step {
  if (step === latest) return step;
  step.others = [latest, ...latest.others.filter(other => other !== step)];
  latest.others = [];
  shelf.set(line, step);
  return step;
}

export function areSame(known: readonly Line[], lines: readonly Line[], at: number): boolean {
  for (let i = 1; i < known.length; i++) if (known[i] !== lines[at + i]) return false;
  return true;
}

export function beginRecording(state: GasState, line: Line, from: Beginning, had: HandedOn | undefined): Recording | undefined {
  return isPlain(state, 1) ? recordingOf(state, undefined, [line], from, had, state.memory!.steps.get(line)) : undefined;
}

export function recordingOf(
  state: GasState, frame: Frame | undefined, lines: Line[], from: Beginning, had: HandedOn | undefined, former: Step | undefined,
): Recording {
  return {
    outer: state.recording, frame, frames: state.frames.length, lines, from, lookups: new Map(), questions: [], invocations: [], inner: [], counted: false,
    reachesOut: false, read: 0, first: state.statements.length - (had?.statements ?? 0), had, former, passages: [],
  };
}

/** True if the sink has had the next statement of the line already. */
export function wasHandedOn(recording: Recording): boolean { return ++recording.read <= (recording.had?.statements ?? 0); }

/** A call or a round that begins: the old object if the line was under way with it, or made the same call before. */
export function noted(state: GasState, invocation: Invocation, macro?: Macro): Invocation {
  const { recording } = state;
  if (!recording) return invocation;
  const used = recording.had?.invocations[recording.invocations.length] ?? (macro ? innerCall(state, recording, macro, invocation) : invocation);
  recording.invocations.push(used);
  return used;
}

/** The macro of a name, as a call finds it. */
export function macroNamed(state: GasState, name: string): Macro | undefined {
  const macro = state.macros.get(name);
  state.recording?.lookups.set(name, macro);
  return macro;
}

/** The innermost conditional is asked for. */
export function reachOut({ recording, conditionals }: GasState): void {
  for (let each = recording; each; each = each.outer) if (conditionals.length <= each.from.conditionals) each.reachesOut = true;
}

/** A repetition that was opened on a top-level line goes on. */
export function goesOn({ collecting }: GasState): boolean { return collecting !== undefined && collecting.kind !== 'macro' && collecting.frames === 1; }

/** Where a line was begun. */
export interface Beginning {
  readonly statements: number;
  readonly calls: number;
  readonly locals: number;
  readonly work: number;
  readonly diagnostics: number;
  readonly table: MacroTable;
  readonly conditionals: number;
}

export function beginningOf(state: GasState): Beginning {
  const { statements, calls, locals, work, diagnostics, table, conditionals } = state;
  return { statements: statements.length, calls, locals, work, diagnostics: diagnostics.length, table, conditionals: conditionals.length };
}

export function keepStep(state: GasState, recording: Recording): void {
  const line = recording.lines[0]!;
  if (hasPassed(state, recording)) keepOn(state, state.memory!.steps as Shelf, line, recording, 0);
}

/** The state is plain, and what the recording is about has changed nothing of it. */
export function hasPassed(state: GasState, { from, frames, reachesOut }: Recording): boolean {
  return !reachesOut && isPlain(state, frames) && state.table === from.table && state.locals === from.locals && state.conditionals.length === from.conditionals
    && !state.ended && state.diagnostics.length < mostDiagnostics;
}

export function keepOn(state: GasState, shelf: Shelf, line: MappedText, recording: Recording, counter: number): Step {
  const { from, lines, lookups, questions, invocations, inner, counted, passages } = recording, before = shelf.get(line);
  const step: Step = {
    lines, table: from.table, lookups, statements: state.statements.slice(recording.first), questions, diagnostics: state.diagnostics.slice(from.diagnostics),
    invocations, numbers: invocations.map(invocation => invocation.counter - from.calls), calls: from.calls, renumbered: state.memory!.renumbered,
    called: state.calls - from.calls, counted, counter, work: state.work - from.work, passages, repeats: 0, inner,
    // There are as many lines of bodies as there are calls of each.
    others: before ? [before, ...before.others].slice(0, recording.outer ? 1 : mostOthers) : [],
  };
  if (before) before.others = [];
  shelf.set(line, step);
  return step;
}

/** What the sink is asked while a line is read, written down; of a line that was handed on in part, what it said then. */
export function listening(state: GasState, sink: Sink): Sink {
  const ask = (expression: Expression | undefined, name: string, fresh: () => Value | boolean): Value | boolean => {
    const { recording } = state, had = recording?.had?.answers[recording.questions.length];
    if (had === undefined) openSegment(state);
    const answer = had ?? fresh();
    recording?.questions.push({ before: recording.read, invoked: recording.invocations.length, expression, name, answer });
    return answer;
  };
  return {
    append: statement => { openSegment(state); sink.append(statement); },
    // Numbers are the same whatever the sink has had.
    evaluate: expression => (isNumber(expression) ? sink.evaluate(expression) : ask(expression, '', () => sink.evaluate(expression)) as Value),
    isDefined: name => ask(undefined, name, () => sink.isDefined(name)) as boolean,
    isRegister: sink.isRegister,
    isDirective: name => sink.isDirective(name),
    ...(sink.passages && { passages: sink.passages }),
  };
}

function isNumber(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number': return true;
    case 'unary': return isNumber(expression.operand);
    case 'binary': return isNumber(expression.left) && isNumber(expression.right);
    default: return false;
  }
}

/** What the sink is handed from here on, up to `closeSegment`, is one passage of it. */
export function openSegment(state: GasState): void {
  if (state.segment) return;
  state.segment = true;
  state.sink.passages?.begin();
}

export function closeSegment(state: GasState): unknown {
  if (!state.segment) return undefined;
  state.segment = false;
  return state.sink.passages?.end();
}

/** The part of a recording's line that came last is over. */
export function endSegment(state: GasState): void {
  if (!state.segment) return;
  const passage = closeSegment(state), { recording } = state;
  if (!recording) return;
  if (passage === undefined) recording.passages = undefined; else recording.passages?.push(passage);
}

/** Between two lines of the innermost frame, `frames` of them: nothing is open that could reach beyond a line. */
export function isPlain(state: GasState, frames: number): boolean {
  return state.collecting === undefined && state.frames.length === frames && !state.alternate && !state.scrubbing.inComment && state.comment === undefined
    && !state.exhausted && (state.conditionals.length === 0 || !state.conditionals[state.conditionals.length - 1]!.ignoring);
}

function sameMacros(state: GasState, step: Step): boolean {
  if (step.table === state.table) return true;
  for (const [name, macro] of step.lookups) if (state.macros.get(name) !== macro) return false;
  step.table = state.table;
  return true;
}

function sameAnswer(a: Value | boolean, b: Value | boolean): boolean {
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === b;
  return sameValue(a, b);
}

/** All calls have the numbers that they would have been given now. They are for display only, where the text does not depend on them. */
export function settleNumbers({ memory, calls }: GasState, kept: Numbered): void {
  if (kept.calls === calls && kept.renumbered === memory!.renumbered) return;
  const { invocations, numbers } = kept;
  for (let i = 0; i < invocations.length; i++) renumber(memory!, invocations[i]!, calls + numbers[i]!);
  kept.calls = calls;
  kept.renumbered = memory!.renumbered;
}

type Renumbered = { -readonly [K in keyof Invocation]: Invocation[K] };

/** Rounds are counted from 0 anyway. */
export function renumber(memory: StepMemory, invocation: Renumbered, counter: number): void {
  if (invocation.counter === counter) return;
  memory.renumbered++;
  invocation.counter = counter;
  if (invocation.kind !== 'macro') return;
  invocation.ordinal = counter;
  if (invocation.expansion) (invocation.expansion as { ordinal: number }).ordinal = counter;
}
