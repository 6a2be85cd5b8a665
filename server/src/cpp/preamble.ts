// SPDX-License-Identifier: GPL-2.0-or-later
// The state behind the leading includes of a file that is being edited, kept for the next revision (clangd calls it the preamble). It ends
// in front of the first line of the main file that is neither an include nor a conditional, so nothing that the main file defines or says
// itself is in it. It holds as long as the text up to there is the same and every path that was asked for is answered by the same text.

import type { LivingText } from '../base/anchor.ts';
import type { SourceText } from '../base/text.ts';
import { directiveNames, type LogicalLines } from './logicalLines.ts';
import type { CppOptions, InactiveRegion, ReadHeader } from './preprocessed.ts';
import type { Conditional, State } from './state.ts';

export interface CppMemory {
  /** The main file, in which places of the main file lie. */
  readonly living: LivingText;
  preamble: Preamble | undefined;
}

export interface Preamble {
  readonly options: CppOptions;
  readonly main: SourceText;
  /** Of the main file, up to the first line that does not belong to the preamble. */
  readonly text: string;
  readonly line: number;
  readonly asked: ReadonlyMap<string, SourceText | 'absent' | 'pending'>;
  readonly conditionals: readonly Conditional[];
  readonly presumedPath: string;
  readonly rowDelta: number;
  readonly kept: Kept;
}

/** What of the state goes on behind the preamble; the rest is as at the beginning there. */
type Kept = Pick<State, 'macros' | 'assertions' | 'includes' | 'inactive' | 'diagnostics' | 'once' | 'entered' | 'guards' | 'found' | 'pushedMacros' | 'counter' | 'pending' | 'last'>
  & { readonly layout: Pick<State['layout'], 'lines' | 'markers' | 'file' | 'row'> };

const belongs = new Set(['', 'include', 'include_next', 'if', 'ifdef', 'ifndef', 'elif', 'elifdef', 'elifndef', 'else', 'endif'].map(name => directiveNames.indexOf(name as typeof directiveNames[number])).filter(index => index > 0));

/** Index of the first logical line that is not one of the preamble. */
export function preambleEnd({ directives, count }: LogicalLines): number {
  let line = 0;
  while (line < count && belongs.has(directives[line]!)) line++;
  return line;
}

/** The preamble of an earlier revision, if it holds for this one. All that it read is asked for again. */
export function preambleFor({ preamble }: CppMemory, main: SourceText, options: CppOptions, readHeader: ReadHeader): Preamble | undefined {
  if (!preamble || preamble.options !== options || !main.text.startsWith(preamble.text)) return undefined;
  for (const [path, answer] of preamble.asked) if (readHeader(path) !== answer) return undefined;
  return preamble;
}

/** Called in front of line `line` of the main file, where nothing else is open. */
export function preambleOf(state: State, line: number, asked: Preamble['asked']): Preamble | undefined {
  const file = state.file!, { layout } = state;
  if (layout.open || state.contexts.length > 0 || state.pending) return undefined;
  return {
    options: state.options, main: state.main, text: state.main.text.slice(0, file.lines.starts[line]!), line, asked: new Map(asked),
    conditionals: file.conditionals.map(open => ({ ...open })), presumedPath: file.presumedPath, rowDelta: file.rowDelta,
    kept: keptOf(state),
  };
}

/** Puts a new state of the same options behind the preamble; the main file is to be opened at its line. */
export function goBehind(state: State, preamble: Preamble): void {
  const { layout, ...kept } = keptOf(preamble.kept), { main } = state;
  const here = (region: InactiveRegion): InactiveRegion => region.file === preamble.main
    ? { ...region, file: main, directive: { ...region.directive, file: main } } : region;
  Object.assign(state, kept, { inactive: kept.inactive.map(here) });
  Object.assign(state.layout, layout);
}

function keptOf(state: Kept): Kept {
  const { layout, last, counter, pending } = state;
  return {
    macros: new Map(state.macros), assertions: new Map([...state.assertions].map(([name, answers]) => [name, new Set(answers)])), includes: [...state.includes], inactive: [...state.inactive],
    diagnostics: [...state.diagnostics], once: new Set(state.once), entered: new Set(state.entered), guards: new Map(state.guards), found: new Map(state.found),
    pushedMacros: new Map([...state.pushedMacros].map(([name, stack]) => [name, [...stack]])), counter, pending, last,
    layout: { lines: [...layout.lines], markers: [...layout.markers], file: layout.file, row: layout.row },
  };
}

/** Writes down what is asked for. */
export function noting(readHeader: ReadHeader, asked: Map<string, SourceText | 'absent' | 'pending'>): ReadHeader {
  return path => {
    const answer = readHeader(path);
    asked.set(path, answer);
    return answer;
  };
}

