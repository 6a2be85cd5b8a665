// SPDX-License-Identifier: GPL-2.0-or-later
// Fixtures of our own: real assembly with what is expected under each instruction. Carets name the instruction above; `none` means that parity
// has no state there, `none beyond STATE` that only recovery has. The assembler's listing says which bytes a line became.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../server/src/objtool/check.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { noOptions } from '../../server/src/objtool/options.ts';
import { orc } from '../../server/src/objtool/orc.ts';
import { printFindings, printOrc } from '../../server/src/objtool/print.ts';
import { recover } from '../../server/src/objtool/recover.ts';
import { stateText } from '../../server/src/objtool/stateText.ts';
import { hasAssembler } from '../installed.ts';
import { decode } from './decodeStandIn.ts';
import { readElf } from './readElf.ts';

const FOLDER = join(import.meta.dirname, 'states'), PRELUDE = readFileSync(join(FOLDER, 'prelude.inc'), 'utf8');
const RULES = defaultRules('6.12', { ...noOptions, orc: true, uaccess: true });
const OBJTOOL = resolve(import.meta.dirname, '../../.cache/kernel/linux-source-6.12/tools/objtool/objtool');
const out = mkdtempSync(join(tmpdir(), 'unwind-lens-fixtures-'));

describe.skipIf(!hasAssembler)('fixtures', () => {
  it.each(readdirSync(FOLDER).filter(name => name.endsWith('.S')))('%s', name => {
    const text = readFileSync(join(FOLDER, name), 'utf8'), expected: string[] = [], actual: string[] = [];
    const { checked, recovered, offsetOf, textSection } = analysed(text);
    const instructionAt = new Map(recovered.instructions.map((instruction, index) => [`${instruction.section}:${instruction.offset}`, index]));
    let line = 0, last = 0;
    for (const words of text.split('\n')) {
      line++;
      const caret = /^\/\/\t\^+ (.*)$/.exec(words)?.[1];
      if (caret === undefined) {
        if (words.startsWith('// warning: ')) expected.push(words.slice(3));
        else if (words.startsWith('\t') || /^\w+:/.test(words)) last = line;
        continue;
      }
      if (caret.startsWith('warning: ')) { expected.push(caret); continue; }
      const index = instructionAt.get(`${textSection}:${offsetOf(last)}`);
      expect(index, `line ${line}: no instruction in line ${last}`).toBeDefined();
      const parity = checked.instructions[index!]!.state, own = recovered.instructions[index!]!;
      const shown = parity ? stateText(parity) : own.state ? `none beyond ${stateText(own.state)}` : 'none';
      expect(`${line}: ${shown}`).toBe(`${line}: ${caret}`);
    }
    for (const finding of checked.findings) actual.push(`warning: [${finding.code}] ${finding.words}`);
    expect(actual).toEqual(expected);
  });
});

describe.skipIf(!hasAssembler || !existsSync(OBJTOOL))('the real objtool agrees', () => {
  it.each(readdirSync(FOLDER).filter(name => name.endsWith('.S')))('%s', name => {
    const { object, checked, path } = analysed(readFileSync(join(FOLDER, name), 'utf8')), table = orc(object, checked, RULES);
    const real = spawnSync(OBJTOOL, ['--orc', '--uaccess', path], { encoding: 'utf8' }), dump = spawnSync(OBJTOOL, ['--dump=orc', path], { encoding: 'utf8' });
    expect(printFindings(path, checked) + printFindings(path, table)).toBe(real.stderr);
    expect(printOrc(object, table.entries, RULES)).toBe(dump.stdout);
  });
});

describe.skipIf(!hasAssembler)('findings', () => {
  it('name both ways of a mismatch', () => {
    const { checked } = analysed(readFileSync(join(FOLDER, 'mismatch.S'), 'utf8'));
    const finding = checked.findings[0]!, at = (index: number): number => checked.instructions[index]!.offset;
    expect(finding.function).toBe('meets');
    expect(at(finding.paths!.split!)).toBe(2);
    expect(finding.paths!.first.map(at)).toEqual([2]);
    expect(finding.paths!.second.map(at)).toEqual([2, 4]);
    expect(stateText(finding.paths!.secondState)).toBe('cfa=sp+16');
  });

  it('leave the edges of the flow behind', () => {
    const { checked } = analysed(readFileSync(join(FOLDER, 'fixup-before.S'), 'utf8'));
    expect(checked.instructions.map(({ offset, next }) => `${offset}: ${next.map(({ to, kind }) => `${kind} ${checked.instructions[to]!.offset}`).join(', ')}`)).toEqual([
      '0: fall-through 1', '1: fixup 4, fall-through 3', '3: fall-through 4', '4: fall-through 5', '5: ']);
  });
});

function analysed(text: string) {
  const source = join(out, 'fixture.s'), path = join(out, 'fixture.o'), first = PRELUDE.split('\n').length - 1;
  writeFileSync(source, PRELUDE + text);
  const listing = execFileSync('as', ['--64', '-aln', source, '-o', path], { encoding: 'utf8' }), offsets = new Map<number, number>();
  for (const row of listing.split('\n')) {
    const match = /^ *(\d+) ([0-9a-f]{4}) [0-9A-F]/.exec(row);
    if (match && !offsets.has(Number(match[1]))) offsets.set(Number(match[1]), parseInt(match[2]!, 16));
  }
  const object = readElf(path), checked = check(object, RULES, decode), textSection = object.sections.findIndex(section => section.name === '.text');
  const before = structuredClone(checked.instructions.map(instruction => instruction.state));
  const recovered = recover(checked, RULES, decode);
  expect(checked.instructions.map(instruction => instruction.state)).toEqual(before);
  return { object, path, checked, recovered, textSection, offsetOf: (line: number) => offsets.get(line + first) };
}
