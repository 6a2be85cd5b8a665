// SPDX-License-Identifier: GPL-2.0-or-later
// Everything the expansion of a unit remembers between two top-level lines, in one plain record: after a step the input stack holds
// the file alone, so the record minus that frame is what a checkpoint has to keep.

import type { Diagnostic, Related, Severity } from '../base/diagnostic.ts';
import type { Budget } from '../base/budget.ts';
import { originOf } from '../base/origin.ts';
import type { MappedText, Origin } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import type { Argument } from './argument.ts';
import type { Run } from './blocks.ts';
import type { Line } from '../cpp/preprocessed.ts';
import type { MacroTable } from './definitionMemory.ts';
import { callOrigin } from './invocation.ts';
import type { Invocation } from './invocation.ts';
import type { LineShape } from './lineShape.ts';
import type { ScrubState } from './scrub.ts';
import type { MacroDefinition, Sink, Statement } from './statement.ts';
import type { Beginning, Recording, StepMemory } from './stepMemory.ts';
import type { CompiledBody, Template } from './template.ts';

export interface GasState {
  readonly sink: Sink;
  readonly options: ExpandOptions;
  readonly budget: Budget;
  /** By lower-case name: what a call finds. */
  readonly macros: Map<string, Macro>;
  /** By lower-case name: all definitions met. */
  readonly definitions: Map<string, MacroDefinition[]>;
  readonly conditionals: Conditional[];
  /** Innermost last; frames[0] is the file. */
  readonly frames: Frame[];
  /** A .macro or .rept/.irp whose end has not been met. */
  collecting: Collecting | undefined;
  /** `\@`: macro calls begun so far. */
  calls: number;
  /** LOCAL names made so far. */
  locals: number;
  alternate: boolean;
  /** `.end` was met. */
  ended: boolean;
  readonly scrubbing: ScrubState;
  /** The line on which a comment began that has not ended. */
  comment: Spot | undefined;
  /** Lines produced by expansions so far, long ones counted more; see expansionLimit. */
  work: number;
  /** The work ran out and that was said. */
  exhausted: boolean;
  readonly statements: Statement[];
  readonly diagnostics: Diagnostic[];
  /** What earlier expansions of the same lines left behind, if they may be used again. */
  readonly memory: StepMemory | undefined;
  /** The macros as a value; only kept with a memory. */
  table: MacroTable;
  recording: Recording | undefined;
  /** Lines that were repeated up to here. */
  run: Run | undefined;
  /** The sink is being handed a passage (stepMemory.ts). */
  segment: boolean;
  /** The top-level line that is being read, whether it begins in a comment, and how things stood when it was begun; only kept with a memory. */
  line: Line | undefined;
  beganInComment: boolean;
  began: Beginning | undefined;
  /** The macro whose definition ended on it. */
  collected: Collecting | undefined;
}

export interface ExpandOptions {
  /** GNU as version: 24000 = 2.40. */
  readonly assemblerVersion: number;
  /** The file that `.include` names, wherever it is looked for. */
  readonly readInclude?: ((path: string) => SourceText | undefined) | undefined;
}

/** gas gives up at this depth of calls and repetitions. */
export const deepestNesting = 100;
/** A unit whose expansions make more lines than this (or more than 64 times as many characters) is a bomb, not a program. */
export const expansionLimit = 500_000;
export const mostDiagnostics = 1000;

/** A macro as calls see it. Its name is lower case, as in messages of as. */
export interface Macro {
  readonly name: string;
  readonly definition: MacroDefinition;
  readonly parameters: readonly Parameter[];
  readonly body: readonly MappedText[];
  /** Compiled on first use; .altmacro compiles otherwise. */
  templates: CompiledBody | undefined;
  /** Of a macro in the file that is edited: the lines with its `.macro` and its `.endm`. */
  edges: BodyEdges | undefined;
  alternateTemplates: CompiledBody | undefined;
}

export interface BodyEdges { readonly first: Line; readonly last: Line }

