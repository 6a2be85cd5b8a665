// SPDX-License-Identifier: GPL-2.0-or-later
// The whole state of one preprocessor run, passed first to everything that works on it. What outlives a run (lexed lines, parsed
// definitions) hangs on the files instead. Between two lines of the main file no macro is being expanded and no other file is open:
// there the state is no more than its tables and the conditionals that are open, so a later revision can go on from it (resume.ts).

import type { Budget } from '../base/budget.ts';
import type { Diagnostic, Related } from '../base/diagnostic.ts';
import { originIn, type Origin, type Place } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';
import { lineAt } from '../base/text.ts';
import type { Macro } from './definition.ts';
import type { Asked, Sought } from './includeSearch.ts';
import { newLayout, type Layout } from './layout.ts';
import type { LogicalLines } from './logicalLines.ts';
import { messages, messageText, type MessageCode } from './messages.ts';
import type { CppOptions, InactiveRegion, Include, ReadHeader } from './preprocessed.ts';
import { Table } from './table.ts';
import type { Lexeme, Token } from './tokens.ts';

/** A conditional group that is open in a file. */
export interface Conditional {
  /** The directive that was met last: if, elif, else ... */
  name: string;
  readonly opening: number;
  /** The line of the directive that decided about the groups so far. */
  decided: number;
  /** A group was taken, the others are left out whatever their conditions say. */
  taken: boolean;
}

/** A file that is being read. */
export interface OpenFile {
  readonly lines: LogicalLines;
  /** Each stretch of a living file has its own. */
  place: Place;
  /** The path it was opened by; the directory of it is where its own "..." includes begin. */
  readonly path: string;
  /** Index of the logical line that is being read; -1 before the first. */
  line: number;
  lexemes: readonly Lexeme[];
  next: number;
  readonly conditionals: Conditional[];
  /** What #line made of the file's name and line numbers. */
  presumedPath: string;
  rowDelta: number;
  /** " 3 4" for system headers. */
  readonly markerFlags: string;
  /** Which entry of the search chain the file was found in (#include_next goes on behind it). */
  readonly chainIndex: number;
  /** Under which key the include guard is remembered when the file ends. */
  readonly guardKey: string;
}

/** A list of tokens that is read before the file goes on: a macro's replacement, an argument, a single token put back. */
export interface Context { readonly tokens: readonly Token[]; next: number; readonly macro: Macro | undefined }

/** All that one line leaves for the next. */
export interface Tables {
  readonly macros: Table<string, Macro>;
  readonly assertions: Table<string, ReadonlySet<string>>;
  readonly once: Table<SourceText, true>;
  readonly entered: Table<SourceText, true>;
  readonly guards: Table<string, string>;
  readonly pushedMacros: Table<string, readonly (Macro | undefined)[]>;
  readonly counter: Table<'next', number>;
  /** What #line said in the main file. */
  readonly presumed: Table<'main', { readonly path: string; readonly rowDelta: number }>;
}

export interface State extends Tables {
  readonly options: CppOptions;
  readonly readHeader: ReadHeader;
  readonly budget: Budget;
  readonly main: SourceText;
  readonly files: OpenFile[];
  file: OpenFile | undefined;
  readonly contexts: Context[];
  /** Macros whose replacement is being read: they do not expand inside it. */
  readonly disabled: Set<Macro>;
  /** > 0: names are not expanded (arguments being collected, operands of `defined`). */
  preventExpansion: number;
  /** Looking for the `(` of a call, or collecting its arguments. */
  parsingArguments: 'no' | 'looking' | 'collecting';
  /** Tokens of the directive that is being evaluated; they end with the directive. */
  directive: { readonly lexemes: readonly Lexeme[]; next: number } | undefined;
  /** Outputs of -imacros files are thrown away. */
  discard: boolean;
  /** The token that was read last from a file: where gcc places its messages. */
  last: Origin;
  expansions: number;
  argumentDepth: number;
  readonly layout: Layout;
  readonly includes: Include[];
  readonly inactive: InactiveRegion[];
  readonly diagnostics: Diagnostic[];
  /** How many includes there were. */
  included: number;
  readonly found: Map<string, Sought>;
  pending: boolean;
  /** Where lines of the main file are read stretch by stretch: the line that this stretch began with. */
  stretch: number;
  /** What this stretch depends on beside the tables: paths, its line number, and when it is tangled, what stands around it. */
  asked: Asked | undefined;
  usesRow: boolean;
  tangled: boolean;
  /** Of the conditional that this stretch is: what came of its condition, now or in an earlier revision. */
  condition: { verdict: boolean | undefined } | undefined;
  /** Of a definition that is read in a living file: the macro that the file had before, if it is the same one. */
  inherit: ((macro: Macro) => Macro | undefined) | undefined;
  handleDirective: (state: State, file: OpenFile, line: number) => void;
}

export function newTables(macros: ReadonlyMap<string, Macro>): Tables {
  return {
    macros: new Table(new Map(macros)), assertions: new Table(), once: new Table(), entered: new Table(), guards: new Table(), pushedMacros: new Table(), counter: new Table(), presumed: new Table(),
  };
}

export function newState(main: SourceText, options: CppOptions, readHeader: ReadHeader, budget: Budget, tables: Tables,
  handleDirective: State['handleDirective'], { found = new Map<string, Sought>(), living = false } = {}): State {
  return {
    ...tables, options, readHeader, budget, main, files: [], file: undefined, contexts: [], disabled: new Set(), preventExpansion: 0,
    parsingArguments: 'no', directive: undefined, discard: false, last: { place: { file: main }, start: 0, end: 0 }, expansions: 0, argumentDepth: 0,
    layout: newLayout(living), includes: [], inactive: [], diagnostics: [], included: 0, found, pending: false,
    stretch: Infinity, asked: undefined, usesRow: false, tangled: false, condition: undefined, inherit: undefined, handleDirective,
  };
}

export function complain(state: State, code: MessageCode, origin: Origin, args: readonly (string | number)[] = [], related?: readonly Related[]): void {
  const message: Diagnostic = { code, severity: messages[code].severity, message: messageText(code, args), origin: originIn(origin.place, origin.start, origin.end), source: 'cpp' };
  state.diagnostics.push(related === undefined ? message : { ...message, related });
}

/** __VA_ARGS__ and __VA_OPT__ mean something in variadic macros only. */
export function checkVariadicName(state: State, place: Place, name: { readonly text: string; readonly start: number; readonly end: number }): void {
  if (name.text.length > 11 || !name.text.startsWith('__VA_')) return;
  const code = name.text === '__VA_ARGS__' ? 'cpp-va-args' : name.text === '__VA_OPT__' ? 'cpp-va-opt' : undefined;
  if (code !== undefined) complain(state, code, { place, start: name.start, end: name.end });
}

export function originOfToken(token: { readonly place: Place; readonly start: number; readonly end: number }): Origin {
  return { place: token.place, start: token.start, end: token.end };
}

/** The whole of a logical line. */
export function lineOrigin(file: OpenFile, line: number): Origin {
  return originIn(file.place, file.lines.starts[line]!, file.lines.ends[line]!);
}

/** The 1-based line number that `__LINE__` and markers say for an offset of an open file. */
export function presumedRow(file: OpenFile, offset: number): number {
  return lineAt(file.lines.source, offset) + 1 + file.rowDelta;
}
