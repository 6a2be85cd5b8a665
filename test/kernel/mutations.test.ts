// SPDX-License-Identifier: GPL-2.0-or-later
// Agreement on broken files. Random mistakes are made in the kernel's own files; gcc and the tree's objtool say what is wrong, and so do
// we. Three figures, never one: (1) what as rejects, (2) what objtool accepts silently, (3) what it complains about. For (3) also how
// often the first offered fix gives back the file's rows and bytes.
//   SEED=1 MUTANTS=150      another sample; the report lies in .cache/mutations-SEED.txt

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';
import { firstFix, type FixOutcome } from './firstFix.ts';
import { judgeMutant, type Verdict } from './judgeMutant.ts';
import { mutate, seededRandom } from './mutate.ts';
import { kernelObjects, kernelTree } from './tree.ts';
import { codeOf } from './objtoolMessages.ts';

const seed = Number(process.env['SEED'] ?? 1), wanted = Number(process.env['MUTANTS'] ?? 120);
/** Fixes cost several analyses each; every n-th finding is enough for CI. */
const fixEvery = Number(process.env['FIX_EVERY'] ?? 4);
const headers = ['arch/x86/include/asm/unwind_hints.h', 'arch/x86/include/asm/frame.h', 'arch/x86/entry/calling.h', 'arch/x86/include/asm/nospec-branch.h', 'arch/x86/include/asm/asm.h', 'include/linux/linkage.h'];
const folder = fileURLToPath(new URL('../../.cache', import.meta.url));

test(`${wanted} mutants of seed ${seed}`, { timeout: 3_600_000 }, async () => {
  const random = seededRandom(seed), workspace = createWorkspace(disk);
  const objects = kernelObjects().filter(object => {
    const opened = openFile(workspace, object.source);
    return opened?.kind === 'analysed' && opened.configuration.objtool.runs && opened.analysis.checked.instructions.length < 20_000;
  });
  // A file that is not clean before it is changed tells nothing about fixes.
  const clean = new Set(objects.filter(object => { const opened = openFile(workspace, object.source); return opened?.kind === 'analysed' && opened.analysis.parity.findings.every(f => !f.printed); }));
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'unwind-lens-mutants-'));
  const all: Record<Verdict, number> = { rejected: 0, silent: 0, found: 0, crashed: 0 }, agreed = { ...all }, codes = new Map<string, number>(), fixes = new Map<FixOutcome, number>(), titles = new Map<string, number>();
  const report: string[] = [];
  const write = () => { fs.writeFileSync(path.join(folder, `mutations-${seed}.txt`), `${summary()}\n\n${report.join('\n')}\n`); };
  const summary = () => [
    ...(Object.keys(all) as Verdict[]).map(verdict => `${verdict}: ${agreed[verdict]} of ${all[verdict]} agree`),
    `kinds: ${[...codes].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`).join(', ')}`,
    `fixes: ${[...fixes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`,
    `first fixes: ${[...titles].sort((a, b) => b[1] - a[1]).map(([title, count]) => `${count}x ${title}`).join(' | ')}`,
  ].join('\n');
  try {
    for (let made = 0; made < wanted;) {
      const object = objects[Math.floor(random() * objects.length)]!;
      const header = random() < 0.05 ? path.join(kernelTree, headers[Math.floor(random() * headers.length)]!) : undefined;
      const original = fs.readFileSync(header ?? object.source, 'utf8');
      const mutant = mutate(original, random);
      if (!mutant) continue;
      made++;
      const judged = judgeMutant(workspace, scratch, object, mutant.text, made, header);
      all[judged.verdict]++;
      if (judged.differences.length === 0) agreed[judged.verdict]++;
      const name = `${(header ?? object.source).slice(kernelTree.length + 1)}:${mutant.line + 1}: ${mutant.operator}: \`${mutant.before}' -> \`${mutant.after}'`;
      if (judged.differences.length > 0) report.push(`#${made} ${judged.verdict} ${name}${header ? ` in ${object.source.slice(kernelTree.length + 1)}` : ''}`, ...judged.differences.map(d => `    ${d}`));
      if (judged.verdict === 'found') {
        for (const message of judged.messages) {
          const code = codeOf(message.replace(/^\S+\+0x[0-9a-f]+: /, '')) ?? message;
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
        if (judged.opened && !header && clean.has(object) && judged.differences.length === 0 && all.found % fixEvery === 0) {
          const fixed = firstFix(workspace, object.source, original, judged.opened);
          fixes.set(fixed.outcome, (fixes.get(fixed.outcome) ?? 0) + 1);
          const title = fixed.title?.replace(/`.*'/, '`...\'') ?? '-';
          titles.set(title, (titles.get(title) ?? 0) + 1);
          if (fixed.outcome !== 'restored') report.push(`#${made} fix ${fixed.outcome} ${name}`, `    ${judged.messages[0]}`, `    [${fixed.code}] ${fixed.title ?? 'no fix'}`);
        }
      }
      if (made % 20 === 0) { write(); await new Promise(resume => { setImmediate(resume); }); }
    }
  } finally {
    write();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  console.log(summary());
  const share = (verdict: Verdict) => all[verdict] === 0 ? 1 : agreed[verdict] / all[verdict];
  expect(report.filter(line => /^#\d+ (silent|found)/.test(line))).toEqual([]);
  expect(share('rejected')).toBeGreaterThanOrEqual(0.97);
});
