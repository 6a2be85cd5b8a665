// SPDX-License-Identifier: GPL-2.0-or-later
// The C preprocessor for assembler text, as gcc 12 has it (`gcc -E -x assembler-with-cpp`), rebuilt so that every character of the
// output knows where it was spelled. Solved means: the lines equal `gcc -E -P` and, printed with markers, `gcc -E`, byte for byte.
//
//   logicalLines.ts  text -> lines, once per file          lexer.ts       lines -> lexemes, when needed
//   reader.ts        files -> tokens, obeying directives   expand.ts      tokens -> tokens, macros replaced
//   layout.ts        tokens -> lines with gcc's blanks     printPreprocessed.ts  lines -> text
//   resume.ts        a file that is being edited: only what an edit reaches is read again
//
// Nothing here throws at a user's text: whatever is wrong becomes a diagnostic, and the rest is still read.

import { unlimited, type Budget } from '../base/budget.ts';
import type { Place } from '../base/origin.ts';
import { sourceText, type SourceText } from '../base/text.ts';
import { builtinMacros, dropBuiltins } from './builtins.ts';
import type { Macro } from './definition.ts';
import { obeyDirective } from './directives.ts';
import { dropContexts, nextToken } from './expand.ts';
import { enterCommandLineFile } from './includes.ts';
import type { Asked } from './includeSearch.ts';
import { endLine, mark, put } from './layout.ts';
import { logicalLines } from './logicalLines.ts';
import type { CppOptions, Preprocessed, ReadHeader } from './preprocessed.ts';
import { openFile, readToken } from './reader.ts';
import { resume, type CppMemory } from './resume.ts';
import { newState, newTables, type State, type Tables } from './state.ts';

/** `memory`: what an earlier revision of the main file left behind; the answer is the same without it. */
export function preprocess(main: SourceText, options: CppOptions, readHeader: ReadHeader, budget: Budget = unlimited, memory?: CppMemory): Preprocessed {
  if (memory) return resume(memory, { main, options, readHeader, newTables: () => newTables(initialMacros(options)), begin, anew: () => preprocess(main, options, readHeader) });
  const state = newState(main, options, readHeader, budget, newTables(initialMacros(options)), obeyDirective), { layout } = state;
  readCommandLine(state);
  mark(layout, main.path, 1, '');
  openMain(state, { file: main });
  readAll(state);
  endLine(layout);
  dropBuiltins(state.macros.values);
  return {
    lines: layout.lines, markers: layout.markers, macros: state.macros.values, includes: state.includes, inactive: state.inactive,
    diagnostics: state.diagnostics, pending: state.pending,
  };

  function begin(tables: Tables, found: State['found'], commandLine: Asked | undefined): State {
    const state = newState(main, options, readHeader, budget, tables, obeyDirective, { found, living: true });
    state.asked = commandLine;
    if (commandLine) readCommandLine(state);
    openMain(state, { file: main });
    return state;
  }
}

/** The compiler's own lines, and the files that the command line names. */
function readCommandLine(state: State): void {
  const { options, layout, main } = state;
  mark(layout, main.path, 0, '');
  mark(layout, '<built-in>', 0, '');
  mark(layout, '<command-line>', 0, '');
  defineFromCommandLine(state);
  for (const [spelled, discard] of [...options.imacros.map((x) => [x, true] as const), ...options.includes.map((x) => [x, false] as const)]) {
    if (!enterCommandLineFile(state, spelled)) continue;
    state.discard = discard;
    readAll(state);
    mark(layout, '<command-line>', 0, ' 2');
  }
  state.discard = false;
}

/** Everything up to the end of the files that are open now. */
function readAll(state: State): void {
  for (let token = nextToken(state); token.kind !== 'end' || state.file !== undefined; token = nextToken(state)) {
    if (!state.discard && token.kind !== 'end') put(state.layout, token);
  }
  dropContexts(state);
}

function openMain(state: State, place: Place): void {
  const main = state.main;
  openFile(state, {
    lines: logicalLines(main), place, path: main.path, line: -1, lexemes: [], next: 0, conditionals: [],
    presumedPath: main.path, rowDelta: 0, markerFlags: '', chainIndex: -1, guardKey: '',
  });
}

const initial = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, Macro>>();

/** The compiler's own macros, read once per set of them. */
function initialMacros(options: CppOptions): ReadonlyMap<string, Macro> {
  let macros = initial.get(options.predefined);
  if (macros === undefined) {
    const text = Array.from(options.predefined, ([name, value]) => `#define ${name} ${value}\n`).join('');
    macros = defined(new Map(builtinMacros.map((macro) => [macro.name, macro])), sourceText('<built-in>', text));
    initial.set(options.predefined, macros);
  }
  return macros;
}

function defined(macros: Map<string, Macro>, source: SourceText): Map<string, Macro> {
  const options: CppOptions = { defines: [], imacros: [], includes: [], quoteDirectories: [], directories: [], systemDirectories: [], afterDirectories: [], prefixMap: [], predefined: new Map(), noStandardIncludes: true };
  const state = newState(source, options, () => 'absent', unlimited, newTables(macros), obeyDirective);
  openMain(state, { file: source });
  readToken(state);
  return state.macros.values;
}

const commandLines = new WeakMap<CppOptions, SourceText>();

/** -D and -U are read as the directives they stand for. */
function defineFromCommandLine(state: State): void {
  const { options } = state;
  let source = commandLines.get(options);
  if (source === undefined) commandLines.set(options, source = sourceText('<command-line>', options.defines.map(directiveFor).join('')));
  if (source.text === '') return;
  const place = { file: source };
  openFile(state, {
    lines: logicalLines(source), place, path: source.path, line: -1, lexemes: [], next: 0, conditionals: [],
    presumedPath: source.path, rowDelta: 0, markerFlags: '', chainIndex: -1, guardKey: '',
  });
  readToken(state);
}

/** `NAME` is `NAME 1`, `NAME=VALUE` is `NAME VALUE`; a line end would end the definition. */
function directiveFor(option: CppOptions['defines'][number]): string {
  const text = option.text.split('\n', 1)[0]!;
  if (option.kind === 'undef') return `#undef ${text}\n`;
  const equals = text.indexOf('=');
  return equals < 0 ? `#define ${text} 1\n` : `#define ${text.slice(0, equals)} ${text.slice(equals + 1)}\n`;
}
