// SPDX-License-Identifier: GPL-2.0-or-later
// The index of a real tree: every unit of arch/x86 is in it, what each object exports is found under its name, and a second run analyses
// nothing.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { UnitIndex } from '../../server/src/ide/unitIndex.ts';
import { indexTree } from '../../server/src/indexTree.ts';
import { disk } from '../../server/src/project/disk.ts';
import { kernelObjects, kernelTree } from './tree.ts';

test('every object and every symbol that it exports', { timeout: 300_000 }, () => {
  const kept = new Map<string, string>();
  const tools = { fs: disk, store: { read: (name: string) => kept.get(name), write: (name: string, text: string) => { kept.set(name, text); } }, digest: (text: string) => createHash('sha1').update(text).digest('hex') };
  const run = (): { units: Map<string, UnitIndex>; fresh: number } => {
    const units = new Map<string, UnitIndex>(), start = performance.now();
    let fresh = 0;
    for (const step of indexTree({ root: kernelTree, overrides: {} }, tools)) if (step.kind === 'unit') { units.set(step.index.unit, step.index); fresh += Number(step.fresh); }
    console.log(`${units.size} units, ${fresh} analysed, ${(performance.now() - start).toFixed(0)} ms, ${[...kept.values()].reduce((sum, text) => sum + text.length, 0)} bytes kept`);
    return { units, fresh };
  };
  const first = run(), second = run();
  expect(second.fresh).toBe(0);
  expect([...second.units]).toEqual([...first.units]);
  const lost: string[] = [];
  for (const { source, object } of kernelObjects()) {
    const index = first.units.get(source);
    if (!index) { lost.push(source); continue; }
    for (const name of exportedBy(object)) {
      const symbol = index.symbols.find(each => each.name === name);
      if (symbol?.binding !== 'global' || !symbol.places.some(place => place[4] === 'definition')) lost.push(`${source}: ${name}`);
    }
  }
  expect(lost).toEqual([]);
  // What assembly calls and C defines.
  const inC = [...first.units.values()].filter(({ unit }) => unit.endsWith('.c'));
  console.log(`${inC.reduce((sum, { symbols }) => sum + symbols.length, 0)} definitions in C`);
  expect(inC.some(({ unit, symbols }) => unit.endsWith('/arch/x86/entry/common.c') && symbols.some(({ name }) => name === 'do_syscall_64'))).toBe(true);
  expect(inC.some(({ unit, symbols }) => unit.endsWith('/arch/x86/kernel/cpu/common.c') && symbols.some(({ name, kind }) => name === 'pcpu_hot' && kind === 'object'))).toBe(true);
});

/** binutils' word. */
function exportedBy(object: string): string[] {
  return execFileSync('nm', ['-gP', '--defined-only', object], { encoding: 'utf8' }).split('\n').flatMap(line => line.split(' ', 1)[0] || []);
}
