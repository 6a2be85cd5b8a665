// SPDX-License-Identifier: GPL-2.0-or-later
// Open documents and what is shown of them. Between two pauses of typing the text is often broken for a moment; then
//   - at most one finding more than at the last pause is shown (the one on the line being typed),
//   - the hints of the last pause stay on the screen.
// Half a directive is often a whole one with another meaning (`.section .t`, `#ifdef C`), so while one is being typed the hints stay
// even if nothing is broken. A *pause* is an edit of more than one line or of more than a key's worth of characters, a save, or half
// a second without a key; lines do not move between two pauses.

import type { ClientCapabilities } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { changeBetween, lineAt, type SourceText } from '../base/text.ts';
import { findingsOf, type PlacedFinding } from '../ide/findings.ts';
import { inlayHints, type InlayHint } from '../ide/inlayHints.ts';
import type { Index } from './index.ts';
import { forgetFile, openFile, type Analysed, type Opened, type Workspace } from '../workspace.ts';

export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  document: TextDocument;
  /** What the last pause showed. */
  settled: Settled | undefined;
  /** The line that typing touched last. */
  typedLine: number | undefined;
  typing: boolean;
  /** What the client was last told of, and of which text. */
  told?: { readonly opened: Opened | undefined; readonly version: number };
}

/** Plain facts: places in an analysis move on with the text, and would be those of a later revision. */
interface Settled {
  /** Of which analysis; it is not kept alive. */
  readonly of: WeakRef<Analysed>;
  /** objtool gave up. */
  readonly stopped: boolean;
  readonly hints: readonly InlayHint[];
  /** How many findings there were of each identity, and which of them were errors of cpp and as. */
  readonly findings: ReadonlyMap<string, number>;
  readonly errors: ReadonlySet<string>;
}

export interface Documents {
  readonly workspace: Workspace;
  readonly open: Map<string, OpenDocument>;
  /** URI of the folder that docs/ lies in, if it can be opened. */
  readonly pages?: string | undefined;
  /** What the client said of itself. */
  client?: ClientCapabilities;
  /** Of what is not open. */
  index?: Index;
}

export function opened(documents: Documents, entry: OpenDocument): Opened | undefined {
  return openFile(documents.workspace, entry.path);
}

/** Notes that the client knows, or is asked to find out, what there is now. */
export function tell(documents: Documents, entry: OpenDocument): Opened | undefined {
  const found = opened(documents, entry);
  entry.told = { opened: found, version: entry.document.version };
  return found;
}

/** Of the text that the client was told of there is another analysis by now: a request found changed files before we looked. */
export function isToldOtherwise({ workspace }: Documents, { told, document, path }: OpenDocument): boolean {
  return told !== undefined && told.version === document.version && workspace.opened.get(path)?.opened !== told.opened;
}

export function analysed(documents: Documents, uri: string): { entry: OpenDocument; opened: Analysed } | undefined {
  const entry = documents.open.get(uri);
  const found = entry && opened(documents, entry);
  return entry && found?.kind === 'analysed' ? { entry, opened: found } : undefined;
}

export function openDocument(documents: Documents, document: TextDocument, path: string): OpenDocument {
  const entry: OpenDocument = { uri: document.uri, path, document, settled: undefined, typedLine: undefined, typing: false };
  documents.open.set(document.uri, entry);
  documents.workspace.buffers.set(path, { text: document.getText(), version: document.version });
  return entry;
}

export function changeDocument(documents: Documents, entry: OpenDocument, document: TextDocument): void {
  const before = documents.workspace.buffers.get(entry.path)?.text ?? '';
  const after = document.getText();
  entry.document = document;
  const change = singleChange(before, after);
  if (change === undefined) settle(entry); else if (!entry.typing) rememberText(documents, entry, before);
  documents.workspace.buffers.set(entry.path, { text: after, version: document.version });
  if (change === undefined) return;
  entry.typing = true;
  entry.typedLine = change;
}

/** From here on the present state is what is shown. */
export function settle(entry: OpenDocument): void { entry.typing = false; entry.settled = undefined; }

export function closeDocument(documents: Documents, uri: string): void {
  const entry = documents.open.get(uri);
  if (!entry) return;
  documents.open.delete(uri);
  documents.workspace.buffers.delete(entry.path);
  forgetFile(documents.workspace, entry.path);
}

/** The first key after a pause: what was there before it is what the pause showed. */
function rememberText(documents: Documents, entry: OpenDocument, text: string): void {
  const known = documents.workspace.opened.get(entry.path);
  if (known?.source === text && known.opened?.kind === 'analysed') remember(entry, known.opened);
}

