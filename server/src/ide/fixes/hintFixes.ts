// SPDX-License-Identifier: GPL-2.0-or-later
// Code that nothing says the stack of, or that leaves the C world.
//
//   SYM_CODE_START(entry)           SYM_CODE_START(entry)
//       swapgs              =>          UNWIND_HINT_END_OF_STACK
//                                       swapgs

import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import { lineAt, lineSpan } from '../../base/text.ts';
import { regionsOf } from '../regions.ts';
import type { PlacedFinding } from '../findings.ts';
import { insertBeforeStatement, removeStatement, statementEnd } from './edits.ts';
import type { ProposedFix } from './fix.ts';
import { endOfStackHint, hasMacro } from './vocabulary.ts';

/** For unreachable, undefined-stack-state, ctx-switch-in-func, stack-reg-modification and code-region-no-hint: what a person could assert. */
export function hintFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const fixes: ProposedFix[] = finding.code === 'unreachable' ? [...deadCode(analysis, finding), ...lateHint(analysis, finding), ...usualBeginning(analysis, finding)] : [];
  const at = placeOf(analysis, finding);
  fixes.push(...pairedRestore(analysis, finding, at));
  choicesFor(analysis, finding.code, comesToReturn(analysis, finding), isData(analysis, finding)).forEach((hint, i) => fixes.push({
    title: `Assert \`${hint}' here: nothing else says what the stack is`,
    edits: [insertBeforeStatement(analysis, at, [hint])], mendsCode: false, confirmed: false, rank: 10 + i,
  }));
  return fixes;
}

function choicesFor(analysis: Analysis, code: string, returns: boolean, data: boolean): string[] {
  const end = endOfStackHint(analysis), known = (name: string) => hasMacro(analysis, name) ? [name] : [];
  switch (code) {
    case 'unreachable': case 'code-region-no-hint': {
      const list = [...(end ? [end] : []), ...known('UNWIND_HINT_FUNC')];
      const usual = [...(returns ? list.reverse() : list), ...known('UNWIND_HINT_UNDEFINED')], uses = usesOf(analysis);
      // What the regions of this file begin with mostly suits the next one too.
      const worth = (hint: string) => (uses.get(hint) ?? 0) + (data && hint === 'UNWIND_HINT_UNDEFINED' ? 100 : 0);
      return usual.sort((a, b) => worth(b) - worth(a));
    }
    case 'undefined-stack-state': case 'ctx-switch-in-func': case 'stack-reg-modification': return [...known('UNWIND_HINT_UNDEFINED'), ...known('UNWIND_HINT_FUNC')];
    default: return [];
  }
}

/** How often each hint is the first one behind a symbol's beginning. */
function usesOf({ source: { text } }: Analysis): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const [, hint] of text.matchAll(/^\s*SYM_\w*(?:START|LABEL)\w*\(.*\)[^\n]*\n(?:(?![^\n]*SYM_)[^\n]*\n){0,4}?\s*(UNWIND_HINT_\w+)/gm)) uses.set(hint!, (uses.get(hint!) ?? 0) + 1);
  return uses;
}

/** Straight on from here there is a return: then a caller's address lies on the stack. */
function comesToReturn({ checked: { instructions, program } }: Analysis, { finding }: PlacedFinding): boolean {
  const first = finding?.instruction;
  if (first === undefined) return false;
  for (let i = first; i < Math.min(first + 40, instructions.length) && instructions[i]!.symbol === instructions[first]!.symbol; i++) {
    if (instructions[i]!.decoded.type === 'return' || program.instructions[i]?.type === 'return') return true;
    if (instructions[i]!.decoded.type === 'jmp') { const to = instructions[i]!.next[0]?.to; return to !== undefined && instructions[to]?.decoded.type === 'return'; }
  }
  return false;
}

/** Numbers and texts that lie among code: nothing ever executes them. */
function isData(analysis: Analysis, { finding }: PlacedFinding): boolean {
  return finding?.instruction !== undefined && /^\.(?:word|short|long|quad|byte|ascii|string)/.test(statementOf(analysis, finding.instruction)?.name ?? '');
}

/** A hint stands one line too late: behind the ENDBR that it should stand in front of. */
function lateHint(analysis: Analysis, { origin, finding }: PlacedFinding): ProposedFix[] {
  const { source } = analysis, line = lineAt(source, origin.start), next = finding?.instruction === undefined ? undefined : analysis.checked.instructions[finding.instruction + 1];
  if (!next?.hint || line + 1 >= source.lineStarts.length) return [];
  const a = lineSpan(source, line), b = lineSpan(source, line + 1), own = source.text.slice(a.start, a.end), behind = source.text.slice(b.start, b.end);
  if (!/^\s*UNWIND_HINT_\w+/.test(behind)) return [];
  return [{ title: `Exchange \`${own.trim()}' and \`${behind.trim()}'`, edits: [{ ...a, text: behind }, { ...b, text: own }], mendsCode: true, confirmed: true, rank: 0.2 }];
}

/** Regions of entry code that begin with the same macro: this one lost it. */
function usualBeginning(analysis: Analysis, { origin }: PlacedFinding): ProposedFix[] {
  const regions = regionsOf(analysis), line = lineAt(analysis.source, origin.start), own = regions.find(r => r.startLine <= line && line <= (r.endLine ?? r.lastLine));
  if (!own?.startWord.startsWith('SYM_CODE')) return [];
  const first = (at: number) => /^\s*([A-Z][A-Z_0-9]+)\s*$/.exec(analysis.source.text.slice(...spanOf(analysis, at + 1)))?.[1];
  const words = new Set(regions.filter(r => r !== own && r.startWord === own.startWord).flatMap(r => { const word = first(r.startLine); return word === undefined || word.startsWith('UNWIND_HINT') || word === 'ENDBR' || !hasMacro(analysis, word) ? [] : [word]; }));
  const at = analysis.source.lineStarts[own.startLine + 1]!;
  return [...words].slice(0, 2).map(word => ({ title: `Insert \`${word}', as other regions of this file begin`, edits: [{ start: at, end: at, text: `\t${word}\n` }], mendsCode: true, confirmed: false, rank: 0.5 }));
}

