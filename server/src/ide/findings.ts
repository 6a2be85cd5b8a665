// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong, placed in the file that is looked at: diagnostics of cpp and as, objtool's findings in source terms, and our own lints.
// The list is short: sixty expansions of one line complain once, a run of dead code once, and what only follows from another finding is
// told as related information of that one.

import type { Diagnostic, Related, Severity } from '../base/diagnostic.ts';
import { KeptWith } from '../base/keptWith.ts';
import { expansionsOf, shownIn, type Expansion, type Origin } from '../base/origin.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { statementOf } from '../analysis/sites.ts';
import { lineAt } from '../base/text.ts';
import { isConsequence, soundness } from './affected.ts';
import type { Statement } from '../gas/statement.ts';
import type { Finding } from '../objtool/checked.ts';
import { statementAt } from '../object/objectFile.ts';
import { gradeOf, kindOf } from './findingKinds.ts';
import { messageOf, relatedOf } from './findingWords.ts';
import { lintsOf } from './lints.ts';
import { frameLints, isAccountedFor } from './lints/frameLints.ts';

export interface PlacedFinding extends Diagnostic {
  /** In the file that is looked at, always. */
  readonly origin: Origin;
  /** Undefined for diagnostics of cpp and as, and for lints. */
  readonly finding: Finding | undefined;
  readonly section?: string;
  /** Bytes from the section's start. */
  readonly offset?: number;
  /** objtool's `sym+0x1c`. */
  readonly symbol?: string;
}

/** Calls of macros that are named one by one. */
const mostCalls = 6;

const kept = new KeptWith<Analysis, readonly PlacedFinding[]>();

export function findingsOf(analysis: Analysis): readonly PlacedFinding[] {
  let findings = kept.get(analysis);
  if (!findings) { findings = graded(analysis, place(analysis)); kept.set(analysis, findings); }
  return findings;
}

function graded(analysis: Analysis, placed: readonly PlacedFinding[]): PlacedFinding[] {
  return placed.flatMap(finding => {
    const grade = gradeOf(finding.code, finding.severity, analysis.inputs.grades);
    return grade === 'off' ? [] : [grade === finding.severity ? finding : { ...finding, severity: grade }];
  });
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
  if (!sound) return sorted(unique(placed));
  const findings = [...analysis.checked.findings, ...analysis.orcFindings].filter(finding => isMeant(analysis, finding));
  const own = placeFindings(analysis, findings);
  const lints = lintsOf(analysis, own.map(f => f.origin)).flatMap(lint => {
    const origin = inMain(analysis, lint.origin);
    return origin && (analysis.inputs.findings === 'kernel' || kindOf(lint.code)?.stack) ? [{ ...lint, origin, finding: undefined }] : [];
  });
  return sorted(unique([...placed, ...[...own, ...lints, ...frameLints(analysis)].filter(finding => sound(finding.origin))]));
}

/** What has no place in the file goes to its first line, unless the file is only a part of the unit: then it is another file's affair. */
function inMain(analysis: Analysis, origin: Origin | undefined): Origin | undefined {
  const shown = origin && shownIn(analysis.source, origin);
  return shown ?? (analysis.source === analysis.inputs.source ? { place: { file: analysis.source }, start: 0, end: 0 } : undefined);
}

/** Code outside kernel trees is asked for its stack only; the run over vmlinux knows symbols that one object does not. */
function isMeant(analysis: Analysis, finding: Finding): boolean {
  const kind = kindOf(finding.code), { rules, findings } = analysis.inputs;
  if (findings === 'stack' && !kind?.stack) return false;
  if (!kind?.undefinedHere || !rules.options.link || rules.options.module) return true;
  const callee = /(?:call to |symbol: |linking!\?: )([\w.$]+)/.exec(finding.words)?.[1];
  return callee !== undefined && analysis.object.symbols.some(symbol => symbol.name === callee && symbol.section !== 'UND');
}

interface Group { readonly origin: Origin; readonly findings: Finding[]; readonly statements: (Statement | undefined)[]; readonly consequences: Finding[] }