/** What one key leaves behind in editors that close what is opened. */
const pairs: ReadonlySet<string> = new Set(['()', '[]', '{}', '<>', '""', "''"]);

/** The 0-based line of a change that one key makes inside a line; undefined for anything larger. */
function singleChange(before: string, after: string): number | undefined {
  const shift = after.length - before.length;
  if (shift < -2 || shift > 2) return undefined;
  const { start, oldEnd, newEnd } = changeBetween(before, after), removed = before.slice(start, oldEnd), added = after.slice(start, newEnd);
  if (removed === '' && added === '') return undefined;
  if (!isKey(removed) || !isKey(added) || removed === '\n' || added === '\n') return undefined;
  let line = 0;
  for (let at = after.indexOf('\n'); at >= 0 && at < start; at = after.indexOf('\n', at + 1)) line++;
  return line;
}

function isKey(text: string): boolean { return text.length <= 1 || pairs.has(text); }

/** What is shown of the findings: all of them, or while a line is being typed those of the last pause and one more. */
export function shownFindings(entry: OpenDocument, opened: Analysed): readonly PlacedFinding[] {
  const now = findingsOf(opened.analysis);
  if (!entry.typing || !entry.settled) { remember(entry, opened); return now; }
  const source = opened.analysis.source;
  const before = new Map(entry.settled.findings);
  const old: PlacedFinding[] = [], fresh: PlacedFinding[] = [];
  for (const finding of now) {
    const key = keyOf(source, finding);
    if ((before.get(key) ?? 0) > 0) { count(before, key, -1); old.push(finding); } else fresh.push(finding);
  }
  if (fresh.length <= 1) return now;
  const one = fresh.find(f => lineAt(source, f.origin.start) === entry.typedLine) ?? fresh[0]!;
  return now.filter(f => f === one || old.includes(f));
}

function remember(entry: OpenDocument, opened: Analysed): void {
  if (entry.settled?.of.deref() === opened) return;
  const { analysis } = opened, findings = new Map<string, number>();
  for (const finding of findingsOf(analysis)) count(findings, keyOf(analysis.source, finding), 1);
  entry.settled = { of: new WeakRef(opened), stopped: analysis.parity.stopped, hints: inlayHints(analysis), findings, errors: new Set(errorsOf(opened)) };
}

/** Of cpp or as. */
function errorsOf({ analysis }: Analysed): string[] {
  return findingsOf(analysis).filter(f => f.finding === undefined && f.severity === 'error').map(f => keyOf(analysis.source, f));
}

/** Identity of a finding while lines move: what it says about which text. */
function keyOf(source: SourceText, finding: PlacedFinding): string {
  return `${finding.code}|${source.text.slice(finding.origin.start, finding.origin.end)}`;
}

function count(map: Map<string, number>, key: string, by: number): void { map.set(key, (map.get(key) ?? 0) + by); }

/** The hints of the present text; while it is broken by typing, those of the last pause. */
export function shownHints(entry: OpenDocument, opened: Analysed): readonly InlayHint[] {
  if (!entry.typing || !entry.settled) { remember(entry, opened); return entry.settled!.hints; }
  const source = opened.analysis.source;
  if (!isDirective(source, entry.typedLine) && !hasNewError(entry.settled, opened)) return inlayHints(opened.analysis);
  const kept: InlayHint[] = [];
  for (const hint of entry.settled.hints) {
    if (hint.line === entry.typedLine || hint.line >= source.lineStarts.length) continue;
    kept.push({ ...hint, offset: endOfText(source, hint.line) });
  }
  return kept;
}

/** Of cpp or as, or one that makes objtool give up. */
function hasNewError(before: Settled, now: Analysed): boolean {
  if (now.analysis.parity.stopped && !before.stopped) return true;
  return errorsOf(now).some(key => !before.errors.has(key));
}

/** A line for cpp or the assembler itself: its effect may reach to the end of the file. */
function isDirective(source: SourceText, line: number | undefined): boolean {
  if (line === undefined) return false;
  let at = source.lineStarts[line] ?? source.text.length;
  while (source.text[at] === ' ' || source.text[at] === '\t') at++;
  return source.text[at] === '#' || source.text[at] === '.' || /^[\w.$]+[ \t]*=/.test(source.text.slice(at, at + 100));
}

function endOfText(source: SourceText, line: number): number {
  let end = source.lineStarts[line + 1] ?? source.text.length;
  while (end > source.lineStarts[line]! && /\s/.test(source.text[end - 1]!)) end--;
  return end;
}
