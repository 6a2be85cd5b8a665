// SPDX-License-Identifier: GPL-2.0-or-later
// The other configurations of a file. A fix has to hold in every arm of its conditionals: those of the edited function one by one, all
// others at once. What depends on one CONFIG symbol changes together, in the headers too; any other condition is turned over where it
// stands. An arm that does not assemble here (32-bit code) can be judged by nobody.
//
//     #ifdef CONFIG_A            #undef CONFIG_A          #if A > 1       #if 0
//                                #ifdef CONFIG_A          #elif B         #elif 1
//     #endif                     #endif                   #endif          #endif

import { KeptWith } from '../../base/keptWith.ts';
import type { Analysis } from '../../analysis/analyse.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import type { Edit } from './edits.ts';

/** Each arm is an analysis without the fix, which is kept, and one with it. */
const mostArms = 4;
/** Lines around an edit that are taken for its function where no symbol begins. */
const reach = 60;

/** Edits that bring another arm in. Those within the file keep all offsets; a definition is a line in front of everything. */
export interface Flip { readonly edits: readonly Edit[]; readonly define: string }

/**
 * Each of `near` is a list of ways to the same configuration: the first that assembles counts. `functions`: first and last lines of what is
 * edited. All far arms at once need not fit together, so that configuration says something only about the other functions.
 */
export function armsAround(analysis: Analysis, edits: readonly Edit[]): { readonly near: readonly (readonly Flip[])[]; readonly far: Flip; readonly functions: readonly (readonly [number, number])[] } {
  const { source } = analysis, near: Flip[][] = [], far: Edit[] = [];
  const functions = edits.map(edit => functionAround(analysis, lineAt(source, edit.start)));
  for (const { symbol, chains } of conditions(analysis)) {
    const others = turned(chains);
    if (others.length === 0 || others.some(flip => flip.some(({ start, end }) => edits.some(edit => edit.start < end && edit.end > start)))) continue;
    const isNear = functions.some(([from, to]) => chains.some(({ branches, close }) => close >= from && branches[0]!.line <= to));
    const ways = symbol === undefined ? others.map(own => [{ edits: own, define: '' }]) : [[{ edits: [], define: definition(analysis, symbol) }, { edits: others[0]!, define: '' }]];
    if (isNear && near.length + ways.length <= mostArms) near.push(...ways);
    else far.push(...others[0]!);
  }
  return { near, far: { edits: far, define: '' }, functions };
}

/** As edits of the file. */
export function flipEdits({ edits, define }: Flip): Edit[] { return [...define === '' ? [] : [{ start: 0, end: 0, text: define }], ...edits]; }

function definition(analysis: Analysis, symbol: string): string { return analysis.preprocessed.macros.has(symbol) ? `#undef ${symbol}\n` : `#define ${symbol} 1\n`; }

/** Per other arm the edits of all chains with the same conditions. */
function turned(chains: readonly Conditional[]): Edit[][] {
  const arms: Edit[][] = [];
  for (const { others } of chains) others.forEach((flip, arm) => { (arms[arm] ??= []).push(...flip); });
  return arms;
}

/** Does the text at `offset` come in? */
export function isIn({ source, preprocessed }: Analysis, offset: number): boolean {
  return !preprocessed.inactive.some(region => region.file === source && region.start <= offset && offset < region.end);
}

/** The part of a flip that assembles as well as the file did: arms in which new errors stand are left alone. */
export function assembling(analysis: Analysis, flip: Flip, flippedTo: (edits: readonly Edit[]) => Analysis): { readonly flip: Flip; readonly flipped: Analysis } | undefined {
  let left = flip;
  for (let tries = 0; tries < 3 && (left.edits.length > 0 || left.define !== ''); tries++) {
    const flipped = flippedTo(flipEdits(left)), errors = newErrors(analysis, flipped, left);
    if (errors.length === 0) return { flip: left, flipped };
    const holds = ({ branches, close }: Conditional, line: number) => branches[0]!.line <= line && line <= close;
    const chains = conditions(analysis).flatMap(condition => condition.chains).filter(chain => errors.some(line => holds(chain, line)));
    const kept = left.edits.filter(({ start }) => !chains.some(chain => holds(chain, lineAt(analysis.source, start))));
    if (kept.length === left.edits.length) return undefined;
    left = { edits: kept, define: left.define };
  }
  return undefined;
}

/** Lines of errors of cpp and as that the other text does not have; -1 for those in other files. */
function newErrors(analysis: Analysis, flipped: Analysis, { define }: Flip): number[] {
  const linesOf = (one: Analysis, shift: number) => one.diagnostics.filter(d => d.severity === 'error').map(d => d.origin?.place.file.path === one.source.path ? lineAt(one.source, d.origin.start) - shift : -1);
  const old = new Set(linesOf(analysis, 0));
  return linesOf(flipped, define === '' ? 0 : 1).filter(line => !old.has(line));
}

