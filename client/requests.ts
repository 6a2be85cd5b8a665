// SPDX-License-Identifier: GPL-2.0-or-later
// What the server's commands answer (server/src/lsp/commands.ts).

import { Location, Range, Uri } from 'vscode';
import type { Session } from './session.ts';

interface WirePosition { readonly line: number; readonly character: number }
export interface WireLocation { readonly uri: string; readonly range: { readonly start: WirePosition; readonly end: WirePosition } }

export interface Expansion {
  readonly text: string;
  readonly lines: readonly { readonly spelled?: WireLocation; readonly definition?: WireLocation }[];
  readonly depth: number;
  readonly levels: number;
}

export interface Located {
  readonly text: string;
  readonly location: WireLocation | null;
  readonly expansion?: { readonly call: WireLocation; readonly line: number };
}

export interface FoundConfiguration { readonly choice: string; readonly kind: 'own' | 'build' | 'config' | 'variant'; readonly title: string; readonly detail: string; readonly chosen: boolean }

export async function ask<Answer>({ client }: Session, command: string, ...args: readonly unknown[]): Promise<Answer | null> {
  return await client.sendRequest<Answer | null>('workspace/executeCommand', { command: `unwindLens.${command}`, arguments: args });
}

export function locationFrom({ uri, range }: WireLocation): Location {
  return new Location(Uri.parse(uri), new Range(range.start.line, range.start.character, range.end.line, range.end.character));
}
