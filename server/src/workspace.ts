// SPDX-License-Identifier: GPL-2.0-or-later
// Joins project/ (what lies around a file) and analysis/ (what the file means): a path becomes an Analysis, and the analysis is kept
// until something it read has changed. The command line and the language server both work through this.

import headers from 'unwind-lens:headers';
import { analyse, memoryFor, type Analysis, type Inputs, type Memory } from './analysis/analyse.ts';
import { unlimited, type Budget } from './base/budget.ts';
import { clock } from './base/clock.ts';
import { forgetTexts } from './base/keptByText.ts';
import { editedText, sourceText, type SourceText } from './base/text.ts';
import { cppOptions } from './cpp/commandLine.ts';
import { defaultRules } from './objtool/defaults.ts';
import { forgetLowered } from './x86/lower.ts';
import type { Rules } from './objtool/rules.ts';
import type { BuiltInHeaders, Configuration, NotAnalysed, Overrides } from './project/configuration.ts';
import { configure, staysAnalysed } from './project/configure.ts';
import { withBuffers, type FileSystem } from './project/fileSystem.ts';
import { nameOf, resolvePath } from './project/path.ts';
import { recording, versionOf, type RecordingFileSystem, type Versions } from './project/recording.ts';
import { changedSince, sourceCache, takeSnapshot, type Snapshot, type SourceCache } from './project/snapshot.ts';
import { treeFacts, type TreeFacts } from './project/treeFacts.ts';

export type Opened = Analysed | NotAnalysed;

export interface Analysed {
  readonly kind: 'analysed';
  readonly configuration: Configuration;
  readonly analysis: Analysis;
  readonly snapshot: Snapshot;
}

export interface Buffer { readonly text: string; readonly version: number }

export interface Workspace {
  readonly fs: RecordingFileSystem;
  /** Open documents by absolute path; they win over the disk, for the file itself and as headers. */
  readonly buffers: Map<string, Buffer>;
  overrides: Overrides;
  readonly cache: SourceCache;
  readonly facts: Map<string, { readonly facts: TreeFacts; readonly asked: Versions }>;
  readonly opened: Map<string, Kept>;
  /** Of files that are being edited: what the next analysis may use again. */
  readonly memories: Map<string, Memory>;
  /** Nothing of one analysis is used for another. */
  readonly fromScratch: boolean;
  /** Milliseconds for which files on the disk are taken to be as they were when they were looked at. Open buffers count at once. */
  readonly trust: number;
  /** Of one object; see Inputs. */
  readonly mostInstructions: number;
}

interface Kept {
  /** Undefined: forgotten to save memory, and made again when somebody asks. */
  readonly opened: Opened | undefined;
  readonly source: string;
  /** The files that said how this one is built, and what this tree's objtool knows; those that the analysis read are in its snapshot. */
  readonly asked: Versions;
  readonly surroundings: Surroundings | undefined;
  /** When all of these were found to be as they were, in milliseconds of the clock, and the open documents of that time. */
  looked: { readonly at: number; readonly buffers: ReadonlyMap<string, Buffer> };
}

/** All that an analysis is made of but the text itself: it stays while a file is being typed. */
interface Surroundings {
  readonly overrides: Overrides;
  readonly configuration: Configuration;
  readonly usesBuiltIn: readonly string[];
  readonly rules: Rules;
  readonly snapshot: Snapshot;
  readonly asked: Versions;
}

/** Milliseconds between two looks at the files behind a document while its keys come; freshness.ts looks in the pauses. */
export const usualTrust = 1000;

/** A gigabyte's worth, wherever nobody knows how much memory there is. */
const usualInstructions = 1 << 18;

export function createWorkspace(disk: FileSystem, overrides: Overrides = {}, { fromScratch = false, trust = 0, mostInstructions = usualInstructions } = {}): Workspace {
  const buffers = new Map<string, Buffer>();
  return { fs: recording(withBuffers(disk, buffers)), buffers, overrides, cache: sourceCache(), facts: new Map(), opened: new Map(), memories: new Map(), fromScratch, trust, mostInstructions };
}

