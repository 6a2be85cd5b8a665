// SPDX-License-Identifier: GPL-2.0-or-later
// States of i386 code. Two judges: carets written by hand under each instruction (`none`: no state), and .cfi directives, those in the
// fixtures written by hand as well, those of compiled C by gcc; the assembler and readelf turn them into a CFA per address.

import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse, type Analysis } from '../../server/src/analysis/analyse.ts';
import { statementOf } from '../../server/src/analysis/sites.ts';
import { lineAt, sourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { printCfi } from '../../server/src/ide/printCfi.ts';
import { cfaWords } from '../../server/src/ide/stateWords.ts';
import { CFA, type CfiState } from '../../server/src/objtool/checked.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { noOptions } from '../../server/src/objtool/options.ts';
import { stateText } from '../../server/src/objtool/stateText.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { check, parseFixture, type Answered } from '../fixture.ts';
import { hasGcc } from '../installed.ts';
import { dwarfRows } from './dwarfRows.ts';

const folder = join(import.meta.dirname, 'fixtures32');
const programs = readdirSync(folder).filter(name => name.endsWith('.S')).map(name => [name, readFileSync(join(folder, name), 'utf8')] as const);

describe('carets', () => {
  it.each(programs)('%s', (name, text) => {
    const analysis = analysed(text), found: Answered[] = [];
    expect(analysis.diagnostics).toEqual([]);
    analysis.checked.instructions.forEach(({ state }, i) => {
      const statement = statementOf(analysis, i);
      if (statement?.kind === 'instruction') found.push({ kind: 'state', line: lineAt(analysis.source, statement.origin.start), text: state ? stateText(state) : 'none' });
    });
    expect(check(parseFixture(name, text), { judges: ['state'], found: new Map([[name, found]]) })).toEqual([]);
    expect(findingsOf(analysis).map(one => one.message)).toEqual([]);
  });
});

describe.skipIf(!hasGcc)('.cfi directives', () => {
  it.each(programs)('%s', (_name, text) => { expect(againstDwarf(text).differences).toEqual([]); });
});

describe.skipIf(!hasGcc)('compiled C', () => {
  const source = readFileSync(join(folder, 'compiled.c'), 'utf8');
  it.each([
    '-O0', '-O1', '-O2', '-O3', '-Os', '-O2 -fno-omit-frame-pointer', '-O2 -mpreferred-stack-boundary=2', '-O2 -fpic', '-O2 -mregparm=3', '-O2 -mno-push-args', '-O2 -mstackrealign',
  ])('%s', flags => {
    const made = spawnSync('gcc', ['-m32', '-S', '-ffreestanding', '-fno-stack-protector', ...flags.split(' '), '-x', 'c', '-', '-o', '-'], { input: source, encoding: 'utf8' });
    expect(made.stderr).toBe('');
    const { differences, compared } = againstDwarf(made.stdout);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });
});

describe('in the editor', () => {
  it('says esp, four bytes and no ORC', () => {
    const text = '\t.type f, @function\nf:\tpush %ebx\n\tsub $8, %esp\n\tcall g\n\tadd $8, %esp\n\tpop %ebx\n\tret\n\t.size f, . - f\n', analysis = analysed(text);
    expect(printCfi(analysis).split('\n').slice(1, 7)).toEqual(['esp+4', 'esp+8  ebx@-8', 'esp+16', 'esp+16', 'esp+8', 'esp+4']);
    const said = renderHover(hover(analysis, text.indexOf('call'))!);
    expect(said).toContain('**CFA = esp+16** before and after · 16 bytes on the stack');
    expect(said).toContain('| CFA-4 12(%esp) | return address | entry |');
    expect(said).toContain("| CFA-8 8(%esp) | caller's %ebx | line 2 |");
    expect(said).not.toMatch(/rsp|rbx|ORC/);
  });
});

function analysed(text: string): Analysis {
  return analyse({
    source: sourceText('a.S', text), cpp: cppOptions(['-m32']), readHeader: () => 'absent', mode: 32, assemblerVersion: 24000, rules: defaultRules('6.12', noOptions), findings: 'none',
  });
}

it.each(programs.map(([name]) => name))('%s has no finding of a tool that never ran on such code', name => {
  const opened = openFile(createWorkspace(disk, { command: `gcc -m32 -c ${name} -o a.o` }), join(folder, name));
  expect(opened?.kind).toBe('analysed');
  if (opened?.kind === 'analysed') expect(findingsOf(opened.analysis).map(one => one.message)).toEqual([]);
});

it('any bytes are walked', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 60 }), bytes => {
    const analysis = analysed(`\t.type f, @function\nf:\t.byte ${bytes.join(',')}\n\t.size f, . - f\n`);
    expect(analysis.checked.instructions.filter(({ state }) => state && state.word !== 4)).toEqual([]);
    printCfi(analysis);
  }), { numRuns: 500 });
});

/** Registers that are known to point into the frame say where the CFA is as well as the one that the state names. */
function alsoKnown(state: CfiState | undefined): string[] {
  return state?.vals.flatMap(({ base, offset }, register) => base === CFA ? [cfaWords({ cfa: { base: register, offset: offset === 0 ? 0 : -offset }, word: 4 })] : []) ?? [];
}

/** Every instruction that an FDE covers: the CFA that is known here must be the one that is said there. */
function againstDwarf(text: string): { readonly differences: string[]; readonly compared: number } {
  const analysis = analysed(text), rows = dwarfRows(text), differences: string[] = [];
  let compared = 0;
  analysis.checked.instructions.forEach((at, i) => {
    if (analysis.object.sections[at.section]!.name !== '.text' || at.decoded.type === 'nop') return;
    const row = rows.find(one => one.start <= at.offset && at.offset < one.end);
    if (!row) return;
    compared++;
    const ours = at.state ? cfaWords(at.state) : 'none', same = row.cfa === 'exp' ? ours.startsWith('(ebp') : row.cfa === ours || alsoKnown(at.state).includes(row.cfa);
    if (!same) differences.push(`${at.symbol ?? ''} +${at.offset.toString(16)} \`${statementOf(analysis, i)?.source.text ?? ''}': ${ours}, .cfi says ${row.cfa}`);
  });
  return { differences, compared };
}
