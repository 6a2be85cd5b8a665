// SPDX-License-Identifier: GPL-2.0-or-later
// frame/'s findings, placed in the file. They come after objtool's own and never repeat one: where objtool already complains about an
// instruction, or about the state a finding is built on, there is nothing to add.

import type { Analysis } from '../../analysis/analyse.ts';
import { framesOf } from '../../analysis/frames.ts';
import { statementOf } from '../../analysis/sites.ts';
import { shownIn } from '../../base/origin.ts';
import type { Related } from '../../base/diagnostic.ts';
import type { CfiState, Finding } from '../../objtool/checked.ts';
import { joinDifference } from '../../objtool/states.ts';
import { adjustedDepth } from '../../frame/lints/hints.ts';
import { lint, type LensFinding, type LintOptions } from '../../frame/lint.ts';
import { adjustedState, withFewer } from '../adjustedState.ts';
import type { PlacedFinding } from '../findings.ts';

/** What the author's numbers say is checked even where objtool, which does not read them, complains. */
const aboutNumbers = new Set(['ret-offset-mismatch', 'adjust-contradicts']);

const mayBeAccountedFor = new Set(['return-modified-frame', 'sibling-call-modified-frame', 'stack-mismatch-cfa']);

/** objtool does not read UNWIND_HINT_ADJUST: with the author's numbers the stack is as it should be where objtool finds it modified, and ways agree that differ for it. */
export function isAccountedFor(analysis: Analysis, finding: Finding): boolean {
  if (finding.instruction === undefined || !mayBeAccountedFor.has(finding.code) || !analysis.object.sections.some(section => section.name === '.discard.unwind_lens.adjust')) return false;
  const traced = framesOf(analysis), { adjustments } = traced.flow.numbers;
  if (adjustments.size === 0) return false;
  if (finding.code === 'return-modified-frame' || finding.code === 'sibling-call-modified-frame') return adjustedDepth(traced, finding.instruction) === 0 || isEntry(analysis, adjustedState(analysis, finding.instruction));
  if (finding.code !== 'stack-mismatch-cfa' || !finding.paths) return false;
  const { first, second, firstState, secondState } = finding.paths, taken = (way: readonly number[]) => way.reduce((sum, at) => sum + (adjustments.get(at) ?? 0), 0);
  return joinDifference(withFewer(analysis, firstState, taken(first)), withFewer(analysis, secondState, taken(second))) === undefined;
}

function isEntry({ checked }: Analysis, state: CfiState | undefined): boolean { return state !== undefined && joinDifference(state, checked.program.states.functionEntry) === undefined; }

/** Rules that hold for any code with a stack; the others are about kernel entry code. */
const anywhere = new Set(['untracked-sp-write', 'fp-clobbered', 'word-push', 'bp-clobbered-unsaved', 'hint-func-hides-depth', 'hint-contradicts', 'ret-offset-mismatch', 'adjust-contradicts']);

export function frameLints(analysis: Analysis): PlacedFinding[] {
  if (analysis.inputs.findings === 'none' || analysis.inputs.mode !== 64) return [];
  // After a fatal finding at the object's structure there are no instructions to look at.
  if (analysis.checked.program.instructions.length !== analysis.checked.instructions.length) return [];
  const told = new Set(analysis.checked.findings.map(finding => finding.instruction));
  const placed: PlacedFinding[] = [];
  for (const finding of lint(framesOf(analysis), optionsOf(analysis), code => analysis.inputs.grades?.[code] !== undefined)) {
    if (told.has(finding.instruction) && !aboutNumbers.has(finding.code)) continue;
    // Of a copy that is not hinted the mismatch behind it has said so.
    if (finding.code === 'int3-gap' && analysis.checked.instructions[finding.instruction]!.next.some(edge => told.has(edge.to))) continue;
    // The return that objtool complains of then is the same mistake.
    if (finding.code === 'first-save-wins' && [...told].some(other => other !== undefined && analysis.checked.instructions[other]?.symbol === analysis.checked.instructions[finding.instruction]!.symbol)) continue;
    if (analysis.inputs.findings === 'stack' && !anywhere.has(finding.code) && !hasHints(analysis)) continue;
    const one = place(analysis, finding);
    if (one) placed.push(one);
  }
  return placed;
}

function hasHints(analysis: Analysis): boolean { return analysis.checked.program.hasHints; }

function optionsOf(analysis: Analysis): LintOptions {
  return {
    framePointers: hasMacro(analysis, 'CONFIG_FRAME_POINTER'), emulatesCalls: hasMacro(analysis, 'CONFIG_HAVE_STATIC_CALL'),
    untrains: ['CONFIG_MITIGATION_UNRET_ENTRY', 'CONFIG_CPU_UNRET_ENTRY', 'CONFIG_MITIGATION_SRSO', 'CONFIG_CPU_SRSO'].some(name => hasMacro(analysis, name)),
  };
}

function hasMacro({ preprocessed }: Analysis, name: string): boolean { return preprocessed.macros.has(name); }

function place(analysis: Analysis, finding: LensFinding): PlacedFinding | undefined {
  const at = analysis.checked.instructions[finding.instruction]!, statement = statementOf(analysis, finding.instruction);
  const origin = statement && shownIn(analysis.source, statement.origin);
  if (!origin) return undefined;
  const related: Related[] = [];
  if (statement.origin.place.file !== analysis.source) related.push({ message: `spelled here: ${statement.source.text}`, origin: statement.origin });
  for (const one of finding.related ?? []) {
    const other = statementOf(analysis, one.instruction);
    if (other) related.push({ message: one.words, origin: shownIn(analysis.source, other.origin) ?? other.origin });
  }
  return {
    code: finding.code, severity: finding.severity, message: finding.words, origin, source: 'lens', finding: undefined,
    section: analysis.object.sections[at.section]!.name, offset: at.offset, ...(related.length > 0 ? { related } : {}),
  };
}
