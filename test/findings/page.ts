// SPDX-License-Identifier: GPL-2.0-or-later
// One page of docs/findings: the rule, code that breaks it with the state in front of each line, and code that does not.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse, type Analysis } from '../../server/src/analysis/analyse.ts';
import { sourceText } from '../../server/src/base/text.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import type { FindingKind } from '../../server/src/ide/kinds/kind.ts';
import { columnText, lineStates } from '../../server/src/ide/lineStates.ts';
import { defaultRules } from '../../server/src/objtool/defaults.ts';
import { parseObjtoolOptions } from '../../server/src/objtool/options.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace, openFile } from '../../server/src/workspace.ts';

export const pages = join(import.meta.dirname, '../../docs/findings');

export interface Example { readonly text: string; readonly options: readonly string[] }

export function exampleOf(code: string, which: 'wrong' | 'right'): Example | undefined {
  const path = join(pages, 'examples', `${code}.${which}.S`);
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  const options = /^\/\/- objtool:(.*)$/.exec(lines[1] ?? '')?.[1]?.split(',') ?? [];
  return { text: lines.slice(options.length > 0 ? 2 : 1).join('\n'), options };
}

/** As a file of a kernel tree would be looked at, with the built-in headers; codes that are off are on. */
export function analyseExample({ text, options }: Example, grades: Analysis['inputs']['grades'] = {}): Analysis {
  const opened = openFile(createWorkspace(memoryFileSystem(new Map([['/example.S', text]]))), '/example.S');
  if (opened?.kind !== 'analysed') throw new Error('not analysed');
  const parsed = parseObjtoolOptions(['--orc', '--uaccess', ...options]);
  if ('error' in parsed) throw new Error(parsed.error);
  return analyse({ ...opened.analysis.inputs, source: sourceText('example.S', text), rules: defaultRules('6.12', parsed), findings: 'kernel', ...(grades && { grades }) });
}

export function renderPage(kind: FindingKind): string {
  const wrong = exampleOf(kind.code, 'wrong'), right = exampleOf(kind.code, 'right');
  const severity = kind.off ? `${kind.severity}, off unless asked for` : kind.severity;
  const parts = [
    '<!-- SPDX-License-Identifier: GPL-2.0-or-later -->', `# ${kind.code}`, '', `    ${kind.words}`, '', `Severity: ${severity}. ${kind.rule}`, '', `**What to do:** ${kind.advice}`, '',
  ];
  if (wrong) {
    const analysis = analyseExample(wrong, { [kind.code]: kind.severity });
    const found = findingsOf(analysis).filter(f => f.code === kind.code);
    parts.push(`## Wrong`, '', ...optionsLine(wrong), '```asm', ...withStates(analysis), '```', '', ...found.map(f => `> ${f.severity}: ${f.message}`), '');
  } else parts.push('There is no example yet.', '');
  if (right) parts.push(`## Right`, '', ...optionsLine(right), '```asm', ...withStates(analyseExample(right)), '```', '');
  parts.push('This page is made from the table of kinds and the examples beside it: `UPDATE_DOCS=1 npx vitest run --project unit test/findings`.', '');
  return parts.join('\n');
}

function optionsLine({ options }: Example): string[] { return options.length > 0 ? [`objtool runs with \`${options.join(' ')}\`.`, ''] : []; }

/** The lines with the state in front of each where it changes, in a column behind them. */
function withStates(analysis: Analysis): string[] {
  const states = new Map(lineStates(analysis).filter(state => state.changed).map(state => [state.line, columnText(state)]));
  const lines = analysis.source.text.trimEnd().split('\n').map(line => line.replace(/\t/g, (_tab, at: number, whole: string) => ' '.repeat(8 - (whole.slice(0, at).replace(/\t/g, '        ').length % 8))));
  const width = Math.max(...lines.map(line => line.length)) + 3;
  return lines.map((line, at) => { const state = states.get(at); return state === undefined ? line : `${line.padEnd(width)}# ${state}`; });
}
