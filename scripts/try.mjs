// SPDX-License-Identifier: GPL-2.0-or-later
// Shows what an editor would show, in a terminal: starts the language server as an editor does, opens each file, and prints its text
// with the inlay hints in a column at the right, the findings below, and the fixes that are offered for them.
//
//   npm run try [-- FILE...]          default: examples/*.S
//   UNWIND_LENS_SERVER='CMD ARG...'   another server than `node dist/cli.js lsp --stdio`
//
// Works from a bare clone with nothing but Node: it installs and builds what is missing.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { connect } from './lspClient.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const TAB = 8;
const SEVERITIES = {
  1: ['error', (c) => c.red], 2: ['warning', (c) => c.yellow], 3: ['information', (c) => c.blue], 4: ['hint', (c) => c.dim],
};

const files = process.argv.slice(2);
if (files.length === 0) {
  const examples = path.join(root, 'examples');
  files.push(...fs.readdirSync(examples).filter((name) => name.endsWith('.S')).sort().map((name) => path.relative('', path.join(examples, name))));
}
const missing = files.filter((file) => !fs.existsSync(file));
if (missing.length > 0) {
  console.error(`no such file: ${missing.join(', ')}`);
  process.exit(2);
}

prepare();
const { default: colours } = await import('picocolors');
const server = connect(process.env['UNWIND_LENS_SERVER']?.split(' ') ?? [process.execPath, path.join(root, 'dist/cli.js'), 'lsp', '--stdio']);
try {
  await server.initialize(pathToFileURL(process.cwd()).href);
  for (const [index, file] of files.entries()) {
    if (index > 0) console.log();
    print(file, await ask(file));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await server.close();
}

/** Installs and builds what is missing or older than the sources. */
function prepare() {
  const run = (command, args) => {
    const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) process.exit(status ?? 1);
  };
  if (!fs.existsSync(path.join(root, 'node_modules/esbuild'))) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  const built = fs.statSync(path.join(root, 'dist/cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (['server', 'scripts', 'package.json'].some((name) => newest(path.join(root, name)) > built)) run(process.execPath, ['scripts/build.mjs', '--quiet']);
}

function newest(file) {
  const stat = fs.statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...fs.readdirSync(file).map((name) => newest(path.join(file, name))));
}

async function ask(file) {
  const text = fs.readFileSync(file, 'utf8');
  const uri = pathToFileURL(path.resolve(file)).href;
  const textDocument = { uri };
  const lines = text.split('\n');
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'asm', version: 1, text } });
  const diagnostics = await server.diagnostics(uri);
  const hints = await server.request('textDocument/inlayHint', { textDocument, range }) ?? [];
  const actions = diagnostics.length === 0 ? [] :
    await server.request('textDocument/codeAction', { textDocument, range, context: { diagnostics, only: ['quickfix'] } }) ?? [];
  return { lines, hints, diagnostics, actions, status: server.status() };
}

function print(file, { lines, hints, diagnostics, actions, status }) {
  console.log(colours.bold(file) + (status ? colours.dim(`   ${status.text}`) : ''));
  if (lines.at(-1) === '') lines.pop();
  const shown = lines.map(expandTabs);
  const byLine = groupByLine(hints);
  const found = new Set(diagnostics.map((diagnostic) => diagnostic.range.start.line));
  const column = Math.min(72, Math.max(0, ...[...byLine.keys()].map((line) => shown[line]?.length ?? 0)) + 3);
  const digits = String(lines.length).length;
  for (const [line, text] of shown.entries()) {
    const labels = (byLine.get(line) ?? []).map(labelOf).join('  ');
    const mark = found.has(line) ? colours.yellow('>') : ' ';
    console.log(`${mark}${colours.dim(String(line + 1).padStart(digits))}  ${labels ? `${text.padEnd(column)} ${colours.cyan(colours.dim(labels))}` : text}`.trimEnd());
  }
  if (diagnostics.length === 0) console.log(colours.green('\nno findings'));
  for (const diagnostic of diagnostics) printDiagnostic(file, diagnostic, actions);
}

function printDiagnostic(file, diagnostic, actions) {
  const [name, paint] = SEVERITIES[diagnostic.severity ?? 1];
  const code = diagnostic.code === undefined ? '' : colours.dim(` [${diagnostic.code}]`);
  console.log(`\n${colours.bold(place(file, diagnostic.range))} ${paint(colours)(`${name}:`)} ${diagnostic.message}${code}`);
  for (const { location, message } of diagnostic.relatedInformation ?? []) {
    const other = path.relative(process.cwd(), fileURLToPath(location.uri));
    console.log(`  ${place(other.startsWith('..') ? fileURLToPath(location.uri) : other, location.range)} ${colours.dim(message)}`);
  }
  // An action that names no diagnostics belongs to whatever it stands beside; here it is shown once, below the first.
  for (const action of actions) {
    const own = action.diagnostics?.some((other) => other.code === diagnostic.code && other.range.start.line === diagnostic.range.start.line);
    if (own) console.log(`  ${colours.green(action.isPreferred ? 'fix:' : 'or:')} ${action.title}`);
  }
}

function place(file, { start }) { return `${file}:${start.line + 1}:${start.character + 1}:`; }

function labelOf({ label }) { return (typeof label === 'string' ? label : label.map((part) => part.value).join('')).trim(); }

function expandTabs(text) {
  let out = '';
  for (const character of text.replace(/\r$/, '')) out += character === '\t' ? ' '.repeat(TAB - out.length % TAB) : character;
  return out;
}

function groupByLine(hints) {
  const groups = new Map();
  for (const hint of hints) groups.set(hint.position.line, [...groups.get(hint.position.line) ?? [], hint]);
  return groups;
}
