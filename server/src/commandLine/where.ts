// SPDX-License-Identifier: GPL-2.0-or-later
// `unwind-lens where 'symbol+0x1c' FILE|DIR`: the typed line of an address. With `-` for the address, text is read from standard input
// (what objtool printed, an oops, a mail) and every line that names an address in a warning of objtool becomes `file:line:col: ...`;
// in other lines the place is added behind the address.

import { addressesIn, locate, placeText, renderLocated, type Address, type Located } from '../ide/locate.ts';
import { resolvePath } from '../project/path.ts';
import { openFile, type Analysed, type Workspace } from '../workspace.ts';
import { sourceFiles } from './sourceFiles.ts';
import { complainTo, workspaceFor, type CommandOptions } from './options.ts';
import type { SourceText } from '../base/text.ts';

export async function whereIs(address: string, place: string, options: CommandOptions): Promise<number> {
  const workspace = workspaceFor(options);
  const search = searchIn(workspace, resolvePath(process.cwd(), place));
  if (!search) { complainTo(process.stderr, `cannot read ${place}`); return 2; }
  if (address === '-') {
    process.stdout.write(rewrite(search, await standardInput()));
    return 0;
  }
  const [asked] = addressesIn(address.includes('+') || address.includes('(') ? address : `${address}+0x0`);
  if (!asked) { complainTo(process.stderr, `${address}: say SYMBOL+0xOFFSET`); return 2; }
  const found = find(search, asked);
  if (!found) { complainTo(process.stderr, `${address}: not found in ${place}`); return 1; }
  process.stdout.write(renderLocated(found.located, address, found.nameOfFile));
  return 0;
}

async function standardInput(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of process.stdin) text += chunk as string;
  return text;
}

interface Search {
  readonly workspace: Workspace;
  /** The folder, or the file itself. */
  readonly root: string;
  readonly files: readonly string[];
  readonly built: ReadonlySet<string>;
  readonly known: Map<string, Found | undefined>;
}

interface Found { readonly located: Located; readonly nameOfFile: (file: SourceText) => string }

/** Lines of objtool: `arch/x86/entry/entry_64.o: warning: objtool: symbol+0x1c: words`. */
const warning = /^(?:(\S+\.o): )?(warning|error): objtool: (.*)$/;

function rewrite(search: Search, text: string): string {
  return text.split('\n').map(line => {
    const said = warning.exec(line);
    if (said) {
      const [address] = addressesIn(said[3]!), found = address && find(search, address, said[1]);
      return found ? `${placeText(found.located.spelled, found.nameOfFile)}: ${said[2]}: objtool: ${said[3]}` : line;
    }
    let out = '', at = 0;
    for (const address of addressesIn(line)) {
      const found = line.slice(address.start, address.end).includes('+') ? find(search, address) : undefined;
      if (!found) continue;
      out += `${line.slice(at, address.end)} (${placeText(found.located.spelled, found.nameOfFile)})`;
      at = address.end;
    }
    return out + line.slice(at);
  }).join('\n');
}

/** `object` names the file; otherwise files that spell the symbol come first, since macros make some symbols of parts. */
function find(search: Search, address: Pick<Address, 'symbol' | 'offset'>, object?: string): Found | undefined {
  const key = `${object ?? ''} ${address.symbol}+${address.offset}`;
  if (search.known.has(key)) return search.known.get(key);
  const named = object === undefined ? [] : search.files.filter(file => file.endsWith(`/${object.replace(/\.o$/, '.S').replace(/^\.\//, '')}`));
  const spelling = named.length > 0 ? [] : search.files.filter(file => search.workspace.fs.readFile(file)?.includes(address.symbol));
  let found: Found | undefined;
  const built = search.files.filter(file => search.built.has(file));
  for (const file of new Set([...named, ...(named.length > 0 ? [] : [...spelling.filter(file => search.built.has(file)), ...built, ...spelling, ...search.files])])) {
    const opened = openFile(search.workspace, file);
    const located = opened?.kind === 'analysed' && opened.configuration.includedBy === undefined ? locate(opened.analysis, address) : undefined;
    if (located) { found = { located, nameOfFile: namer(search, opened as Analysed) }; break; }
  }
  search.known.set(key, found);
  return found;
}

/** Paths as the user can open them from where they stand. */
function namer({ root }: Search, { configuration }: Analysed): (file: SourceText) => string {
  return file => {
    const path = resolvePath(configuration.workingDirectory, file.path), here = `${process.cwd()}/`;
    return path.startsWith(here) ? path.slice(here.length) : path === root ? root : path;
  };
}

function searchIn(workspace: Workspace, root: string): Search | undefined {
  const found = sourceFiles(workspace.fs, root);
  return found && { workspace, root, ...found, known: new Map() };
}
