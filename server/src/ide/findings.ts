// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong, placed in the main file: diagnostics of cpp and as, and objtool's findings in source terms. objtool's own words come
// first so that people can search for them; consequences and both ways to a mismatch are related information.

import type { Diagnostic, Related, Severity } from '../base/diagnostic.ts';
import { expansionsOf, shownIn, type Origin } from '../base/origin.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { isConsequence, soundness } from './affected.ts';
import type { CfiState, Finding } from '../objtool/checked.ts';
import { statementAt } from '../object/objectFile.ts';
import { stateAfter } from '../objtool/stateAfter.ts';
import { isAccountedFor, lintsOf } from './lints.ts';
import { looksEqual, savedRegisters, shortState } from './stateWords.ts';

export interface PlacedFinding extends Diagnostic {
  /** In the main file, always. */
  readonly origin: Origin;
  /** Undefined for diagnostics of cpp and as. */
  readonly finding: Finding | undefined;
  readonly section?: string;
  /** Bytes from the section's start. */
  readonly offset?: number;
  /** objtool's `sym+0x1c`. */
  readonly symbol?: string;
}

/** Findings about the stack itself make sense for any code; the others are rules of kernel builds. */
const aboutTheStack = new Set([
  'return-modified-frame', 'sibling-call-modified-frame', 'stack-mismatch-cfa', 'stack-mismatch-reg', 'stack-mismatch-type', 'stack-mismatch-drap',
  'undefined-stack-state', 'stack-reg-modification', 'stack-realign', 'alt-stack-conflict', 'func-falls-through', 'restore-without-save', 'restore-not-visited',
  'ctx-switch-in-func',
]);

const errors = new Set(['crash-lea-no-symbol', 'crash-save-outside-func', 'crash-end-after-empty-alt']);

const kept = new WeakMap<Analysis, readonly PlacedFinding[]>();

export function findingsOf(analysis: Analysis): readonly PlacedFinding[] {
  let findings = kept.get(analysis);
  if (!findings) { findings = place(analysis); kept.set(analysis, findings); }
  return findings;
}

function place(analysis: Analysis): PlacedFinding[] {
  const placed: PlacedFinding[] = [];
  const headerIsMissing = analysis.diagnostics.some(d => d.code === 'cpp-missing-include');
  for (const diagnostic of analysis.diagnostics) {
    if (isConsequence(diagnostic, headerIsMissing)) continue;
    const origin = inMain(analysis, diagnostic.origin);
    if (!origin) continue;
    const related = [...(diagnostic.related ?? [])];
    if (diagnostic.origin.place.file !== analysis.source) related.unshift({ message: 'here', origin: diagnostic.origin });
    placed.push({ ...diagnostic, origin, finding: undefined, ...(related.length > 0 ? { related } : {}) });
  }
  const sound = analysis.inputs.findings === 'none' ? undefined : soundness(analysis);
  if (!sound) return unique(placed);
  for (const finding of [...analysis.checked.findings, ...analysis.orcFindings]) {
    if (analysis.inputs.findings === 'stack' && !aboutTheStack.has(finding.code)) continue;
    const found = placeFinding(analysis, finding);
    if (found && sound(found.origin)) placed.push(found);
  }
  placed.push(...lintsOf(analysis).filter(found => sound(found.origin)));
  return unique(placed);
}

/** What has no place in the file goes to its first line, unless the file is only a part of the unit: then it is another file's affair. */
function inMain(analysis: Analysis, origin: Origin | undefined): Origin | undefined {
  const shown = origin && shownIn(analysis.source, origin);
  return shown ?? (analysis.source === analysis.inputs.source ? { place: { file: analysis.source }, start: 0, end: 0 } : undefined);
}

/** Sixty expansions of one line complain once. */
function unique(findings: readonly PlacedFinding[]): PlacedFinding[] {
  const seen = new Map<string, PlacedFinding>();
  for (const finding of findings) {
    const key = `${finding.code}|${finding.origin.start}|${finding.finding ? '' : finding.message}`;
    const first = seen.get(key);
    if (!first) seen.set(key, finding);
  }
  return [...seen.values()].sort((a, b) => a.origin.start - b.origin.start);
}

