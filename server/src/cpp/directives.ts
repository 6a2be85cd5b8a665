// SPDX-License-Identifier: GPL-2.0-or-later
// What each directive does. Conditionals and includes have files of their own.

import { checkEnd, obeyBranch, obeyEndif, obeyOpening } from './conditionals.ts';
import { definitionAt, livingDefinitionAt, sameDefinition, type Macro } from './definition.ts';
import { dropContexts, nextToken } from './expand.ts';
import { obeyInclude, rowAfter } from './includes.ts';
import { beginLine, mark } from './layout.ts';
import { lexemesOf } from './lexer.ts';
import { directiveNames, type DirectiveName } from './logicalLines.ts';
import { complain, presumedRow, type OpenFile, type State } from './state.ts';
import { tokenOf, type Lexeme, type Token } from './tokens.ts';

type Handler = (state: State, file: OpenFile, line: number) => void;

const handlers: Readonly<Record<DirectiveName, Handler>> = {
  '': () => {},
  define: obeyDefine,
  undef: obeyUndef,
  include: (state, file, line) => obeyInclude(state, file, line, 'include'),
  include_next: (state, file, line) => obeyInclude(state, file, line, 'include_next'),
  import: (state, file, line) => obeyInclude(state, file, line, 'import'),
  if: (state, file, line) => obeyOpening(state, file, line, 'if'),
  ifdef: (state, file, line) => obeyOpening(state, file, line, 'ifdef'),
  ifndef: (state, file, line) => obeyOpening(state, file, line, 'ifndef'),
  elif: (state, file, line) => obeyBranch(state, file, line, 'elif'),
  elifdef: (state, file, line) => obeyBranch(state, file, line, 'elifdef'),
  elifndef: (state, file, line) => obeyBranch(state, file, line, 'elifndef'),
  else: (state, file, line) => obeyBranch(state, file, line, 'else'),
  endif: obeyEndif,
  error: (state, file, line) => obeyMessage(state, file, line, 'cpp-error-directive'),
  warning: (state, file, line) => obeyMessage(state, file, line, 'cpp-warning-directive'),
  line: obeyLine,
  pragma: obeyPragma,
  // An assembler makes nothing of these two.
  ident: () => {},
  sccs: () => {},
  assert: (state, file, line) => obeyAssert(state, file, line, 'assert'),
  unassert: (state, file, line) => obeyAssert(state, file, line, 'unassert'),
};

const byIndex: readonly Handler[] = directiveNames.map((name) => handlers[name]);

export function obeyDirective(state: State, file: OpenFile, line: number): void {
  const index = file.lines.directives[line]!;
  const end = file.lines.operands[line]!;
  state.last = { place: file.place, start: end - directiveNames[index]!.length, end };
  byIndex[index]!(state, file, line);
}

function obeyDefine(state: State, file: OpenFile, line: number): void {
  const { anchor } = file.place, { macro: read, problems } = anchor ? livingDefinitionAt(file.lines, line, anchor) : definitionAt(file.lines, line);
  if (problems.length > 0) for (const problem of problems) complain(state, problem.code, { place: file.place, start: problem.start, end: problem.end }, problem.args);
  if (read === undefined) return;
  const previous = state.macros.get(read.name), isFirst = previous === undefined && problems.length === 0 && file.line === state.stretch;
  const macro = (anchor && isFirst ? state.inherit?.(read) : undefined) ?? read;
  if (previous !== undefined && (previous.builtin !== undefined || !sameDefinition(previous, macro))) complainRedefined(state, file, line, previous);
  state.macros.set(macro.name, macro);
}

function complainRedefined(state: State, file: OpenFile, line: number, previous: Macro): void {
  const name = lexemesOf(file.lines, line)[0]!;
  const { origin } = previous, related = origin && [{ message: 'this is the location of the previous definition', origin }];
  complain(state, 'cpp-redefined', { place: file.place, start: name.start, end: name.end }, [previous.name], related);
}

function obeyUndef(state: State, file: OpenFile, line: number): void {
  const name = macroName(state, file, line, 'undef');
  if (name === undefined) return;
  const macro = state.macros.get(name.text);
  if (macro?.builtin !== undefined) complain(state, 'cpp-undef-builtin', originIn(file, name), [name.text]);
  checkEnd(state, file, line, 1, 'undef');
  state.macros.set(name.text, undefined);
}

function macroName(state: State, file: OpenFile, line: number, directive: string): Lexeme | undefined {
  const name = lexemesOf(file.lines, line)[0];
  if (name === undefined) { complain(state, 'cpp-no-macro-name', state.last, [directive]); return undefined; }
  if (name.kind !== 'name') { complain(state, 'cpp-macro-name', originIn(file, name)); return undefined; }
  if (name.text === 'defined') { complain(state, 'cpp-reserved-name', originIn(file, name), [name.text]); return undefined; }
  return name;
}

