// SPDX-License-Identifier: GPL-2.0-or-later
// workspace/executeCommand: what hints and webviews show, as plain text for any editor.

import type { ExecuteCommandParams, Position } from 'vscode-languageserver';
import { renderAlternatives } from '../ide/alternatives.ts';
import { hover } from '../ide/hover.ts';
import { siteAt } from '../analysis/sites.ts';
import { interruptAt, renderBacktraces } from '../ide/unwind.ts';
import { printCfi } from '../ide/printCfi.ts';
import { shortState } from '../ide/stateWords.ts';
import { offsetOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

const run: Readonly<Record<string, (documents: Documents, uri: string, position: Position) => string | null>> = {
  'unwindLens.printStates': printStates,
  'unwindLens.printExpansion': printExpansion,
  'unwindLens.printAlternatives': printAlternatives,
  'unwindLens.printUnwind': printUnwind,
};

export const commands = Object.keys(run);

export function onExecuteCommand(documents: Documents, { command, arguments: [uri, position] = [] }: ExecuteCommandParams): string | null {
  return typeof uri === 'string' ? run[command]?.(documents, uri, (position as Position | undefined) ?? { line: 0, character: 0 }) ?? null : null;
}

function printStates(documents: Documents, uri: string): string | null {
  const found = analysed(documents, uri);
  return found ? printCfi(found.opened.analysis) : null;
}

/** The call's statements after expansion, each with the state in front of it. */
function printExpansion(documents: Documents, uri: string, position: Position): string | null {
  const found = analysed(documents, uri);
  if (!found) return null;
  const { analysis } = found.opened;
  const info = hover(analysis, offsetOf(analysis.source, position));
  if (!info) return null;
  const width = Math.max(...info.steps.map(step => step.text.length), 0);
  return info.steps.map(step => `\t${step.text.padEnd(width)}\t# ${shortState(step.before)}${step.hint ? ' (hint)' : ''}\n`).join('');
}

/** All versions of the patched place at a position, byte by byte. */
function printAlternatives(documents: Documents, uri: string, position: Position): string | null {
  const found = analysed(documents, uri);
  if (!found) return null;
  const { analysis } = found.opened;
  const view = hover(analysis, offsetOf(analysis.source, position))?.values.alternatives;
  return view ? renderAlternatives(view) : null;
}

/** "An interrupt here": the backtraces from the instruction at a position. */
function printUnwind(documents: Documents, uri: string, position: Position): string | null {
  const found = analysed(documents, uri);
  if (!found) return null;
  const { analysis } = found.opened, site = siteAt(analysis, offsetOf(analysis.source, position));
  const instruction = site?.instances[0]?.instructions[0], traces = instruction === undefined ? undefined : interruptAt(analysis, instruction);
  return traces ? renderBacktraces(traces) : null;
}