function placeFinding(analysis: Analysis, finding: Finding): PlacedFinding | undefined {
  const section = finding.section === undefined ? undefined : analysis.object.sections[finding.section];
  const statement = finding.instruction !== undefined ? statementOf(analysis, finding.instruction)
    : section && finding.offset !== undefined ? statementAt(section, finding.offset) : symbolStatement(analysis, finding);
  const origin = inMain(analysis, statement?.origin);
  if (!origin) return undefined;
  const related: Related[] = [];
  if (statement && statement.origin.place.file !== analysis.source) related.push({ message: `spelled here: ${statement.source.text}`, origin: statement.origin });
  if (statement) for (const expansion of expansionsOf(statement.origin.place)) {
    if (expansion.kind === 'macro' && expansion.call.start !== origin.start) related.push({ message: `in the expansion of ${expansion.name}`, origin: expansion.call });
  }
  related.push(...paths(analysis, finding));
  const severity: Severity = isAccountedFor(analysis, finding) ? 'information' : errors.has(finding.code) || finding.severity === 'error' ? 'error' : 'warning';
  return {
    code: finding.code, severity, message: messageOf(analysis, finding), origin, source: 'objtool', finding,
    ...(related.length > 0 ? { related } : {}),
    ...(section ? { section: section.name } : {}), ...(finding.offset !== undefined ? { offset: finding.offset } : {}),
    ...(finding.where !== '' ? { symbol: finding.where.replace(/: $/, '') } : {}),
  };
}

function symbolStatement(analysis: Analysis, finding: Finding) {
  const name = finding.function ?? /^(?:.* )?([\w.$]+)\(\)/.exec(finding.words)?.[1];
  return name === undefined ? undefined : analysis.object.symbols.find(s => s.name === name)?.statement;
}

function messageOf(analysis: Analysis, finding: Finding): string {
  const extra = explain(analysis, finding);
  return extra === '' ? finding.words : `${finding.words} (${extra})`;
}

function explain(analysis: Analysis, finding: Finding): string {
  const beyond = finding.printed ? '' : 'objtool would not get here';
  const state = finding.instruction === undefined ? undefined : analysis.checked.instructions[finding.instruction]?.state;
  const parts: string[] = [];
  if (finding.code.startsWith('stack-mismatch') && finding.paths) {
    parts.push(`${stateInWords(finding.paths.firstState)} one way, ${stateInWords(finding.paths.secondState)} the other`);
  } else if (finding.code === 'return-modified-frame' || finding.code === 'sibling-call-modified-frame') {
    if (state) parts.push(frameInWords(state));
  } else if (finding.code === 'alt-stack-conflict') parts.push('two streams disagree about the stack at one byte; there is only one ORC row for it');
  if (beyond) parts.push(beyond);
  return parts.join('; ');
}

function stateInWords(state: CfiState): string {
  const saved = savedRegisters(state).map(s => s.register);
  return saved.length > 0 ? `${shortState(state)} with ${saved.join(', ')} saved` : shortState(state);
}

function frameInWords(state: CfiState): string {
  const saved = savedRegisters(state).map(s => s.register);
  const outstanding = saved.length > 0 ? `${saved.join(', ')} saved and not restored` : '';
  if (state.cfa.base !== 4) return `the CFA is ${shortState(state)}, not rsp+8${outstanding ? `; ${outstanding}` : ''}`;
  const extra = state.cfa.offset - 8;
  const bytes = extra > 0 ? `${extra} bytes still on the stack` : extra < 0 ? `${-extra} bytes too many popped` : '';
  return [bytes, outstanding].filter(s => s).join('; ');
}

/** Both ways to a mismatch: where they part and what changed the stack on each. */
function paths(analysis: Analysis, finding: Finding): Related[] {
  if (!finding.paths) return [];
  const related: Related[] = [];
  const { split, first, second } = finding.paths;
  const at = (instruction: number, message: string) => {
    const statement = statementOf(analysis, instruction);
    if (statement) related.push({ message, origin: statement.origin });
  };
  if (split !== undefined) at(split, `\`${statementOf(analysis, split)?.source.text ?? ''}' - the ways part here, ${shortState(analysis.checked.instructions[split]?.state)}`);
  for (const [way, steps] of [['one', first], ['the other', second]] as const) {
    for (const step of steps) {
      if (step === split) continue;
      const instruction = analysis.checked.instructions[step];
      if (!instruction?.state || looksEqual(instruction.state, stateAfter(analysis.checked, step))) continue;
      if (related.length > 12) return related;
      at(step, `\`${statementOf(analysis, step)?.source.text ?? ''}' changes the stack on ${way} way, ${shortState(instruction.state)} before it`);
    }
  }
  return related;
}
