// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands share: from command-line options to a workspace, and messages for files that cannot be opened.

import type { ObjtoolVersion } from '../objtool/rules.ts';
import { disk } from '../project/disk.ts';
import type { Overrides, Profile } from '../project/configuration.ts';
import { resolvePath } from '../project/path.ts';
import { createWorkspace, openFile, type Opened, type Workspace } from '../workspace.ts';

export interface CommandOptions {
  readonly format: string;
  readonly parity?: boolean;
  readonly markers?: boolean;
  readonly cmd?: string;
  readonly include: readonly string[];
  readonly define: readonly string[];
  readonly build?: string;
  readonly objtool?: string;
  readonly objtoolVersion?: ObjtoolVersion;
  readonly profile?: Profile;
  readonly assemblerVersion?: number;
}

export function workspaceFor(options: CommandOptions): Workspace {
  const overrides: Overrides = {
    ...(options.cmd !== undefined && { command: options.cmd, workingDirectory: process.cwd() }),
    ...(options.include.length > 0 && { include: options.include }),
    ...(options.define.length > 0 && { define: options.define }),
    ...(options.build !== undefined && { build: resolvePath(process.cwd(), options.build) }),
    ...(options.objtool !== undefined && { objtool: options.objtool }),
    ...(options.objtoolVersion && { objtoolVersion: options.objtoolVersion }),
    ...(options.profile && { profile: options.profile }),
    ...(options.assemblerVersion !== undefined && { assemblerVersion: options.assemblerVersion }),
  };
  return createWorkspace(disk, overrides);
}

export function open(workspace: Workspace, file: string): Opened | undefined {
  return openFile(workspace, resolvePath(process.cwd(), file));
}

export function complainTo(stream: NodeJS.WriteStream, text: string): void { stream.write(`unwind-lens: ${text}\n`); }
