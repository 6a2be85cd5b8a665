// SPDX-License-Identifier: GPL-2.0-or-later
// Every built assembly file of a real tree, preprocessed by gcc, goes through `expand`; the plain statements that come out, assembled
// by the real `as`, must make the very object that `as` makes of the input. The tree is KERNEL_TREE or the prepared one under .cache.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mapped } from '../../server/src/base/origin.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { expand } from '../../server/src/gas/expand.ts';
import { printListing } from '../../server/src/gas/printListing.ts';
import { RecordingSink } from '../gas/recordingSink.ts';

const cache = resolve('.cache');
const tree = process.env['KERNEL_TREE'] ?? join(cache, 'kernel', 'linux-source-6.12');

describe.skipIf(!existsSync(tree))('statements after expansion assemble to the same object', () => {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'gas-'));
  afterAll(() => { rmSync(work, { recursive: true }); });
  const figures = { files: 0, statements: 0, milliseconds: 0 };

  for (const { source, compiler, flags } of builtFiles()) {
    it(source, () => {
      const preprocessed = join(work, 'in.s'), expanded = join(work, 'out.s');
      execFileSync(compiler, ['-E', '-P', ...flags, '-o', preprocessed, source], { cwd: tree });
      const text = readFileSync(preprocessed, 'utf8');
      const lines = linesOf(preprocessed, text);
      const sink = new RecordingSink();
      const start = performance.now();
      const listing = expand(lines, sink, { assemblerVersion: 24000 });
      figures.milliseconds += performance.now() - start;
      figures.files++;
      figures.statements += listing.statements.length;
      expect(listing.diagnostics.map(d => d.message)).toEqual([]);
      writeFileSync(expanded, printListing(listing).replace(/^>+ /gm, ''));
      const flag = flags.includes('-m32') || flags.includes('-m16') ? '--32' : '--64';
      expect(assemble(expanded, flag, join(work, 'out.o'))).toEqual(assemble(preprocessed, flag, join(work, 'in.o')));
      expect(readFileSync(join(work, 'out.o')).equals(readFileSync(join(work, 'in.o')))).toBe(true);
    });
  }

  it('in reasonable time', () => {
    console.log(`${figures.files} files, ${figures.statements} statements, ${(figures.milliseconds * 1000 / figures.statements).toFixed(2)} us per statement`);
  });
});

function assemble(input: string, flag: string, output: string): { status: number | null; messages: string } {
  const { status, stderr } = spawnSync('as', [flag, input, '-o', output], { cwd: tree, encoding: 'utf8' });
  return { status, messages: stderr.split('\n').map(line => line.replace(/^\S+?:(\d+:)? /, '')).join('\n') };
}

/** Every .S under arch/x86 that has an object, with the flags of its .cmd file. */
function builtFiles(): { source: string; compiler: string; flags: string[] }[] {
  const built: { source: string; compiler: string; flags: string[] }[] = [];
  if (!existsSync(tree)) return built;
  for (const file of readdirSync(join(tree, 'arch/x86'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.o.cmd')) continue;
    const command = /^savedcmd_\S+ := (.*)$/m.exec(readFileSync(join(tree, 'arch/x86', file), 'utf8'))?.[1]?.split(';')[0]?.trim();
    if (!command?.endsWith('.S')) continue;
    const words = [...command.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'/g, '$1'));
    const flags: string[] = [];
    for (let i = 1; i < words.length - 1; i++) {
      if (words[i] === '-o') i++;
      else if (words[i] !== '-c' && !words[i]!.startsWith('-Wp,') && !words[i]!.startsWith('-Wa,')) flags.push(words[i]!);
    }
    built.push({ source: words.at(-1)!, compiler: words[0]!, flags });
  }
  return built;
}

function linesOf(path: string, text: string) {
  const place = { file: sourceText(path, text) };
  let offset = 0;
  return text.split('\n').map(line => {
    const made = mapped(line, place, offset);
    offset += line.length + 1;
    return made;
  });
}
