// SPDX-License-Identifier: GPL-2.0-or-later
// All that an analysis says, as one text: what two ways to an analysis are compared by.

import { framesOf } from '../../server/src/analysis/frames.ts';
import { sitesOf } from '../../server/src/analysis/sites.ts';
import { shownIn } from '../../server/src/base/origin.ts';
import { before } from '../../server/src/frame/trace.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { openFile, type Workspace } from '../../server/src/workspace.ts';

/** After `text` was put into the buffer of `file`. */
export function analysisOf(workspace: Workspace, file: string, text: string, version: number): string {
  workspace.buffers.set(file, { text, version });
  return whole(workspace, file);
}

/** Bytes, relocations, symbols, rows, states, values, findings with both ways, hints, sites, and where each thing is spelled. */
export function whole(workspace: Workspace, file: string): string {
  const opened = openFile(workspace, file);
  if (opened?.kind !== 'analysed') return opened?.reason ?? 'no such file';
  const { analysis } = opened, { object, checked } = analysis;
  return JSON.stringify([
    object.sections.map(s => [s.name, s.type, s.flags, s.align, s.size, Buffer.from(s.bytes).toString('hex'), s.relocations, s.spans.map(span => [span.offset, placeOf(span.statement.origin)])]),
    object.symbols.map(s => [s.name, s.value, s.size, s.section, s.type, s.binding, s.visibility]),
    analysis.rows, checked.instructions.map(i => [i.offset, i.state, i.hint, i.visited, i.beyond, i.symbol, i.group, i.next.map(({ to, kind }) => [to, kind])]),
    checked.groups, analysis.parity.findings.map(f => [f.code, f.where, f.words, f.printed, f.paths?.first, f.paths?.second, f.trace]), analysis.parity.exit, checked.instructions.flatMap((_, i) => i % 7 === 0 ? [before(framesOf(analysis), i)] : []),
    findingsOf(analysis).map(f => [f.code, f.message, f.severity, f.origin.start, f.origin.end, f.related?.map(r => [r.message, placeOf(r.origin)])]),
    analysis.diagnostics.map(d => [d.code, d.message, placeOf(d.origin)]), inlayHints(analysis),
    sitesOf(analysis).all.map(site => [site.kind, site.name, site.start, site.end, site.line, site.instances.map(({ instructions }) => instructions)]),
  ], (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value);

  function placeOf(origin: Parameters<typeof shownIn>[1]) { return [origin.place.file.path, origin.start, origin.end, shownIn(analysis.source, origin)?.start]; }
}
