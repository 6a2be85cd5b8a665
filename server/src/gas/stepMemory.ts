// SPDX-License-Identifier: GPL-2.0-or-later
// What a top-level line expanded to, kept with the line. An expansion is a function of the line's text, of the macros it names and of what
// the sink answered on the way (`.if` on a label difference, `.ifdef`); when all of these are as they were, the statements are handed to
// the sink as they are, and nothing is read again. The questions are asked anew, each at its place in the stream. If one is answered
// otherwise, the line is read after all, from its beginning; what the sink has had already is not handed to it twice.
//
// Only lines that begin and end in a plain state are kept: outside conditionals that skip, comments and .altmacro, and without defining
// or purging a macro. A repetition is kept from its opening line to its closing one. Everything else is read every time, and is cheap.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Line } from '../cpp/preprocessed.ts';
import { takeName } from './argument.ts';
import type { Expression } from './expression.ts';
import { definitionPart, endRun, goOn, partOf, type Block } from './blocks.ts';
import type { Invocation } from './invocation.ts';
import type { Collecting, GasState, Macro } from './state.ts';
import { sameValue, type MacroDefinition, type Sink, type Statement, type Value } from './statement.ts';

export interface StepMemory {
  readonly steps: WeakMap<Line, Step>;
  /** By the line of a `.macro`. */
  readonly macros: WeakMap<Line, KnownMacro>;
  /** By their first line (blocks.ts). */
  readonly blocks: WeakMap<Line, Block>;
  readonly noMacros: MacroTable;
  /** Of the last pass: top-level lines that were read, that were handed on statement by statement, and that the sink did again as a whole. */
  readonly counts: { read: number; handedOn: number; repeated: number };
}

/** Which macros there are, as a value: the same definitions in the same order lead to the same object. */
export interface MacroTable { readonly defined: WeakMap<Macro, MacroTable>; readonly purged: Map<string, MacroTable> }

/** A definition that stands on top-level lines by itself. */
export interface KnownMacro { readonly lines: readonly Line[]; readonly name: string; readonly macro: Macro; readonly definition: MacroDefinition }

/** What the sink was asked: the value of an expression, or whether a name is defined. */
interface Question {
  /** Statements and invocations of the line that came before. */
  readonly before: number;
  readonly invoked: number;
  readonly expression: Expression | undefined;
  readonly name: string;
  readonly answer: Value | boolean;
}

export interface Step {
  readonly lines: readonly Line[];
  /** The macros when it was last used; `lookups` are those that the line asked for. */
  table: MacroTable;
  readonly lookups: ReadonlyMap<string, Macro | undefined>;
  readonly statements: readonly Statement[];
  readonly questions: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
  readonly invocations: readonly Invocation[];
  /** `\@` at the beginning when it was last used, how many calls there were, and whether the text depends on it. */
  calls: number;
  readonly called: number;
  readonly counted: boolean;
  readonly work: number;
  /** What the sink made of it. */
  passage: unknown;
  /** How often that was done again. */
  repeats: number;
  /** The same line under other values of `\@`: a call more or less above is often taken back, or made elsewhere. */
  others: readonly Step[];
}

const mostOthers = 3;

/** A line that is being read, or a repetition from its first line on. */
export interface Recording {
  readonly lines: Line[];
  readonly from: Beginning;
  readonly lookups: Map<string, Macro | undefined>;
  readonly questions: Question[];
  readonly invocations: Invocation[];
  counted: boolean;
  /** Statements so far. */
  read: number;
  /** Index in the listing of the line's first statement. */
  readonly first: number;
  readonly had: HandedOn | undefined;
}

/**
 * Of a line that was handed on in part, up to a question that was answered otherwise: what the sink has had, and answered, the last answer
 * being the new one. The calls that were under way are the old objects in what follows as well.
 */
interface HandedOn { readonly statements: number; readonly answers: readonly (Value | boolean)[]; readonly invocations: readonly Invocation[] }

export function stepMemory(): StepMemory {
  const counts = { read: 0, handedOn: 0, repeated: 0 };
  return { steps: new WeakMap(), macros: new WeakMap(), blocks: new WeakMap(), noMacros: macroTable(), counts };
}

/** One that nothing was defined in yet. Tables of macros that are gone go with them. */
export function macroTable(): MacroTable { return { defined: new WeakMap(), purged: new Map() }; }