export interface Parameter { readonly name: string; readonly qualifier?: 'req' | 'vararg' | undefined; readonly default: Argument | undefined }

export interface Conditional {
  /** The .if's statement. */
  readonly line: MappedText;
  readonly start: number;
  readonly end: number;
  /** Statements are skipped now. */
  ignoring: boolean;
  /** Some branch was taken, or the whole .if lies in skipped text: no later branch is taken. */
  decided: boolean;
  elseAt: { readonly line: MappedText; readonly start: number; readonly end: number } | undefined;
  /** How deep in expansions it was opened (nestingOf): it has to end in the same one. */
  readonly nesting: number;
}

/** A source of lines: the file, or the rounds of an expansion. */
export interface Frame {
  /** Undefined for the file. */
  readonly invocation: Invocation | undefined;
  readonly body: readonly Template[];
  /** Makes the next round's invocation; undefined when there is none. */
  readonly nextRound: (() => Invocation | undefined) | undefined;
  /** The round being read. */
  round: Invocation | undefined;
  /** Next body line of the round. */
  index: number;
  /** The line being read, what is known of its text, and how far it is read; undefined between lines. */
  line: MappedText | undefined;
  shape: LineShape | undefined;
  at: number;
  /** Index into the shape's statements of the last one read. */
  scanned: number;
  /** Its lines are kept one by one (innerSteps.ts). */
  readonly keeps: boolean;
  /** The number of the call stands in the line. */
  counted: boolean;
  /** Lines that go on with the next one (joinedLines.ts). */
  open: MappedText | undefined;
}

export interface Collecting {
  readonly kind: 'macro' | 'rept' | 'irp' | 'irpc';
  /** The opening statement: [start, end) of line, operands from restAt. */
  readonly line: MappedText;
  readonly start: number;
  readonly restAt: number;
  readonly end: number;
  /** frames.length at the opening statement; of one in an included file that ended, that of its end. */
  frames: number;
  /** Openers met without their ends. */
  depth: number;
  readonly body: MappedText[];
  /** The top-level lines so far, if a memory is kept and the opening statement stands on one. */
  readonly lines: Line[] | undefined;
  /** Where the opening line was begun. */
  readonly from: Beginning | undefined;
}

/** A stretch of a line that a diagnostic is about. */
export interface Spot { readonly line: MappedText; readonly start: number; readonly end: number }

export function complain(state: GasState, severity: Severity, code: string, message: string, spot: Spot, related: readonly Related[] = []): void {
  const origin = originOf(spot.line, spot.start, spot.end);
  if (origin) complainAt(state, severity, code, message, origin, related);
}

/** Every macro call around the place is related information, innermost first. */
export function complainAt(state: GasState, severity: Severity, code: string, message: string, origin: Origin, related: readonly Related[] = []): void {
  if (state.diagnostics.length >= mostDiagnostics) return;
  const all = [...related];
  for (let i = state.frames.length - 1; i > 0; i--) {
    const invocation = state.frames[i]!.invocation;
    if (invocation?.kind === 'macro') all.push({ message: 'macro invoked from here', origin: callOrigin(invocation) });
  }
  state.diagnostics.push({ code, severity, message, origin, source: 'as', ...(all.length > 0 && { related: all }) });
}

/** Diagnostics of lines that are repeated. */
export function sayAgain({ diagnostics }: GasState, said: readonly Diagnostic[]): void {
  for (const diagnostic of said) if (diagnostics.length < mostDiagnostics) diagnostics.push(diagnostic);
}

/** Macros and repetitions around the place, and the file; included files do not count. */
export function nestingOf({ frames }: GasState): number {
  let nesting = 0;
  for (const { invocation } of frames) if (invocation?.kind !== 'include') nesting++;
  return nesting;
}

export function isIgnoring(state: GasState): boolean {
  const innermost = state.conditionals[state.conditionals.length - 1];
  return innermost !== undefined && innermost.ignoring;
}
