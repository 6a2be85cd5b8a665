// SPDX-License-Identifier: GPL-2.0-or-later
// All proven fixes of a finding: what mends code first, assertions last. Proofs run when fixes are asked for, never before.

import { analyse, type Analysis } from '../analysis/analyse.ts';
import { findingsOf, type PlacedFinding } from './findings.ts';
import { proven, type Fix, type ProposedFix, type Reanalyse } from './fixes/fix.ts';
import { alternativeFixes } from './fixes/alternativeFixes.ts';
import { frameFixes } from './fixes/frameFixes.ts';
import { hintFixes } from './fixes/hintFixes.ts';
import { encodeFixes, missingPushFixes, regsHintFixes, stackPointerFixes } from './fixes/lintFixes.ts';
import { mismatchFixes } from './fixes/mismatchFixes.ts';

const proposers: Readonly<Record<string, (analysis: Analysis, finding: PlacedFinding) => ProposedFix[]>> = {
  'return-modified-frame': frameFixes,
  'sibling-call-modified-frame': frameFixes,
  'stack-mismatch-cfa': mismatchFixes,
  'stack-mismatch-reg': mismatchFixes,
  'stack-mismatch-type': mismatchFixes,
  'undefined-stack-state': hintFixes,
  'ctx-switch-in-func': hintFixes,
  'stack-reg-modification': hintFixes,
  unreachable: hintFixes,
  'alt-stack-conflict': alternativeFixes,
  'untracked-sp-write': stackPointerFixes,
  'encode-fp-missing': encodeFixes,
  'regs-passed-without-hint': regsHintFixes,
  'ptregs-slot-undefined': missingPushFixes,
};

/** A proof is a whole analysis: no more than this for one finding. */
const mostProofs = 8;

export function fixesFor(analysis: Analysis, finding: PlacedFinding, reanalyse: Reanalyse = inputs => analyse(inputs)): Fix[] {
  const proposed = proposers[finding.code]?.(analysis, finding) ?? [];
  const fixes: Fix[] = [];
  const seen = new Set<string>();
  for (const candidate of proposed.slice(0, mostProofs)) {
    const key = JSON.stringify(candidate.edits);
    if (seen.has(key)) continue;
    seen.add(key);
    const fix = proven(analysis, finding, candidate, reanalyse);
    if (fix) fixes.push(fix);
  }
  fixes.sort((a, b) => Number(b.mendsCode) - Number(a.mendsCode) || Number(b.confirmed) - Number(a.confirmed));
  return fixes.map((fix, i) => ({ ...fix, title: fix.title.replaceAll('\t', ' '), preferred: i === 0 && fix.mendsCode && fix.confirmed }));
}

/** Findings that touch [start, end). */
export function findingsIn(analysis: Analysis, start: number, end: number): PlacedFinding[] {
  return findingsOf(analysis).filter(f => f.origin.start <= end && f.origin.end >= start);
}
