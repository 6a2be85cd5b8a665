// SPDX-License-Identifier: GPL-2.0-or-later
// A jump to the wrong place. The right place is often plain to see: a label of the function that nothing refers to any more.
//
//     jne  .Lother                    jne  .Lthis
//     ...                     =>      ...
//   .Lthis:                         .Lthis:

import { KeptWith } from '../../base/keptWith.ts';
import type { Analysis } from '../../analysis/analyse.ts';
import { statementOf } from '../../analysis/sites.ts';
import type { Statement } from '../../gas/statement.ts';
import { expansionsOf } from '../../base/origin.ts';
import { lineAt } from '../../base/text.ts';
import { regionsOf, type Region } from '../regions.ts';
import type { PlacedFinding } from '../findings.ts';
import type { ProposedFix } from './fix.ts';

/** Jumps that are tried when none is known to be wrong. */
const mostJumps = 6;

/** For every finding that a wrong target can lead to. */
export function targetFixes(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const labels = unusedLabels(analysis), fixes: ProposedFix[] = [];
  for (const { jump, rank, isOdd } of suspects(analysis, finding, labels)) {
    const target = targetOf(analysis, jump), region = regionAt(analysis, jump.origin.start);
    if (!target) continue;
    const line = lineAt(analysis.source, jump.origin.start), where = line === lineAt(analysis.source, finding.origin.start) ? '' : `At line ${line + 1} ${jump.name === 'call' ? 'call' : 'jump to'}`;
    const add = (name: string, why: string, confirmed: boolean, more: number) => fixes.push({ title: `${where || (jump.name === 'call' ? 'Call' : 'Jump to')} \`${name}', ${why}`, edits: [{ ...target, text: name }], mendsCode: true, confirmed, rank: rank + more });
    if (jump.name === 'call') { uncalled(analysis).slice(0, 3).forEach((name, i) => add(name, 'which nothing else calls', true, i * 0.5)); continue; }
    const near = labels.filter(label => !region || holds(analysis, region, label.offset)).sort((a, b) => Math.abs(a.offset - jump.origin.start) - Math.abs(b.offset - jump.origin.start)).slice(0, 3);
    near.forEach((label, i) => { const name = label.nameFrom(jump.origin.start); if (name !== undefined) add(name, 'which nothing else leads to', true, i * 0.5); });
    // A target that cannot be meant at all: mostly it is where the jumps around it go.
    if (isOdd) othersGoTo(analysis, jump, region).forEach(({ name, line }, i) => add(name, `as line ${line + 1} does`, false, 0.5 + i * 0.3));
  }
  return [...fixes, ...fixupFixes(analysis, finding, labels), ...versionFixes(analysis, finding, labels)];
}

/** Targets of the region's other jumps, the most frequent first. */
function othersGoTo(analysis: Analysis, jump: Statement, region: Region | undefined): { name: string; line: number }[] {
  const targets = new Map<string, { line: number; times: number }>();
  for (const other of analysis.listing.statements) {
    if (other === jump || other.kind !== 'instruction' || !/^j/.test(other.name) || !targetOf(analysis, other) || !region || !holds(analysis, region, other.origin.start) || leadsAstray(analysis, other)) continue;
    const name = /[\w.$]+$/.exec(other.source.text)![0];
    if (/^\d/.test(name) || name === region.name) continue;
    const known = targets.get(name);
    targets.set(name, { line: known?.line ?? lineAt(analysis.source, other.origin.start), times: (known?.times ?? 0) + 1 });
  }
  return [...targets].sort((a, b) => b[1].times - a[1].times).slice(0, 2).map(([name, { line }]) => ({ name, line }));
}

/** Functions of this file, not for others to see, that no statement names. */
function uncalled(analysis: Analysis): string[] {
  const names = new Set(analysis.object.symbols.filter(symbol => symbol.type === 'FUNC' && symbol.binding === 'LOCAL' && regionsOf(analysis).some(region => region.name === symbol.name)).map(symbol => symbol.name));
  for (const { kind, name: word, rest } of analysis.listing.statements) if (kind === 'instruction' && word !== '') for (const name of rest.match(/[\w.$]+/g) ?? []) names.delete(name);
  return [...names];
}