/** The table after a definition, or after the purge of a name. */
export function tableAfter(table: MacroTable, change: Macro | string): MacroTable {
  let next = typeof change === 'string' ? table.purged.get(change) : table.defined.get(change);
  if (next) return next;
  next = macroTable();
  if (typeof change === 'string') table.purged.set(change, next); else table.defined.set(change, next);
  return next;
}

/** Hands on what lines expanded to before, and answers how many; else they have to be read, and perhaps the sink has had a part of it. */
export function repeatStep(state: GasState, lines: readonly Line[], at: number): number | HandedOn | undefined {
  const step = stepFor(state, lines[at]!);
  if (!step || !areSame(step.lines, lines, at) || !isPlain(state) || !sameMacros(state, step) || (step.counted && step.calls !== state.calls)) return undefined;
  const shift = state.calls - step.calls;
  if (shift !== 0) { renumber(step.invocations, shift); step.calls = state.calls; }
  const { sink, statements: all } = state, { statements, questions } = step;
  if (step.passage !== undefined && sink.passages?.repeat(step.passage)) {
    for (const statement of statements) all.push(statement);
    state.memory!.counts.repeated += step.lines.length;
    const { table, calls } = state;
    finishRepeating(state, step);
    goOn(state, partOf(step), table, calls, step.repeats++ === 0);
    return step.lines.length;
  }
  endRun(state);
  sink.passages?.begin();
  let asked = 0;
  for (let i = 0; ; i++) {
    for (; asked < questions.length && questions[asked]!.before === i; asked++) {
      const { expression, name, answer, invoked } = questions[asked]!;
      const now = expression ? sink.evaluate(expression) : sink.isDefined(name);
      if (sameAnswer(now, answer)) continue;
      return { statements: i, answers: [...questions.slice(0, asked).map(question => question.answer), now], invocations: step.invocations.slice(0, invoked) };
    }
    if (i === statements.length) break;
    all.push(statements[i]!);
    sink.append(statements[i]!);
  }
  step.passage = sink.passages?.end();
  step.repeats = 0;
  state.memory!.counts.handedOn += step.lines.length;
  return finishRepeating(state, step);
}

function finishRepeating(state: GasState, { lines, diagnostics, called, work }: Step): number {
  for (const diagnostic of diagnostics) state.diagnostics.push(diagnostic);
  state.calls += called;
  state.work += work;
  return lines.length;
}

function stepFor({ memory, calls }: GasState, line: Line): Step | undefined {
  const latest = memory!.steps.get(line);
  if (!latest?.counted || latest.calls === calls) return latest;
  const fitting = latest.others.find(step => step.calls === calls);
  if (!fitting) return latest;
  fitting.others = [latest, ...latest.others.filter(step => step !== fitting)];
  latest.others = [];
  memory!.steps.set(line, fitting);
  return fitting;
}

function areSame(known: readonly Line[], lines: readonly Line[], at: number): boolean {
  for (let i = 1; i < known.length; i++) if (known[i] !== lines[at + i]) return false;
  return true;
}

/** A definition that stands on its lines alone and is the one that stood there before is not read again; answers how many lines it has. */
export function repeatDefinition(state: GasState, lines: readonly Line[], at: number): number {
  const known = state.memory?.macros.get(lines[at]!);
  if (!known || !isPlain(state) || state.macros.has(known.name)) return 0;
  if (!areSame(known.lines, lines, at)) return 0;
  const { name, macro, definition } = known, { table, calls } = state;
  state.macros.set(name, macro);
  state.table = tableAfter(state.table, macro);
  const all = state.definitions.get(name);
  if (all) all.push(definition); else state.definitions.set(name, [definition]);
  goOn(state, definitionPart(known), table, calls, false);
  return known.lines.length;
}

export function keepDefinition(state: GasState, { lines, from, line, restAt }: Collecting): void {
  const macro = lines && from && isPlain(state) ? state.macros.get(takeName(line.text, restAt).name.toLowerCase()) : undefined;
  // Nothing but the definition came of these lines.
  if (!macro || !lines || !from || state.statements.length !== from.statements || state.diagnostics.length !== from.diagnostics || state.calls !== from.calls
    || state.conditionals.length !== from.conditionals || state.table !== tableAfter(from.table, macro)) return;
  state.memory!.macros.set(lines[0]!, { lines, name: macro.name, macro, definition: macro.definition });
}

