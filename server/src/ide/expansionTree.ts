// SPDX-License-Identifier: GPL-2.0-or-later
// What a macro call, or an #include, becomes: a tree of calls with statements as leaves, each with the state in front of it. All levels
// are in the tree; how many are shown is the reader's choice (one level at a time is "step by step"). A call inside a macro's body
// that is expanded many times is shown as its first expansion.

import { KeptWith } from '../base/keptWith.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { expansionsOf, type Expansion, type Span } from '../base/origin.ts';
import { lineAt, type SourceText } from '../base/text.ts';
import type { Statement } from '../gas/statement.ts';
import type { CfiState } from '../objtool/checked.ts';
import { shortState } from './stateWords.ts';

export interface ExpandedStatement {
  readonly kind: 'statement';
  readonly text: string;
  /** Undefined for what is no instruction. */
  readonly instruction: number | undefined;
  readonly before: CfiState | undefined;
  readonly spelled: Span;
}

export interface ExpandedCall {
  readonly kind: 'call';
  readonly expansion: Expansion;
  /** The call as it is written. */
  readonly text: string;
  readonly children: readonly (ExpandedCall | ExpandedStatement)[];
}

/** The call at an offset of the file, or without a column the first one on a line. */
export function expansionTree(analysis: Analysis, line: number, offset?: number): ExpandedCall | undefined {
  const chains = chainsOf(analysis);
  const chosen = chooseCall(analysis, chains, line, offset);
  if (!chosen) return undefined;
  const root: Building = { kind: 'call', expansion: chosen.expansion, text: callText(chosen.expansion), children: [] };
  const instructions = instructionsOf(analysis);
  for (const { statement, chain } of chains) {
    if (chain[chosen.level] === undefined || keyTo(chain, chosen.level) !== chosen.key) continue;
    let node = root;
    for (const expansion of chain.slice(chosen.level + 1)) {
      const last = node.children[node.children.length - 1];
      if (last?.kind === 'call' && keyOf(last.expansion) === keyOf(expansion)) { node = last; continue; }
      const inner: Building = { kind: 'call', expansion, text: callText(expansion), children: [] };
      node.children.push(inner);
      node = inner;
    }
    const instruction = instructions.get(statement), { origin } = statement;
    node.children.push({
      kind: 'statement', text: statement.source.text, instruction, before: instruction === undefined ? undefined : analysis.checked.instructions[instruction]!.state,
      spelled: { file: origin.place.file, start: origin.start, end: origin.end },
    });
  }
  return root;
}

export interface ExpandedRow {
  readonly text: string;
  /** The state in front of an instruction. */
  readonly note: string;
  /** A statement where it is written, a call where it is called. */
  readonly spelled: Span;
  /** Of a call: its macro, or the included file. */
  readonly definition?: Span | undefined;
  readonly instruction?: number | undefined;
}

/** As lines: calls as comments over what they become. `levels`: deeper calls stay as they are written. */
export function expansionRows(tree: ExpandedCall, levels = Infinity, nameOfFile: (file: SourceText) => string = file => file.path): ExpandedRow[] {
  const rows: ExpandedRow[] = [];
  const walk = (call: ExpandedCall, level: number): void => {
    const { definition } = call.expansion, spelled = spellingOf(call.expansion);
    const where = definition ? `${nameOfFile(definition.file)}:${lineAt(definition.file, definition.start) + 1}` : '';
    rows.push({ text: `${'  '.repeat(level)}# ${call.text}${where === '' ? '' : `    ${where}`}`, note: '', spelled, definition });
    for (const child of call.children) {
      if (child.kind === 'statement') rows.push({ text: `\t${child.text}`, note: child.instruction === undefined ? '' : shortState(child.before), spelled: child.spelled, instruction: child.instruction });
      else if (level + 1 < levels) walk(child, level + 1);
      else rows.push({ text: `\t${child.text}`, note: shortState(firstState(child)), spelled: spellingOf(child.expansion), definition: child.expansion.definition });
    }
  };
  walk(tree, 0);
  return rows;
}

/** As text, states behind instructions. */
export function printExpansion(tree: ExpandedCall, levels = Infinity, nameOfFile: (file: SourceText) => string = file => file.path): string {
  const rows = expansionRows(tree, levels, nameOfFile);
  const width = rows.reduce((most, { text, note }) => note === '' ? most : Math.max(most, text.length), 0);
  return rows.map(({ text, note }) => note === '' ? `${text}\n` : `${text.padEnd(width)}\t# ${note}\n`).join('');
}

