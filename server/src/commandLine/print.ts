// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens print STAGE FILE`: each stage as it leaves its room. What fixtures' .exp files hold is exactly this.

import { printPreprocessed } from '../cpp/printPreprocessed.ts';
import { printListing } from '../gas/printListing.ts';
import { printCfi } from '../ide/printCfi.ts';
import { objectJson, printObject } from '../ide/printObject.ts';
import { printObjtoolOptions } from '../objtool/options.ts';
import { orcJson, printOrc } from '../objtool/print.ts';
import type { Rules } from '../objtool/rules.ts';
import type { Analysed } from '../workspace.ts';
import { complainTo, open, workspaceFor, type CommandOptions } from './options.ts';

type Printer = (opened: Analysed, options: CommandOptions) => string;

const stages: Readonly<Record<string, Printer>> = {
  preprocessed: ({ analysis }, options) => printPreprocessed(analysis.preprocessed, { markers: options.markers === true }),
  listing: ({ analysis }) => printListing(analysis.listing),
  object: ({ analysis }, { format }) => format === 'json' ? `${JSON.stringify(objectJson(analysis.object))}\n` : printObject(analysis.object),
  cfi: ({ analysis }, options) => printCfi(analysis, { framePointer: options.framePointer === true }),
  orc: ({ analysis }, { format }) => format === 'json'
    ? orcJson(analysis.object, analysis.rows, analysis.inputs.rules).map(line => `${line}\n`).join('')
    : printOrc(analysis.object, analysis.rows, analysis.inputs.rules),
  rules: ({ analysis }) => `${JSON.stringify(plainRules(analysis.inputs.rules), null, 2)}\n`,
  options: printOptions,
};

export function printStage(stage: string, file: string, options: CommandOptions): number {
  const printer = stages[stage];
  if (!printer) { complainTo(process.stderr, `there is no stage ${stage}; there are ${Object.keys(stages).join(', ')}`); return 2; }
  const opened = open(workspaceFor(options), file);
  if (!opened) { complainTo(process.stderr, `cannot read ${file}`); return 2; }
  if (opened.kind === 'not-analysed') { complainTo(process.stderr, `${file}: not analysed: ${opened.reason}`); return 2; }
  process.stdout.write(printer(opened, options));
  return 0;
}

function printOptions({ configuration }: Analysed, { format }: CommandOptions): string {
  const { objtool, origin } = configuration;
  if (format === 'json') {
    const said = objtool.runs ? { origin: objtool.origin } : { reason: objtool.reason };
    return `${JSON.stringify({
      origin, words: configuration.words, workingDirectory: configuration.workingDirectory, input: configuration.inputPath, mode: configuration.mode,
      assemblerVersion: configuration.assemblerVersion, objtool: { runs: objtool.runs, options: printObjtoolOptions(objtool.options), ...said }, assumptions: configuration.assumptions,
    })}\n`;
  }
  const lines = [
    `flags from: ${origin.kind}${origin.path ? ` (${origin.path})` : ''}${origin.note ? `: ${origin.note}` : ''}`,
    `compiler: ${configuration.words.join(' ')}`,
    objtool.runs ? `objtool: ${printObjtoolOptions(objtool.options)}` : `objtool: not run on this object (${objtool.reason}); would be: ${printObjtoolOptions(objtool.options)}`,
    ...(objtool.runs ? [`objtool options from: ${objtool.origin}`] : []),
    ...configuration.assumptions.map(assumption => `assumed: ${assumption}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Maps and sets as JSON has them. */
function plainRules(rules: Rules): object {
  return JSON.parse(JSON.stringify(rules, (_key, value: unknown) => value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value].sort() : value)) as object;
}
