// SPDX-License-Identifier: GPL-2.0-or-later
// Requests of all kinds at any moment of a session: whatever was asked before, and whatever of the revisions between nobody looked at, a
// server that has lived through it answers as one that opens the document now. STEPS=N (over all files), SEED=N for longer sessions.

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Position } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, test } from 'vitest';
import { onIncomingCalls, onPrepareCallHierarchy } from '../../server/src/lsp/callHierarchy.ts';
import { onCodeAction } from '../../server/src/lsp/codeAction.ts';
import { onCodeLens } from '../../server/src/lsp/codeLens.ts';
import { onCompletion } from '../../server/src/lsp/completion.ts';
import { onDefinition } from '../../server/src/lsp/definition.ts';
import { onDocumentLinks } from '../../server/src/lsp/documentLink.ts';
import { onDocumentSymbol } from '../../server/src/lsp/documentSymbol.ts';
import { changeDocument, closeDocument, openDocument, settle, shownFindings, shownHints, type Documents, type OpenDocument } from '../../server/src/lsp/documents.ts';
import { diagnosticsOf } from '../../server/src/lsp/diagnostics.ts';
import { onFoldingRanges } from '../../server/src/lsp/foldingRange.ts';
import { onHover } from '../../server/src/lsp/hover.ts';
import { inactiveRegionsOf } from '../../server/src/lsp/inactiveRegions.ts';
import { onInlayHint } from '../../server/src/lsp/inlayHint.ts';
import { onDocumentHighlight, onReferences } from '../../server/src/lsp/references.ts';
import { onSelectionRanges } from '../../server/src/lsp/selectionRange.ts';
import { onSemanticTokens } from '../../server/src/lsp/semanticTokens.ts';
import { defaultSettings } from '../../server/src/lsp/settings.ts';
import { onSignatureHelp } from '../../server/src/lsp/signatureHelp.ts';
import { disk } from '../../server/src/project/disk.ts';
import { createWorkspace, openFile, usualTrust } from '../../server/src/workspace.ts';
import { generator } from '../bench/edits.ts';
import { sessionSteps } from '../bench/sessions.ts';
import { kernelTree } from './tree.ts';

const tree = fs.realpathSync(kernelTree), seed = Number(process.env['SEED'] ?? 1);
const files = ['arch/x86/entry/entry_64.S', 'arch/x86/kernel/ftrace_64.S', 'arch/x86/lib/memcpy_64.S', 'arch/x86/entry/entry_64_compat.S', 'arch/x86/kernel/head_64.S', 'arch/x86/kernel/relocate_kernel_64.S'];

const steps = Math.ceil(Number(process.env['STEPS'] ?? 240) / files.length);

type Request = (documents: Documents, uri: string, position: Position) => unknown;

const whole = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
const requests: Readonly<Record<string, Request>> = {
  hover: (documents, uri, position) => onHover(documents, { textDocument: { uri }, position }),
  diagnostics: (documents, uri) => diagnosticsOf(documents, documents.open.get(uri)!),
  hints: (documents, uri) => onInlayHint(documents, defaultSettings, { textDocument: { uri }, range: whole }),
  actions: (documents, uri, position) => onCodeAction(documents, { textDocument: { uri }, range: { start: position, end: position }, context: { diagnostics: [] } }),
  definition: (documents, uri, position) => onDefinition(documents, { textDocument: { uri }, position }, true),
  references: (documents, uri, position) => onReferences(documents, { textDocument: { uri }, position, context: { includeDeclaration: true } }),
  highlights: (documents, uri, position) => onDocumentHighlight(documents, { textDocument: { uri }, position }),
  outline: (documents, uri) => onDocumentSymbol(documents, { textDocument: { uri } }, true),
  links: (documents, uri) => onDocumentLinks(documents, { textDocument: { uri } }),
  folding: (documents, uri) => onFoldingRanges(documents, { textDocument: { uri } }),
  selection: (documents, uri, position) => onSelectionRanges(documents, { textDocument: { uri }, positions: [position] }),
  completion: (documents, uri, position) => onCompletion(documents, { textDocument: { uri }, position }),
  signature: (documents, uri, position) => onSignatureHelp(documents, { textDocument: { uri }, position }),
  lenses: (documents, uri) => onCodeLens(documents, defaultSettings, { textDocument: { uri } }),
  tokens: (documents, uri) => onSemanticTokens(documents, { textDocument: { uri } }).data,
  inactive: (documents, uri) => inactiveRegionsOf(documents, documents.open.get(uri)!),
  calls: (documents, uri, position) => {
    const items = onPrepareCallHierarchy(documents, { textDocument: { uri }, position });
    return [items, ...(items ?? []).map(item => onIncomingCalls(documents, { item }))];
  },
};
const names = Object.keys(requests);

test.each(files)('%s', async file => {
  const absolute = path.join(tree, file), uri = `file://${absolute}`, text = fs.readFileSync(absolute, 'utf8');
  const random = generator(seed * 100 + file.length), any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const living: Documents = { workspace: createWorkspace(disk, {}, { trust: usualTrust }), open: new Map() };
  let version = 1, different = 0;
  let entry = openDocument(living, TextDocument.create(uri, 'kernel-asm', version, text), absolute);
  for (const step of sessionSteps(text, '', steps, seed * 1000 + file.length)) {
    await setImmediate();
    if (step.name === 'edit a header' || step.name === 'configure') continue;
    if (step.reopens) { closeDocument(living, uri); entry = openDocument(living, TextDocument.create(uri, 'kernel-asm', ++version, step.text), absolute); }
    else changeDocument(living, entry, TextDocument.create(uri, 'kernel-asm', ++version, step.text));
    // As the server does it: diagnostics after each key, the rest now and then.
    if (random() < 0.7) showAll(living, entry);
    if (random() < 0.5) continue;
    settle(entry);
    const fresh: Documents = { workspace: createWorkspace(disk, {}, { fromScratch: true }), open: new Map() };
    openDocument(fresh, TextDocument.create(uri, 'kernel-asm', version, step.text), absolute);
    for (let i = 0; i < 6; i++) {
      const name = any(names), line = Math.floor(random() * entry.document.lineCount), position = { line, character: Math.floor(random() * 30) };
      const kept = textOf(requests[name]!(living, uri, position)), anew = textOf(requests[name]!(fresh, uri, position));
      if (kept !== anew) { different++; expect.soft(kept, `${name} at ${line + 1}:${position.character} of version ${version} (${step.name})`).toEqual(anew); }
    }
    if (different > 2) break;
  }
  expect(version).toBeGreaterThan(1);
});

function showAll(documents: Documents, entry: OpenDocument): void {
  diagnosticsOf(documents, entry);
  const opened = openFile(documents.workspace, entry.path);
  if (opened?.kind === 'analysed') { shownFindings(entry, opened); shownHints(entry, opened); }
}

function textOf(answer: unknown): string {
  return JSON.stringify(answer, (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value instanceof Map ? [...value as Map<unknown, unknown>] : value) ?? 'nothing';
}
