// SPDX-License-Identifier: GPL-2.0-or-later
// #if and its kin. A group that is left out is not read at all: the reader jumps to the line that ends it, which the line scan knows.

import type { Span } from '../base/origin.ts';
import { lineAt } from '../base/text.ts';
import { conditionHolds } from './constantExpression.ts';
import { lexemesOf } from './lexer.ts';
import { checkVariadicName, complain, lineOrigin, type Conditional, type OpenFile, type State } from './state.ts';

type Opening = 'if' | 'ifdef' | 'ifndef';
type Branch = 'elif' | 'elifdef' | 'elifndef' | 'else';

export function obeyOpening(state: State, file: OpenFile, line: number, name: Opening): void {
  const holds = condition(state, file, line, name);
  file.conditionals.push({ name, opening: line, decided: line, taken: holds });
  if (!holds) leaveOut(state, file, line, line);
}

export function obeyBranch(state: State, file: OpenFile, line: number, name: Branch): void {
  const open = innermost(state, file, name);
  if (open === undefined) return;
  if (open.name === 'else') {
    complain(state, 'cpp-after-else', state.last, [name], [{ message: 'the conditional began here', origin: lineOrigin(file, open.opening) }]);
  }
  open.name = name;
  if (name === 'else') checkEnd(state, file, line, 0, 'else');
  if (open.taken || !(name === 'else' || condition(state, file, line, name))) {
    leaveOut(state, file, line, open.taken ? open.decided : line);
    return;
  }
  open.taken = true;
  open.decided = line;
}

export function obeyEndif(state: State, file: OpenFile, line: number): void {
  if (innermost(state, file, 'endif') === undefined) return;
  file.conditionals.pop();
  checkEnd(state, file, line, 0, 'endif');
}

/** Warns when a directive has more than its operands. */
export function checkEnd(state: State, file: OpenFile, line: number, operands: number, name: string): void {
  const extra = lexemesOf(file.lines, line)[operands];
  if (extra !== undefined) complain(state, 'cpp-extra-tokens', { place: file.place, start: extra.start, end: extra.end }, [name]);
}

function condition(state: State, file: OpenFile, line: number, name: Opening | Branch): boolean {
  const { condition: main } = state;
  if (main === undefined || state.files.length > 1) return evaluated(state, file, line, name);
  return (main.verdict ??= evaluated(state, file, line, name));
}

function evaluated(state: State, file: OpenFile, line: number, name: Opening | Branch): boolean {
  const lexemes = lexemesOf(file.lines, line);
  if (name === 'if' || name === 'elif') return conditionHolds(state, lexemes, name);
  const macro = lexemes[0];
  if (macro === undefined) { complain(state, 'cpp-no-macro-name', state.last, [name]); return false; }
  if (macro.kind !== 'name') { complain(state, 'cpp-macro-name', { place: file.place, start: macro.start, end: macro.end }); return false; }
  checkVariadicName(state, file.place, macro);
  checkEnd(state, file, line, 1, name);
  return state.macros.has(macro.text) === (name === 'ifdef' || name === 'elifdef');
}

function innermost(state: State, file: OpenFile, name: string): Conditional | undefined {
  const open = file.conditionals[file.conditionals.length - 1];
  if (open === undefined) complain(state, 'cpp-else-without-if', state.last, [name]);
  return open;
}

/** Goes on at the directive that ends the group which begins behind `line`. */
function leaveOut(state: State, file: OpenFile, line: number, decided: number): void {
  const lines = file.lines, text = lines.source.text;
  const next = lines.branches.get(line) ?? lines.count;
  file.line = next - 1;
  const newline = text.indexOf('\n', lines.ends[line]!);
  const start = newline < 0 ? text.length : newline + 1;
  const end = next < lines.count ? lines.source.lineStarts[lineAt(lines.source, lines.starts[next]!)]! : text.length;
  const directive: Span = { file: lines.source, start: lines.starts[decided]!, end: lines.ends[decided]! };
  if (end > start) state.inactive.push({ file: lines.source, start, end, directive });
}
