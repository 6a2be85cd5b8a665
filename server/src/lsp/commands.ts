// SPDX-License-Identifier: GPL-2.0-or-later
// workspace/executeCommand: what hints and webviews show, as plain text for any editor.

import type { ExecuteCommandParams, Position } from 'vscode-languageserver';
import { siteAt } from '../analysis/sites.ts';
import { lineAt } from '../base/text.ts';
import { renderAlternatives } from '../ide/alternatives.ts';
import { expansionTree, printExpansion } from '../ide/expansionTree.ts';
import { hover } from '../ide/hover.ts';
import { addressesIn, locate, renderLocated } from '../ide/locate.ts';
import { interruptAt, renderBacktraces } from '../ide/unwind.ts';
import { printCfi } from '../ide/printCfi.ts';
import { shortState } from '../ide/stateWords.ts';
import { nameOf, resolvePath } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { offsetOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

const run: Readonly<Record<string, (documents: Documents, uri: string, first: unknown, second: unknown) => string | null>> = {
  'unwindLens.printStates': printStates,
  'unwindLens.printExpansion': printExpansionAt,
  'unwindLens.where': printWhere,
  'unwindLens.printAlternatives': printAlternatives,
  'unwindLens.printUnwind': printUnwind,
};

export const commands = Object.keys(run);

export function onExecuteCommand(documents: Documents, { command, arguments: [uri, first, second] = [] }: ExecuteCommandParams): string | null {
  return typeof uri === 'string' ? run[command]?.(documents, uri, first, second) ?? null : null;
}

function printStates(documents: Documents, uri: string): string | null {
  const found = analysed(documents, uri);
  return found ? printCfi(found.opened.analysis) : null;
}

/** What the call at a position becomes; a number behind the position says how many levels. */
function printExpansionAt(documents: Documents, uri: string, position: unknown, levels: unknown): string | null {
  const found = analysed(documents, uri);
  if (!found || !isPosition(position)) return null;
  const { analysis } = found.opened;
  const offset = offsetOf(analysis.source, position), line = lineAt(analysis.source, offset);
  const tree = expansionTree(analysis, line, offset) ?? expansionTree(analysis, line);
  return tree ? printExpansion(tree, typeof levels === 'number' ? levels : Infinity, file => nameOf(file.path)) : printSteps(found.opened, offset);
}

/** A plain instruction is its own expansion. */
function printSteps({ analysis }: Analysed, offset: number): string | null {
  const info = hover(analysis, offset);
  if (!info) return null;
  const width = Math.max(...info.steps.map(step => step.text.length), 0);
  return info.steps.map(step => `\t${step.text.padEnd(width)}\t# ${shortState(step.before)}${step.hint ? ' (hint)' : ''}\n`).join('');
}

/** `symbol+0x1c` in the unit of a document: `path:line:column: ...`. */
function printWhere(documents: Documents, uri: string, text: unknown): string | null {
  const found = analysed(documents, uri);
  const [address] = found && typeof text === 'string' ? addressesIn(text) : [];
  const located = found && address && locate(found.opened.analysis, address);
  return located ? renderLocated(located, text as string, file => resolvePath(found.opened.configuration.workingDirectory, file.path)) : null;
}

/** All versions of the patched place at a position, byte by byte. */
function printAlternatives(documents: Documents, uri: string, position: unknown): string | null {
  const found = analysed(documents, uri);
  if (!found || !isPosition(position)) return null;
  const { analysis } = found.opened;
  const view = hover(analysis, offsetOf(analysis.source, position))?.values.alternatives;
  return view ? renderAlternatives(view) : null;
}

/** "An interrupt here": the backtraces from the instruction at a position. */
function printUnwind(documents: Documents, uri: string, position: unknown): string | null {
  const found = analysed(documents, uri);
  if (!found || !isPosition(position)) return null;
  const { analysis } = found.opened, site = siteAt(analysis, offsetOf(analysis.source, position));
  const instruction = site?.instances[0]?.instructions[0], traces = instruction === undefined ? undefined : interruptAt(analysis, instruction);
  return traces ? renderBacktraces(traces) : null;
}

function isPosition(value: unknown): value is Position { return typeof value === 'object' && value !== null && typeof (value as Position).line === 'number' && typeof (value as Position).character === 'number'; }
