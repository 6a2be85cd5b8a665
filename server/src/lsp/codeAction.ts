// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/codeAction: proven quick-fixes. A proof is a whole analysis of the edited text, so it runs now and not before.

import { CodeActionKind, type CodeAction, type CodeActionParams } from 'vscode-languageserver';
import { findingsIn, fixAll, fixesFor } from '../ide/fixes.ts';
import { offsetOf, rangeOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';
import { diagnosticOf } from './diagnostics.ts';

export function onCodeAction(documents: Documents, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  if (context.only && !context.only.some(kind => CodeActionKind.QuickFix.startsWith(kind))) return [];
  const found = analysed(documents, textDocument.uri);
  if (!found) return [];
  const { analysis } = found.opened;
  const source = analysis.source;
  const findings = findingsIn(analysis, offsetOf(source, range.start), offsetOf(source, range.end));
  const single = findings.flatMap(finding => fixesFor(analysis, finding).map((fix): CodeAction => ({
    title: `${fix.title} (${fix.confirmed ? 'proven' : 'not provable'}: ${fix.after === 0 ? 'no findings' : `${fix.after} of ${fix.before} findings`} left)`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [sentDiagnostic(context.diagnostics, diagnosticOf(documents, found.entry, found.opened, finding))],
    ...(fix.preferred && { isPreferred: true }),
    edit: { changes: { [textDocument.uri]: fix.edits.map(edit => ({ range: rangeOf(source, edit.start, edit.end), newText: edit.text })) } },
  })));
  const together = [...new Set(findings.map(f => f.code))].flatMap((code): CodeAction[] => {
    const fix = fixAll(analysis, code);
    if (!fix) return [];
    const sent = context.diagnostics.filter(d => d.code === code);
    return [{ title: `${fix.title}: ${code} (proven)`, kind: CodeActionKind.QuickFix, diagnostics: sent, edit: { changes: { [textDocument.uri]: fix.edits.map(edit => ({ range: rangeOf(source, edit.start, edit.end), newText: edit.text })) } } }];
  });
  return [...single, ...together];
}

/** The client's own copy, so that it recognises what the action is for. */
function sentDiagnostic(sent: CodeActionParams['context']['diagnostics'], own: CodeActionParams['context']['diagnostics'][number]) {
  return sent.find(d => d.code === own.code && d.range.start.line === own.range.start.line && d.range.start.character === own.range.start.character) ?? own;
}
