// SPDX-License-Identifier: GPL-2.0-or-later
// Every assembled file of a prepared kernel tree, with the flags it was built with, against the real preprocessor: the text
// without and with line markers, byte for byte, and the origins of what is printed.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Line } from '../../server/src/cpp/preprocessed.ts';
import { printPreprocessed } from '../../server/src/cpp/printPreprocessed.ts';
import { diskReader, gccPreprocess, shellWords } from '../cpp/oracle.ts';
import { hasGcc } from '../installed.ts';

const tree = resolve(process.env['KERNEL_TREE'] ?? '.cache/kernel/linux-source-6.12');
const units = existsSync(tree) ? builtUnits() : [];
const read = diskReader(tree);

describe.skipIf(units.length === 0 || !hasGcc)('kernel', () => {
  it.each(units)('$path', ({ path, words }) => {
    const result = preprocess(sourceText(path, readFileSync(resolve(tree, path), 'utf8')), cppOptions(words), read);
    expect(equal(printPreprocessed(result, { markers: false }), gccPreprocess(tree, path, words, false).text)).toBe('equal');
    expect(equal(printPreprocessed(result, { markers: true }), gccPreprocess(tree, path, words, true).text)).toBe('equal');
    expect(result.diagnostics).toEqual([]);
    for (const line of result.lines) expect(misplaced(line)).toBe('');
  });
});

/** The files whose .cmd says how they were built, with the words that matter for the preprocessor. */
function builtUnits(): { path: string; words: string[] }[] {
  const found = execFileSync('find', ['arch/x86', '-name', '.*.o.cmd'], { cwd: tree, encoding: 'utf8' }).split('\n').filter((x) => x !== '').sort();
  return found.flatMap((name) => {
    const text = readFileSync(resolve(tree, name), 'utf8');
    const path = /^source_\S+ := (\S+\.S)$/m.exec(text)?.[1];
    const command = /^(?:saved)?cmd_\S+ := (.*)$/m.exec(text)?.[1];
    if (path === undefined || command === undefined || !existsSync(resolve(tree, path))) return [];
    const words = shellWords(command.split(';')[0]!.replace(/\$\$/g, '$')).slice(1);
    return [{ path, words: words.filter((word, i) => word !== '-c' && word !== '-o' && words[i - 1] !== '-o' && word !== path && !word.startsWith('-Wp,-MMD')) }];
  });
}

function equal(actual: string, expected: string): string {
  if (actual === expected) return 'equal';
  const left = actual.split('\n'), right = expected.split('\n');
  const at = left.findIndex((line, i) => line !== right[i]);
  return `line ${at + 1}: ${JSON.stringify(left[at]?.slice(0, 300))} instead of ${JSON.stringify(right[at]?.slice(0, 300))}`;
}

/** The first stretch of a line that claims to be spelled one to one and is not. */
function misplaced(line: Line): string {
  for (let i = 0; i < line.runs.length; i++) {
    const run = line.runs[i]!;
    const stop = line.runs[i + 1]?.at ?? line.text.length;
    if (run.end - run.offset !== stop - run.at || run.place.file.path.startsWith('<')) continue;
    const printed = line.text.slice(run.at, stop).replace(/\s/g, ' '), spelled = run.place.file.text.slice(run.offset, run.end).replace(/\s/g, ' ');
    if (printed !== spelled && !(printed.trim() === '' || /^[\d"]/.test(printed))) return `${printed} is not ${spelled}`;
  }
  return '';
}
