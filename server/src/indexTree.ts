// SPDX-License-Identifier: GPL-2.0-or-later
// The units of a tree's arch/x86, or of a folder outside of every tree, one after the other as plain data (ide/unitIndex.ts). What was
// found out is kept in a store by the content of every file that it came from, so a second run reads no more than it must.

import { version } from '../../package.json';
import { unitIndex, type UnitIndex } from './ide/unitIndex.ts';
import { cDefinitions, cFolders, type CDefinition } from './project/cDefinitions.ts';
import type { Overrides } from './project/configuration.ts';
import type { FileSystem } from './project/fileSystem.ts';
import { isTree } from './project/kernelTree.ts';
import { childOf, resolvePath } from './project/path.ts';
import { versionOf, type Version, type Versions } from './project/recording.ts';
import type { Store } from './project/store.ts';
import { createWorkspace, forgetFile, openFile, readFor } from './workspace.ts';

export interface IndexRequest {
  /** A kernel tree, or any folder. */
  readonly root: string;
  readonly overrides: Overrides;
}

export type IndexStep =
  /** How many files there are to look at; comes first. */
  | { readonly kind: 'begin'; readonly total: number }
  /** `fresh`: it had to be analysed. */
  | { readonly kind: 'unit'; readonly index: UnitIndex; readonly done: number; readonly fresh: boolean }
  | { readonly kind: 'skipped'; readonly done: number };

export interface IndexTools { readonly fs: FileSystem; readonly store?: Store | undefined; /** A short name for any text. */ readonly digest: (text: string) => string }

export function* indexTree({ root, overrides }: IndexRequest, { fs, store, digest }: IndexTools): Generator<IndexStep> {
  const tree = isTree(fs, root), files = filesBelow(fs, tree ? `${root}/arch/x86` : root, /\.[sS]$/, mostFiles);
  yield { kind: 'begin', total: files.length };
  const workspace = createWorkspace(fs, overrides), digests = new Map<string, string>();
  const contentOf = (path: string, { mtime, size }: Version): string => {
    const key = `${path} ${mtime} ${size}`;
    let known = digests.get(key);
    if (known === undefined) digests.set(key, known = digest(fs.readFile(path) ?? ''));
    return known;
  };
  const settings = JSON.stringify([format, version, overrides]);
  let done = 0;
  const defined = new Set<string>(), used = new Set<string>();
  const note = ({ symbols }: UnitIndex): void => { for (const { name, binding } of symbols) if (binding === 'global') defined.add(name); else if (binding === 'undefined') used.add(name); };
  for (const path of files) {
    const name = `${digest(`${settings} ${path}`)}.json`;
    done++;
    const kept = readJson<Kept>(store?.read(name));
    if (kept?.index && holds(fs, kept.asked, contentOf)) note(kept.index);
    if (kept && holds(fs, kept.asked, contentOf)) { yield kept.index ? { kind: 'unit', index: kept.index, done, fresh: false } : { kind: 'skipped', done }; continue; }
    const opened = openFile(workspace, path);
    const index = opened?.kind === 'analysed' && opened.configuration.includedBy === undefined ? unitIndex(opened.analysis, path, file => {
      const absolute = resolvePath(opened.configuration.workingDirectory, file.path);
      return file.path.startsWith('<') || opened.configuration.standIns.has(absolute) ? undefined : absolute;
    }) : undefined;
    store?.write(name, JSON.stringify({ asked: contentsOf(readFor(workspace, path), contentOf), index }));
    forgetFile(workspace, path);
    if (index) note(index);
    yield index ? { kind: 'unit', index, done, fresh: true } : { kind: 'skipped', done };
  }
  if (tree) for (const index of definedInC(fs, root, store, new Set([...used].filter(name => !defined.has(name))), digest)) yield { kind: 'unit', index, done, fresh: false };
}

interface KeptC { readonly wanted: string; readonly files: Readonly<Record<string, readonly [mtime: number, size: number, definitions: readonly CDefinition[]]>> }

/** Files of C that define what assembly uses, as units of their own. */
function* definedInC(fs: FileSystem, root: string, store: Store | undefined, wanted: ReadonlySet<string>, digest: IndexTools['digest']): Generator<UnitIndex> {
  const name = `${digest(`C ${format} ${root}`)}.json`, key = digest([...wanted].sort().join(' '));
  const before = readJson<KeptC>(store?.read(name)), known = before?.wanted === key ? before.files : {};
  const files: Record<string, readonly [number, number, readonly CDefinition[]]> = {};
  let fresh = false;
  for (const path of cFolders.flatMap(folder => filesBelow(fs, `${root}/${folder}`, /\.c$/, mostCFiles))) {
    const stat = versionOf(fs, path), kept = known[path];
    if (!stat) continue;
    const same = kept?.[0] === stat.mtime && kept[1] === stat.size;
    fresh ||= !same;
    const definitions = same ? kept[2] : cDefinitions(fs.readFile(path) ?? '', wanted);
    files[path] = [stat.mtime, stat.size, definitions];
    if (definitions.length > 0) yield { unit: path, files: [path], calls: [], symbols: definitions.map(each => ({ name: each.name, kind: each.kind, binding: 'global', places: [[0, each.line, each.start, each.end, 'definition']] })) };
  }
  if (fresh) store?.write(name, JSON.stringify({ wanted: key, files } satisfies KeptC));
}

/** Raised when the shape or the meaning of what is kept changes. */
const format = 1;

interface Kept { readonly asked: readonly Asked[]; readonly index?: UnitIndex }
/** Path, time, size and digest; a path alone was not there. */
type Asked = readonly [string] | readonly [string, number, number, string];

function readJson<Shape>(text: string | undefined): Shape | undefined {
  if (text === undefined) return undefined;
  try { return JSON.parse(text) as Shape; } catch { return undefined; }
}

function contentsOf(versions: Versions, contentOf: (path: string, version: Version) => string): Asked[] {
  return [...versions].map(([path, version]) => version ? [path, version.mtime, version.size, version.size === 0 ? '' : contentOf(path, version)] : [path]);
}

/** Times and sizes are compared first, contents only where these differ. */
function holds(fs: FileSystem, asked: readonly Asked[], contentOf: (path: string, version: Version) => string): boolean {
  return asked.every(([path, mtime, size, content]) => {
    const now = versionOf(fs, path);
    if (!now || mtime === undefined) return now === undefined && mtime === undefined;
    return now.size === size && (now.mtime === mtime || contentOf(path, now) === content);
  });
}

const mostFiles = 4000, mostCFiles = 6000;

function filesBelow(fs: FileSystem, root: string, wanted: RegExp, most: number): string[] {
  const files: string[] = [];
  const walk = (directory: string, depth: number): void => {
    for (const name of [...fs.list(directory)].sort()) {
      if (name.startsWith('.') || name === 'node_modules' || files.length >= most) continue;
      const path = childOf(directory, name);
      if (wanted.test(name)) files.push(path);
      else if (depth < 12 && !/\.\w+$/.test(name) && fs.stat(path)?.kind === 'directory') walk(path, depth + 1);
    }
  };
  walk(root, 0);
  return files;
}