function spellingOf({ call: { place, start, end } }: Expansion): Span { return { file: place.file, start, end }; }

interface Building extends ExpandedCall { readonly children: (Building | ExpandedStatement)[] }
interface Chained { readonly statement: Statement; /** Outermost first. */ readonly chain: readonly Expansion[] }

const keptChains = new KeptWith<Analysis, readonly Chained[]>();

function chainsOf(analysis: Analysis): readonly Chained[] {
  let chains = keptChains.get(analysis);
  if (!chains) keptChains.set(analysis, chains = analysis.listing.statements.map(statement => ({ statement, chain: chainOf(statement) })));
  return chains;
}

/** A statement that begins with an argument (`name:` of SYM_FUNC_START) came through the call that the argument stands in. */
function chainOf({ origin, source }: Statement): Expansion[] {
  let chain = [...expansionsOf(origin.place)];
  for (const { place } of source.runs) {
    if (place === origin.place || !place.expansion) continue;
    const other = [...expansionsOf(place)];
    if (other.length > chain.length && other.some(({ call }) => call.place.file === origin.place.file && call.start < origin.start && origin.start < call.end)) chain = other;
  }
  return chain.reverse();
}

function keyOf({ kind, call, ordinal }: Expansion): string { return `${kind} ${call.place.file.path} ${call.start} ${ordinal ?? ''}`; }
function keyTo(chain: readonly Expansion[], level: number): string { return chain.slice(0, level + 1).map(keyOf).join('|'); }

/** Without an offset the outermost call that begins on the line; with one the innermost around it. */
function chooseCall({ source }: Analysis, chains: readonly Chained[], line: number, offset: number | undefined): { expansion: Expansion; level: number; key: string } | undefined {
  const from = source.lineStarts[line] ?? source.text.length, to = source.lineStarts[line + 1] ?? source.text.length;
  let best: { expansion: Expansion; level: number; chain: readonly Expansion[] } | undefined;
  for (const { chain } of chains) {
    for (const [level, expansion] of chain.entries()) {
      const { place, start, end } = expansion.call;
      if (place.file !== source || expansion.kind === 'rept' || expansion.kind === 'irp' || start < from || start >= to) continue;
      const fits = offset === undefined || (start <= offset && offset <= Math.max(end, start + expansion.name.length));
      if (!fits) continue;
      const width = end - start, known = best && best.expansion.call.end - best.expansion.call.start;
      if (best === undefined || known === undefined || (offset === undefined ? start < best.expansion.call.start || (start === best.expansion.call.start && width > known) : width < known)) best = { expansion, level, chain };
    }
  }
  return best && { expansion: best.expansion, level: best.level, key: keyTo(best.chain, best.level) };
}

/** A gas call reaches to the end of its statement, also where its last argument came from elsewhere. */
function callText({ call, kind, name }: Expansion): string {
  const { text } = call.place.file;
  const end = kind === 'macro' ? Math.max(call.end, endOfStatement(text, call.start)) : call.end;
  const written = text.slice(call.start, end).replace(/\\\r?\n/g, ' ').replace(/\/\*[^]*?\*\//g, ' ').replace(/\s+/g, ' ').trim();
  return kind === 'include' && !written.startsWith('#') ? `#include ${written || name}` : written || name;
}

function endOfStatement(text: string, start: number): number {
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') quoted = !quoted;
    else if (c === '\\' && /^\\\r?\n/.test(text.slice(i, i + 3))) i += text[i + 1] === '\r' ? 2 : 1;
    else if (c === '\n' || (!quoted && (c === ';' || c === '#' || (c === '/' && (text[i + 1] === '/' || text[i + 1] === '*'))))) return i;
  }
  return text.length;
}

function firstState(call: ExpandedCall): CfiState | undefined {
  for (const child of call.children) {
    const state = child.kind === 'call' ? firstState(child) : child.before;
    if (state) return state;
  }
  return undefined;
}

const keptInstructions = new KeptWith<Analysis, ReadonlyMap<Statement, number>>();

function instructionsOf(analysis: Analysis): ReadonlyMap<Statement, number> {
  let map = keptInstructions.get(analysis);
  if (!map) {
    const made = new Map<Statement, number>();
    for (let i = 0; i < analysis.checked.instructions.length; i++) { const statement = statementOf(analysis, i); if (statement && !made.has(statement)) made.set(statement, i); }
    keptInstructions.set(analysis, map = made);
  }
  return map;
}
