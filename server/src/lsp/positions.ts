// SPDX-License-Identifier: GPL-2.0-or-later
// Which unit a client counts columns in: UTF-16 code units unless both sides agree on bytes (UTF-8) or characters (UTF-32). The inner
// currency stays the UTF-16 offset; lines of plain ASCII, that is nearly all, cost nothing. One process serves one client, so the
// agreement is made once, here. Edits arrive in the same units: `documentText` puts them into UTF-16 before the library applies them.

import type { InitializeParams, Range, TextDocumentContentChangeEvent, TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { encodingFor, type PositionEncoding } from './capabilities.ts';

let encoding: PositionEncoding = 'utf-16';

export function agreeOnEncoding(params: InitializeParams): void { encoding = encodingFor(params); }

/** From a column in UTF-16 to the client's, on the line that starts at `start`. */
export function toClient(text: string, start: number, column: number): number {
  return encoding === 'utf-16' ? column : unitsOf(text, start, start + column);
}

/** From the client's column to UTF-16; a column inside a character is its beginning. */
export function fromClient(text: string, start: number, end: number, column: number): number {
  if (encoding === 'utf-16') return column;
  let units = 0, i = start;
  while (i < end) {
    const width = widthAt(text, i), next = units + (encoding === 'utf-8' ? width.bytes : 1);
    if (next > column) break;
    units = next;
    i += width.units;
  }
  return i - start;
}

/** For TextDocuments: edits in the client's columns. */
export const documentText: TextDocumentsConfiguration<TextDocument> = {
  create: (uri, languageId, version, content) => TextDocument.create(uri, languageId, version, content),
  update(document, changes, version) {
    // Each change is about the text that the one before it left.
    for (const change of changes) TextDocument.update(document, [inUtf16(document, change)], version);
    return document;
  },
};

function inUtf16(document: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (encoding === 'utf-16' || !('range' in change)) return change;
  const text = document.getText();
  const at = ({ line, character }: Range['start']): Range['start'] => {
    const start = document.offsetAt({ line, character: 0 }), end = document.offsetAt({ line: line + 1, character: 0 });
    return { line, character: fromClient(text, start, end, character) };
  };
  return { text: change.text, range: { start: at(change.range.start), end: at(change.range.end) } };
}

function unitsOf(text: string, from: number, to: number): number {
  let units = 0;
  for (let i = from; i < to;) {
    const width = widthAt(text, i);
    units += encoding === 'utf-8' ? width.bytes : 1;
    i += width.units;
  }
  return units;
}

const one = { units: 1, bytes: 1 }, two = { units: 1, bytes: 2 }, three = { units: 1, bytes: 3 }, pair = { units: 2, bytes: 4 };

function widthAt(text: string, index: number): { readonly units: number; readonly bytes: number } {
  const code = text.charCodeAt(index);
  if (code < 0x80) return one;
  if (code < 0x800) return two;
  return code >= 0xd800 && code < 0xdc00 && index + 1 < text.length ? pair : three;
}
