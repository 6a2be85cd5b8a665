// SPDX-License-Identifier: GPL-2.0-or-later
// Symbols as they are written: ends that are missing, belong to another name or make something else of the symbol. as and objtool see
// only what comes of it, far from here or never.

import type { Analysis } from '../../analysis/analyse.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Origin } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import { looseEndsOf, regionsOf, type Region } from '../regions.ts';
import { lint } from './lint.ts';

export function regionLints(analysis: Analysis, told: readonly Origin[]): Diagnostic[] {
  const found: Diagnostic[] = [], regions = regionsOf(analysis), missing: Region[] = [];
  let ended: Set<string> | undefined;
  const lines = told.map(origin => lineAt(analysis.source, origin.start));
  for (const region of regions) {
    const at = lineOrigin(analysis, region.startLine);
    // The end may come out of a macro.
    if (region.endLine === undefined && !(ended ??= endedNames(analysis)).has(region.name)) { missing.push(region); continue; }
    if (region.endWord !== undefined && differ(region)) found.push(lint('end-of-other-kind', `${region.name} is begun by ${region.startWord} and ended by ${region.endWord}`, lineOrigin(analysis, region.endLine!), [{ message: 'it begins here', origin: at }]));
    if (region.name.startsWith('.L') && region.startWord !== 'SYM_DATA_START_LOCAL' && !/DATA/.test(region.startWord)) found.push(lint('dot-l-region', `${region.name} begins with .L: the code belongs to no symbol`, at));
  }
  for (const region of missing) {
    if (lines.some(line => region.startLine <= line && line <= region.lastLine)) continue;
    const other = looseEndsOf(analysis).find(end => end.line > region.startLine);
    found.push(lint('start-without-end', `${region.name} is not ended${other ? `; line ${other.line + 1} ends ${other.name}, which was not begun` : ''}`, lineOrigin(analysis, region.startLine), other ? [{ message: `${other.word}(${other.name})`, origin: lineOrigin(analysis, other.line) }] : []));
  }
  let begun: Set<string> | undefined;
  // One mistake, one finding: a wrong name at the end is told at the beginning that lacks it.
  if (missing.length === 0) for (const end of looseEndsOf(analysis)) if (!(begun ??= begunNames(analysis)).has(end.name)) found.push(lint('end-without-start', `${end.name} is ended and was not begun`, lineOrigin(analysis, end.line)));
  for (const [i, region] of regions.entries()) {
    const outer = regions.slice(0, i).find(other => other.endLine !== undefined && other.startLine < region.startLine && region.endLine !== undefined && region.endLine < other.endLine && other.startWord.includes('FUNC') && !/DATA/.test(region.startWord));
    if (outer && sameSection(analysis, region.name, outer.name)) found.push(lint('nested-symbol', `${region.name} lies inside ${outer.name}`, lineOrigin(analysis, region.startLine)));
  }
  return found;
}

/** Code that is pushed into another section stands inside a region only in the text. */
function sameSection({ object }: Analysis, a: string, b: string): boolean {
  const sectionOf = (name: string) => object.symbols.find(symbol => symbol.name === name)?.section;
  return sectionOf(a) === sectionOf(b);
}

function differ({ startWord, endWord }: Region): boolean {
  const start = /FUNC|CODE|DATA/.exec(startWord)?.[0], end = /FUNC|CODE|DATA/.exec(endWord ?? '')?.[0];
  // Code that ends as a function is a way to begin a function without ENDBR and alignment, which the kernel itself uses.
  return start !== undefined && end !== undefined && start !== end && !(start === 'CODE' && end === 'FUNC');
}

function lineOrigin(analysis: Analysis, line: number) {
  const { start, end } = lineSpan(analysis.source, line);
  return { place: { file: analysis.source }, start, end };
}

/** Names that some statement gives a size. */
function endedNames({ listing }: Analysis): Set<string> {
  const names = new Set<string>();
  for (const { kind, name, rest } of listing.statements) if (kind === 'directive' && name === '.size') names.add(rest.split(',')[0]!.trim());
  return names;
}

/** Labels and `.set` names, whoever wrote them. */
function begunNames({ listing }: Analysis): Set<string> {
  const names = new Set<string>();
  for (const { kind, name, rest } of listing.statements) {
    if (kind === 'label' || kind === 'assignment') names.add(name);
    else if (name === '.set' || name === '.equ') names.add(rest.split(',')[0]!.trim());
  }
  return names;
}
