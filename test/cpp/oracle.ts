// SPDX-License-Identifier: GPL-2.0-or-later
// The real preprocessor as a judge, and a disk for ours to read from. Only tests may spawn anything.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sourceText, type SourceText } from '../../server/src/base/text.ts';
import { cppOptions } from '../../server/src/cpp/commandLine.ts';
import { preprocess } from '../../server/src/cpp/preprocess.ts';
import type { Preprocessed, ReadHeader } from '../../server/src/cpp/preprocessed.ts';


/** Answers the same SourceText for the same path, as the host does. */
export function diskReader(directory: string): ReadHeader {
  const known = new Map<string, SourceText | 'absent'>();
  return (path) => {
    const absolute = resolve(directory, path);
    let answer = known.get(path);
    if (answer === undefined) known.set(path, answer = readText(path, absolute));
    return answer;
  };
}

export function preprocessFile(directory: string, path: string, words: readonly string[], read: ReadHeader = diskReader(directory)): Preprocessed {
  return preprocess(sourceText(path, readFileSync(resolve(directory, path), 'utf8')), cppOptions(words), read);
}

export function gccPreprocess(directory: string, path: string, words: readonly string[], markers: boolean): { text: string; messages: string } {
  const result = spawnSync('gcc', ['-E', ...(markers ? [] : ['-P']), '-x', 'assembler-with-cpp', ...words, path], { cwd: directory, maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C' } });
  return { text: result.stdout.toString('utf8'), messages: result.stderr.toString('utf8') };
}

/** The words of a command line as the shell would see them. */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word = '', open = false, quote = '';
  for (let i = 0; i < command.length; i++) {
    const c = command[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
      else if (c === '\\' && quote === '"' && '"\\$`'.includes(command[i + 1] ?? '')) word += command[++i];
      else word += c;
    } else if (c === '"' || c === "'") { quote = c; open = true; }
    else if (c === '\\') { word += command[++i] ?? ''; open = true; }
    else if (c === ' ' || c === '\t' || c === '\n') { if (open) words.push(word); word = ''; open = false; }
    else { word += c; open = true; }
  }
  if (open) words.push(word);
  return words;
}

function readText(path: string, absolute: string): SourceText | 'absent' {
  try {
    return sourceText(path, readFileSync(absolute, 'utf8'));
  } catch {
    return 'absent';
  }
}
