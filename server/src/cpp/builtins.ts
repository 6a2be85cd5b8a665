// SPDX-License-Identifier: GPL-2.0-or-later
// Macros without a definition: __LINE__ and its kin, and the operators _Pragma and __has_include that look like macros.

import { endLine, mark, write } from './layout.ts';
import { lex } from './lexer.ts';
import { Macro, type BuiltinName } from './definition.ts';
import { findHeader, headerName } from './includeSearch.ts';
import { complain, originOfToken, presumedRow, type State } from './state.ts';
import type { Token } from './tokens.ts';

const builtinNames: readonly BuiltinName[] = ['__LINE__', '__FILE__', '__BASE_FILE__', '__INCLUDE_LEVEL__', '__COUNTER__', '__DATE__', '__TIME__',
  '__TIMESTAMP__', '_Pragma', '__has_include', '__has_include_next'];

export const builtinMacros: readonly Macro[] = builtinNames.map((name) => new Macro(name, undefined, -1, false, name));

/** Those that are defined still are taken out, and answered. */
export function dropBuiltins(macros: Map<string, Macro>): Macro[] {
  const defined = builtinMacros.filter(({ name }) => macros.get(name)?.builtin !== undefined);
  for (const { name } of defined) macros.delete(name);
  return defined;
}

/** A pragma gcc itself does not obey in assembler text but passes on when it comes out of a macro. */
const passedOnPragma = /^\s*message\b/;

export function enterBuiltin(state: State, builtin: BuiltinName, name: Token, next: (state: State) => Token): boolean {
  if (builtin === '_Pragma') return enterPragma(state, name, next);
  const text = builtinText(state, builtin, name, next);
  if (text === undefined) return false;
  const kind = text.startsWith('"') ? 'string' : 'number';
  state.contexts.push({ tokens: [{ ...name, kind, text, white: false, first: false, runs: [{ at: 0, place: name.place, offset: name.start, end: name.end }] }], next: 0, macro: undefined });
  return true;
}

function builtinText(state: State, builtin: BuiltinName, name: Token, next: (state: State) => Token): string | undefined {
  switch (builtin) {
    case '__LINE__': return String(rowOf(state, name));
    case '__FILE__': {
      if (state.files.length === 1) state.presumed.get('main');
      return quoted(mapPath(state, state.file?.presumedPath ?? state.main.path));
    }
    case '__BASE_FILE__': return quoted(mapPath(state, state.main.path));
    case '__INCLUDE_LEVEL__': return String(state.files.length - (state.files[0]?.lines.source === state.main ? 1 : 0));
    case '__COUNTER__': {
      const count = state.counter.get('next') ?? 0;
      state.counter.set('next', count + 1);
      return String(count);
    }
    // What gcc says when it cannot know the time; the result must depend on the inputs alone.
    case '__DATE__': return '"??? ?? ????"';
    case '__TIME__': return '"??:??:??"';
    case '__TIMESTAMP__': return '"??? ??? ?? ??:??:?? ????"';
    default: return hasInclude(state, builtin, name, next);
  }
}

/** The line of the outermost macro name that the token came through. */
function rowOf(state: State, name: Token): number {
  state.usesRow = true;
  state.presumed.get('main');
  let place = name.place, start = name.start;
  for (let expansion = place.expansion; expansion?.kind === 'define'; expansion = place.expansion) {
    place = expansion.call.place;
    start = expansion.call.start;
  }
  for (let i = state.files.length - 1; i >= 0; i--) {
    const file = state.files[i]!;
    if (file.place === place) return presumedRow(file, start);
  }
  return state.file === undefined ? 0 : presumedRow(state.file, state.last.start);
}

/** -fmacro-prefix-map: the last map that fits wins. */
function mapPath(state: State, path: string): string {
  for (let i = state.options.prefixMap.length - 1; i >= 0; i--) {
    const { from, to } = state.options.prefixMap[i]!;
    if (path.startsWith(from)) return to + path.slice(from.length);
  }
  return path;
}

function quoted(path: string): string { return '"' + path.replace(/[\\"]/g, '\\$&') + '"'; }

function hasInclude(state: State, builtin: BuiltinName, name: Token, next: (state: State) => Token): string | undefined {
  if (state.directive === undefined || state.file === undefined) {
    complain(state, 'cpp-has-include-misused', originOfToken(name), [builtin]);
    return '0';
  }
  const open = next(state);
  const header = open.text === '(' ? headerName(state, next) : undefined;
  if (header === undefined || next(state).text !== ')') {
    complain(state, 'cpp-has-include-operand', originOfToken(name), [builtin]);
    return '0';
  }
  return findHeader(state, state.file, header.spelled, header.angled, builtin === '__has_include_next') === undefined ? '0' : '1';
}

/** _Pragma splits the output line where it stands; what it says means nothing to an assembler. */
function enterPragma(state: State, name: Token, next: (state: State) => Token): boolean {
  state.preventExpansion++;
  const solid = (): Token => { let token = next(state); while (token.kind === 'padding') token = next(state); return token; };
  const open = solid(), text = open.text === '(' ? solid() : open, close = text.kind === 'string' ? solid() : text;
  state.preventExpansion--;
  if (close.text !== ')') { complain(state, 'cpp-pragma-operand', originOfToken(name)); return true; }
  const file = state.file;
  if (state.directive !== undefined || file === undefined) return true;
  mark(state.layout, file.presumedPath, rowOf(state, close), file.markerFlags);
  const operand = text.text.slice(text.text.indexOf('"') + 1, -1).replace(/\\(["\\])/g, '$1');
  if (name.place.expansion?.kind === 'define' && passedOnPragma.test(operand)) {
    write(state.layout, '#pragma ' + lex(operand, 0, operand.length).map((lexeme, i) => (lexeme.white && i > 0 ? ' ' : '') + lexeme.text).join(''));
    state.layout.runs.push(0, name.place, name.start, name.end);
    state.layout.open = true;
    endLine(state.layout);
  }
  state.layout.previous = state.layout.padding = undefined;
  state.layout.padded = false;
  state.layout.open = true;
  return true;
}
