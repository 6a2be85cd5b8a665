// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/signatureHelp.

import type { SignatureHelp, SignatureHelpParams } from 'vscode-languageserver';
import { signatureHelp } from '../ide/signatureHelp.ts';
import { offsetOf } from './convert.ts';
import { analysed, type Documents } from './documents.ts';

export function onSignatureHelp(documents: Documents, { textDocument, position, context }: SignatureHelpParams): SignatureHelp | null {
  const found = analysed(documents, textDocument.uri);
  const signatures = found ? signatureHelp(found.opened.analysis, offsetOf(found.opened.analysis.source, position)) : [];
  if (signatures.length === 0) return null;
  // Among the forms of an instruction the one that the user has chosen stays chosen.
  const chosen = context?.activeSignatureHelp?.activeSignature ?? 0;
  return {
    signatures: signatures.map(({ label, parameters, documentation, active }) => ({ label, activeParameter: active, parameters: parameters.map(([start, end]) => ({ label: [start, end] as [number, number] })), ...(documentation !== '' && { documentation }) })),
    activeSignature: Math.min(chosen, signatures.length - 1), activeParameter: signatures[0]!.active,
  };
}
