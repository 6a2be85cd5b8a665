// SPDX-License-Identifier: GPL-2.0-or-later
// The requests that only ask about a unit: which handler answers each, and how they are announced.

import type { ClientCapabilities, Connection, InitializeResult } from 'vscode-languageserver';
import { onIncomingCalls, onOutgoingCalls, onPrepareCallHierarchy } from './callHierarchy.ts';
import { onCodeLens } from './codeLens.ts';
import { onCompletion } from './completion.ts';
import { onDeclaration, onDefinition } from './definition.ts';
import { onDocumentLinks } from './documentLink.ts';
import type { Documents } from './documents.ts';
import { onDocumentSymbol } from './documentSymbol.ts';
import { onFoldingRanges } from './foldingRange.ts';
import { onDocumentHighlight, onReferences } from './references.ts';
import { onPrepareRename, onRename } from './rename.ts';
import { onSelectionRanges } from './selectionRange.ts';
import { legend, onSemanticTokens, onSemanticTokensDelta, onSemanticTokensRange } from './semanticTokens.ts';
import type { Settings } from './settings.ts';
import { onSignatureHelp } from './signatureHelp.ts';
import { onWorkspaceSymbol } from './workspaceSymbol.ts';

/** `client` and `settings` are asked each time: they are known only after the connection is made. */
export function answerNavigation(connection: Connection, documents: Documents, client: () => ClientCapabilities, settings: () => Settings): void {
  connection.onDefinition(params => onDefinition(documents, params, client().textDocument?.definition?.linkSupport === true));
  connection.onDeclaration(params => onDeclaration(documents, params, client().textDocument?.declaration?.linkSupport === true));
  connection.onReferences(params => onReferences(documents, params));
  connection.onDocumentHighlight(params => onDocumentHighlight(documents, params));
  connection.onDocumentSymbol(params => onDocumentSymbol(documents, params, client().textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true));
  connection.onDocumentLinks(params => onDocumentLinks(documents, params));
  connection.onFoldingRanges(params => onFoldingRanges(documents, params));
  connection.onSelectionRanges(params => onSelectionRanges(documents, params));
  connection.onCompletion(params => onCompletion(documents, params));
  connection.onSignatureHelp(params => onSignatureHelp(documents, params));
  connection.onPrepareRename(params => onPrepareRename(documents, params));
  connection.onRenameRequest(params => onRename(documents, params, client().workspace?.workspaceEdit?.changeAnnotationSupport !== undefined && client().workspace?.workspaceEdit?.documentChanges === true));
  connection.onCodeLens(params => onCodeLens(documents, settings(), params));
  connection.onWorkspaceSymbol(params => onWorkspaceSymbol(documents, params));
  connection.languages.semanticTokens.on(params => onSemanticTokens(documents, params));
  connection.languages.semanticTokens.onRange(params => onSemanticTokensRange(documents, params));
  connection.languages.semanticTokens.onDelta(params => onSemanticTokensDelta(documents, params));
  connection.languages.callHierarchy.onPrepare(params => onPrepareCallHierarchy(documents, params));
  connection.languages.callHierarchy.onIncomingCalls(params => onIncomingCalls(documents, params));
  connection.languages.callHierarchy.onOutgoingCalls(params => onOutgoingCalls(documents, params));
}

export const navigationCapabilities: InitializeResult['capabilities'] = {
  definitionProvider: true, declarationProvider: true, referencesProvider: true, documentHighlightProvider: true, documentSymbolProvider: true,
  documentLinkProvider: {}, foldingRangeProvider: true, selectionRangeProvider: true, workspaceSymbolProvider: true, callHierarchyProvider: true,
  completionProvider: { triggerCharacters: ['%', '.', '<', '"', '/', '\\', '#'] },
  signatureHelpProvider: { triggerCharacters: [' ', '(', ','], retriggerCharacters: [',', ' '] },
  renameProvider: { prepareProvider: true },
  codeLensProvider: {},
  semanticTokensProvider: { legend, full: { delta: true }, range: true },
};
