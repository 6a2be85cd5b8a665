// SPDX-License-Identifier: GPL-2.0-or-later
// Functions of the kernel, run along random ways: rsp, saved registers and every known word are what objtool/ and frame/ claim.

import { describe, expect, test } from 'vitest';
import { flowOf } from '../../server/src/frame/flow.ts';
import { trace } from '../../server/src/frame/trace.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { functionEntries, seeded, walk } from '../frame/walk.ts';
import { kernelObjects, kernelTree } from './tree.ts';

/**
 * objtool's CFA is wrong where code changes rsp, or rbp while it is the frame's base, in ways that it does not model: switches of the stack,
 * a guest's registers, and a frame that is made up for an event return. Our own rules know the first two, and that they are meant.
 */
const knownWrong: readonly RegExp[] = [/^(__switch_to_asm|wakeup_long64|sev_verify_cbit|restore_registers|core_restore_code|__svm_vcpu_run|__svm_sev_es_vcpu_run|__vmx_vcpu_run|asm_fred_entry_from_kvm)\+\w+: objtool's CFA/];

describe(`functions of ${kernelTree.replace(/^.*\//, '')}`, () => {
  let steps = 0, claims = 0;
  test.each(kernelObjects().map(({ source }) => [source.slice(kernelTree.length + 1), source] as const))('%s', (_name, source) => {
    const opened = openFile(createWorkspace(disk), source);
    if (opened?.kind !== 'analysed' || opened.configuration.mode !== 64) return;
    const { checked } = opened.analysis, traced = trace(flowOf(checked)), wrong: string[] = [];
    for (const entry of functionEntries(checked)) for (let seed = 0; seed < 3; seed++) {
      const walked = walk(traced, entry, seeded(seed * 7919 + entry), 300);
      steps += walked.steps;
      claims += walked.claims;
      wrong.push(...walked.wrong.filter(line => !knownWrong.some(known => known.test(line))));
    }
    expect(wrong).toEqual([]);
  });
  test('there was something to compare', () => {
    console.log(`${steps} instructions run, ${claims} claims held`);
    expect(claims).toBeGreaterThan(10_000);
  });
});
