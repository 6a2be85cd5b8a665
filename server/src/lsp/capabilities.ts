// SPDX-License-Identifier: GPL-2.0-or-later
// The answer to `initialize`, and all that it takes to give it: nothing that analyses is imported here, because a program for Node
// answers before it loads that (greet.ts).

import type { ClientCapabilities, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { version } from '../../../package.json';
import { tokenModifiers, tokenTypes } from '../ide/tokenLegend.ts';

export function answerTo(params: InitializeParams): InitializeResult {
  const { capabilities: client } = params;
  const formats = formatsDocuments(settingsIn(params)) && !formatsLater(client);
  return {
    capabilities: {
      positionEncoding: encodingFor(params),
      textDocumentSync: { openClose: true, change: 2 /* incremental */, save: true },
      definitionProvider: true, declarationProvider: true, referencesProvider: true, documentHighlightProvider: true, documentSymbolProvider: true,
      documentLinkProvider: {}, foldingRangeProvider: true, selectionRangeProvider: true, workspaceSymbolProvider: true, callHierarchyProvider: true,
      completionProvider: { resolveProvider: true, triggerCharacters: ['%', '.', '<', '"', '/', '\\', '#'] },
      signatureHelpProvider: { triggerCharacters: [' ', '(', ','], retriggerCharacters: [',', ' '] },
      renameProvider: { prepareProvider: true },
      codeLensProvider: {},
      semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] }, full: { delta: true }, range: true },
      hoverProvider: true,
      inlayHintProvider: { resolveProvider: true },
      codeActionProvider: { codeActionKinds: ['quickfix'] },
      executeCommandProvider: { commands: [...commands] },
      ...(formats && { documentFormattingProvider: true, documentRangeFormattingProvider: true }),
      ...(pulls(client) && { diagnosticProvider: { identifier: 'unwind-lens', interFileDependencies: true, workspaceDiagnostics: false } }),
    },
    serverInfo: { name: 'unwind-lens', version },
  };
}

const commands = [
  'unwindLens.printStates', 'unwindLens.printExpansion', 'unwindLens.printAlternatives', 'unwindLens.printUnwind', 'unwindLens.printMatrix', 'unwindLens.printConfigurations',
  'unwindLens.where', 'unwindLens.locate', 'unwindLens.expansion', 'unwindLens.configurations', 'unwindLens.chooseConfiguration',
] as const;
export type CommandName = typeof commands[number];

/** A list that was pulled gets old when a header changes on the disk; only a client that can be told so is left to pull. */
export function pulls(client: ClientCapabilities): boolean {
  return client.textDocument?.diagnostic !== undefined && client.workspace?.diagnostics?.refreshSupport === true;
}

/** A client that can is told when the setting changes; others once, when they start. */
export function formatsLater({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.formatting?.dynamicRegistration === true && textDocument.rangeFormatting?.dynamicRegistration === true;
}

export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

/** The first that the client names and we know; clients name what they like best first. */
export function encodingFor({ capabilities }: InitializeParams): PositionEncoding {
  return capabilities.general?.positionEncodings?.find((kind): kind is PositionEncoding => kind === 'utf-8' || kind === 'utf-16' || kind === 'utf-32') ?? 'utf-16';
}

/** The settings that a client sends along; some send nothing but these. */
export function settingsIn({ initializationOptions }: InitializeParams): unknown {
  return (initializationOptions as { settings?: unknown } | null | undefined)?.settings ?? initializationOptions;
}

/** Those of ours among what a client sends. */
export function ownSettings(raw: unknown): Record<string, unknown> {
  const all = record(raw);
  return 'unwindLens' in all ? record(all['unwindLens']) : all;
}

export function formatsDocuments(raw: unknown): boolean { return record(ownSettings(raw)['format'])['enabled'] === true; }

function record(value: unknown): Record<string, unknown> { return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}; }
