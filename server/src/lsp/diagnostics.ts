// SPDX-License-Identifier: GPL-2.0-or-later
// textDocument/diagnostic and textDocument/publishDiagnostics: the same list, asked for or sent.

import { DiagnosticTag, type Diagnostic } from 'vscode-languageserver';
import type { Origin } from '../base/origin.ts';
import { pageOf } from '../ide/findingKinds.ts';
import type { PlacedFinding } from '../ide/findings.ts';
import { nameOf, resolvePath } from '../project/path.ts';
import type { Analysed } from '../workspace.ts';
import { rangeOf, severityOf, uriOf } from './convert.ts';
import { shownFindings, tell, type Documents, type OpenDocument } from './documents.ts';

export function diagnosticsOf(documents: Documents, entry: OpenDocument): Diagnostic[] {
  const found = tell(documents, entry);
  return found?.kind === 'analysed' ? shownFindings(entry, found).map(finding => diagnosticOf(documents, entry, found, finding)) : [];
}

export function diagnosticOf(documents: Documents, entry: OpenDocument, found: Analysed, finding: PlacedFinding): Diagnostic {
  const source = found.analysis.source;
  const related = (finding.related ?? []).flatMap(({ message, origin }) => {
    const location = locationOf(entry, found, origin);
    return location ? [{ location, message }] : [];
  });
  const page = pageOf(finding.code);
  // Who cannot be sent the places apart reads them behind the message.
  const apart = takesRelated(documents);
  const words = apart ? [] : related.map(({ location, message }) => `${nameOf(location.uri)}:${location.range.start.line + 1}: ${message}`);
  return {
    range: rangeOf(source, finding.origin.start, finding.origin.end), severity: severityOf(finding.severity), code: finding.code,
    source: 'unwind-lens', message: [finding.message, ...words].join('\n'),
    ...(page !== undefined && documents.pages !== undefined && { codeDescription: { href: `${documents.pages}/${page}` } }),
    ...(apart && related.length > 0 && { relatedInformation: related }),
    ...(finding.code === 'unreachable' && { tags: [DiagnosticTag.Unnecessary] }),
    data: { code: finding.code, start: finding.origin.start },
  };
}

/** `relatedInformation` is said or it is not supported; without a client (in the benchmark) everything is. */
function takesRelated({ client }: Documents): boolean {
  return client === undefined || client.textDocument?.publishDiagnostics?.relatedInformation === true;
}

function locationOf(entry: OpenDocument, found: Analysed, origin: Origin) {
  const file = origin.place.file;
  const range = rangeOf(file, origin.start, origin.end);
  if (file === found.analysis.source) return { uri: entry.uri, range };
  const path = resolvePath(found.configuration.workingDirectory, file.path);
  // What has no file on the disk (built-in headers, stand-ins) cannot be opened.
  return found.configuration.standIns.has(path) || path.startsWith('/unwind-lens/') ? undefined : { uri: uriOf(path), range };
}
