// SPDX-License-Identifier: GPL-2.0-or-later
// Between offsets and the protocol's positions (lines from 0, columns in the units that positions.ts has agreed on).

import { DiagnosticSeverity, type Position, type Range } from 'vscode-languageserver';
import type { Severity } from '../base/diagnostic.ts';
import { lineAt, type SourceText } from '../base/text.ts';
import { fromClient, toClient } from './positions.ts';

export function positionOf(source: SourceText, offset: number): Position {
  const line = lineAt(source, offset);
  const start = source.lineStarts[line]!;
  return { line, character: toClient(source.text, start, offset - start) };
}

export function rangeOf(source: SourceText, start: number, end: number): Range {
  return { start: positionOf(source, start), end: positionOf(source, Math.max(start, end)) };
}

export function offsetOf(source: SourceText, position: Position): number {
  const start = source.lineStarts[position.line];
  if (start === undefined) return source.text.length;
  const end = source.lineStarts[position.line + 1] ?? source.text.length;
  return Math.min(start + fromClient(source.text, start, end, position.character), end);
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information, hint: DiagnosticSeverity.Hint,
};

export function severityOf(severity: Severity): DiagnosticSeverity { return severities[severity]; }

/** file: URIs only; anything else is analysed under its URI's path. */
export function pathOf(uri: string): string {
  const match = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?(.*)$/i.exec(uri);
  return decodeURIComponent(match ? match[1]! : uri);
}

export function uriOf(path: string): string {
  return `file://${path.split('/').map(part => encodeURIComponent(part).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)).join('/')}`;
}