/** The same files under other settings; what was read is shared, what was found out is not. */
export function withOverrides(workspace: Workspace, overrides: Overrides): Workspace {
  return { ...workspace, overrides, opened: new Map(), memories: new Map() };
}

/** Undefined: there is no such file. */
export function openFile(workspace: Workspace, path: string, budget: Budget = unlimited): Opened | undefined {
  const text = workspace.fs.readFile(path);
  if (text === undefined) return undefined;
  const known = workspace.opened.get(path);
  if (known?.opened && known.source === text && isFresh(workspace, path, known)) {
    // The one that was asked for last is the last to be forgotten.
    workspace.opened.delete(path);
    workspace.opened.set(path, known);
    return known.opened;
  }
  const kept = analyseFile(workspace, path, text, budget);
  workspace.opened.delete(path);
  workspace.opened.set(path, kept);
  forgetOldest(workspace);
  return kept.opened;
}

/** Statements of all analyses that are kept; each costs about five hundred bytes with what hangs on it. */
const mostStatements = 30_000;

/** Of what nobody has asked for lately only the files behind it are remembered. An editor looks at a few files, however many are open. */
function forgetOldest(workspace: Workspace): void {
  const sizeOf = ({ opened }: Kept) => opened?.kind === 'analysed' ? opened.analysis.listing.statements.length : 0;
  let statements = 0, newest = true;
  for (const [path, kept] of [...workspace.opened].reverse()) {
    statements += sizeOf(kept);
    if (!newest && statements > mostStatements && kept.opened?.kind === 'analysed') {
      workspace.opened.set(path, { ...kept, opened: undefined, surroundings: undefined, asked: new Map([...kept.asked, ...kept.opened.snapshot.asked]) });
      workspace.memories.delete(path);
    }
    newest = false;
  }
}

/** The files behind what is kept of this one that are not any more as they were when it was made; empty if nothing is kept. */
export function changedFiles(workspace: Workspace, path: string): string[] {
  const known = workspace.opened.get(path), changed = known ? changedFor(workspace, known) : [];
  if (known && changed.length > 0) known.looked = { ...known.looked, at: -Infinity };
  return changed;
}

/** Every file that what is kept of this one was made of, itself among them. */
export function readFor(workspace: Workspace, path: string): Versions {
  const known = workspace.opened.get(path);
  return new Map([[path, versionOf(workspace.fs, path)], ...known?.asked ?? [], ...known?.opened?.kind === 'analysed' ? known.opened.snapshot.asked : []]);
}

function changedFor({ fs }: Workspace, { opened, asked }: Kept): string[] {
  return [...changedSince(fs, asked), ...opened?.kind === 'analysed' ? changedSince(fs, opened.snapshot.asked) : []];
}

/** The files behind it are as they were, as far as was seen lately. */
function isFresh(workspace: Workspace, path: string, known: Kept): boolean {
  if (clock() - known.looked.at < workspace.trust && sameBuffers(workspace, path, known.looked.buffers)) return true;
  if (changedFor(workspace, known).length > 0) return false;
  known.looked = lookedNow(workspace);
  return true;
}

function lookedNow({ buffers }: Workspace): Kept['looked'] { return { at: clock(), buffers: new Map(buffers) }; }

/** No other document was opened, changed or closed. */
function sameBuffers({ buffers }: Workspace, path: string, seen: ReadonlyMap<string, Buffer>): boolean {
  if (buffers.size !== seen.size) return false;
  for (const [other, buffer] of buffers) if (other !== path && seen.get(other) !== buffer) return false;
  return true;
}

export function forgetFile(workspace: Workspace, path: string): void {
  workspace.opened.delete(path);
  workspace.memories.delete(path);
}

/**
 * Nothing is kept of any file but what is shared. One by one: a table that V8 clears becomes garbage with all that it held, and if it is an old one, whatever
 * it held survives until the next collection of everything.
 */
