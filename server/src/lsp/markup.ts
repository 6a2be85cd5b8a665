// SPDX-License-Identifier: GPL-2.0-or-later
// Text for people in the form that the client shows: Markdown, or the same words without its marks. Only what our own texts use is known
// here: emphasis, code, fences, tables, rules.

import type { ClientCapabilities, MarkupContent, MarkupKind } from 'vscode-languageserver';

/** `formats` is what the client says of one feature; a client that says nothing gets Markdown, as it always did. */
export function markupOf(formats: readonly MarkupKind[] | undefined, markdown: string): MarkupContent {
  return formats === undefined || formats.includes('markdown') ? { kind: 'markdown', value: markdown } : { kind: 'plaintext', value: plainText(markdown) };
}

export function hoverFormats(client: ClientCapabilities | undefined): readonly MarkupKind[] | undefined { return client?.textDocument?.hover?.contentFormat; }

export function plainText(markdown: string): string {
  const out: string[] = [];
  let fenced = false, table: string[][] = [];
  const endTable = (): void => {
    const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map(row => row[column]?.length ?? 0)));
    for (const row of table) out.push(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
    table = [];
  };
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) { fenced = !fenced; continue; }
    if (fenced) { out.push(line); continue; }
    if (line.startsWith('|')) {
      if (!/^\|[-|]+$/.test(line)) table.push(line.replace(/^\||\|$/g, '').split('|').map(cell => unmarked(cell.trim())));
      continue;
    }
    endTable();
    if (line !== '---') out.push(unmarked(line));
  }
  endTable();
  return out.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

function unmarked(text: string): string {
  return text.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/`([^`]*)`/g, '$1').replace(/(^|\s)_([^_]\S*)_(?=\s|$)/g, '$1$2').trimEnd();
}