function obeyMessage(state: State, file: OpenFile, line: number, code: 'cpp-error-directive' | 'cpp-warning-directive'): void {
  const text = lexemesOf(file.lines, line).map((lexeme, i) => (lexeme.white || i === 0 ? ' ' : '') + lexeme.text).join('');
  complain(state, code, { place: file.place, start: state.last.start, end: file.lines.ends[line]! }, [text]);
}

/** #line NUMBER ["FILE"]: what __LINE__, __FILE__ and the markers say from the next line on. */
function obeyLine(state: State, file: OpenFile, line: number): void {
  const tokens = expandOperands(state, file, line);
  const number = tokens[0], name = tokens[1];
  if (number === undefined) { complain(state, 'cpp-line-empty', state.last); return; }
  if (number.kind !== 'number' || !/^[0-9]+$/.test(number.text)) { complain(state, 'cpp-line-number', state.last, [number.text]); return; }
  if (name !== undefined && name.kind !== 'string') { complain(state, 'cpp-line-file', state.last, [name.text]); return; }
  if (tokens[2] !== undefined) complain(state, 'cpp-extra-tokens', state.last, ['line']);
  const row = Math.min(Number(number.text), 0x7fff_ffff);
  if (name !== undefined) file.presumedPath = name.text.slice(1, -1).replace(/\\(.)/g, '$1');
  file.rowDelta = row - rowAfter(file, line);
  if (state.files.length === 1) { state.usesRow = true; state.presumed.get('main'); state.presumed.set('main', { path: file.presumedPath, rowDelta: file.rowDelta }); }
  mark(state.layout, file.presumedPath, row, file.markerFlags);
}

/** Pragmas that gcc obeys even in assembler text; of these an indented empty line is left in the output. */
const registeredPragmas = new Set(['once', 'push_macro', 'pop_macro']);
const registeredGccPragmas = new Set(['poison', 'system_header', 'dependency', 'warning', 'error']);

function obeyPragma(state: State, file: OpenFile, line: number): void {
  const lexemes = lexemesOf(file.lines, line);
  const first = lexemes[0];
  if (first === undefined) return;
  const registered = first.text === 'GCC' ? registeredGccPragmas.has(lexemes[1]?.text ?? '') : registeredPragmas.has(first.text);
  if (!registered) return;
  beginLine(state.layout, tokenOf(first, file.place, false), file.presumedPath, presumedRow(file, first.start), file.markerFlags, file.lines.source);
  const name = lexemes[2]?.kind === 'string' ? lexemes[2].text.slice(1, -1) : undefined;
  if (first.text === 'once') state.once.set(file.lines.source, true);
  else if (first.text === 'push_macro' && name !== undefined) {
    state.pushedMacros.set(name, [...state.pushedMacros.get(name) ?? [], state.macros.get(name)]);
  } else if (first.text === 'pop_macro' && name !== undefined) {
    const pushed = state.pushedMacros.get(name);
    if (pushed === undefined || pushed.length === 0) return;
    state.pushedMacros.set(name, pushed.slice(0, -1));
    state.macros.set(name, pushed[pushed.length - 1]);
  }
}

/** #assert name(answer) and #unassert name[(answer)]. */
function obeyAssert(state: State, file: OpenFile, line: number, directive: 'assert' | 'unassert'): void {
  complain(state, 'cpp-assert-deprecated', state.last, [directive]);
  const lexemes = lexemesOf(file.lines, line);
  const name = lexemes[0];
  if (name === undefined) { complain(state, 'cpp-assert-empty', state.last); return; }
  if (name.kind !== 'name') { complain(state, 'cpp-assert-name', originIn(file, name)); return; }
  if (lexemes[1] === undefined) {
    if (directive === 'unassert') state.assertions.set(name.text, undefined); else complain(state, 'cpp-assert-open', originIn(file, name));
    return;
  }
  const close = lexemes.findIndex((lexeme) => lexeme.text === ')');
  if (lexemes[1].text !== '(') { complain(state, 'cpp-assert-open', originIn(file, lexemes[1])); return; }
  if (close < 0) { complain(state, 'cpp-assert-answer', originIn(file, lexemes[lexemes.length - 1]!)); return; }
  const answer = lexemes.slice(2, close).map((lexeme, i) => (lexeme.white && i > 0 ? ' ' : '') + lexeme.text).join('');
  const answers = new Set(state.assertions.get(name.text));
  if (directive === 'assert') answers.add(answer); else answers.delete(answer);
  state.assertions.set(name.text, answers);
}

function expandOperands(state: State, file: OpenFile, line: number): Token[] {
  state.directive = { lexemes: lexemesOf(file.lines, line), next: 0 };
  const tokens: Token[] = [];
  for (let token = nextToken(state); token.kind !== 'end'; token = nextToken(state)) if (token.kind !== 'padding') tokens.push(token);
  dropContexts(state);
  state.directive = undefined;
  return tokens;
}

function originIn(file: OpenFile, lexeme: Lexeme): { place: OpenFile['place']; start: number; end: number } {
  return { place: file.place, start: lexeme.start, end: lexeme.end };
}