export function beginRecording(state: GasState, line: Line, from: Beginning, had: HandedOn | undefined): Recording | undefined {
  return isPlain(state) ? { lines: [line], from, lookups: new Map(), questions: [], invocations: [], counted: false, read: 0, first: state.statements.length - (had?.statements ?? 0), had } : undefined;
}

/** True if the sink has had the next statement of the line already. */
export function wasHandedOn(recording: Recording): boolean { return ++recording.read <= (recording.had?.statements ?? 0); }

/** A call or a round that begins: the old object if the line was under way with it. */
export function noted(state: GasState, invocation: Invocation): Invocation {
  const { recording } = state;
  if (!recording) return invocation;
  const used = recording.had?.invocations[recording.invocations.length] ?? invocation;
  recording.invocations.push(used);
  return used;
}

/** The macro of a name, as a call finds it. */
export function macroNamed(state: GasState, name: string): Macro | undefined {
  const macro = state.macros.get(name);
  state.recording?.lookups.set(name, macro);
  return macro;
}

/** A repetition that was opened on a top-level line goes on. */
export function goesOn({ collecting }: GasState): boolean { return collecting !== undefined && collecting.kind !== 'macro' && collecting.frames === 1; }

/** Where a line was begun. */
export interface Beginning { readonly statements: number; readonly calls: number; readonly locals: number; readonly work: number; readonly diagnostics: number; readonly table: MacroTable; readonly conditionals: number }

export function beginningOf(state: GasState): Beginning {
  return { statements: state.statements.length, calls: state.calls, locals: state.locals, work: state.work, diagnostics: state.diagnostics.length, table: state.table, conditionals: state.conditionals.length };
}

export function keepStep(state: GasState, recording: Recording, passage: unknown): void {
  const { lines, from } = recording;
  if (!isPlain(state) || state.table !== from.table || state.locals !== from.locals || state.conditionals.length !== from.conditionals || state.ended) return;
  const before = state.memory!.steps.get(lines[0]!), isOther = before?.counted && recording.counted && before.calls !== from.calls;
  state.memory!.steps.set(lines[0]!, {
    lines, table: from.table, lookups: recording.lookups, statements: state.statements.slice(recording.first), questions: recording.questions,
    diagnostics: state.diagnostics.slice(from.diagnostics), invocations: recording.invocations, calls: from.calls, called: state.calls - from.calls,
    counted: recording.counted, work: state.work - from.work, passage, repeats: 0,
    others: isOther ? [before, ...before.others].slice(0, mostOthers) : before?.others ?? [],
  });
}

/** What the sink is asked while a line is read, written down; of a line that was handed on in part, what it said then. */
export function listening(state: GasState, sink: Sink): Sink {
  const ask = (expression: Expression | undefined, name: string, fresh: () => Value | boolean): Value | boolean => {
    const { recording } = state;
    if (!recording) return fresh();
    const answer = recording.had?.answers[recording.questions.length] ?? fresh();
    recording.questions.push({ before: recording.read, invoked: recording.invocations.length, expression, name, answer });
    return answer;
  };
  return {
    append: statement => { sink.append(statement); },
    evaluate: expression => ask(expression, '', () => sink.evaluate(expression)) as Value,
    isDefined: name => ask(undefined, name, () => sink.isDefined(name)) as boolean,
    isRegister: name => sink.isRegister(name),
    isDirective: name => sink.isDirective(name),
    ...(sink.passages && { passages: sink.passages }),
  };
}

export function isPlain(state: GasState): boolean {
  return state.collecting === undefined && state.frames.length === 1 && !state.alternate && !state.scrubbing.inComment && state.comment === undefined
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

type Renumbered = { -readonly [K in keyof Invocation]: Invocation[K] };

/** Numbers of calls are for display only, where the text does not depend on them. Rounds are counted from 0 anyway. */
function renumber(invocations: readonly Renumbered[], by: number): void {
  for (const invocation of invocations) {
    invocation.counter += by;
    if (invocation.kind !== 'macro') continue;
    invocation.ordinal += by;
    if (invocation.expansion) (invocation.expansion as { ordinal: number }).ordinal = invocation.ordinal;
  }
}
