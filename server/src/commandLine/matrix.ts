// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens matrix FILE [CONFIGURATION...]`: a file under several configurations at once.

import { printMatrix } from '../ide/matrix.ts';
import { matrixRun } from '../matrixRun.ts';
import { resolvePath } from '../project/path.ts';
import { choiceFrom, complainTo, workspaceFor, type CommandOptions } from './options.ts';

/** 2 if nothing could be compared, 1 if any configuration has findings that others do not have, else 0. */
export function compareConfigurations(file: string, configurations: readonly string[], options: CommandOptions): number {
  const compared = matrixRun(workspaceFor(options), resolvePath(process.cwd(), file), configurations.length > 0 ? configurations.map(choiceFrom) : undefined);
  if (!compared) { complainTo(process.stderr, `${file} lies in no kernel tree: there is nothing to vary`); return 2; }
  process.stdout.write(options.format === 'json' ? `${JSON.stringify(compared)}\n` : printMatrix(compared, file));
  if (compared.columns.every(({ reason }) => reason !== undefined)) return 2;
  return compared.findings.length > 0 ? 1 : 0;
}
