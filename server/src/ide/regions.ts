// SPDX-License-Identifier: GPL-2.0-or-later
// Symbols as the file writes them: from SYM_*_START (or ENTRY) to its end, by the lines of the file. What is inside a macro body or left
// out by a conditional does not count.

import type { Analysis } from '../analysis/analyse.ts';
import { lineSpan } from '../base/text.ts';

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

const kept = new WeakMap<Analysis, { regions: readonly Region[]; looseEnds: readonly LooseEnd[] }>();

export function regionsOf(analysis: Analysis): readonly Region[] { return read(analysis).regions; }
export function looseEndsOf(analysis: Analysis): readonly LooseEnd[] { return read(analysis).looseEnds; }

function read(analysis: Analysis): { regions: readonly Region[]; looseEnds: readonly LooseEnd[] } {
  const known = kept.get(analysis);
  if (known) return known;
  const { source, preprocessed } = analysis;
  const left = preprocessed.inactive.filter(region => region.file === source);
  const open: { name: string; startWord: string; startLine: number; lastLine: number; depth: number; over: boolean }[] = [], regions: Region[] = [], looseEnds: LooseEnd[] = [];
  let inMacro = 0, continued = false, comment = false;
  const close = (region: typeof open[number], endLine?: number, endWord?: string) => {
    const { name, startWord, startLine, lastLine } = region;
    regions.push({ name, startWord, startLine, lastLine, endLine, endWord, fittingEnd: fittingEnd(region.startWord, analysis) });
  };
  for (let line = 0; line < source.lineStarts.length; line++) {
    const { start, end } = lineSpan(source, line);
    const text = source.text.slice(start, end), wasContinued = continued, wasComment = comment;
    continued = text.endsWith('\\');
    if (comment ? text.includes('*/') : text.includes('/*') && !text.includes('*/', text.indexOf('/*'))) comment = !comment;
    if (wasComment || wasContinued || /^\s*#\s*define\b/.test(text) || left.some(region => region.start <= start && start < region.end)) continue;
    if (/^\s*\.(?:macro|rept|irpc?)\b/.test(text)) inMacro++;
    if (/^\s*\.end[mr]\b/.test(text)) { inMacro--; continue; }
    if (inMacro > 0) continue;
    const begun = starts.exec(text);
    if (begun) {
      for (const region of open) region.over = true;
      // Symbols inside another one are rare and meant; what never ends is closed when all is read.
      open.push({ name: begun[2]!, startWord: begun[1]!, startLine: line, lastLine: line, depth: 0, over: false });
      continue;
    }
    const ended = ends.exec(text);
    if (ended) {
      const at = open.findLastIndex(region => region.name === ended[2]);
      if (at < 0) looseEnds.push({ name: ended[2]!, word: ended[1]!, line });
      else close(open.splice(at, 1)[0]!, line, ended[1]);
      continue;
    }
    const last = open.at(-1), section = /^\s*\.(section|data|bss|text|pushsection|popsection|previous)\b/.exec(text)?.[1];
    if (!last || last.over) continue;
    if (section === 'pushsection') last.depth++;
    else if (section === 'popsection' && last.depth > 0) last.depth--;
    // What stands in another section is not this symbol's any more.
    else if (section !== undefined) last.over = true;
    else if (last.depth === 0 && /^\s*[\w.]/.test(text) && !/^\s*(?:EXPORT_SYMBOL|STACK_FRAME|SYM_FUNC_ALIAS|\.endif|\.endr)/.test(text)) last.lastLine = line;
  }
  for (const region of open) close(region);
  const result = { regions: regions.sort((a, b) => a.startLine - b.startLine), looseEnds };
  kept.set(analysis, result);
  return result;
}

function fittingEnd(startWord: string, analysis: Analysis): string {
  const kind = /^SYM_(?:TYPED_)?(FUNC|CODE|DATA)/.exec(startWord)?.[1];
  if (kind) return `SYM_${kind}_END`;
  return startWord === 'ENTRY' && !analysis.preprocessed.macros.has('SYM_FUNC_END') ? 'ENDPROC' : startWord === 'ENTRY' && analysis.preprocessed.macros.has('ENDPROC') ? 'ENDPROC' : 'SYM_FUNC_END';
}
