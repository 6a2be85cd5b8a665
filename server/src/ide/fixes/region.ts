// SPDX-License-Identifier: GPL-2.0-or-later
// The part of a proof that says what did not change: instructions and their states in all functions but those that are mended. Distances
// (branches, rip-relative operands, differences of labels) move with the code between, so mnemonics and lengths are compared, not bytes.

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import type { CfiState } from '../../objtool/checked.ts';
import type { PlacedFinding } from '../findings.ts';
import { savedRegisters, shortState } from '../stateWords.ts';
import type { Edit } from './edits.ts';

export function unchangedOutside(before: Analysis, after: Analysis, edits: readonly Edit[], finding: PlacedFinding, symbolsOnly: boolean): boolean {
  const mended = symbolsOnly ? undefined : mendedSymbols(before, edits, finding);
  const old = codeOf(before, mended), now = codeOf(after, mended);
  // Where objtool had stopped there was no state to keep, and where it had not even begun nothing at all.
  if (old.length === 0) return true;
  return old.length === now.length && old.every((one, i) => one.code === now[i]!.code && (symbolsOnly || one.state === '' || one.state === now[i]!.state));
}

interface Code { readonly code: string; readonly state: string }

/** The functions whose lines are edited, and the one that the finding is about; '' stands for code without a symbol. */
function mendedSymbols(analysis: Analysis, edits: readonly Edit[], finding: PlacedFinding): Set<string> {
  const symbols = new Set<string>(['']);
  const add = (name: string | undefined) => { if (name !== undefined) symbols.add(name); };
  add(finding.finding?.function);
  // A walk that came in by mistake left its states there: `a() falls through to next function b()`.
  for (const [, name] of (finding.finding?.words ?? '').matchAll(/([\w.$]+)\(\)/g)) add(name);
  add(finding.symbol?.replace(/\+0x[0-9a-f]+.*$/, ''));
  // A symbol that the edit makes.
  for (const { text } of edits) for (const [, name] of text.matchAll(/\b(?:SYM_\w+|ENTRY|WEAK|GLOBAL|ENDPROC|END)\s*\(\s*([\w.$]+)/g)) add(name);
  const { instructions } = analysis.checked;
  if (finding.finding?.instruction !== undefined) add(instructions[finding.finding.instruction]?.symbol);
  let behind = edits.map(() => ({ distance: Infinity, symbols: new Set<string>() }));
  for (let i = 0; i < instructions.length; i++) {
    const statement = statementOf(analysis, i), shown = statement && shownIn(analysis.source, statement.origin);
    if (!shown) continue;
    behind = behind.map((nearest, at) => {
      const edit = edits[at]!;
      if (shown.start <= edit.end && shown.end >= edit.start) add(instructions[i]!.symbol);
      const distance = Math.abs(shown.start - edit.start);
      const own = instructions[i]!.symbol ?? '';
      // The body of a macro is in many functions.
      if (distance === nearest.distance) nearest.symbols.add(own);
      return distance < nearest.distance ? { distance, symbols: new Set([own]) } : nearest;
    });
  }
  for (const nearest of behind) for (const symbol of nearest.symbols) add(symbol);
  return symbols;
}

function codeOf(analysis: Analysis, without: ReadonlySet<string> | undefined): Code[] {
  const { checked, object } = analysis, lines: Code[] = [];
  for (const [i, instruction] of checked.instructions.entries()) {
    if (without?.has(instruction.symbol ?? '')) continue;
    const { decoded } = instruction, section = object.sections[instruction.section]!;
    const code = `${statementOf(analysis, i)?.name ?? ''} ${decoded.type} ${decoded.length}`;
    lines.push({ code: `${section.name} ${code}`, state: stateKey(instruction.beyond === undefined ? instruction.state : undefined) });
  }
  return lines;
}

function stateKey(state: CfiState | undefined): string {
  return state ? `${shortState(state)} ${savedRegisters(state).map(s => `${s.register}${s.offset}`).join()}` : '';
}