/** A SAVE above it that nothing restores. */
function pairedRestore(analysis: Analysis, { origin, code }: PlacedFinding, at: number): ProposedFix[] {
  const line = lineAt(analysis.source, origin.start), region = regionsOf(analysis).find(r => r.startLine <= line && line <= (r.endLine ?? r.lastLine));
  if (!region || (code !== 'unreachable' && code !== 'ctx-switch-in-func')) return [];
  const [start] = spanOf(analysis, region.startLine), [, end] = spanOf(analysis, region.endLine ?? region.lastLine), body = analysis.source.text.slice(start, end);
  if (!/^\s*UNWIND_HINT_SAVE\b/m.test(body) || /^\s*UNWIND_HINT_RESTORE\b/m.test(body)) return [];
  return [{ title: 'Insert `UNWIND_HINT_RESTORE\', which the UNWIND_HINT_SAVE above is for', edits: [insertBeforeStatement(analysis, at, ['UNWIND_HINT_RESTORE'])], mendsCode: true, confirmed: true, rank: 0.3 }];
}

function spanOf(analysis: Analysis, line: number): [number, number] {
  if (line >= analysis.source.lineStarts.length) return [0, 0];
  const { start, end } = lineSpan(analysis.source, line);
  return [start, end];
}

/** Where objtool wants to see the hint: for two kinds on the instruction behind. */
function placeOf(analysis: Analysis, finding: PlacedFinding): number {
  if (finding.code !== 'ctx-switch-in-func' && finding.code !== 'stack-reg-modification') return finding.origin.start;
  const next = analysis.listing.statements.find(s => s.kind === 'instruction' && s.origin.place.file === analysis.source && s.origin.start > finding.origin.start);
  return next?.origin.start ?? finding.origin.start;
}

/** Take out what nobody reaches, or the jump or return in front of it that made it so. */
function deadCode(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const first = finding.finding?.instruction;
  if (first === undefined || startsSymbol(analysis, first)) return [];
  const { instructions } = analysis.checked, fixes: ProposedFix[] = [];
  const own = instructions[first]!.symbol, section = instructions[first]!.section;
  const spans = new Map<number, { start: number; end: number }>();
  for (let i = first; instructions[i] && !instructions[i]!.visited && !instructions[i]!.hint && instructions[i]!.symbol === own && instructions[i]!.section === section; i++) {
    const { type } = instructions[i]!.decoded, shown = type === 'nop' || type === 'trap' ? undefined : shownAt(analysis, i);
    if (shown) spans.set(shown.start, { start: shown.start, end: statementEnd(analysis, shown.start, shown.end) });
    if (spans.size > 12) break;
  }
  const before = first > 0 && instructions[first - 1]!.section === section ? shownAt(analysis, first - 1, true) : undefined;
  const beforeEnd = before && statementEnd(analysis, before.start, before.end);
  const text = before && analysis.source.text.slice(before.start, beforeEnd).trim();
  const same = text !== undefined && spans.size > 0 && text === analysis.source.text.slice(finding.origin.start, finding.origin.end).trim();
  if (spans.size > 0 && spans.size <= (own === undefined ? 2 : 12)) {
    fixes.push({ title: `Remove ${spans.size === 1 ? 'the line' : `the ${spans.size} lines`} that nobody reaches`, edits: [...spans.values()].map(s => removeStatement(analysis, s.start, s.end)), mendsCode: true, confirmed: true, rank: same ? 0.2 : spans.size === 1 ? 2 : 4 });
  }
  const [only] = spans.values();
  // What stands alone behind a jump or a return was hardly meant to be dead.
  if (spans.size === 1 && before && only && !same && before.start < only.start && text !== undefined && /^(?:RET|ret|jmp)\b/.test(text)) {
    const own = analysis.source.text.slice(only.start, only.end);
    if (!/^(?:RET|ret|jmp|int3|ud2)\b/.test(own)) fixes.push({ title: `Exchange \`${text.replace(/\s+/g, ' ')}' and \`${own.replace(/\s+/g, ' ')}'`, edits: [{ start: before.start, end: beforeEnd!, text: own }, { start: only.start, end: only.end, text }], mendsCode: true, confirmed: true, rank: 1.5 });
  }
  if (before && text !== undefined && !text.startsWith('.')) fixes.push({ title: `Remove \`${text.replace(/\s+/g, ' ')}' in front of it, behind which nothing is reached`, edits: [removeStatement(analysis, before.start, beforeEnd!)], mendsCode: true, confirmed: true, rank: spans.size === 1 ? 3 : 1 });
  return fixes;
}

/** What begins here was written to be entered. */
function startsSymbol({ checked, object }: Analysis, instruction: number): boolean {
  const { section, offset } = checked.instructions[instruction]!;
  return object.symbols.some(symbol => symbol.section === section && symbol.value === offset && symbol.type !== 'SECTION' && symbol.name !== '');
}

function shownAt(analysis: Analysis, instruction: number, skipTraps = false) {
  let at = instruction;
  // A return macro may end with an int3.
  const statement = statementOf(analysis, at);
  let shown = statement && shownIn(analysis.source, statement.origin);
  while (skipTraps && !shown && at > 0) { at--; const s = statementOf(analysis, at); shown = s && shownIn(analysis.source, s.origin); }
  return shown;
}