export function forgetFiles({ opened, memories }: Workspace): void {
  for (const path of opened.keys()) opened.delete(path);
  for (const path of memories.keys()) memories.delete(path);
}

function analyseFile(workspace: Workspace, path: string, text: string, budget: Budget): Kept {
  const looked = lookedNow(workspace), notAnalysed = (reason: string, asked: Versions): Kept => ({ opened: { kind: 'not-analysed', reason }, source: text, asked, surroundings: undefined, looked });
  if (looksBinary(text)) return notAnalysed('not a text file', new Map());
  const before = workspace.opened.get(path), around = before && stillAround(workspace, path, text, before);
  if (before && around) return analyseWithin(workspace, path, text, budget, around, before.looked);
  const builtIn = builtInFor(text);
  const [configuration, asked] = workspace.fs.record(() => configure(path, workspace.fs, workspace.overrides, { cppOptions, builtIn }));
  const others = new Map(asked);
  others.delete(path);
  if (configuration.kind === 'not-analysed') return notAnalysed(configuration.reason, others);
  if (configuration.includedBy !== undefined) {
    const opened = partOf(workspace, path, configuration.includedBy, budget);
    return { opened, source: text, asked: new Map([...others, ...workspace.opened.get(configuration.includedBy)?.asked ?? []]), surroundings: undefined, looked };
  }
  const facts = configuration.tree === undefined ? undefined : factsOf(workspace, configuration.tree);
  return analyseWithin(workspace, path, text, budget, {
    overrides: workspace.overrides, configuration, usesBuiltIn: builtIn.words, rules: rulesOf(workspace, configuration), asked: new Map([...others, ...facts?.asked ?? []]),
    snapshot: takeSnapshot(workspace.fs, workspace.cache, configuration.workingDirectory, configuration.standIns),
  }, looked);
}

function analyseWithin(workspace: Workspace, path: string, text: string, budget: Budget, surroundings: Surroundings, looked: Kept['looked']): Kept {
  const { configuration, snapshot, asked } = surroundings, memory = memoryOf(workspace, path, configuration.inputPath, text);
  const main = memory ? editedText(memory.cpp.living.source, text) : sourceText(configuration.inputPath, text);
  let analysis: Analysis;
  try { analysis = analyse(inputsOf(workspace, surroundings, main), budget, memory); } catch (problem) {
    // Half of what there was is made into what was to be.
    if (memory) forgetFile(workspace, path);
    throw problem;
  }
  return { opened: { kind: 'analysed', configuration, analysis, snapshot }, source: text, asked, surroundings, looked };
}

/** What lay around the text that was there before, if that is so for this text too, and was looked at lately. */
function stillAround(workspace: Workspace, path: string, text: string, { surroundings, looked }: Kept): Surroundings | undefined {
  if (!surroundings || surroundings.overrides !== workspace.overrides || clock() - looked.at >= workspace.trust || !sameBuffers(workspace, path, looked.buffers)) return undefined;
  return wordsFor(text) === surroundings.usesBuiltIn && staysAnalysed(surroundings.configuration, path, text) ? surroundings : undefined;
}

/** Only files that are open are edited. */
function memoryOf(workspace: Workspace, path: string, inputPath: string, text: string): Memory | undefined {
  if (workspace.fromScratch) { forgetTexts(); forgetLowered(); }
  if (workspace.fromScratch || !workspace.buffers.has(path)) return undefined;
  let memory = workspace.memories.get(path);
  if (memory?.cpp.living.source.path !== inputPath) workspace.memories.set(path, memory = memoryFor(sourceText(inputPath, text)));
  return memory;
}

