// SPDX-License-Identifier: GPL-2.0-or-later
// workspace/executeCommand. Commands named print... and where answer plain text for any editor: what hints and views show. The others
// answer data for clients that make more of it. The first argument is a document's URI.

import type { ExecuteCommandParams, Location, Position } from 'vscode-languageserver';
import type { RunMatrix } from '../background.ts';
import { siteAt } from '../analysis/sites.ts';
import { lineAt } from '../base/text.ts';
import { renderAlternatives } from '../ide/alternatives.ts';
import { expansionTree, printExpansion, type ExpandedCall } from '../ide/expansionTree.ts';
import { hover } from '../ide/hover.ts';
import { printMatrix } from '../ide/matrix.ts';
import { interruptAt, renderBacktraces } from '../ide/unwind.ts';
import { printCfi } from '../ide/printCfi.ts';
import { shortState } from '../ide/stateWords.ts';
import { matrixRun } from '../matrixRun.ts';
import { configurationsOf, type FoundConfiguration } from '../project/configurations.ts';
import { findTree } from '../project/kernelTree.ts';
import { nameOf } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import type { CommandName } from './capabilities.ts';
import { offsetOf } from './convert.ts';
import { analysed, opened, type Documents } from './documents.ts';
import { expandedLines, type ExpandedLine } from './expansion.ts';
import { locateAddress, type LocatedAddress } from './locate.ts';
import { statusOf } from './status.ts';

/** What commands do beside looking at documents. */
export interface Tools {
  readonly runMatrix?: RunMatrix | undefined;
  /** Everything is analysed again. */
  startAgain(): void;
}

export type Answer = string | null | Promise<string | null> | FoundConfiguration[] | LocatedAddress | Expansion | Location;

/** An expansion as text, with the place of each of its lines. */
export interface Expansion { readonly text: string; readonly lines: readonly ExpandedLine[]; /** How many levels there are, and how many are shown. */ readonly depth: number; readonly levels: number }

const run: Readonly<Record<CommandName, (documents: Documents, uri: string, args: readonly unknown[], tools: Tools) => Answer>> = {
  'unwindLens.printStates': printStates,
  'unwindLens.printExpansion': (documents, uri, [position, levels]) => printExpansionAt(documents, uri, position, levels),
  'unwindLens.printAlternatives': (documents, uri, [position]) => printAlternatives(documents, uri, position),
  'unwindLens.printUnwind': (documents, uri, [position]) => printUnwind(documents, uri, position),
  'unwindLens.printMatrix': (documents, uri, [choices], tools) => printMatrixOf(documents, uri, choices, tools),
  'unwindLens.printConfigurations': printConfigurations,
  'unwindLens.where': (documents, uri, [text]) => locateAddress(documents, uri, text)?.text ?? null,
  'unwindLens.locate': (documents, uri, [text]) => locateAddress(documents, uri, text),
  'unwindLens.expansion': (documents, uri, [position, levels]) => expansionAt(documents, uri, position, levels),
  'unwindLens.configurations': (documents, uri) => foundFor(documents, uri),
  'unwindLens.chooseConfiguration': (documents, uri, [choice], tools) => chooseConfiguration(documents, uri, choice, tools),
};

export function onExecuteCommand(documents: Documents, { command, arguments: [uri, ...args] = [] }: ExecuteCommandParams, tools: Tools): Answer {
  return typeof uri === 'string' ? (run as Readonly<Partial<Record<string, typeof run[CommandName]>>>)[command]?.(documents, uri, args, tools) ?? null : null;
}

function printStates(documents: Documents, uri: string): string | null {
  const found = analysed(documents, uri);
  return found ? printCfi(found.opened.analysis) : null;
}

/** What the call at a position becomes; a number behind the position says how many levels. */
function printExpansionAt(documents: Documents, uri: string, position: unknown, levels: unknown): string | null {
  const at = callAt(documents, uri, position);
  if (!at) return null;
  return at.tree ? printExpansion(at.tree, levelsOf(levels), file => nameOf(file.path)) : printSteps(at.opened, at.offset);
}