/** For `unreachable' behind a label: a fixup in the exception table that leads elsewhere. */
function fixupFixes(analysis: Analysis, finding: PlacedFinding, labels: readonly Label[]): ProposedFix[] {
  if (finding.code !== 'unreachable') return [];
  const text = analysis.source.text;
  return [...text.matchAll(/\b_ASM_EXTABLE\w*\(\s*[\w.]+\s*,\s*([\w.]+)/g)].flatMap(match => {
    const end = match.index + match[0].length, region = regionAt(analysis, match.index);
    return labels.filter(label => region === undefined || holds(analysis, region, label.offset)).flatMap((label): ProposedFix[] => {
      const name = label.nameFrom(match.index);
      return name === undefined ? [] : [{ title: `Let the fixup lead to \`${name}', which nothing else leads to`, edits: [{ start: end - match[1]!.length, end, text: name }], mendsCode: true, confirmed: true, rank: /^\d/.test(name) ? 0.58 : 1.25 }];
    });
  });
}

/** A version of an ALTERNATIVE that is empty or a single word, and a label that nothing leads to. */
function versionFixes(analysis: Analysis, finding: PlacedFinding, labels: readonly Label[]): ProposedFix[] {
  const { text } = analysis.source, line = lineAt(analysis.source, finding.origin.start);
  return [...text.matchAll(/\bALTERNATIVE\w*[^"\n]*("[^"\n]*")[^"\n]*("[^"\n]*")?/g)].flatMap(match => {
    const region = regionAt(analysis, match.index), isHere = lineAt(analysis.source, match.index) === line;
    if (!isHere && finding.code !== 'unreachable') return [];
    return labels.filter(label => region !== undefined && holds(analysis, region, label.offset)).flatMap(label => [match[1], match[2]].flatMap((version): ProposedFix[] => {
      const name = label.nameFrom(match.index);
      if (version === undefined || name === undefined || !/^"(?:\w*|push %\w+)"$/.test(version)) return [];
      const start = match.index + match[0].indexOf(version);
      return [{ title: `Write \`jmp ${name}' in the ALTERNATIVE: nothing else leads there`, edits: [{ start, end: start + version.length, text: `"jmp ${name}"` }], mendsCode: true, confirmed: true, rank: isHere ? 0.3 : 0.55 }];
    }));
  });
}

interface Suspect { readonly jump: Statement; readonly rank: number; readonly isOdd: boolean }

/** The jumps that led to the finding, and those that leave the function for where nobody jumps to; for dead code every jump around. */
function suspects(analysis: Analysis, placed: PlacedFinding, labels: readonly Label[]): Suspect[] {
  const { finding } = placed, { instructions } = analysis.checked, found: number[] = [];
  const at = finding?.instruction ?? instructions.findIndex(i => i.section === finding?.section && i.offset === finding?.offset);
  if (!finding || at < 0) return [];
  found.push(at);
  for (const steps of [finding.paths?.first ?? [], finding.paths?.second ?? []]) { const last = steps.findLast(step => step !== at); if (last !== undefined) found.push(last); }
  if (finding.function !== undefined) instructions.forEach((instruction, i) => { if (instruction.symbol === finding.function && instruction.next.some(edge => edge.to === at && edge.kind === 'jump')) found.push(i); });
  const list = [...new Set(found)].flatMap(i => statementOf(analysis, i) ?? []).map((jump): Suspect => ({ jump, rank: 0.1, isOdd: leadsAstray(analysis, jump) }));
  const regions = [...new Set([placed.origin.start, topLevelStart(analysis, at), ...labels.filter(label => finding.code !== 'unreachable' || lineAt(analysis.source, label.offset) === lineAt(analysis.source, placed.origin.start)).map(label => label.offset)])].map(offset => regionAt(analysis, offset));
  const jumps = analysis.listing.statements.filter(s => s.kind === 'instruction' && /^(?:j|loop)/.test(s.name) && targetOf(analysis, s) && regions.some(region => region && holds(analysis, region, s.origin.start)));
  const odd = jumps.filter(jump => leadsAstray(analysis, jump)).map((jump): Suspect => ({ jump, rank: 0.15, isOdd: true }));
  const distance = ({ origin }: Statement) => Math.abs(origin.start - placed.origin.start), uses = new Map<string, number>();
  for (const jump of jumps) uses.set(jump.rest, (uses.get(jump.rest) ?? 0) + 1);
  // A target that only this jump has would be dead without it.
  const isDead = finding.code === 'unreachable', shared = isDead ? jumps : jumps.filter(jump => (uses.get(jump.rest) ?? 0) > 1);
  const others = shared.sort((a, b) => Number(uses.get(a.rest) === 1) - Number(uses.get(b.rest) === 1) || distance(a) - distance(b)).slice(0, mostJumps).map((jump, i): Suspect => ({ jump, rank: (isDead ? 0.6 : 1.1) + 0.1 * i, isOdd: false }));
  const seen = new Set<Statement>();
  return [...list, ...odd, ...others].filter(({ jump }) => !seen.has(jump) && seen.add(jump));
}

/** Where the line stands that an instruction came out of, whatever macros lie between; its offset in the file. */
function topLevelStart(analysis: Analysis, instruction: number): number {
  const origin = statementOf(analysis, instruction)?.origin;
  if (!origin) return -1;
  const outermost = [...expansionsOf(origin.place)].map(e => e.call).filter(call => call.place.file === analysis.source).at(-1);
  return (outermost ?? origin).start;
}

/**
 * The target is defined nowhere, is data, lies inside another function, or is the function's own beginning; for conditional jumps also
 * another function.
 */
function leadsAstray(analysis: Analysis, jump: Statement): boolean {
  const name = /[\w.$]*$/.exec(jump.source.text)![0];
  if (name === '' || /^\d+[fb]$/.test(name) || jump.name === 'call') return false;
  const region = regionAt(analysis, jump.origin.start), symbol = analysis.object.symbols.find(s => s.name === name);
  if (region?.name === name) return true;
  const label = analysis.listing.statements.find(s => s.kind === 'label' && s.name === name);
  if (!label) return jump.name !== 'jmp' || symbol === undefined;
  if (label.origin.place.file !== analysis.source || !region) return jump.name !== 'jmp';
  const isBeginning = regionsOf(analysis).some(other => other.name === name && !/DATA/.test(other.startWord));
  return !holds(analysis, region, label.origin.start) && (jump.name !== 'jmp' || !isBeginning);
}

/** Where the jump's target is spelled in the file. */
function targetOf(analysis: Analysis, { source, origin }: Statement): { start: number; end: number } | undefined {
  const target = /^(?:j\w+|call|loop\w*)\s+([\w.$]+)$/.exec(source.text)?.[1];
  if (target === undefined || origin.place.file !== analysis.source) return undefined;
  const start = origin.end - target.length;
  return analysis.source.text.slice(start, origin.end) === target ? { start, end: origin.end } : undefined;
}

function regionAt(analysis: Analysis, offset: number): Region | undefined { return regionsOf(analysis).find(region => holds(analysis, region, offset)); }

function holds(analysis: Analysis, region: Region, offset: number): boolean {
  const line = lineAt(analysis.source, offset);
  return region.startLine <= line && line <= (region.endLine ?? region.lastLine);
}

interface Label {
  readonly offset: number;
  /** How a jump at an offset names it: `1f`, `1b`; undefined where another `1:` is in between. */
  nameFrom(offset: number): string | undefined;
}

const kept = new KeptWith<Analysis, readonly Label[]>();

/** Statements that nobody reaches: what they name is not in use. */
function deadStatements(analysis: Analysis): ReadonlySet<Statement> {
  const dead = new Set<Statement>(), { checked, object } = analysis;
  // That an instruction may fault is no way to it: the first word of an entry.
  for (const section of object.sections) if (section.name === '__ex_table') for (const { offset, statement } of section.spans) if (offset % 12 === 0) dead.add(statement);
  if (checked.stopped) return dead;
  checked.instructions.forEach((instruction, i) => { const statement = instruction.visited || instruction.state ? undefined : statementOf(analysis, i); if (statement) dead.add(statement); });
  return dead;
}

/** Labels of this file, not for others to see, that no statement names. */
export function unusedLabels(analysis: Analysis): readonly Label[] {
  let labels = kept.get(analysis);
  if (!labels) { labels = [...unusedNames(analysis), ...unusedNumbers(analysis)].sort((a, b) => a.offset - b.offset); kept.set(analysis, labels); }
  return labels;
}

function unusedNames(analysis: Analysis): Label[] {
  const { statements } = analysis.listing, labels = new Map<string, Label>();
  const visible = new Set(analysis.object.symbols.filter(symbol => symbol.binding !== 'LOCAL').map(symbol => symbol.name));
  for (const { kind, name, origin } of statements) {
    if (kind === 'label' && origin.place.file === analysis.source && origin.place.expansion === undefined && !/^\d/.test(name) && !visible.has(name)) labels.set(name, { offset: origin.start, nameFrom: () => name });
  }
  const dead = deadStatements(analysis);
  for (const statement of statements) {
    const { kind, rest } = statement;
    if (kind === 'label' || rest === '' || dead.has(statement)) continue;
    for (const word of rest.match(/[\w.$]+/g) ?? []) labels.delete(word);
  }
  return [...labels.values()];
}

/** `1:` that no `1f` in front of it and no `1b` behind it means. */
function unusedNumbers(analysis: Analysis): Label[] {
  const definitions = new Map<string, { at: number; offset: number | undefined; used: boolean }[]>(), { statements } = analysis.listing;
  statements.forEach(({ kind, name, origin }, at) => {
    if (kind !== 'label' || !/^\d+$/.test(name)) return;
    const own = origin.place.file === analysis.source;
    definitions.set(name, [...definitions.get(name) ?? [], { at, offset: own ? origin.start : undefined, used: false }]);
  });
  if (definitions.size === 0) return [];
  statements.forEach(({ kind, rest }, at) => {
    if (kind === 'label' || rest === '') return;
    for (const [, number, way] of rest.matchAll(/(?<![\w.$])(\d+)([fb])\b/g)) {
      const list = definitions.get(number!), meant = way === 'f' ? list?.find(d => d.at > at) : list?.findLast(d => d.at < at);
      if (meant) meant.used = true;
    }
  });
  return [...definitions].flatMap(([number, list]) => list.flatMap(({ offset, used }): Label[] => {
    if (used || offset === undefined) return [];
    const offsets = list.flatMap(other => other.offset ?? []);
    // A label of a macro's body is many.
    if (list.some(other => other.offset === offset && other.used)) return [];
    return [{ offset, nameFrom: from => offsets.some(other => other !== offset && other > Math.min(from, offset) && other < Math.max(from, offset)) ? undefined : `${number}${from < offset ? 'f' : 'b'}` }];
  }));
}
