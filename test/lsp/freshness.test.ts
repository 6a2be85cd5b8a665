// SPDX-License-Identifier: GPL-2.0-or-later
// What changes on the disk is noticed, whatever kind of file it is, and a checkout is one change.

import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { openDocument, tell, type Documents } from '../../server/src/lsp/documents.ts';
import { createFreshness } from '../../server/src/lsp/freshness.ts';
import { memoryFileSystem } from '../../server/src/project/fileSystem.ts';
import { createWorkspace } from '../../server/src/workspace.ts';

const text = '#include "own.h"\n#ifdef FLAG\n\tnop\n#endif\nf:\tret\n';
const source = '/tree/arch/x86/lib/probe.S', command = '/tree/arch/x86/lib/.probe.o.cmd';

function tree(): Map<string, string> {
  return new Map([
    ['/tree/Makefile', 'VERSION = 6\nPATCHLEVEL = 12\n'], ['/tree/arch/x86/Makefile', ''], ['/tree/include/linux/own.h', ''], ['/tree/.config', 'CONFIG_X86_64=y\n'],
    ['/tree/arch/x86/lib/own.h', ''], [source, text], ['/tree/.git/HEAD', 'ref: refs/heads/main\n'],
    [command, `savedcmd_arch/x86/lib/probe.o := gcc -nostdinc -D__ASSEMBLY__ -m64 -c -o arch/x86/lib/probe.o arch/x86/lib/probe.S\nsource_arch/x86/lib/probe.o := arch/x86/lib/probe.S\n`],
  ]);
}

async function session(run: (files: Map<string, string>, looks: { count: number; busy: boolean; soon(): Promise<void> }) => Promise<void>): Promise<void> {
  const files = tree(), looks = { count: 0, busy: false, async soon() { freshness.soon(); await new Promise(resolve => setTimeout(resolve, 120)); } };
  const still = memoryFileSystem(files);
  let ticks = 0;
  // A file that is being written looks different each time.
  const disk = { ...still, stat: (path: string) => looks.busy && path.endsWith('/own.h') ? { kind: 'file' as const, mtime: ++ticks, size: 1 } : still.stat(path) };
  const documents: Documents = { workspace: createWorkspace(disk), open: new Map() };
  const entry = openDocument(documents, TextDocument.create(`file://${source}`, 'asm', 1, text), source);
  expect(tell(documents, entry)?.kind).toBe('analysed');
  const freshness = createFreshness(documents, () => { looks.count++; tell(documents, entry); }, { quiet: 5, silence: 1e6, idle: 1e6, patience: 1000 });
  try { await run(files, looks); } finally { freshness.stop(); }
}

test('nothing changed, nothing is told', () => session(async (_files, looks) => {
  await looks.soon();
  expect(looks.count).toBe(0);
}));

for (const [what, path, content] of [
  ['a header', '/tree/arch/x86/lib/own.h', '#define FLAG\n'],
  ['the command of the object', command, `savedcmd_arch/x86/lib/probe.o := gcc -DFLAG -m64 -c -o arch/x86/lib/probe.o arch/x86/lib/probe.S\n`],
  ['.config', '/tree/.config', 'CONFIG_X86_64=y\nCONFIG_UNWINDER_ORC=y\n'],
  ['a Makefile', '/tree/arch/x86/Makefile', 'KBUILD_AFLAGS += -DFLAG\n'],
  ['what objtool knows', '/tree/include/linux/objtool_types.h', '#define UNWIND_HINT_TYPE_CALL 2\n'],
] as const) {
  test(`${what} is noticed, once`, () => session(async (files, looks) => {
    files.set(path, content);
    await looks.soon();
    expect(looks.count).toBe(1);
    await looks.soon();
    expect(looks.count).toBe(1);
  }));
}

test('while git holds its lock nothing is told', () => session(async (files, looks) => {
  files.set('/tree/.git/index.lock', '');
  files.set('/tree/arch/x86/lib/own.h', '#define FLAG\n');
  await looks.soon();
  files.set('/tree/.config', '');
  await looks.soon();
  expect(looks.count).toBe(0);
  files.delete('/tree/.git/index.lock');
  await looks.soon();
  expect(looks.count).toBe(1);
}));

test('while files keep changing nothing is told', () => session(async (files, looks) => {
  files.set('/tree/arch/x86/lib/own.h', '#define FLAG\n');
  looks.busy = true;
  await looks.soon();
  await looks.soon();
  expect(looks.count).toBe(0);
  looks.busy = false;
  await looks.soon();
  expect(looks.count).toBe(1);
}));
