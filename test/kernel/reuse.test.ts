// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever is kept from one analysis to the next changes nothing: after each of many random edits, undone ones included, the analysis by a
// workspace that has lived through them all equals that of a new workspace in which nothing is remembered.

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { forgetTexts } from '../../server/src/base/keptByText.ts';
import { framesOf } from '../../server/src/analysis/frames.ts';
import { before } from '../../server/src/frame/trace.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { shownIn } from '../../server/src/base/origin.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile, type Workspace } from '../../server/src/workspace.ts';
import { forgetLowered } from '../../server/src/x86/lower.ts';
import { randomEdits } from '../bench/edits.ts';
import { kernelTree } from './tree.ts';

/** Rounds of ten edits each. */
const rounds = Number(process.env['ROUNDS'] ?? 6), editsPerRound = 10;
const files = ['arch/x86/entry/entry_64.S', 'arch/x86/lib/memcpy_64.S', 'arch/x86/lib/retpoline.S', 'arch/x86/kernel/ftrace_64.S', 'arch/x86/lib/copy_user_64.S'];

test.each(files.flatMap(file => Array.from({ length: rounds }, (_, round) => [file, round] as const)))('%s, round %i', async (file, round) => {
  const absolute = path.join(fs.realpathSync(kernelTree), file), text = fs.readFileSync(absolute, 'utf8');
  const living = createWorkspace(disk);
  let version = 0, different = 0;
  const original = analysisOf(living, absolute, text, version++);
  for (const edit of randomEdits(text, editsPerRound, file.length * 1000 + round)) {
    // vitest wants to hear from its worker now and then.
    await setImmediate();
    const kept = analysisOf(living, absolute, edit.text, version++);
    forgetTexts();
    forgetLowered();
    expect(kept, `${edit.kind} at ${edit.offset}`).toEqual(analysisOf(createWorkspace(disk), absolute, edit.text, 0));
    if (kept !== original) different++;
    // Every other edit is taken back, so that old texts come back too.
    if (version % 2 === 0) expect(analysisOf(living, absolute, text, version++)).toEqual(original);
  }
  expect(different).toBeGreaterThan(editsPerRound / 5);
});

/** All that an analysis says, as one text. */
function analysisOf(workspace: Workspace, file: string, text: string, version: number): string {
  workspace.buffers.set(file, { text, version });
  const opened = openFile(workspace, file);
  if (opened?.kind !== 'analysed') return opened?.reason ?? 'no such file';
  const { analysis } = opened, { object, checked } = analysis;
  return JSON.stringify([
    object.sections.map(s => [s.name, s.type, s.flags, s.align, s.size, Buffer.from(s.bytes).toString('hex'), s.relocations, s.spans.map(span => [span.offset, placeOf(span.statement.origin)])]),
    object.symbols.map(s => [s.name, s.value, s.size, s.section, s.type, s.binding, s.visibility]),
    analysis.rows, checked.instructions.map(i => [i.offset, i.state]), checked.instructions.flatMap((_, i) => i % 7 === 0 ? [before(framesOf(analysis), i)] : []),
    findingsOf(analysis).map(f => [f.code, f.message, f.severity, f.origin.start, f.origin.end, f.related?.map(r => [r.message, placeOf(r.origin)])]),
    analysis.diagnostics.map(d => [d.code, d.message, placeOf(d.origin)]), inlayHints(analysis),
  ], (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value);

  function placeOf(origin: Parameters<typeof shownIn>[1]) { return [origin.place.file.path, origin.start, origin.end, shownIn(analysis.source, origin)?.start]; }
}
