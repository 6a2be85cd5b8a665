// SPDX-License-Identifier: GPL-2.0-or-later
// TEMPORARY: stands in for lsp/ until the analysis is joined, so that the extension, `npm run try` and the tests in real editors can be
// proven. It counts push and pop down the lines and compares at local labels; it shares no idea with the real analysis.

import {
  CodeActionKind, DiagnosticSeverity, InlayHintKind, TextDocumentSyncKind, TextDocuments,
  type CodeAction, type Connection, type Diagnostic, type InlayHint, type Range,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  let pulls = false;

  connection.onInitialize(({ capabilities }) => {
    pulls = capabilities.textDocument?.diagnostic !== undefined;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        inlayHintProvider: true,
        executeCommandProvider: { commands: ['unwindLens.printStates', 'unwindLens.printExpansion'] },
        ...(pulls && { diagnosticProvider: { identifier: 'unwind-lens', interFileDependencies: true, workspaceDiagnostics: false } }),
      },
      serverInfo: { name: 'unwind-lens', version: 'stub' },
    };
  });

  const scanned = (uri: string): Scan => scan(documents.get(uri));

  documents.onDidChangeContent(({ document }) => {
    void connection.sendNotification('unwindLens/status', { uri: document.uri, text: 'no kernel tree: built-in headers', detail: 'This is a stub.' });
    if (!pulls) void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: diagnose(document.uri, scan(document)) });
  });
  connection.languages.diagnostics.on(({ textDocument: { uri } }) => ({ kind: 'full', items: diagnose(uri, scanned(uri)) }));
  connection.onHover(({ textDocument: { uri }, position }) => {
    const cfa = scanned(uri).cfa.get(position.line);
    return cfa === undefined ? null : { contents: { kind: 'markdown', value: `**CFA = rsp+${cfa}** before (stub)` } };
  });
  connection.languages.inlayHint.on(({ textDocument: { uri } }) => hints(scanned(uri)));
  connection.onCodeAction(({ textDocument: { uri }, context }): CodeAction[] =>
    context.diagnostics.filter((d) => d.code === 'stack-mismatch-cfa').map((d) => {
      const at = { line: d.range.start.line, character: 0 };
      return {
        title: 'Add `pop %rbp` before 1:', kind: CodeActionKind.QuickFix, diagnostics: [d], isPreferred: true,
        edit: { changes: { [uri]: [{ range: { start: at, end: at }, newText: '\tpop\t%rbp\n' }] } },
      };
    }));
  connection.onExecuteCommand(({ command, arguments: [uri] = [] }) => {
    if (command !== 'unwindLens.printStates' || typeof uri !== 'string') return null;
    return [...scanned(uri).cfa].map(([line, cfa]) => `${line + 1}: cfa=sp+${cfa}\n`).join('');
  });

  documents.listen(connection);
  connection.listen();
}

interface Scan {
  /** Line -> CFA in front of the instruction. */
  readonly cfa: Map<number, number>;
  readonly ends: Map<number, number>;
  readonly mismatches: { readonly line: number; readonly from: number; readonly jumped: number; readonly fell: number }[];
}

function scan(document: TextDocument | undefined): Scan {
  const found: Scan = { cfa: new Map(), ends: new Map(), mismatches: [] };
  let cfa = 8, jump: { line: number; cfa: number } | undefined;
  for (const [line, text] of (document?.getText() ?? '').split(/\r?\n/).entries()) {
    const [, label, mnemonic] = /^(?:(\w+):)?\s*([a-z]\w*)?/.exec(text) ?? [];
    if (/^(SYM_FUNC_START|[a-z]\w*:)/.test(text)) { cfa = 8; continue; }
    if (label === '1' && jump && jump.cfa !== cfa) found.mismatches.push({ line, from: jump.line, jumped: jump.cfa, fell: cfa });
    if (!mnemonic) continue;
    found.cfa.set(line, cfa);
    found.ends.set(line, text.trimEnd().length);
    if (/\b1f\b/.test(text)) jump = { line, cfa };
    if (mnemonic === 'push') cfa += 8;
    if (mnemonic === 'pop') cfa -= 8;
  }
  return found;
}

function hints(found: Scan): InlayHint[] {
  let last: number | undefined;
  return [...found.cfa].flatMap(([line, cfa]) => {
    if (cfa === last) return [];
    last = cfa;
    return [{ position: { line, character: found.ends.get(line)! }, label: `rsp+${cfa}`, kind: InlayHintKind.Type, paddingLeft: true }];
  });
}

function diagnose(uri: string, found: Scan): Diagnostic[] {
  return found.mismatches.map(({ line, from, jumped, fell }) => ({
    range: lineRange(line, found),
    severity: DiagnosticSeverity.Warning, source: 'objtool', code: 'stack-mismatch-cfa',
    message: `stack state mismatch: rsp+${jumped} by the jump, rsp+${fell} by falling through`,
    relatedInformation: [{ location: { uri, range: lineRange(from, found) }, message: `the ways part here, rsp+${jumped} on both` }],
  }));
}

function lineRange(line: number, found: Scan): Range {
  return { start: { line, character: 0 }, end: { line, character: found.ends.get(line) ?? 0 } };
}
