// SPDX-License-Identifier: GPL-2.0-or-later
// The TextMate grammar, run by VS Code's own engine (from the installed workbench) over grammar/sample.S. A comment line there that
// begins with `//` and has carets speaks of the line above it: each run of carets is followed by the scope that its text must have.
// Carets stand where the eye sees them: a tab goes to the next multiple of 8.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './expected.ts';

interface Token { readonly startIndex: number; readonly endIndex: number; readonly scopes: readonly string[] }
interface Grammar { tokenizeLine(line: string, stack: unknown): { readonly tokens: readonly Token[]; readonly ruleStack: unknown } }
interface Oniguruma { loadWASM(data: ArrayBufferLike): Promise<void>; OnigScanner: new (sources: string[]) => unknown; OnigString: new (text: string) => unknown }
interface TextMate { INITIAL: unknown; Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar> }; parseRawGrammar(text: string, file: string): unknown }

const directory = process.env['VSCODE_HOST_DIR'] ?? path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'vscode-host');
const workbench = createRequire(path.join(directory, 'node_modules/code-server/lib/vscode/package.json'));

test('the grammar gives each part of a line its scope', async () => {
  const grammar = await load();
  const lines = fs.readFileSync(path.join(root, 'test/editors/grammar/sample.S'), 'utf8').split('\n');
  const failures: string[] = [];
  let stack: unknown, subject = { number: 0, text: '', tokens: [] as readonly Token[] }, assertions = 0;
  for (const [index, text] of lines.entries()) {
    if (!/^\/\/ *\^/.test(text)) {
      const { tokens, ruleStack } = grammar.tokenizeLine(text, stack);
      stack = ruleStack;
      subject = { number: index + 1, text, tokens };
      continue;
    }
    for (const match of text.matchAll(/(\^+) ([\w.-]+)/g)) {
      assertions++;
      const [start, end] = [match.index, match.index + match[1]!.length];
      const at = (character: number): number => visualColumn(subject.text, character);
      const wrong = subject.tokens.filter((token) => at(token.startIndex) < end && at(token.endIndex) > start && !token.scopes.some((scope) => scope.startsWith(match[2]!)));
      for (const token of wrong) {
        const what = subject.text.slice(token.startIndex, token.endIndex);
        failures.push(`line ${subject.number}: ${JSON.stringify(what)} is ${token.scopes.slice(1).join(' ') || 'plain'}, not ${match[2]!}`);
      }
    }
  }
  expect(failures).toEqual([]);
  expect(assertions).toBeGreaterThan(30);
});

function visualColumn(text: string, character: number): number {
  let column = 0;
  for (let i = 0; i < character && i < text.length; i++) column = text[i] === '\t' ? (column | 7) + 1 : column + 1;
  return column;
}

async function load(): Promise<Grammar> {
  const oniguruma = workbench('vscode-oniguruma') as Oniguruma;
  const textmate = workbench('vscode-textmate') as TextMate;
  const wasm = fs.readFileSync(path.join(path.dirname(workbench.resolve('vscode-oniguruma')), 'onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.join(root, 'syntaxes/kernel-asm.tmLanguage.json');
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources: string[]) => new oniguruma.OnigScanner(sources),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file)),
  });
  const grammar = await registry.loadGrammar('source.kernel-asm');
  return { tokenizeLine: (line, stack) => grammar.tokenizeLine(line, stack ?? textmate.INITIAL) };
}
