// SPDX-License-Identifier: GPL-2.0-or-later
// Hands out the tokens of the open files one after the other, obeying directives on the way. A file ends silently between two
// lines, but not in the middle of a macro call: a call cannot go on in the file behind it.

import { beginLine, mark } from './layout.ts';
import { lexemesOf } from './lexer.ts';
import { checkVariadicName, complain, lineOrigin, presumedRow, type OpenFile, type State } from './state.ts';
import { directiveAhead, endOfInput, endOfStretch, flagged, tokenOf, type Token } from './tokens.ts';

export function readToken(state: State): Token {
  if (state.directive !== undefined) return readDirectiveToken(state, state.directive);
  for (;;) {
    const file = state.file;
    if (file === undefined) return endOfInput;
    if (file.next < file.lexemes.length) {
      const first = file.next === 0;
      let token = tokenOf(file.lexemes[file.next++]!, file.place, first);
      // A line end between the arguments of a call is white space.
      if (first && state.parsingArguments === 'collecting' && !token.white) token = flagged(token, { white: true });
      state.last = token;
      if (token.kind === 'name' && (token.text.length === 11 || token.text.length === 10)) checkVariadicName(state, file.place, token);
      if (first && state.parsingArguments === 'no') startLine(state, file, token);
      return token;
    }
    if (file.line >= state.stretch && isBetweenLines(state)) return endOfStretch;
    if (file.line + 1 >= file.lines.count) {
      if (state.parsingArguments !== 'no') { state.tangled = true; return endOfInput; }
      closeFile(state);
      continue;
    }
    state.budget.spend();
    const line = file.line + 1;
    if (file.lines.oddities.length > 0) complainOddities(state, file, line);
    if (file.lines.directives[line] === 0) {
      file.line = line;
      if (state.files.length === 1) state.expansions = 0;
      file.lexemes = lexemesOf(file.lines, line);
      file.next = 0;
      continue;
    }
    if (state.parsingArguments === 'looking') { state.tangled = true; return directiveAhead; }
    readDirective(state, file, line);
  }
}

export function readDirective(state: State, file: OpenFile, line: number): void {
  file.line = line;
  file.lexemes = [];
  file.next = 0;
  obey(state, file, line);
}

/** Of the main file, with nothing open: whatever comes next, the lines so far are read to their end. */
function isBetweenLines(state: State): boolean {
  return state.files.length === 1 && state.parsingArguments === 'no' && state.preventExpansion === 0 && state.contexts.length === 0;
}

/** Puts the token that was read last back. */
export function unreadToken(state: State, token: Token): void {
  if (token === directiveAhead || token === endOfInput) return;
  if (state.directive !== undefined) state.directive.next--;
  else if (state.file !== undefined) state.file.next--;
}

export function openFile(state: State, file: OpenFile): void {
  state.files.push(file);
  state.file = file;
}

function readDirectiveToken(state: State, directive: NonNullable<State['directive']>): Token {
  if (directive.next >= directive.lexemes.length) return endOfInput;
  const token = tokenOf(directive.lexemes[directive.next++]!, state.file!.place, false);
  state.last = token;
  return token;
}

function startLine(state: State, file: OpenFile, token: Token): void {
  beginLine(state.layout, token, file.presumedPath, presumedRow(file, token.start), file.markerFlags, file.lines.source);
}

/** A directive between the arguments of a call is obeyed at once, as if the call were not there. */
function obey(state: State, file: OpenFile, line: number): void {
  const collecting = state.parsingArguments === 'collecting';
  const prevented = state.preventExpansion;
  if (collecting) {
    state.parsingArguments = 'no';
    state.preventExpansion = 0;
    if (state.files.length === 1) state.tangled = true;
  }
  state.handleDirective(state, file, line);
  if (collecting) { state.parsingArguments = 'collecting'; state.preventExpansion = prevented; }
}

/** Of the odd spellings of a file only those in lines that are read count. */
function complainOddities(state: State, file: OpenFile, line: number): void {
  const start = file.lines.starts[line]!, end = file.lines.ends[line]!;
  for (const oddity of file.lines.oddities) {
    if (oddity.start >= start && oddity.start <= end) complain(state, oddity.code, { place: file.place, start: oddity.start, end: oddity.end }, oddity.args);
  }
}

function closeFile(state: State): void {
  const file = state.files.pop()!;
  for (let i = file.conditionals.length - 1; i >= 0; i--) {
    const open = file.conditionals[i]!;
    complain(state, 'cpp-unterminated-if', lineOrigin(file, open.opening), [open.name]);
  }
  const comment = file.lines.unterminatedComment;
  if (comment !== undefined) complain(state, 'cpp-unterminated-comment', { place: file.place, start: comment, end: file.lines.source.text.length });
  // Known only now: a header that includes itself is read again inside itself.
  if (file.lines.guard !== undefined) state.guards.set(file.guardKey, file.lines.guard);
  state.file = state.files[state.files.length - 1];
  const parent = state.file;
  if (parent !== undefined) mark(state.layout, parent.presumedPath, presumedRow(parent, parent.lines.ends[parent.line]!) + 1, ' 2' + parent.markerFlags);
}
