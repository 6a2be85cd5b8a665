// SPDX-License-Identifier: GPL-2.0-or-later
// What newer editors say of themselves in `initialize`, as far as a server may ask for it, where the editor itself cannot be installed:
// neovim 0.11 (runtime/lua/vim/lsp/protocol.lua), eglot 1.17 (lisp/progmodes/eglot.el), Helix 25.01 (helix-lsp/src/client.rs).

import type { ClientCapabilities } from 'vscode-languageserver/node';

const kinds = { codeActionKind: { valueSet: ['', 'quickfix', 'refactor', 'refactor.extract', 'refactor.inline', 'refactor.rewrite', 'source', 'source.organizeImports'] } };

export const editors: Readonly<Record<string, ClientCapabilities>> = {
  'neovim 0.11': {
    general: { positionEncodings: ['utf-8', 'utf-16', 'utf-32'] },
    textDocument: {
      callHierarchy: { dynamicRegistration: false }, diagnostic: { dynamicRegistration: false },
      codeAction: { codeActionLiteralSupport: kinds, dataSupport: true, isPreferredSupport: true, resolveSupport: { properties: ['edit', 'command'] } },
      codeLens: { dynamicRegistration: false, resolveSupport: { properties: ['command'] } },
      completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'], resolveSupport: { properties: ['additionalTextEdits', 'command'] } }, contextSupport: true },
      declaration: { linkSupport: true }, definition: { linkSupport: true }, documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      foldingRange: { lineFoldingOnly: true, foldingRange: { collapsedText: true } }, hover: { contentFormat: ['markdown', 'plaintext'] },
      inlayHint: { resolveSupport: { properties: ['textEdits', 'tooltip', 'location', 'command'] } },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, dataSupport: true }, rename: { prepareSupport: true },
      semanticTokens: { augmentsSyntaxTokens: true, formats: ['relative'], requests: { range: false, full: { delta: true } }, tokenTypes: [], tokenModifiers: [] },
      signatureHelp: { signatureInformation: { activeParameterSupport: true, documentationFormat: ['markdown', 'plaintext'], parameterInformation: { labelOffsetSupport: true } } },
      synchronization: { didSave: true, willSave: true, willSaveWaitUntil: true },
    },
    window: { showDocument: { support: true }, workDoneProgress: true },
    workspace: {
      applyEdit: true, configuration: true, didChangeConfiguration: { dynamicRegistration: false }, didChangeWatchedFiles: { dynamicRegistration: false, relativePatternSupport: true },
      inlayHint: { refreshSupport: true }, semanticTokens: { refreshSupport: true }, workspaceEdit: { resourceOperations: ['rename', 'create', 'delete'] }, workspaceFolders: true,
    },
  },
  'eglot 1.17': {
    general: { positionEncodings: ['utf-32', 'utf-8', 'utf-16'] },
    textDocument: {
      codeAction: { codeActionLiteralSupport: kinds, dataSupport: true, isPreferredSupport: true, resolveSupport: { properties: ['edit', 'command'] } },
      completion: { completionItem: { snippetSupport: false, deprecatedSupport: true, resolveSupport: { properties: ['documentation', 'details', 'additionalTextEdits'] } }, contextSupport: true },
      declaration: { linkSupport: true }, definition: { linkSupport: true }, documentHighlight: {}, documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      // Markdown only where markdown-mode is installed.
      hover: { contentFormat: ['plaintext'] }, inlayHint: {},
      publishDiagnostics: { relatedInformation: false, versionSupport: true, codeDescriptionSupport: false, tagSupport: { valueSet: [1, 2] } }, references: {}, rename: {},
      signatureHelp: { signatureInformation: { activeParameterSupport: true, documentationFormat: ['plaintext'], parameterInformation: { labelOffsetSupport: true } } },
      synchronization: { didSave: true, willSave: true, willSaveWaitUntil: true },
    },
    window: { showDocument: { support: true }, workDoneProgress: true },
    workspace: { applyEdit: true, configuration: true, didChangeWatchedFiles: { dynamicRegistration: true }, executeCommand: {}, symbol: {}, workspaceEdit: { documentChanges: true }, workspaceFolders: true },
  },
  'Helix 25.01': {
    general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
    textDocument: {
      codeAction: { codeActionLiteralSupport: kinds, dataSupport: true, disabledSupport: true, isPreferredSupport: true, resolveSupport: { properties: ['edit', 'command'] } },
      completion: { completionItem: { snippetSupport: true, insertReplaceSupport: true, resolveSupport: { properties: ['documentation', 'detail', 'additionalTextEdits'] } } },
      hover: { contentFormat: ['markdown'] }, inlayHint: { dynamicRegistration: false }, publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1, 2] } },
      rename: { dynamicRegistration: false, prepareSupport: true, honorsChangeAnnotations: false },
      signatureHelp: { signatureInformation: { activeParameterSupport: true, documentationFormat: ['markdown'], parameterInformation: { labelOffsetSupport: true } } },
    },
    window: { workDoneProgress: true },
    workspace: {
      applyEdit: true, configuration: true, didChangeConfiguration: { dynamicRegistration: false }, didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: false }, executeCommand: {},
      inlayHint: { refreshSupport: false }, symbol: {}, workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'], failureHandling: 'abort' }, workspaceFolders: true,
    },
  },
};
