// SPDX-License-Identifier: GPL-2.0-or-later
// Which documents are ours. Many extensions claim `.S`, each with a language of its own, so a document is known by its name; our own
// language id serves untitled documents and files that a user associates with it. Only places where a person edits are named: the
// old side of a git diff, or our own read-only reports, must get no second set of findings.

import type { DocumentFilter, DocumentSelector } from 'vscode';

const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web'] as const;

export const selector = SCHEMES.flatMap((scheme): readonly DocumentFilter[] => [
  { scheme, pattern: '**/*.[sS]' },
  { scheme, language: 'kernel-asm' },
]) satisfies DocumentSelector;
