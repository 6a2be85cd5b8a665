// SPDX-License-Identifier: GPL-2.0-or-later
// All proven fixes of a finding: what mends code first, assertions last. Proofs run when fixes are asked for, never before.

import { analyse, type Analysis } from '../analysis/analyse.ts';
import { findingsOf, type PlacedFinding } from './findings.ts';
import { alternativeFixes } from './fixes/alternativeFixes.ts';
import { callFixes, framePointerFixes } from './fixes/callFixes.ts';
import { endbrFixes } from './fixes/endbrFixes.ts';
import { copiedFrameFixes } from './fixes/copiedFrameFixes.ts';
import { endFixes } from './fixes/endFixes.ts';
import { entryFixes } from './fixes/entryFixes.ts';
import { isReduced, proven, weighty, withEdits, type Edit, type Fix, type ProposedFix, type Reanalyse } from './fixes/fix.ts';
import { frameFixes, operationFixes } from './fixes/frameFixes.ts';
import { hintFixes } from './fixes/hintFixes.ts';
import { lineFixCodes, lineFixes } from './fixes/lineFixes.ts';
import { encodeFixes, endOfStackFixes, missingPushFixes, missingStoreFixes, regsHintFixes, stackPointerFixes, swapgsFixes, sysretFixes } from './fixes/lintFixes.ts';
import { mismatchFixes } from './fixes/mismatchFixes.ts';
import { emptyAlternativeFixes, recordCodes, recordFixes } from './fixes/recordFixes.ts';
import { calledRegionFixes, leavingRegionFixes } from './fixes/regionKindFixes.ts';
import { countableFixes, scratchFixes } from './fixes/renameRegisterFixes.ts';
import { returnTailFixes } from './fixes/returnTailFixes.ts';
import { misplacedHintFixes, saveRestoreFixes } from './fixes/saveRestoreFixes.ts';
import { strayFixes } from './fixes/strayFixes.ts';
import { symbolFixes } from './fixes/symbolFixes.ts';
import { targetFixes } from './fixes/targetFixes.ts';

type Proposer = (analysis: Analysis, finding: PlacedFinding) => ProposedFix[];

const proposers: Readonly<Record<string, readonly Proposer[]>> = {
  'return-modified-frame': [frameFixes, returnTailFixes],
  'sibling-call-modified-frame': [frameFixes],
  'stack-mismatch-cfa': [mismatchFixes],
  'stack-mismatch-reg': [mismatchFixes],
  'stack-mismatch-type': [mismatchFixes],
  'undefined-stack-state': [operationFixes, hintFixes],
  'ctx-switch-in-func': [hintFixes, leavingRegionFixes],
  'stack-reg-modification': [operationFixes, framePointerFixes, hintFixes],
  'stack-realign': [operationFixes, framePointerFixes],
  'bp-scratch': [scratchFixes],
  'orc-unknown-cfa': [countableFixes],
  'call-to-notype': [calledRegionFixes],
  'ibt-code': [endbrFixes],
  'ibt-data': [endbrFixes],
  'alt-empty': [emptyAlternativeFixes],
  'alt-jump-end': [emptyAlternativeFixes],
  'crash-end-after-empty-alt': [emptyAlternativeFixes],
  'as-instruction': [entryFixes],
  ...Object.fromEntries(recordCodes.map(code => [code, [recordFixes]])),
  'call-without-frame': [callFixes],
  'func-falls-through': [endFixes],
  'end-of-section': [endFixes],
  unreachable: [hintFixes],
  'start-without-end': [symbolFixes],
  'end-of-other-kind': [symbolFixes],
  'code-region-no-hint': [hintFixes],
  'alt-stack-conflict': [alternativeFixes],
  'untracked-sp-write': [stackPointerFixes],
  'regs-hint-misplaced': [misplacedHintFixes],
  'restore-replaceable': [saveRestoreFixes],
  'restore-not-visited': [saveRestoreFixes],
  'crash-save-outside-func': [saveRestoreFixes],
  'int3-gap': [copiedFrameFixes],
  'encode-fp-missing': [encodeFixes],
  'regs-passed-without-hint': [regsHintFixes],
  'ptregs-slot-undefined': [missingPushFixes, missingStoreFixes],
  'swapgs-balance': [swapgsFixes],
  'sysret-stack-hint': [endOfStackFixes],
  'sysret-rcx-r11': [sysretFixes],
};

