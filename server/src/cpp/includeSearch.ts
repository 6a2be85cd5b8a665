// SPDX-License-Identifier: GPL-2.0-or-later
// Which file an #include means: "x" begins beside the current file, then -iquote, -I, -isystem, -idirafter; <x> begins at -I; #include_next
// goes on behind the directory where the current file was found. Files are named as they are opened: directory, "/", spelled name.

import type { SourceText } from '../base/text.ts';
import type { CppOptions } from './preprocessed.ts';
import type { OpenFile, State } from './state.ts';
import type { Token } from './tokens.ts';

export interface Header { readonly spelled: string; readonly angled: boolean }

export interface FoundHeader {
  readonly path: string;
  readonly file: SourceText;
  /** Index in the search chain; -1: beside the including file. */
  readonly chainIndex: number;
  readonly guardKey: string;
  readonly system: boolean;
}

/** Every path that was asked for, and what was answered. */
export type Asked = Map<string, SourceText | 'absent' | 'pending'>;

/** Where a search ended, and what it asked on the way. */
export interface Sought { readonly header: FoundHeader | undefined; readonly asked: Asked }

interface Directory { readonly path: string; readonly system: boolean }
interface Chain { readonly directories: readonly Directory[]; readonly angledFrom: number }

export function findHeader(state: State, from: OpenFile, spelled: string, angled: boolean, next: boolean): FoundHeader | undefined {
  const primary = state.files.length === 1;
  const beside = !angled && !(next && !primary);
  const chain = chainOf(state.options);
  const start = next && !primary ? from.chainIndex + 1 : angled ? chain.angledFrom : 0;
  const directory = beside ? directoryOf(from.path) : '';
  const key = (beside ? directory : '|' + start) + '\0' + spelled;
  const known = state.found.get(key);
  if (known !== undefined) {
    if (state.asked !== undefined) for (const [path, answer] of known.asked) state.asked.set(path, answer);
    return known.header;
  }
  const outer = state.asked, asked: Asked = new Map();
  if (outer !== undefined) state.asked = asked;
  const header = search(state, chain, spelled, beside ? directory : undefined, start);
  if (outer !== undefined) for (const [path, answer] of asked) outer.set(path, answer);
  state.asked = outer;
  state.found.set(key, { header, asked });
  return header;
}

/** Files of -include and -imacros are sought in the working directory first, which gcc writes as "./". */
export function findCommandLineHeader(state: State, spelled: string): FoundHeader | undefined {
  return search(state, chainOf(state.options), spelled, './', 0);
}

/** Puts a header name together from expanded tokens; undefined when they are none. */
export function headerName(state: State, next: (state: State) => Token): Header | undefined {
  let token = next(state);
  while (token.kind === 'padding') token = next(state);
  if (token.kind === 'string' && token.text.startsWith('"')) return { spelled: token.text.slice(1, -1), angled: false };
  if (token.text !== '<') return undefined;
  let spelled = '';
  for (;;) {
    token = next(state);
    if (token.kind === 'end') return undefined;
    if (token.kind === 'padding') continue;
    if (token.text === '>') return { spelled, angled: true };
    spelled += (token.white ? ' ' : '') + token.text;
  }
}

function search(state: State, chain: Chain, spelled: string, beside: string | undefined, start: number): FoundHeader | undefined {
  if (spelled === '') return undefined;
  if (spelled.startsWith('/')) return open(state, spelled, -1, '/', spelled, false);
  if (beside !== undefined) {
    const found = open(state, joinPath(beside, spelled), -1, beside, spelled, false);
    if (found !== undefined) return found;
  }
  for (let i = start; i < chain.directories.length; i++) {
    const directory = chain.directories[i]!;
    const found = open(state, joinPath(directory.path, spelled), i, directory.path, spelled, directory.system);
    if (found !== undefined) return found;
  }
  return undefined;
}

function open(state: State, path: string, chainIndex: number, directory: string, spelled: string, system: boolean): FoundHeader | undefined {
  const file = state.readHeader(path);
  state.asked?.set(path, file);
  if (file === 'pending') { state.pending = true; return undefined; }
  if (file === 'absent') return undefined;
  return { path, file, chainIndex, guardKey: `${chainIndex}:${directory}\0${spelled}`, system };
}

const chains = new WeakMap<CppOptions, Chain>();

function chainOf(options: CppOptions): Chain {
  let chain = chains.get(options);
  if (chain === undefined) chains.set(options, chain = makeChain(options));
  return chain;
}

/** A directory named twice counts once, and as a system directory if it is one. */
function makeChain(options: CppOptions): Chain {
  const system = new Set([...options.systemDirectories, ...options.afterDirectories]);
  const directories: Directory[] = [];
  const add = (paths: readonly string[], isSystem: boolean, seen: Set<string>): void => {
    for (const path of paths) {
      if (seen.has(path) || (!isSystem && system.has(path))) continue;
      seen.add(path);
      directories.push({ path, system: isSystem });
    }
  };
  add(options.quoteDirectories, false, new Set());
  const angledFrom = directories.length;
  const seen = new Set<string>();
  add(options.directories, false, seen);
  add(options.systemDirectories, true, seen);
  add(options.afterDirectories, true, seen);
  return { directories, angledFrom };
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : slash === 0 ? '/' : path.slice(0, slash);
}

function joinPath(directory: string, name: string): string {
  return directory === '' ? name : directory.endsWith('/') ? directory + name : directory + '/' + name;
}