function expansionAt(documents: Documents, uri: string, position: unknown, levels: unknown): Expansion | null {
  const at = callAt(documents, uri, position);
  if (!at?.tree) return null;
  const depth = depthOf(at.tree), shown = Math.min(levelsOf(levels), depth);
  return { text: printExpansion(at.tree, shown, file => nameOf(file.path)), lines: expandedLines(documents, at.entry, at.opened, at.tree, shown), depth, levels: shown };
}

function depthOf(call: ExpandedCall): number {
  return 1 + Math.max(0, ...call.children.map(child => child.kind === 'call' ? depthOf(child) : 0));
}

function levelsOf(levels: unknown): number { return typeof levels === 'number' && levels >= 1 ? levels : Infinity; }

function callAt(documents: Documents, uri: string, position: unknown) {
  const found = analysed(documents, uri);
  if (!found || !isPosition(position)) return undefined;
  const { analysis } = found.opened;
  const offset = offsetOf(analysis.source, position), line = lineAt(analysis.source, offset);
  return { ...found, offset, tree: expansionTree(analysis, line, offset) ?? expansionTree(analysis, line) };
}

/** A plain instruction is its own expansion. */
function printSteps({ analysis }: Analysed, offset: number): string | null {
  const info = hover(analysis, offset);
  if (!info) return null;
  const width = Math.max(...info.steps.map(step => step.text.length), 0);
  return info.steps.map(step => `\t${step.text.padEnd(width)}\t# ${shortState(step.before)}${step.hint ? ' (hint)' : ''}\n`).join('');
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

/** Under all variants, or under those that are named. */
async function printMatrixOf(documents: Documents, uri: string, choices: unknown, { runMatrix }: Tools): Promise<string | null> {
  const entry = documents.open.get(uri), { workspace } = documents;
  if (!entry) return null;
  const wanted = Array.isArray(choices) ? choices.filter((choice): choice is string => typeof choice === 'string') : undefined;
  const compared = runMatrix
    ? await runMatrix({ path: entry.path, choices: wanted, overrides: workspace.overrides, buffers: workspace.buffers })
    : matrixRun(workspace, entry.path, wanted);
  return compared ? printMatrix(compared, nameOf(entry.path)) : 'The file lies in no kernel tree: there is nothing to vary.\n';
}

function foundFor({ open, workspace }: Documents, uri: string): FoundConfiguration[] {
  const entry = open.get(uri);
  return entry ? configurationsOf(workspace.fs, entry.path, workspace.overrides) : [];
}

/** One line for each: `*` is in force; the words behind it choose it. */
function printConfigurations(documents: Documents, uri: string): string {
  return foundFor(documents, uri).map(({ choice, title, detail, chosen }) => `${chosen ? '*' : ' '} ${choice === '' ? '(the tree\'s own)' : choice}: ${title} - ${detail}\n`).join('');
}

/** For this document's tree, until the settings say otherwise. Answers what is in force then. */
function chooseConfiguration(documents: Documents, uri: string, choice: unknown, { startAgain }: Tools): string | null {
  const entry = documents.open.get(uri), { workspace } = documents, tree = entry && findTree(workspace.fs, entry.path, workspace.overrides.build);
  if (!tree || typeof choice !== 'string' || !foundFor(documents, uri).some(found => found.choice === choice)) return null;
  workspace.overrides = { ...workspace.overrides, choices: { ...workspace.overrides.choices, [tree.root]: choice } };
  startAgain();
  const { text, detail } = statusOf(uri, opened(documents, entry));
  return `${text}\n${detail ?? ''}\n`;
}

function isPosition(value: unknown): value is Position { return typeof value === 'object' && value !== null && typeof (value as Position).line === 'number' && typeof (value as Position).character === 'number'; }
