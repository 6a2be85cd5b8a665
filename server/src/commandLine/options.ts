// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands share: from command-line options to a workspace, and messages for files that cannot be opened.

import type { Grade } from '../base/diagnostic.ts';
import { grades } from '../ide/findingKinds.ts';
import type { ObjtoolVersion } from '../objtool/rules.ts';
import { mostInstructions } from '../mostInstructions.ts';
import { disk } from '../project/disk.ts';
import type { Overrides, Profile } from '../project/configuration.ts';
import { lookingOnce } from '../project/fileSystem.ts';
import { resolvePath } from '../project/path.ts';
import { variants } from '../project/variants.ts';
import { createWorkspace, openFile, type Opened, type Workspace } from '../workspace.ts';

export interface CommandOptions {
  readonly format: string;
  readonly parity?: boolean;
  /** Threads. */
  readonly jobs?: number;
  readonly markers?: boolean;
  readonly framePointer?: boolean;
  readonly cmd?: string;
  readonly include: readonly string[];
  readonly define: readonly string[];
  readonly build?: string;
  readonly configuration?: string;
  readonly objtool?: string;
  readonly objtoolVersion?: ObjtoolVersion;
  readonly profile?: Profile;
  readonly assemblerVersion?: number;
  /** `code=level`, each. */
  readonly severity?: readonly string[];
}

export function workspaceFor(options: CommandOptions): Workspace {
  const overrides: Overrides = {
    ...(options.cmd !== undefined && { command: options.cmd, workingDirectory: process.cwd() }),
    ...(options.include.length > 0 && { include: options.include }),
    ...(options.define.length > 0 && { define: options.define }),
    ...(options.build !== undefined && { build: resolvePath(process.cwd(), options.build) }),
    ...(options.configuration !== undefined && { configuration: choiceFrom(options.configuration) }),
    ...(options.objtool !== undefined && { objtool: options.objtool }),
    ...(options.objtoolVersion && { objtoolVersion: options.objtoolVersion }),
    ...(options.profile && { profile: options.profile }),
    ...(options.assemblerVersion !== undefined && { assemblerVersion: options.assemblerVersion }),
    ...(options.severity && options.severity.length > 0 && { severity: Object.fromEntries(options.severity.map(word => readGrade(word) ?? [word, 'off'])) }),
  };
  return createWorkspace(lookingOnce(disk), overrides, { mostInstructions: mostInstructions('once') });
}

/** The name of a variant stays; anything else is a path. */
export function choiceFrom(word: string): string {
  return word === '' || variants.some(({ name }) => name === word) ? word : resolvePath(process.cwd(), word);
}

/** `code=level`; undefined if it is no such word. */
export function readGrade(word: string): [string, Grade] | undefined {
  const equals = word.indexOf('='), grade = grades.find(each => each === word.slice(equals + 1));
  return equals > 0 && grade ? [word.slice(0, equals), grade] : undefined;
}

export function open(workspace: Workspace, file: string): Opened | undefined {
  return openFile(workspace, resolvePath(process.cwd(), file));
}

export function complainTo(stream: NodeJS.WriteStream, text: string): void { stream.write(`unwind-lens: ${text}\n`); }