/** From the symbol that begins above to the next one's beginning. */
function functionAround(analysis: Analysis, line: number): [number, number] {
  const { source } = analysis, starts = (at: number) => /^\s*(?:SYM_\w+_START\w*|ENTRY|SYM_TYPED_FUNC_START)\s*\(/.test(source.text.slice(...spanOf(analysis, at)));
  let from = line, to = line + 1;
  while (from > 0 && line - from < reach && !starts(from)) from--;
  while (to < source.lineStarts.length && to - line < reach && !starts(to)) to++;
  return [from, to - 1];
}

function spanOf(analysis: Analysis, line: number): [number, number] {
  const { start, end } = lineSpan(analysis.source, line);
  return [start, end];
}

interface Branch { readonly line: number; readonly word: string }

interface Conditional {
  /** #if or its like, then every #elif and #else. */
  readonly branches: readonly Branch[];
  /** Line of the #endif. */
  readonly close: number;
  /** For each arm that is out now; for an #if without #else also the one that leaves it out. */
  readonly others: readonly (readonly Edit[])[];
}

/** Chains that one thing decides: a CONFIG symbol, or the same words. */
interface Condition { readonly symbol: string | undefined; readonly chains: readonly Conditional[] }

const known = new KeptWith<object, readonly Condition[]>();

/** Whole chains only, and none inside an arm that is left out itself. */
function conditions(analysis: Analysis): readonly Condition[] {
  const kept = known.get(analysis.preprocessed);
  if (kept) return kept;
  const groups = new Map<string, { symbol: string | undefined; chains: Conditional[] }>(), open: Branch[][] = [];
  const textOf = (line: number) => analysis.source.text.slice(...spanOf(analysis, line));
  for (let line = 0; line < analysis.source.lineStarts.length; line++) {
    const word = /^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b/.exec(textOf(line))?.[1];
    if (word === undefined) continue;
    if (word.startsWith('if')) open.push([{ line, word }]);
    else if (word !== 'endif') open.at(-1)?.push({ line, word });
    else {
      const branches = open.pop();
      if (!branches || branches.some(branch => isGuard(analysis, branch.line)) || !isActive(analysis, branches[0]!.line - 1)) continue;
      const words = branches.filter(branch => branch.word !== 'else').map(branch => textOf(branch.line).trim());
      const symbol = words.length === 1 ? /^#\s*(?:ifn?def\s+|if\s+!?\s*(?:defined\s*\(?|IS_ENABLED\s*\()\s*)(CONFIG_\w+)\s*\)?\s*(?:\/[/*].*)?$/.exec(words[0]!)?.[1] : undefined;
      const key = symbol ?? words.join('\n'), group = groups.get(key) ?? { symbol, chains: [] };
      groups.set(key, group);
      group.chains.push({ branches, close: line, others: othersOf(analysis, branches) });
    }
  }
  const found = [...groups.values()];
  known.set(analysis.preprocessed, found);
  return found;
}

function othersOf(analysis: Analysis, branches: readonly Branch[]): Edit[][] {
  const conditions = branches.filter(branch => branch.word !== 'else'), hasElse = conditions.length < branches.length;
  const now = branches.findIndex(branch => isActive(analysis, branch.line));
  const flips: Edit[][] = [];
  // The last one writes 0 everywhere: the #else, or nothing.
  for (let arm = 0; arm <= conditions.length; arm++) {
    if (arm === now || (arm === conditions.length && !hasElse && now < 0)) continue;
    const flip = conditions.slice(0, arm + 1).flatMap(({ line, word }, i) => {
      const [start, end] = spanOf(analysis, line), text = `#${word.startsWith('el') ? 'elif' : 'if'} ${i === arm ? 1 : 0}`.padEnd(end - start);
      return text.length === end - start ? [{ start, end, text }] : [];
    });
    if (flip.length === Math.min(arm + 1, conditions.length)) flips.push(flip);
  }
  return flips;
}

/** Is what stands behind this line in? */
function isActive(analysis: Analysis, line: number): boolean {
  if (line < 0) return true;
  const behind = lineSpan(analysis.source, line).end + 1;
  return !analysis.preprocessed.inactive.some(region => region.file === analysis.source && region.start <= behind && behind < region.end);
}

/** A continued directive, an include guard: not a choice of configuration. */
function isGuard(analysis: Analysis, line: number): boolean {
  const text = analysis.source.text.slice(...spanOf(analysis, line));
  return text.endsWith('\\') || /#\s*ifndef\s+_\w+_[HS]_*\s*$/.test(text) || /__ASSEMBLY__|__ASSEMBLER__/.test(text);
}