function placeFindings(analysis: Analysis, findings: readonly Finding[]): PlacedFinding[] {
  const groups = new Map<string, Group>(), groupOf = new Map<Finding, Group>();
  let dead: { group: Group; instruction: number } | undefined;
  const consequences: [Finding, Finding][] = [], causes = causesAmong(findings);
  for (const finding of findings) {
    const cause = causeOf(analysis, causes, finding);
    if (cause && cause !== finding && isMeant(analysis, cause)) { consequences.push([cause, finding]); continue; }
    // A run of dead code is one finding.
    if (finding.code === 'unreachable' && dead && finding.instruction === dead.instruction + 1) { dead.instruction++; groupOf.set(finding, dead.group); continue; }
    const statement = statementOfFinding(analysis, finding), origin = inMain(analysis, statement?.origin);
    if (!origin) continue;
    const key = `${finding.code}|${origin.start}`;
    let group = groups.get(key);
    if (!group) { group = { origin, findings: [], statements: [], consequences: [] }; groups.set(key, group); }
    group.findings.push(finding);
    group.statements.push(statement);
    groupOf.set(finding, group);
    dead = (finding.code === 'unreachable' || finding.code === 'missing-noreturn') && finding.instruction !== undefined ? { group, instruction: finding.instruction } : undefined;
  }
  for (const [cause, finding] of consequences) groupOf.get(cause)?.consequences.push(finding);
  return [...groups.values()].map(group => placeGroup(analysis, group));
}

const aboutStates = new Set(['stack-mismatch-cfa', 'stack-mismatch-reg', 'stack-mismatch-type', 'stack-mismatch-drap', 'return-modified-frame', 'sibling-call-modified-frame']);

/**
 * What a finding is only a consequence of: recovery's ways that pass an earlier finding; a second word about the state of one
 * instruction; ways that part in an alternative whose versions do not agree.
 */
function causeOf(analysis: Analysis, { printed, conflicts }: Causes, finding: Finding): Finding | undefined {
  if (finding.follows !== undefined) return analysis.checked.findings[finding.follows];
  if (finding.printed || !aboutStates.has(finding.code) || finding.instruction === undefined) return undefined;
  const split = finding.paths?.split, word = printed.get(finding.instruction), conflict = split === undefined ? undefined : conflicts.get(split);
  return word && (!conflict || word.rank < conflict.rank) ? word.finding : conflict?.finding;
}

/** What may be a cause, by instruction; the first of each. */
interface Causes { readonly printed: ReadonlyMap<number, Ranked>; readonly conflicts: ReadonlyMap<number, Ranked> }

interface Ranked { readonly finding: Finding; readonly rank: number }

function causesAmong(findings: readonly Finding[]): Causes {
  const printed = new Map<number, Ranked>(), conflicts = new Map<number, Ranked>();
  for (const [rank, finding] of findings.entries()) {
    const { instruction, code } = finding, to = code === 'alt-stack-conflict' ? conflicts : finding.printed && aboutStates.has(code) ? printed : undefined;
    if (instruction !== undefined && to && !to.has(instruction)) to.set(instruction, { finding, rank });
  }
  return { printed, conflicts };
}

function placeGroup(analysis: Analysis, { origin, findings, statements, consequences }: Group): PlacedFinding {
  // Of several expansions the one that objtool prints speaks for all.
  const at = Math.max(0, findings.findIndex(f => f.printed)), finding = findings[at]!, statement = statements[at];
  const section = finding.section === undefined ? undefined : analysis.object.sections[finding.section];
  const related = [...spelledElsewhere(analysis, origin, statement), ...callsOf(analysis, statements), ...relatedOf(analysis, finding), ...consequencesOf(analysis, consequences)];
  const severity: Severity = isAccountedFor(analysis, finding) ? 'information' : finding.severity === 'error' ? 'error' : kindOf(finding.code)?.severity ?? 'warning';
  return {
    code: finding.code, severity, message: messageOf(analysis, finding), origin, source: 'objtool', finding,
    ...(related.length > 0 ? { related } : {}),
    ...(section ? { section: section.name } : {}), ...(finding.offset !== undefined ? { offset: finding.offset } : {}),
    ...(finding.where !== '' ? { symbol: finding.where.replace(/: $/, '') } : {}),
  };
}

function statementOfFinding(analysis: Analysis, finding: Finding): Statement | undefined {
  const section = finding.section === undefined ? undefined : analysis.object.sections[finding.section];
  if (finding.instruction !== undefined) return statementOf(analysis, finding.instruction);
  if (section && finding.offset !== undefined) return statementAt(section, finding.offset);
  const name = finding.function ?? /^(?:.* )?([\w.$]+)\(\)/.exec(finding.words)?.[1];
  if (name !== undefined) return analysis.object.symbols.find(s => s.name === name)?.statement;
  return recordOf(analysis, finding);
}