/** Mistakes that can be behind any finding: a region's end, a jump's target, a line twice. */
const everywhere: readonly Proposer[] = [symbolFixes, targetFixes, strayFixes];

/** A proof is a whole analysis: no more than this for one finding, and no more fixes than anybody reads. */
const mostProofs = 16, mostFixes = 5;
/** Findings that are fixed at once. */
const mostTogether = 12;

export function fixesFor(analysis: Analysis, finding: PlacedFinding, reanalyse: Reanalyse = inputs => analyse(inputs)): Fix[] {
  const fixes: Fix[] = [], seen = new Set<string>();
  for (const candidate of proposed(analysis, finding)) {
    const key = JSON.stringify(candidate.edits);
    if (seen.has(key)) continue;
    if (seen.size >= mostProofs || fixes.length >= mostFixes) break;
    seen.add(key);
    const fix = proven(analysis, finding, candidate, reanalyse);
    if (fix && !fixes.some(other => other.title === fix.title)) fixes.push(fix);
  }
  fixes.sort((a, b) => Number(b.mendsCode) - Number(a.mendsCode) || weightOf(a) - weightOf(b));
  return fixes.map((fix, i) => ({ ...fix, title: fix.title.replaceAll('\t', ' '), preferred: i === 0 && fix.mendsCode && fix.confirmed }));
}

/** A fix that leaves other findings behind mends less than it could. */
function weightOf(fix: Fix): number { return rankOf(fix) + 0.7 * Math.max(0, fix.after - fix.before + 1); }

/** Candidates, the likeliest first; nothing of it is proven. */
export function proposed(analysis: Analysis, finding: PlacedFinding): ProposedFix[] {
  const list = [...(proposers[finding.code] ?? []), ...(lineFixCodes.includes(finding.code) ? [lineFixes] : []), ...(finding.finding ? everywhere : [])].flatMap(propose => propose(analysis, finding));
  return list.sort((a, b) => Number(b.mendsCode) - Number(a.mendsCode) || rankOf(a) - rankOf(b));
}

/** What nothing confirms has to be likelier to stand first. */
function rankOf({ rank, confirmed }: ProposedFix): number { return (rank ?? 0) + (confirmed ? 0 : 1); }

/** The first fix of every finding of this kind, proven together; undefined when there is only one, or when together they do not hold. */
export function fixAll(analysis: Analysis, code: string, reanalyse: Reanalyse = inputs => analyse(inputs)): { readonly title: string; readonly edits: readonly Edit[]; readonly count: number } | undefined {
  const findings = findingsOf(analysis).filter(f => f.code === code);
  if (findings.length < 2 || findings.length > mostTogether) return undefined;
  const edits: Edit[] = [];
  const mended: PlacedFinding[] = [];
  for (const finding of findings) {
    const fix = fixesFor(analysis, finding, reanalyse)[0];
    if (!fix?.preferred || fix.edits.some(edit => edits.some(other => edit.start < other.end && edit.end > other.start))) continue;
    edits.push(...fix.edits.filter(edit => !edits.some(other => other.start === edit.start && other.end === edit.end && other.text === edit.text)));
    mended.push(finding);
  }
  if (mended.length < 2) return undefined;
  const after = withEdits(analysis, edits, reanalyse);
  if (!isReduced(analysis, weighty(findingsOf(analysis)), after, weighty(findingsOf(after)), mended, edits)) return undefined;
  return { title: `Fix all ${mended.length} of this kind in the file`, edits, count: mended.length };
}

/** Findings that touch [start, end). */
export function findingsIn(analysis: Analysis, start: number, end: number): PlacedFinding[] {
  return findingsOf(analysis).filter(f => f.origin.start <= end && f.origin.end >= start);
}
