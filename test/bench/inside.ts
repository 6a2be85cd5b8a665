// SPDX-License-Identifier: GPL-2.0-or-later
// The part of the benchmark that runs in our own process: `node inside.cjs WHAT ARGUMENT...`, one JSON value on standard output. It goes
// through the same functions as the language server (lsp/documents.ts), and counts processor time of all of the process's threads.

import fs from 'node:fs';
import '../../server/src/warmUp.ts';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { hover, renderHover } from '../../server/src/ide/hover.ts';
import { findingsOf } from '../../server/src/ide/findings.ts';
import { inlayHints } from '../../server/src/ide/inlayHints.ts';
import { diagnosticsOf } from '../../server/src/lsp/diagnostics.ts';
import { changeDocument, openDocument, shownHints, type Documents } from '../../server/src/lsp/documents.ts';
import { mostInstructions } from '../../server/src/mostInstructions.ts';
import { disk } from '../../server/src/project/disk.ts';
import { giveBack } from '../../server/src/rest.ts';
import { liveObjects } from '../../server/src/x86/iced.ts';
import { changedFiles, createWorkspace, forgetFiles, openFile, usualTrust, type Workspace } from '../../server/src/workspace.ts';
import { randomEdits, type EditKind } from './edits.ts';

interface Sample { readonly kind: EditKind; readonly inMacro: boolean; readonly changed: boolean; readonly milliseconds: number }

const tasks: Readonly<Record<string, (...words: string[]) => unknown>> = { keystrokes, tree, header, growth, memory, endurance };

const [what = '', ...words] = process.argv.slice(2);
const task = tasks[what];
if (!task) throw new Error(`one of ${Object.keys(tasks).join(', ')} is asked for`);
void Promise.resolve(task(...words)).then(answer => fs.writeSync(1, JSON.stringify(answer)));

/**
 * Each edit is applied to the file as it is on the disk: text in, all findings and all hints out. Taking it back is not counted, nor are the first ones, of
 * another seed: a server lives for hours, and V8 takes a minute to learn what it does.
 */
async function keystrokes(path: string, count: string, seed: string): Promise<{ samples: Sample[]; hovers: number[] }> {
  const documents: Documents = { workspace: createWorkspace(disk, {}, { trust: usualTrust }), open: new Map() };
  const text = fs.readFileSync(path, 'utf8');
  let version = 1;
  const entry = openDocument(documents, TextDocument.create(`file://${path}`, 'asm', version, text), path);
  const show = () => {
    const diagnostics = diagnosticsOf(documents, entry), opened = openFile(documents.workspace, path);
    return { diagnostics, hints: opened?.kind === 'analysed' ? shownHints(entry, opened) : [] };
  };
  const change = (to: string) => changeDocument(documents, entry, TextDocument.create(entry.uri, 'asm', ++version, to));
  const face = () => {
    const opened = openFile(documents.workspace, path);
    if (opened?.kind !== 'analysed') return '';
    return JSON.stringify([opened.analysis.object.sections.map(s => Buffer.from(s.bytes).toString('latin1')), opened.analysis.checked.instructions.map(i => i.state?.cfa), findingsOf(opened.analysis).map(f => f.message)]);
  };
  for (let i = 0; i < 10; i++) { change(`${text}\n# ${i}\n`); show(); await setImmediate(); }
  change(text); show();
  for (const edit of randomEdits(text, Math.floor(Number(count) / 2), Number(seed) + 1)) { change(edit.text); show(); change(text); show(); await setImmediate(); }
  const before = face();
  const samples: Sample[] = [], hovers: number[] = [];
  for (const edit of randomEdits(text, Number(count), Number(seed))) {
    const milliseconds = timed(() => { change(edit.text); show(); });
    const opened = openFile(documents.workspace, path);
    if (opened?.kind === 'analysed') hovers.push(timed(() => { const info = hover(opened.analysis, edit.offset); if (info) renderHover(info); }));
    samples.push({ kind: edit.kind, inMacro: edit.inMacro, changed: face() !== before, milliseconds });
    change(text); show();
    // Keys come one message after the other; what a WeakRef names is kept to the end of each.
    await setImmediate();
  }
  return { samples, hovers };
}

