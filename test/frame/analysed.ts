// SPDX-License-Identifier: GPL-2.0-or-later
// A few lines of assembly, analysed with the built-in headers.

import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { analyse, type Analysis, type Memory } from '../../server/src/analysis/analyse.ts';
import { statementOf } from '../../server/src/analysis/sites.ts';
import { unlimited } from '../../server/src/base/budget.ts';
import { sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';

const project = join(import.meta.dirname, '../..');
const texts = new Map<string, SourceText | 'absent'>();

function readHeader(path: string): SourceText | 'absent' {
  let text = texts.get(path);
  if (!text) {
    try { text = sourceText(path, readFileSync(path, 'utf8')); } catch { text = 'absent'; }
    texts.set(path, text);
  }
  return text;
}

const prelude = '#include <builtin.S.h>\n';

/** One line is in front of the given text. `memory`: of the revision before. */
export function analysed(text: string, defines: readonly string[] = [], memory?: Memory): Analysis {
  const options = parseObjtoolOptions(['--orc', '--uaccess']);
  if ('error' in options) throw new Error(options.error);
  return analyse({
    source: sourceText('test.S', prelude + text), cpp: cppOptions(['-nostdinc', '-I', join(project, 'server/headers'), '-D__KERNEL__', '-D__ASSEMBLY__', '-m64', ...defines.map(d => `-D${d}`)]),
    readHeader, mode: 64, assemblerVersion: 24000, rules: defaultRules('6.12', options), findings: 'kernel',
  }, unlimited, memory);
}

/** Index of the n-th instruction whose text begins so. */
export function instructionLike(analysis: Analysis, text: string, which = 0): number {
  let left = which;
  const found = analysis.checked.instructions.findIndex((_, i) => statementOf(analysis, i)?.source.text.replace(/\s+/g, ' ').startsWith(text) === true && left-- === 0);
  if (found < 0) throw new Error(`no instruction like ${text}`);
  return found;
}
