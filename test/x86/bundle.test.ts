// SPDX-License-Identifier: GPL-2.0-or-later
// The room bundled into one file, wasm inside, and run where no package is: Node as CommonJS, Node as ESM, and a context without require,
// Buffer or process as a browser has it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execFileSync } from 'node:child_process';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
// @ts-expect-error a build script without types
import { icedWasmPlugin } from '../../scripts/icedWasmPlugin.mjs';

const entry = `
import { lower } from './server/src/x86/lower.ts';
import { decode } from './server/src/x86/decode.ts';
const start = performance.now();
const context = { mode: 64, machine: 'x86-64', evaluate: () => ({ kind: 'unknown' }), registerSymbol: () => undefined };
const { bytes } = lower('push %rbp', context);
globalThis.result = JSON.stringify({ bytes: [...bytes], type: decode(Uint8Array.of(0xc3), 0, 64).type });
globalThis.console?.log(globalThis.result);
`;

async function bundle(format: 'cjs' | 'esm' | 'iife', target: string, platform: 'node' | 'browser'): Promise<string> {
  const result = await build({
    stdin: { contents: entry, resolveDir: resolve('.'), loader: 'ts' }, bundle: true, write: false, format, target, platform, minify: true, logLevel: 'silent', plugins: [icedWasmPlugin()],
  });
  return result.outputFiles[0]!.text;
}

const expected = { bytes: [0x55], type: 'return' };

test.each([['cjs', 'out.cjs'], ['esm', 'out.mjs']] as const)('one %s file runs in Node', async (format, name) => {
  const directory = mkdtempSync(join(tmpdir(), 'x86-bundle-'));
  try {
    writeFileSync(join(directory, name), await bundle(format, 'node20', 'node'));
    expect(JSON.parse(execFileSync(process.execPath, [name], { cwd: directory, encoding: 'utf8' }))).toEqual(expected);
    expect(readFileSync(join(directory, name), 'utf8')).not.toContain('iced_x86_bg.wasm');
  } finally { rmSync(directory, { recursive: true, force: true }); }
});

test('one script runs without require, Buffer and process', async () => {
  const sandbox: Record<string, unknown> = { WebAssembly: (globalThis as Record<string, unknown>)['WebAssembly'], TextDecoder, TextEncoder, atob, performance, Uint8Array, BigInt };
  sandbox['globalThis'] = sandbox;
  const context = createContext(sandbox);
  runInContext(await bundle('iife', 'chrome100', 'browser'), context);
  expect(JSON.parse(String(sandbox['result'] ?? runInContext('globalThis.result', context)))).toEqual(expected);
});
