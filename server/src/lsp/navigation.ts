// SPDX-License-Identifier: GPL-2.0-or-later
// The requests that only ask about a unit: which handler answers each.

import {
  LSPErrorCodes, ResponseError, type ClientCapabilities, type Connection,
  type CallHierarchyIncomingCallsParams, type CallHierarchyOutgoingCallsParams, type CallHierarchyPrepareParams, type CodeLensParams, type CompletionParams, type DeclarationParams, type DefinitionParams,
  type DocumentHighlightParams, type DocumentLinkParams, type DocumentSymbolParams, type FoldingRangeParams, type PrepareRenameParams, type ReferenceParams, type RenameParams,
  type SelectionRangeParams, type SemanticTokensDeltaParams, type SemanticTokensParams, type SemanticTokensRangeParams, type SignatureHelpParams, type WorkspaceSymbolParams,
} from 'vscode-languageserver';
import { onIncomingCalls, onOutgoingCalls, onPrepareCallHierarchy } from './callHierarchy.ts';
import { onCodeLens } from './codeLens.ts';
import { onCompletion, onCompletionResolve } from './completion.ts';
import { onDeclaration, onDefinition } from './definition.ts';
import { onDocumentLinks } from './documentLink.ts';
import type { Documents } from './documents.ts';
import { onDocumentSymbol } from './documentSymbol.ts';
import { onFoldingRanges } from './foldingRange.ts';
import type { Guard } from './guard.ts';
import { onDocumentHighlight, onReferences } from './references.ts';
import { onPrepareRename, onRename } from './rename.ts';
import { onSelectionRanges } from './selectionRange.ts';
import { onSemanticTokens, onSemanticTokensDelta, onSemanticTokensRange } from './semanticTokens.ts';
import type { Settings } from './settings.ts';
import { onSignatureHelp } from './signatureHelp.ts';
import { onWorkspaceSymbol } from './workspaceSymbol.ts';

const failed = new ResponseError(LSPErrorCodes.RequestFailed, 'Cannot rename: an error, see the log.');

/** `client` and `settings` are asked each time: they are known only after the connection is made. */
export function answerNavigation(connection: Connection, guard: Guard, documents: Documents, client: () => ClientCapabilities, settings: () => Settings): void {
  connection.onDefinition(guard('definition', [], (params: DefinitionParams) => onDefinition(documents, params, client().textDocument?.definition?.linkSupport === true)));
  connection.onDeclaration(guard('declaration', [], (params: DeclarationParams) => onDeclaration(documents, params, client().textDocument?.declaration?.linkSupport === true)));
  connection.onReferences(guard('references', [], (params: ReferenceParams) => onReferences(documents, params)));
  connection.onDocumentHighlight(guard('highlight', [], (params: DocumentHighlightParams) => onDocumentHighlight(documents, params)));
  connection.onDocumentSymbol(guard('outline', [], (params: DocumentSymbolParams) => onDocumentSymbol(documents, params, client().textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true)));
  connection.onDocumentLinks(guard('links', [], (params: DocumentLinkParams) => onDocumentLinks(documents, params)));
  connection.onFoldingRanges(guard('folding', [], (params: FoldingRangeParams) => onFoldingRanges(documents, params)));
  connection.onSelectionRanges(guard('selection', [], (params: SelectionRangeParams) => onSelectionRanges(documents, params)));
  connection.onCompletion(guard('completion', { isIncomplete: false, items: [] }, (params: CompletionParams) => onCompletion(documents, params)));
  connection.onCompletionResolve(item => guard('completion', item, () => onCompletionResolve(documents, item))());
  connection.onSignatureHelp(guard('signature help', null, (params: SignatureHelpParams) => onSignatureHelp(documents, params)));
  connection.onPrepareRename(guard('rename', failed, (params: PrepareRenameParams) => onPrepareRename(documents, params)));
  connection.onRenameRequest(guard('rename', failed, (params: RenameParams) => onRename(documents, params, client().workspace?.workspaceEdit?.changeAnnotationSupport !== undefined && client().workspace?.workspaceEdit?.documentChanges === true)));
  connection.onCodeLens(guard('code lenses', [], (params: CodeLensParams) => onCodeLens(documents, settings(), params)));
  connection.onWorkspaceSymbol(guard('workspace symbols', [], (params: WorkspaceSymbolParams) => onWorkspaceSymbol(documents, params)));
  connection.languages.semanticTokens.on(guard('semantic tokens', { data: [] }, (params: SemanticTokensParams) => onSemanticTokens(documents, params)));
  connection.languages.semanticTokens.onRange(guard('semantic tokens', { data: [] }, (params: SemanticTokensRangeParams) => onSemanticTokensRange(documents, params)));
  connection.languages.semanticTokens.onDelta(guard('semantic tokens', { data: [] }, (params: SemanticTokensDeltaParams) => onSemanticTokensDelta(documents, params)));
  connection.languages.callHierarchy.onPrepare(guard('call hierarchy', null, (params: CallHierarchyPrepareParams) => onPrepareCallHierarchy(documents, params)));
  connection.languages.callHierarchy.onIncomingCalls(guard('call hierarchy', [], (params: CallHierarchyIncomingCallsParams) => onIncomingCalls(documents, params)));
  connection.languages.callHierarchy.onOutgoingCalls(guard('call hierarchy', [], (params: CallHierarchyOutgoingCallsParams) => onOutgoingCalls(documents, params)));
}
