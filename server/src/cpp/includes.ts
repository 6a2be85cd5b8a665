// SPDX-License-Identifier: GPL-2.0-or-later
// Enters included files. A file that is nothing but `#ifndef X ... #endif` is not entered again while X is defined; gcc does the same,
// which shows as missing line markers. A header that is not there is one error at its directive, and the rest is still read.

import { originIn, type Expansion } from '../base/origin.ts';
import { detached, lineAt, type SourceText } from '../base/text.ts';
import { dropContexts, nextToken } from './expand.ts';
import { findCommandLineHeader, findHeader, headerName, type FoundHeader, type Header } from './includeSearch.ts';
import { mark, moveTo } from './layout.ts';
import { lexemesOf, operandText } from './lexer.ts';
import { logicalLines } from './logicalLines.ts';
import { openFile } from './reader.ts';
import { complain, lineOrigin, presumedRow, type OpenFile, type State } from './state.ts';

const maximumDepth = 200;
/** Headers that include themselves twice make as many as there are atoms; the largest kernel file needs 300. */
export const maximumIncludes = 20_000;
const systemFlags = ' 3 4';

interface Operand extends Header { readonly start: number; readonly end: number; readonly rest: number | undefined }

export function obeyInclude(state: State, file: OpenFile, line: number, name: 'include' | 'include_next' | 'import'): void {
  if (name === 'import') complain(state, 'cpp-import-deprecated', state.last);
  const next = name === 'include_next';
  if (next && state.files.length === 1) complain(state, 'cpp-include-next-primary', state.last);
  const operand = plainOperand(file, line) ?? expandedOperand(state, file, line);
  if (operand === undefined) { complain(state, 'cpp-include-operand', state.last, [name]); return; }
  const origin = originIn(file.place, operand.start, operand.end);
  if (operand.rest !== undefined) complain(state, 'cpp-extra-tokens', { place: file.place, start: operand.rest, end: file.lines.ends[line]! }, [name]);
  if (operand.spelled === '') { complain(state, 'cpp-include-empty', origin, [name]); return; }

  const found = findHeader(state, file, operand.spelled, operand.angled, next);
  const { spelled } = operand;
  state.included++;
  state.includes.push({ directive: origin, spelled: file.place.anchor ? detached(spelled) : spelled, angled: operand.angled, ...(found === undefined ? {} : { file: found.file }) });
  if (found === undefined) { complain(state, 'cpp-missing-include', origin, [operand.spelled]); return; }
  if (state.files.length >= maximumDepth) { complain(state, 'cpp-include-depth', origin, [maximumDepth]); return; }
  if (isRepeated(state, found, name === 'import')) return;
  if (state.included >= maximumIncludes) {
    if (state.included === maximumIncludes) complain(state, 'cpp-include-limit', origin);
    return;
  }
  const row = presumedRow(file, file.lines.ends[line]!);
  moveTo(state.layout, file.presumedPath, row, file.markerFlags);
  const definition = { file: found.file, start: 0, end: found.file.text.length };
  enter(state, found, found.system || file.markerFlags !== '', { kind: 'include', name: operand.spelled, call: lineOrigin(file, line), definition });
}

/** -include and -imacros files; the caller reads them to their end before it goes on. */
export function enterCommandLineFile(state: State, spelled: string): boolean {
  const found = findCommandLineHeader(state, spelled);
  state.included++;
  state.includes.push({ spelled, angled: false, ...(found === undefined ? {} : { file: found.file }) });
  if (found === undefined) {
    complain(state, 'cpp-missing-include', { place: { file: state.main }, start: 0, end: 0 }, [spelled]);
    return false;
  }
  if (isRepeated(state, found, false)) return false;
  moveTo(state.layout, '<command-line>', 0, '');
  const call = { place: { file: commandLine }, start: 0, end: 0 };
  enter(state, found, found.system, { kind: 'include', name: spelled, call, definition: { file: found.file, start: 0, end: found.file.text.length } });
  return true;
}

export const commandLine: SourceText = { path: '<command-line>', text: '', lineStarts: [0] };

function isRepeated(state: State, found: FoundHeader, importing: boolean): boolean {
  if (state.once.has(found.file)) return true;
  if (importing) {
    state.once.set(found.file, true);
    if (state.entered.has(found.file)) return true;
  }
  const guard = state.guards.get(found.guardKey);
  return guard !== undefined && state.macros.has(guard);
}

function enter(state: State, found: FoundHeader, system: boolean, expansion: Expansion): void {
  const markerFlags = system ? systemFlags : '';
  state.entered.set(found.file, true);
  mark(state.layout, found.path, 1, ' 1' + markerFlags);
  openFile(state, {
    lines: logicalLines(found.file), place: { file: found.file, expansion }, path: found.path, line: -1, lexemes: [], next: 0, conditionals: [],
    presumedPath: found.path, rowDelta: 0, markerFlags, chainIndex: found.chainIndex, guardKey: found.guardKey,
  });
}

/** `"x"` or `<x>` as spelled; comments and escapes mean nothing inside. */
function plainOperand(file: OpenFile, line: number): Operand | undefined {
  const { text, offsetAt } = operandText(file.lines, line);
  const match = /^(?:\s|\/\*[^]*?\*\/)*(?:"([^"\n]*)"|<([^>\n]*)>)/.exec(text);
  if (match === null) return undefined;
  const spelled = match[1] ?? match[2]!;
  const end = match[0].length, start = end - spelled.length - 2;
  const rest = afterBlanks(text, end);
  return { spelled, angled: match[1] === undefined, start: offsetAt(start), end: offsetAt(end - 1) + 1, rest: rest === undefined ? undefined : offsetAt(rest) };
}

/** Where something stands that is neither blank nor comment. */
function afterBlanks(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (/\s/.test(text[at]!)) continue;
    if (text.startsWith('//', at)) return undefined;
    if (!text.startsWith('/*', at)) return at;
    const end = text.indexOf('*/', at + 2);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return undefined;
}

/** A header name that macros make. */
function expandedOperand(state: State, file: OpenFile, line: number): Operand | undefined {
  const lexemes = lexemesOf(file.lines, line);
  if (lexemes.length === 0) return undefined;
  state.directive = { lexemes, next: 0 };
  const header = headerName(state, nextToken);
  const after = header === undefined ? undefined : nextToken(state);
  dropContexts(state);
  state.directive = undefined;
  if (header === undefined) return undefined;
  return { ...header, start: lexemes[0]!.start, end: lexemes[lexemes.length - 1]!.end, rest: after !== undefined && after.kind !== 'end' ? after.start : undefined };
}

/** The 1-based physical line behind a logical line. */
export function rowAfter(file: OpenFile, line: number): number { return lineAt(file.lines.source, file.lines.ends[line]!) + 2; }
