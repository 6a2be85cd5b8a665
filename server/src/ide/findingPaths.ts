// SPDX-License-Identifier: GPL-2.0-or-later
// Two ways that meet without agreeing: where they part, which instructions changed the stack on each, and what the stack is where they
// meet. Plain records; findings.ts makes related information and words of them.

import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { shownIn, type Origin } from '../base/origin.ts';
import { lineAt } from '../base/text.ts';
import type { CfiState, EdgeKind, Finding } from '../objtool/checked.ts';
import { stateAfter } from '../objtool/stateAfter.ts';
import { looksEqual, savedRegisters, shortState } from './stateWords.ts';

/** An instruction (or the same one several times in a row) that changes the stack on a way. */
export interface WayStep {
  readonly text: string;
  readonly origin: Origin;
  /** 1-based line in the main file, if it shows there. */
  readonly line: number | undefined;
  readonly times: number;
  readonly before: CfiState;
  readonly after: CfiState;
}

export interface Way {
  /** `by the jump at line 8`, `by falling through`. */
  readonly name: string;
  readonly steps: readonly WayStep[];
  /** At the place where the ways meet. */
  readonly state: CfiState;
}

export interface Ways {
  readonly split: { readonly text: string; readonly origin: Origin; readonly state: CfiState | undefined } | undefined;
  readonly first: Way;
  readonly second: Way;
}

export function waysOf(analysis: Analysis, finding: Finding): Ways | undefined {
  const { paths, instruction } = finding;
  if (!paths || (paths.first.length === 0 && paths.second.length === 0)) return undefined;
  const way = (steps: readonly number[], state: CfiState): Way => ({ name: nameOf(analysis, steps, paths.split, instruction), steps: changes(analysis, steps, paths.split, state), state });
  const first = way(paths.first, paths.firstState), second = way(paths.second, paths.secondState);
  const statement = paths.split === undefined ? undefined : statementOf(analysis, paths.split);
  return {
    split: statement && { text: statement.source.text, origin: statement.origin, state: analysis.checked.instructions[paths.split!]?.state },
    first: first.name === second.name ? { ...first, name: `${first.name} (the first time)` } : first,
    second: first.name === second.name ? { ...second, name: `${second.name} (later)` } : second,
  };
}

/** What a step did, in words: `one word pushed`, `rbx saved`. */
export function changeWords(before: CfiState, after: CfiState): string {
  const parts: string[] = [];
  if (before.cfa.base === after.cfa.base && before.type === after.type) {
    const bytes = after.cfa.offset - before.cfa.offset;
    if (bytes !== 0) parts.push(amountWords(bytes));
  } else parts.push(`${shortState(before)} becomes ${shortState(after)}`);
  const names = (state: CfiState) => new Set(savedRegisters(state).map(s => s.register));
  const old = names(before), now = names(after);
  const saved = [...now].filter(name => !old.has(name)), restored = [...old].filter(name => !now.has(name));
  if (saved.length > 0) parts.push(`${saved.join(', ')} saved`);
  if (restored.length > 0) parts.push(`${restored.join(', ')} restored`);
  return parts.join(', ');
}

/** `one word pushed`, `24 bytes taken off`. */
export function amountWords(bytes: number): string {
  const size = Math.abs(bytes), words = size / 8;
  const amount = words === 1 ? 'one word' : Number.isInteger(words) ? `${words} words` : `${size} bytes`;
  return `${amount} ${bytes > 0 ? 'pushed' : 'taken off'}`;
}

/** How control got from the split to the way's first instruction. */
function nameOf(analysis: Analysis, steps: readonly number[], split: number | undefined, join: number | undefined): string {
  const own = split !== undefined && steps[0] === split ? steps.slice(1) : steps;
  const next = own[0] ?? join;
  const kind = split === undefined ? undefined : analysis.checked.instructions[split]?.next.find(edge => edge.to === next)?.kind;
  const last = steps[steps.length - 1];
  const line = lineOf(analysis, last);
  if (split === undefined || kind === undefined) return line === undefined ? 'one way' : `from line ${line}`;
  return edgeWords(kind, lineOf(analysis, split));
}

function edgeWords(kind: EdgeKind, line: number | undefined): string {
  const at = line === undefined ? '' : ` at line ${line}`;
  switch (kind) {
    case 'jump': return `by the jump${at}`;
    case 'fall-through': return 'by falling through';
    case 'alternative': return `through the replacement${at}`;
    case 'fixup': return `by the fixup of the fault${at}`;
    case 'jump-table': return `by the jump table${at}`;
    case 'jump-label': return `by the jump label${at}`;
  }
}

function lineOf(analysis: Analysis, instruction: number | undefined): number | undefined {
  const origin = instruction === undefined ? undefined : statementOf(analysis, instruction)?.origin;
  const shown = origin && shownIn(analysis.source, origin);
  return shown && lineAt(analysis.source, shown.start) + 1;
}

function changes(analysis: Analysis, steps: readonly number[], split: number | undefined, end: CfiState): WayStep[] {
  const found: WayStep[] = [];
  for (const [at, step] of steps.entries()) {
    const instruction = analysis.checked.instructions[step];
    if (!instruction?.state || (step === split && at === 0 && steps.length > 1)) continue;
    const following = steps[at + 1];
    // A hint on the next instruction changes the state as well; the last step leads to the join.
    const after = following === undefined ? stateAfter(analysis.checked, step) ?? end : analysis.checked.instructions[following]?.state ?? stateAfter(analysis.checked, step);
    const statement = statementOf(analysis, step);
    if (!after || !statement || looksEqual(instruction.state, after)) continue;
    const last = found[found.length - 1];
    if (last && isRepeated(last, statement.origin, statement.source.text)) { found[found.length - 1] = { ...last, times: last.times + 1, after }; continue; }
    found.push({ text: statement.source.text, origin: statement.origin, line: lineOf(analysis, step), times: 1, before: instruction.state, after });
  }
  return found;
}

/** The rounds of a .rept, the calls of one line's macro: spelled at one place. */
function isRepeated(step: WayStep, origin: Origin, text: string): boolean {
  return step.origin.place.file === origin.place.file && step.origin.start === origin.start && step.text === text;
}
