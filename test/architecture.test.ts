// SPDX-License-Identifier: GPL-2.0-or-later
// The house as server/README.md describes it: its rooms are the folders, imports go one way, and few files touch the world outside.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = path.join(root, 'server/src');

/** Each room may import those before it. */
const order = ['base', 'cpp', 'gas', 'x86', 'object', 'objtool', 'frame', 'analysis', 'ide', 'lsp'];
/** What project/ takes from the rooms: what to find out, never how to analyse. */
const projectMayImport = ['base', 'project', 'cpp', 'objtool'];

interface Import { readonly file: string; readonly target: string; readonly typeOnly: boolean }

function filesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts') && !name.includes('node_modules')).map(name => path.join(folder, name)).sort();
}

function importsOf(file: string): Import[] {
  const text = fs.readFileSync(file, 'utf8');
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)].map(m => ({ file, target: m[2]!, typeOnly: m[1] !== undefined }));
  return [...found, ...[...text.matchAll(/\b(?:import|require)\(\s*'([^']+)'\s*\)/g)].map(m => ({ file, target: m[1]!, typeOnly: false }))];
}

/** The room a file lies in; '' for those that join the rooms. */
function roomOf(file: string): string {
  const relative = path.relative(source, file);
  return relative.includes(path.sep) ? relative.split(path.sep)[0]! : '';
}

const files = filesBelow(source);
const imports = files.flatMap(importsOf);
const shown = (one: Import) => `${path.relative(root, one.file)} imports ${one.target}`;
const into = (one: Import) => one.target.startsWith('.') ? roomOf(path.resolve(path.dirname(one.file), one.target)) : undefined;

describe('the house', () => {
  test('its rooms are those of the list in server/README.md', () => {
    const listed = [...fs.readFileSync(path.join(root, 'server/README.md'), 'utf8').matchAll(/^\| (\w+) \|/gm)].map(m => m[1]!).filter(name => name !== 'room');
    const folders = fs.readdirSync(source, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).filter(name => name !== 'commandLine');
    expect(folders.filter(name => !listed.includes(name))).toEqual([]);
    // frame/ is announced before it is built.
    expect(listed.filter(name => name !== 'frame' && !folders.includes(name))).toEqual([]);
  });
  test('no import runs backwards', () => {
    const backwards = imports.filter(one => {
      const from = roomOf(one.file), to = into(one);
      if (to === undefined || from === '' || from === 'commandLine' || from === to) return false;
      if (from === 'project') return !projectMayImport.includes(to);
      if (to === 'project') return from !== 'lsp';
      if (to === '') return from !== 'lsp';
      return order.indexOf(to) > order.indexOf(from);
    });
    expect(backwards.map(shown)).toEqual([]);
  });
  test('one file imports iced-x86, none starts a process, and files are read in project/ alone', () => {
    const all = [...imports, ...filesBelow(path.join(root, 'client')).flatMap(importsOf)];
    expect(new Set(all.filter(one => one.target === 'iced-x86').map(one => path.relative(root, one.file)))).toEqual(new Set(['server/src/x86/iced.ts']));
    expect(all.filter(one => /^(node:)?(child_process|cluster)$/.test(one.target)).map(shown)).toEqual([]);
    expect(all.filter(one => /^(node:)?worker_threads$/.test(one.target)).map(shown)).toEqual(['server/src/thread.ts imports node:worker_threads']);
    // disk.ts reads; store.ts writes, in a cache folder of our own.
    expect(all.filter(one => /^(node:)?(fs|net|http|https|dgram)(\/.*)?$/.test(one.target)).map(shown)).toEqual(['server/src/project/disk.ts imports node:fs', 'server/src/project/store.ts imports node:fs']);
    expect(imports.filter(one => one.target.startsWith('vscode-languageserver') && !/^(lsp)?$/.test(roomOf(one.file))).map(shown)).toEqual([]);
  });
  test('a server answers initialize, and a command line says its version, before anything that analyses is loaded', () => {
    const reached = (name: string, known = new Set<string>()): Set<string> => {
      if (known.has(name)) return known;
      known.add(name);
      const text = fs.readFileSync(path.join(source, name), 'utf8');
      for (const [, target] of text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'(\.[^']+\.ts)'/gm)) reached(path.join(path.dirname(name), target!), known);
      return known;
    };
    expect([...reached('main.ts')].sort()).toEqual(['ide/tokenLegend.ts', 'lsp/capabilities.ts', 'lsp/greet.ts', 'main.ts']);
    expect([...reached('cli.ts')].sort()).toEqual(['cli.ts']);
  });
  test('every file says its licence in the first line', () => {
    const all = ['server/src', 'server/headers', 'client', 'test', 'scripts', 'examples'].flatMap(folder => fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(name => path.join(root, folder, name)));
    const ours = all.filter(name => /\.(ts|mjs|mts|S|h|sh|lua|el)$/.test(name) && !name.includes('node_modules'));
    const without = ours.filter(name => !fs.readFileSync(name, 'utf8').split('\n', 4).join('\n').includes('SPDX-License-Identifier: GPL-2.0-or-later'));
    expect(without.map(name => path.relative(root, name))).toEqual([]);
  });
});
