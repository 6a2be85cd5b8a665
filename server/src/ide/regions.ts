// SPDX-License-Identifier: GPL-2.0-or-later
// Symbols as the file writes them: from SYM_*_START (or ENTRY) to its end, by the lines of the file. What is inside a macro body or left
// out by a conditional does not count.

import type { Analysis } from '../analysis/analyse.ts';
import { livingFact } from '../analysis/livingFact.ts';
import { changeBetween, lineAt, lineSpan, type SourceText } from '../base/text.ts';

export interface Region {
  readonly name: string;
  readonly startWord: string;
  /** 0-based lines. */
  readonly startLine: number;
  /** Undefined: it is not ended. */
  readonly endLine: number | undefined;
  readonly endWord: string | undefined;
  /** The end that its beginning asks for. */
  readonly fittingEnd: string;
  /** The last line with code before the next beginning. */
  readonly lastLine: number;
}

export interface LooseEnd { readonly name: string; readonly word: string; readonly line: number }

const starts = /^\s*(SYM_(?:TYPED_)?(?:FUNC|CODE|DATA)_START\w*|SYM_START|ENTRY)\s*\(\s*([\w.$]+)/;
const ends = /^\s*(SYM_(?:FUNC|CODE|DATA)_END|SYM_END|ENDPROC|END)\s*\(\s*([\w.$]+)/;

export function regionsOf(analysis: Analysis): readonly Region[] { return read(analysis).regions; }
export function looseEndsOf(analysis: Analysis): readonly LooseEnd[] { return read(analysis).looseEnds; }

/** What a line by itself says. */
interface LineWords {
  /** The next line belongs to it. */
  readonly continues: boolean;
  readonly opensComment: boolean;
  readonly closesComment: boolean;
  readonly defines: boolean;
  readonly opensMacro: boolean;
  readonly closesMacro: boolean;
  readonly begun: { readonly name: string; readonly word: string } | undefined;
  readonly ended: { readonly name: string; readonly word: string } | undefined;
  readonly section: string | undefined;
  /** Something of a symbol's. */
  readonly isCode: boolean;
}

/** Only lines that are other ones than before are read. */
const wordsOf = livingFact<{ readonly source: SourceText; readonly lines: readonly LineWords[] }>(({ source }, before) => {
  if (!before) return { source, lines: source.lineStarts.map((_, line) => readLine(source, line)) };
  const change = changeBetween(before.source.text, source.text), first = lineAt(source, change.start), last = lineAt(source, change.newEnd), fresh: LineWords[] = [];
  for (let line = first; line <= last; line++) fresh.push(readLine(source, line));
  return { source, lines: [...before.lines.slice(0, first), ...fresh, ...before.lines.slice(lineAt(before.source, change.oldEnd) + 1)] };
});

function readLine(source: SourceText, line: number): LineWords {
  const { start, end } = lineSpan(source, line), text = source.text.slice(start, end), opens = text.indexOf('/*'), closesComment = text.includes('*/');
  // The first character rules most of it out.
  const at = text.search(solid), first = at < 0 ? '' : text[at]!, directive = first === '.', named = first === 'S' || first === 'E' ? starts.exec(text) ?? ends.exec(text) : null;
  const section = directive ? sectionChange.exec(text)?.[1] : undefined, continues = text.endsWith('\\'), opensComment = opens >= 0 && !text.includes('*/', opens);
  const defines = first === '#' && /^\s*#\s*define\b/.test(text), opensMacro = directive && /^\s*\.(?:macro|rept|irpc?)\b/.test(text), closesMacro = directive && /^\s*\.end[mr]\b/.test(text);
  const isCode = directive ? !/^\s*\.end(?:if|r)/.test(text) : /\w/.test(first) && !((first === 'S' || first === 'E') && /^\s*(?:EXPORT_SYMBOL|STACK_FRAME|SYM_FUNC_ALIAS)/.test(text));
  if (named) {
    const isEnd = ends.test(text), word = { word: named[1]!, name: named[2]! };
    return { continues, opensComment, closesComment, defines, opensMacro, closesMacro, begun: isEnd ? undefined : word, ended: isEnd ? word : undefined, section, isCode };
  }
  const bits = (continues ? 1 : 0) | (opensComment ? 2 : 0) | (closesComment ? 4 : 0) | (defines ? 8 : 0) | (opensMacro ? 16 : 0) | (closesMacro ? 32 : 0) | (isCode ? 64 : 0), key = section === undefined ? bits : `${bits} ${section}`;
  let kind = kinds.get(key);
  if (!kind) kinds.set(key, kind = { continues, opensComment, closesComment, defines, opensMacro, closesMacro, begun: undefined, ended: undefined, section, isCode });
  return kind;
}

const solid = /\S/, sectionChange = /^\s*\.(section|data|bss|text|pushsection|popsection|previous)\b/;

/** Nearly all lines are of a few kinds; one object for each is read from the cache. */
const kinds = new Map<number | string, LineWords>();

const read = livingFact<{ readonly regions: readonly Region[]; readonly looseEnds: readonly LooseEnd[] }>(analysis => {
  const { source, preprocessed } = analysis, { lineStarts } = source;
  const left = preprocessed.inactive.filter(region => region.file === source).sort((a, b) => a.start - b.start);
  const open: { name: string; startWord: string; startLine: number; lastLine: number; depth: number; over: boolean }[] = [], regions: Region[] = [], looseEnds: LooseEnd[] = [];
  let inMacro = 0, continued = false, comment = false, leftUntil = 0, nextLeft = 0;
  const close = (region: typeof open[number], endLine?: number, endWord?: string) => {
    const { name, startWord, startLine, lastLine } = region;
    regions.push({ name, startWord, startLine, lastLine, endLine, endWord, fittingEnd: fittingEnd(region.startWord, analysis) });
  };
  for (const [line, words] of wordsOf(analysis).lines.entries()) {
    const start = lineStarts[line]!, wasContinued = continued, wasComment = comment;
    continued = words.continues;
    if (comment ? words.closesComment : words.opensComment) comment = !comment;
    while (nextLeft < left.length && left[nextLeft]!.start <= start) leftUntil = Math.max(leftUntil, left[nextLeft++]!.end);
    if (wasComment || wasContinued || words.defines || start < leftUntil) continue;
    if (words.opensMacro) inMacro++;
    if (words.closesMacro) { inMacro--; continue; }
    if (inMacro > 0) continue;
    const { begun, ended, section } = words;
    if (begun) {
      for (const region of open) region.over = true;
      // Symbols inside another one are rare and meant; what never ends is closed when all is read.
      open.push({ name: begun.name, startWord: begun.word, startLine: line, lastLine: line, depth: 0, over: false });
      continue;
    }
    if (ended) {
      const at = open.findLastIndex(region => region.name === ended.name);
      if (at < 0) looseEnds.push({ name: ended.name, word: ended.word, line });
      else close(open.splice(at, 1)[0]!, line, ended.word);
      continue;
    }
    const last = open.at(-1);
    if (!last || last.over) continue;
    if (section === 'pushsection') last.depth++;
    else if (section === 'popsection' && last.depth > 0) last.depth--;
    // What stands in another section is not this symbol's any more.
    else if (section !== undefined) last.over = true;
    else if (last.depth === 0 && words.isCode) last.lastLine = line;
  }
  for (const region of open) close(region);
  return { regions: regions.sort((a, b) => a.startLine - b.startLine), looseEnds };
});

function fittingEnd(startWord: string, analysis: Analysis): string {
  const kind = /^SYM_(?:TYPED_)?(FUNC|CODE|DATA)/.exec(startWord)?.[1];
  if (kind) return `SYM_${kind}_END`;
  return startWord === 'ENTRY' && !analysis.preprocessed.macros.has('SYM_FUNC_END') ? 'ENDPROC' : startWord === 'ENTRY' && analysis.preprocessed.macros.has('ENDPROC') ? 'ENDPROC' : 'SYM_FUNC_END';
}
