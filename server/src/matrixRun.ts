// SPDX-License-Identifier: GPL-2.0-or-later
// Analyses a file under several configurations: its tree's own first, then those that are named, or all variants of it.

import { matrix, type Column, type Matrix } from './ide/matrix.ts';
import type { Overrides } from './project/configuration.ts';
import { configurationsOf, type FoundConfiguration } from './project/configurations.ts';
import { nameOf } from './project/path.ts';
import { openFile, withOverrides, type Workspace } from './workspace.ts';

/** Undefined: the file is in no kernel tree, so there is nothing to vary. `choices`: words of configurations.ts. */
export function matrixRun(workspace: Workspace, path: string, choices?: readonly string[]): Matrix | undefined {
  const found = configurationsOf(workspace.fs, path, workspace.overrides);
  if (found.length === 0) return undefined;
  const wanted = choices ?? found.filter(({ kind }) => kind === 'variant').map(({ choice }) => choice);
  const base = columnOf(workspace, path, found.find(({ chosen }) => chosen) ?? found[0]!, undefined);
  const names = new Set([base.column.name]);
  const others = wanted.map(choice => columnOf(workspace, path, found.find(each => each.choice === choice) ?? choice, base.built)).filter(({ column: { name } }) => !names.has(name) && names.add(name));
  return matrix([base.column, ...others.map(({ column }) => column)]);
}

/** `builtElsewhere`: the first configuration builds the file, so one that does not says so instead of pretending. */
function columnOf(workspace: Workspace, path: string, found: FoundConfiguration | string, builtElsewhere: boolean | undefined): { readonly column: Column; readonly built: boolean } {
  const choice = typeof found === 'string' ? found : found.choice, name = choice === '' ? nameOf(typeof found === 'string' ? '' : found.title) : nameOf(choice);
  const { configuration: _own, choices: _all, ...others } = workspace.overrides;
  const overrides: Overrides = { ...others, configuration: choice };
  const opened = openFile(withOverrides(workspace, overrides), path);
  const nothing = (reason: string): { column: Column; built: boolean } => ({ column: { name, detail: '', analysis: undefined, reason }, built: false });
  if (!opened) return nothing('the file cannot be read');
  if (opened.kind === 'not-analysed') return nothing(`not analysed: ${opened.reason}`);
  const { configuration, analysis } = opened, part = configuration.part ?? 'unlisted';
  // Of a choice that is for another tree nothing is left.
  if (choice !== '' && (configuration.choice ?? '') !== choice) return nothing('no such configuration of this tree, or the same as its own');
  const built = part === 'builtin' || part === 'module';
  if (builtElsewhere === true && !built) return nothing('this configuration does not build the file');
  return { column: { name, detail: (configuration.features ?? []).join(', '), analysis }, built };
}
