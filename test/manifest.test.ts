// SPDX-License-Identifier: GPL-2.0-or-later
// package.json tells VS Code what there is; the rest of the repository must really have it. Also the rules that hold for every file.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../package.json';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);

test('every command is registered, and hidden where it means nothing', () => {
  const registered = [...read('client/commands.ts').matchAll(/register\('(\w+)'/g)].map((match) => `unwindLens.${match[1]!}`);
  expect(registered.sort()).toEqual([...commands].sort());
  expect(contributes.menus.commandPalette.map(({ command }) => command).sort()).toEqual([...commands].sort());
  for (const items of Object.values(contributes.menus)) {
    for (const { command, when } of items) {
      expect(commands).toContain(command);
      // In files of assembly, or in the text that a command shows.
      expect(when).toMatch(/resourceExtname|resourceScheme == unwind-lens/);
    }
  }
  expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Unwind Lens']));
});

test('files that the manifest names exist and ship', () => {
  const walkthrough = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
  const named = [manifest.icon, ...contributes.languages.map((l) => l.configuration), ...contributes.grammars.map((g) => g.path), ...walkthrough];
  for (const file of named) expect(fs.existsSync(path.join(root, file)), file).toBe(true);
  const ships = read('.vscodeignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const covers = (pattern: string, file: string): boolean =>
    path.dirname(pattern) === path.dirname(file) && [path.basename(file), `*${path.extname(file)}`].includes(path.basename(pattern));
  for (const file of named.map((name) => path.normalize(name))) expect(ships.some((pattern) => covers(pattern, file)), file).toBe(true);
});

test('settings say what they are, have a default, and are listed in order', () => {
  const settings = Object.entries(contributes.configuration.properties as Record<string, Record<string, unknown>>);
  for (const [name, setting] of settings) {
    expect(name).toMatch(/^unwindLens\./);
    expect(setting, name).toHaveProperty('default');
    expect(setting['markdownDescription'] ?? setting['description'], name).toBeTruthy();
  }
  expect(settings.map(([, setting]) => setting['order'])).toEqual(settings.map((_, index) => index + 1));
  for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) expect(contributes.configuration.properties).toHaveProperty([name]);
});

test('every source file names its license first', () => {
  const files = walk('').filter((file) => /\.(ts|mts|mjs|js|sh|lua|el|S|svg)$|^\.ci\/run$/.test(file));
  const unnamed = files.filter((file) => !read(file).split('\n').slice(0, 3).join('\n').includes('SPDX-License-Identifier: GPL-2.0'));
  expect(unnamed).toEqual([]);
});

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.cache', 'test-results', 'generated']);

function walk(directory: string): string[] {
  return fs.readdirSync(path.join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(directory, entry.name);
    if (NOT_OURS.has(entry.name) || entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? walk(name) : [name];
  });
}
