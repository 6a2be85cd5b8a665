// SPDX-License-Identifier: GPL-2.0-or-later
// Makes dist/, all that ships: it needs nothing beside it. Programs for Node start small and load the rest when they need it; a web worker is
// started from its text, so it is one file.
//
//   node scripts/build.mjs [--production] [--watch] [--quiet]
//
//   dist/extension.js          the client for the Node extension host
//   dist/server.js             the language server (Node): what answers `initialize`
//   dist/cli.js                the command line
//   dist/parts.js              what both load later, and the program of their threads
//   dist/wire.js               vscode-languageserver, which server.js and parts.js share
//   dist/iced_x86_bg.wasm      iced-x86's WebAssembly
//   dist/browser/extension.js  the client for the browser extension host
//   dist/browser/server.js     the language server as a web worker

import { build, context } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildHeaders } from './headers.mjs';
import { icedWasmPlugin } from './icedWasmPlugin.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const production = process.argv.includes('--production');

// Without keepNames: it costs a call for every closure that is made. Errors that are shown to people set their `name` themselves.
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  minify: production,
  sourcemap: production ? false : 'linked',
  external: ['vscode'],
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};
// Loaded by require(): import() of a file on the disk would start Node's loader of ECMAScript modules.
const node = { ...common, platform: 'node', target: 'node20', outdir: 'dist', supported: { 'dynamic-import': false }, plugins: [esbuildHeaders(), icedWasmPlugin({ beside: true }), besideUs(), withoutProcesses()] };
const browser = { ...common, platform: 'browser', target: 'es2022', outdir: 'dist/browser', mainFields: ['browser', 'module', 'main'], conditions: ['browser'], plugins: [esbuildHeaders(), icedWasmPlugin()] };

const programs = [
  { ...node, entryPoints: { extension: 'client/extension.ts' }, plugins: [] },
  { ...node, entryPoints: { server: 'server/src/main.ts', parts: 'server/src/parts.ts' } },
  { ...node, entryPoints: { wire: 'vscode-languageserver/node' }, plugins: [withoutProcesses()] },
  { ...node, entryPoints: { cli: 'server/src/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...browser, entryPoints: { extension: 'client/browser.ts', server: 'server/src/browser.ts' } },
];

fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const options of programs) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  const results = await Promise.all(programs.map((options) => build(options)));
  if (!process.argv.includes('--quiet')) for (const { metafile } of results) printSizes(metafile);
}
// package.json says that .js files are modules; the bundles are not, as the editor's extension host requires.
fs.writeFileSync(path.join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
if (fs.existsSync(path.join(root, 'dist/cli.js'))) fs.chmodSync(path.join(root, 'dist/cli.js'), 0o755);

/** Imports of what is a bundle of its own, from other bundles. */
function besideUs() {
  const bundles = [[/^\.\/parts\.ts$/, './parts.js'], [/^\.\/main\.ts$/, './server.js'], [/^vscode-languageserver(\/node)?$/, './wire.js']];
  return {
    name: 'beside-us',
    setup(build) {
      for (const [filter, path] of bundles) build.onResolve({ filter }, ({ kind }) => kind === 'entry-point' ? undefined : { path, external: true });
    },
  };
}

/** Libraries that could start a process get a module that cannot: we start none, and Node's own takes a while to load. */
function withoutProcesses() {
  return {
    name: 'without-processes',
    setup(build) {
      build.onResolve({ filter: /^(node:)?child_process$/ }, () => ({ path: 'child_process', namespace: 'without-processes' }));
      build.onLoad({ filter: /.*/, namespace: 'without-processes' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
    },
  };
}

/** Each program's size, and what in it is largest. */
function printSizes(metafile) {
  for (const [file, { bytes, inputs, entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoint) continue;
    const parts = new Map();
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input.split('/').slice(0, 3).join('/');
      parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
    }
    const largest = [...parts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([name, size]) => `${name} ${kilobytes(size)}`);
    console.log(`${file.padEnd(26)} ${kilobytes(bytes).padStart(9)}   ${largest.join(', ')}`);
  }
}

function kilobytes(bytes) { return `${(bytes / 1000).toFixed(1)} kB`; }