/** A file that is no unit by itself: what the unit that includes it says about it. */
function partOf(workspace: Workspace, path: string, unit: string, budget: Budget): Opened {
  const whole = openFile(workspace, unit, budget);
  const name = nameOf(unit);
  if (whole?.kind !== 'analysed') return { kind: 'not-analysed', reason: `a part of ${name}${whole ? `, ${whole.reason}` : ''}` };
  const source = whole.analysis.preprocessed.includes.find(({ file }) => file && resolvePath(whole.configuration.workingDirectory, file.path) === path)?.file;
  if (!source) return { kind: 'not-analysed', reason: `a part of ${name}, which leaves it out in this configuration` };
  const snapshot = { ...whole.snapshot, asked: new Map(whole.snapshot.asked).set(unit, versionOf(workspace.fs, unit)) };
  return { kind: 'analysed', configuration: { ...whole.configuration, includedBy: unit }, analysis: { ...whole.analysis, source }, snapshot };
}

function inputsOf(workspace: Workspace, { configuration, snapshot, rules }: Surroundings, source: SourceText): Inputs {
  const inTree = configuration.tree !== undefined;
  return {
    source, cpp: configuration.cpp, readHeader: snapshot.readHeader, mode: configuration.mode, assemblerVersion: configuration.assemblerVersion, debugInfo: configuration.debugInfo, assembler: configuration.assembler,
    rules, mostInstructions: workspace.mostInstructions,
    readBinary: path => snapshot.readBinary(path) ?? notBuilt(configuration),
    ...(workspace.overrides.severity && { grades: workspace.overrides.severity }),
    findings: configuration.withheld !== undefined ? 'none' : configuration.objtool.runs ? 'kernel' : inTree || configuration.mode !== 64 ? 'none' : 'stack',
  };
}

/** What an object that was never built would hold comes from the same build, so it need not be there: it is taken for empty. */
function notBuilt(configuration: Configuration): Uint8Array | undefined {
  return configuration.origin.kind === 'tree' ? new Uint8Array(0) : undefined;
}

/** What this tree's objtool knows, with the options in force for this object. */
function rulesOf(workspace: Workspace, configuration: Configuration): Rules {
  const { options } = configuration.objtool;
  const forced = configuration.objtoolVersion;
  if (configuration.tree === undefined) return defaultRules(forced ?? '6.12', options);
  const { facts } = factsOf(workspace, configuration.tree);
  if (!forced || forced === facts.version) return { ...facts, options };
  const { behaviour: _own, ...others } = facts;
  return { ...others, options, version: forced };
}

function factsOf(workspace: Workspace, tree: string): { readonly facts: TreeFacts; readonly asked: Versions } {
  const known = workspace.facts.get(tree);
  if (known && changedSince(workspace.fs, known.asked).length === 0) return known;
  const [facts, asked] = workspace.fs.record(() => treeFacts(workspace.fs, tree));
  workspace.facts.set(tree, { facts, asked });
  return { facts, asked };
}

/** Where the built-in headers seem to lie; nothing of it is on the disk. */
const headerDirectory = '/unwind-lens/headers';

const builtInFiles: ReadonlyMap<string, string> = new Map(Object.entries(headers).map(([path, text]) => [`${headerDirectory}/${path}`, text]));
const builtInWords: readonly string[] = ['-nostdinc', `-I${headerDirectory}`, '-D__KERNEL__', '-D__ASSEMBLY__', '-m64', '-fno-PIE'];

const wordsWithPrelude: readonly string[] = [...builtInWords, '-include', `${headerDirectory}/builtin.S.h`];

function builtInFor(text: string): BuiltInHeaders { return { directory: headerDirectory, words: wordsFor(text), files: builtInFiles }; }

/** A snippet without any #include gets all of them at once. */
function wordsFor(text: string): readonly string[] { return /^[ \t]*#[ \t]*include\b/m.test(text) ? builtInWords : wordsWithPrelude; }

/** A NUL among the first characters, or many that no text has. */
function looksBinary(text: string): boolean {
  const head = text.slice(0, 4096);
  if (head.includes('\0')) return true;
  let odd = 0;
  for (let i = 0; i < head.length; i++) { const c = head.charCodeAt(i); if (c === 0xfffd || (c < 32 && c !== 9 && c !== 10 && c !== 12 && c !== 13)) odd++; }
  return odd > head.length / 10;
}