/** All files as a language server has them open: the resident set at the end, and after what the server does when it is left alone. */
async function memory(list: string): Promise<{ busy: number; resident: number; heap: number; files: number }> {
  const workspace = createWorkspace(disk), files = list.split('\n');
  for (const path of files) {
    const opened = openFile(workspace, path);
    if (opened?.kind === 'analysed') { findingsOf(opened.analysis); inlayHints(opened.analysis); }
    // Documents are opened one message after the other.
    await setTimeout(1);
  }
  const busy = process.memoryUsage().rss;
  giveBack();
  // V8 gives freed pages back to the system by and by.
  await setTimeout(6000);
  const { rss, heapUsed } = process.memoryUsage();
  return { busy, resident: rss, heap: heapUsed, files: files.length };
}

/** One thread, one file after the other, as `check` does; every file's own time, and whose it is. */
/** Bytes of heap after each tenth of so many edits, each of which is taken back, and how many objects of iced-x86 are left. */
async function endurance(path: string, count: string): Promise<{ heaps: number[]; live: number }> {
  const documents: Documents = { workspace: createWorkspace(disk, {}, { trust: usualTrust }), open: new Map() };
  const text = fs.readFileSync(path, 'utf8'), most = Number(count) / 2, heaps: number[] = [];
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let version = 1, made = 0, live = 0;
  const entry = openDocument(documents, TextDocument.create(`file://${path}`, 'asm', version, text), path);
  const show = (to: string) => {
    changeDocument(documents, entry, TextDocument.create(entry.uri, 'asm', ++version, to));
    diagnosticsOf(documents, entry);
    const opened = openFile(documents.workspace, path);
    if (opened?.kind === 'analysed') shownHints(entry, opened);
    live += liveObjects();
  };
  for (const edit of randomEdits(text, most, 1)) {
    show(edit.text);
    show(text);
    await setImmediate();
    if (++made % (most / 10) === 0) { collect(); heaps.push(process.memoryUsage().heapUsed); }
  }
  return { heaps, live };
}

function tree(list: string): { milliseconds: number } {
  const workspace = createWorkspace(disk), files = list.split('\n');
  const milliseconds = timed(() => { for (const path of files) { checkAgain(workspace, path); forgetFiles(workspace); } });
  return { milliseconds };
}

/** A macro of a header gets one instruction more: all files that read it are checked again. The whole is measured once everything is warm. */
function header(list: string, path: string, macro: string): { whole: number; milliseconds: number; users: number } {
  const workspace = createWorkspace(disk), files = list.split('\n'), text = fs.readFileSync(path, 'utf8'), line = text.indexOf(`.macro ${macro}`);
  if (line < 0) throw new Error(`no .macro ${macro} in ${path}`);
  const end = text.indexOf('\n', line) + 1;
  for (const file of files) checkAgain(workspace, file);
  forgetFiles(workspace);
  const whole = timed(() => { for (const file of files) checkAgain(workspace, file); });
  let users = 0;
  const milliseconds = timed(() => {
    workspace.buffers.set(path, { text: `${text.slice(0, end)}\tnop\n${text.slice(end)}`, version: 1 });
    for (const file of files) if (changedFiles(workspace, file).length > 0) { users++; checkAgain(workspace, file); }
  });
  return { whole, milliseconds, users };
}

function checkAgain(workspace: Workspace, path: string): void {
  const opened = openFile(workspace, path);
  if (opened?.kind === 'analysed') findingsOf(opened.analysis);
}

/** One file, all findings and hints. */
function growth(path: string): { milliseconds: number; resident: number } {
  const workspace = createWorkspace(disk, {}, { mostInstructions: mostInstructions('once') });
  const milliseconds = timed(() => {
    const opened = openFile(workspace, path);
    if (opened?.kind === 'analysed') { findingsOf(opened.analysis); inlayHints(opened.analysis); }
  });
  return { milliseconds, resident: process.resourceUsage().maxRSS * 1024 };
}

function timed(body: () => void): number {
  const start = process.cpuUsage();
  body();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
