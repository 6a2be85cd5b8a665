// SPDX-License-Identifier: GPL-2.0-or-later
// Every fixture and example, judged by our own analysis; test/kernel/fixturesReal.test.ts has the same judged by gcc and objtool.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse, type Analysis } from '../../server/src/analysis/analyse.ts';
import { expansionsOf, type Origin } from '../../server/src/base/origin.ts';
import { lineAt, sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { statementAt } from '../../server/src/object/objectFile.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import type { Finding } from '../../server/src/objtool/checked.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { check, parseFixture, renew, stateOfRow, type Answer, type Answered, type ExpectationKind, type Fixture } from '../fixture.ts';

const project = join(import.meta.dirname, '../..');
const folders: readonly (readonly [string, readonly ExpectationKind[]])[] = [
  ['test/objtool/fixtures', ['state', 'error', 'warning', 'lens']],
  ['test/frame/fixtures', ['state', 'error', 'warning', 'lens']],
  ['examples', ['error', 'warning', 'lens']],
];

for (const [folder, judges] of folders) {
  describe(folder, () => {
    for (const name of readdirSync(join(project, folder)).filter(each => each.endsWith('.S')).sort()) {
      it(name, () => {
        const fixture = parseFixture(name, readFileSync(join(project, folder, name), 'utf8'));
        // The real tools write what they know (test/kernel/fixturesReal.test.ts); what only we know is written here.
        if (process.env['UPDATE_EXPECT'] === '1') writeFileSync(join(project, folder, name), renew(fixture, { ...ourAnswer(fixture), judges: ['lens'] }));
        else expect(check(fixture, { ...ourAnswer(fixture), judges })).toEqual([]);
      });
    }
  });
}

function ourAnswer(fixture: Fixture): Answer {
  const found = new Map<string, Answered[]>(fixture.files.map(file => [file.path, []]));
  for (const file of fixture.files) {
    if (!file.path.endsWith('.S')) continue;
    const analysis = analyseFixture(fixture, file.path);
    const add = (place: { path: string; line: number } | undefined, answered: Answered) => {
      found.get(place?.path ?? file.path)!.push(place ? { ...answered, line: place.line } : answered);
    };
    const placed = (origin: Origin | undefined) => origin && outermost(fixture, origin);
    for (const d of analysis.diagnostics) if (d.severity === 'error') add(placed(d.origin), { kind: 'error', text: d.message });
    if (analysis.diagnostics.some(d => d.severity === 'error')) continue;
    for (const row of analysis.rows) {
      const at = placed(statementAt(analysis.object.sections[row.section]!, row.offset)?.origin);
      if (at) add(at, { kind: 'state', text: stateOfRow(row), optional: row.type === '(und)' && isPadding(analysis, row.section, row.offset) });
    }
    for (const one of findingsOf(analysis)) if (one.source === 'lens') add(placed(one.origin), { kind: 'lens', text: one.message, code: one.code });
    for (const finding of [...analysis.parity.findings, ...analysis.orcFindings]) {
      if (finding.printed) add(placed(originOfFinding(analysis, finding)), { kind: 'warning', text: finding.words, code: finding.code });
    }
  }
  return { judges: ['state', 'error', 'warning', 'lens'], found };
}

function analyseFixture(fixture: Fixture, main: string): Analysis {
  const texts = new Map<string, SourceText>();
  const readHeader = (path: string): SourceText | 'absent' => {
    const known = texts.get(path);
    if (known) return known;
    const own = fixture.files.find(file => file.path === path || `./${file.path}` === path);
    let text = own?.text;
    try { text ??= readFileSync(path, 'utf8'); } catch { return 'absent'; }
    const source = sourceText(path, text);
    texts.set(path, source);
    return source;
  };
  const words = ['-nostdinc', '-I', join(project, 'server/headers'), '-I', join(project, 'test/minikernel'), '-I', '.', ...[...fixture.config].map(([name, value]) => `-D${name}=${value === 'y' ? '1' : value}`)];
  const options = parseObjtoolOptions(['--orc', '--uaccess', ...fixture.objtool]);
  if ('error' in options) throw new Error(options.error);
  return analyse({
    source: readHeader(main) as SourceText, cpp: cppOptions(words), readHeader, mode: 64, assemblerVersion: 24000, rules: defaultRules('6.12', options), findings: 'kernel',
  });
}

function originOfFinding(analysis: Analysis, finding: Finding): Origin | undefined {
  // Messages that name no place have none, as in the tool's output.
  return finding.where === '' || finding.section === undefined || finding.offset === undefined ? undefined : statementAt(analysis.object.sections[finding.section]!, finding.offset)?.origin;
}

/** The line of the fixture that made it: the outermost call that stands in one of its files. */
function outermost(fixture: Fixture, origin: Origin): { path: string; line: number } | undefined {
  let best: { path: string; line: number } | undefined;
  const consider = (source: SourceText, start: number) => {
    const file = fixture.files.find(one => one.path === source.path || `./${one.path}` === source.path);
    if (file) best = { path: file.path, line: lineAt(source, start) };
  };
  consider(origin.place.file, origin.start);
  for (const expansion of expansionsOf(origin.place)) if (expansion.kind !== 'include') consider(expansion.call.place.file, expansion.call.start);
  return best;
}

function isPadding(analysis: Analysis, section: number, offset: number): boolean {
  const at = analysis.checked.instructions.find(i => i.section === section && i.offset === offset);
  return !at || at.decoded.type === 'nop';
}