/** `unwind_hints[7]` and `annotate_insn entry: 7` count records; each record has its statement. */
function recordOf(analysis: Analysis, finding: Finding): Statement | undefined {
  if (finding.code === 'elf-update') return analysis.object.sections.find(s => s.entsize > 0 && s.size % s.entsize !== 0)?.spans.at(-1)?.statement;
  const hint = /unwind_hints\[(\d+)\]/.exec(finding.words)?.[1];
  const name = hint !== undefined ? '.discard.unwind_hints' : /(\.discard\.[\w.]*\w|\.altinstructions|__ex_table|__jump_table)/.exec(finding.words)?.[1];
  const section = name === undefined ? undefined : analysis.object.sections.find(s => s.name === name || (hint === undefined && s.name.startsWith(name)));
  if (!section) return undefined;
  const index = hint !== undefined ? Number(hint) * analysis.inputs.rules.hint.size : badRecord(analysis, section);
  return statementAt(section, index);
}

/** The last record that a relocation of leads to no instruction; its first byte. */
function badRecord({ object, checked }: Analysis, section: Analysis['object']['sections'][number]): number {
  for (const relocation of section.relocations) {
    const symbol = object.symbols[relocation.symbol];
    if (!symbol || typeof symbol.section !== 'number') return relocation.offset;
    const offset = symbol.value + Number(relocation.addend);
    if (!checked.instructions.some(i => i.section === symbol.section && i.offset === offset)) return relocation.offset;
  }
  return Math.max(0, section.size - 1);
}

/** From where it shows to where the instruction is spelled. */
function spelledElsewhere(analysis: Analysis, shown: Origin, statement: Statement | undefined): Related[] {
  if (!statement) return [];
  const related: Related[] = [];
  if (statement.origin.place.file !== analysis.source || statement.origin.start !== shown.start) related.push({ message: `spelled here: ${statement.source.text}`, origin: statement.origin });
  for (const expansion of expansionsOf(statement.origin.place)) {
    if (expansion.kind === 'macro' && expansion.call.start !== shown.start && shown.place.file !== statement.origin.place.file) related.push({ message: `in the expansion of ${expansion.name}`, origin: expansion.call });
  }
  return related.slice(0, mostCalls);
}

/** The calls through which a line of a macro's body got its finding, when the body stands in this file. */
function callsOf(analysis: Analysis, statements: readonly (Statement | undefined)[]): Related[] {
  const calls = new Map<number, Expansion>();
  for (const statement of statements) {
    if (statement?.origin.place.file !== analysis.source) continue;
    for (const expansion of expansionsOf(statement.origin.place)) {
      if (expansion.kind !== 'macro') continue;
      const shown = shownIn(analysis.source, expansion.call);
      if (shown && !calls.has(shown.start)) calls.set(shown.start, expansion);
      break;
    }
  }
  const named = [...calls.values()].slice(0, mostCalls).map((expansion): Related => ({ message: `in the expansion of ${expansion.name}`, origin: expansion.call }));
  if (calls.size > named.length) named.push({ message: `and in ${calls.size - named.length} more expansions`, origin: [...calls.values()][named.length]!.call });
  return named;
}

function consequencesOf(analysis: Analysis, findings: readonly Finding[]): Related[] {
  const related: Related[] = [], said = new Set<string>();
  for (const finding of findings) {
    const statement = statementOfFinding(analysis, finding), shown = statement && shownIn(analysis.source, statement.origin);
    const origin = shown ?? statement?.origin;
    const key = `${finding.code}|${origin?.start}`;
    if (!origin || said.has(key) || said.size >= mostCalls) continue;
    said.add(key);
    related.push({ message: `a consequence, line ${lineAt(origin.place.file, origin.start) + 1}: ${finding.words}`, origin });
  }
  return related;
}

function unique(findings: readonly PlacedFinding[]): PlacedFinding[] {
  const seen = new Map<string, PlacedFinding>();
  for (const finding of findings) {
    const key = `${finding.code}|${finding.origin.start}|${finding.finding ? '' : finding.message}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

function sorted(findings: PlacedFinding[]): PlacedFinding[] { return findings.sort((a, b) => a.origin.start - b.origin.start); }
