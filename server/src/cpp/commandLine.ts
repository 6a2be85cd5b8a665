// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the words of a gcc or clang command line (after the shell) for what the preprocessor needs; everything else is ignored.

import { gcc12, predefinedMacros, type Compiler } from './predefined.ts';
import type { CppOptions } from './preprocessed.ts';

/** The options while they are collected. */
interface Collected {
  readonly defines: { kind: 'define' | 'undef'; text: string }[];
  readonly imacros: string[];
  readonly includes: string[];
  readonly quoteDirectories: string[];
  readonly directories: string[];
  readonly systemDirectories: string[];
  readonly afterDirectories: string[];
  readonly prefixMap: { from: string; to: string }[];
  noStandardIncludes: boolean;
}

/** Options with an operand, joined (-Idir) or as the next word (-I dir). */
const operandOptions: readonly (readonly [string, (options: Collected, operand: string) => void])[] = [
  ['-D', (options, operand) => { options.defines.push({ kind: 'define', text: operand }); }],
  ['-U', (options, operand) => { options.defines.push({ kind: 'undef', text: operand }); }],
  ['-I', (options, operand) => { options.directories.push(operand); }],
  ['-iquote', (options, operand) => { options.quoteDirectories.push(operand); }],
  ['-isystem', (options, operand) => { options.systemDirectories.push(operand); }],
  ['-idirafter', (options, operand) => { options.afterDirectories.push(operand); }],
  ['-include', (options, operand) => { options.includes.push(operand); }],
  ['-imacros', (options, operand) => { options.imacros.push(operand); }],
  ['-fmacro-prefix-map=', addPrefixMap],
  ['-ffile-prefix-map=', addPrefixMap],
];

/** Options whose operand is a word of its own that must not be taken for an option. */
const skippedOperands = new Set(['-o', '-x', '-MF', '-MT', '-MQ', '-Xassembler', '-Xlinker', '-T', '-L', '-l', '-target', '--param', '-e', '-z', '-u', '-arch', '-isysroot', '-iprefix', '-imultilib', '-aux-info', '-dumpdir', '-dumpbase']);

export function cppOptions(words: readonly string[], compiler: Compiler = gcc12): CppOptions {
  const key = JSON.stringify([compiler, words]);
  let options = known.get(key);
  if (!options) {
    if (known.size > 200) known.clear();
    known.set(key, options = read(words, compiler));
  }
  return options;
}

/** The same object for the same words: what is made of options is kept by them. */
const known = new Map<string, CppOptions>();

function read(words: readonly string[], compiler: Compiler): CppOptions {
  const options: Collected = {
    defines: [], imacros: [], includes: [], quoteDirectories: [], directories: [], systemDirectories: [], afterDirectories: [], prefixMap: [], noStandardIncludes: false,
  };
  const plain = withoutWrappers(words);
  for (let i = 0; i < plain.length; i++) {
    const word = plain[i]!;
    if (skippedOperands.has(word)) { i++; continue; }
    if (word === '-nostdinc') { options.noStandardIncludes = true; continue; }
    const entry = operandOptions.find(([name]) => word.startsWith(name) && !(name === '-I' && word === '-I-'));
    if (entry === undefined) continue;
    const joined = word.slice(entry[0].length);
    const operand = joined !== '' ? joined : plain[++i];
    if (operand !== undefined) entry[1](options, operand);
  }
  return { ...options, predefined: predefinedMacros(plain, compiler) };
}

/** `-Wp,-DX,-UY` and `-Xpreprocessor -DX` stand for the words inside; -Wp,-MMD,FILE names an output. */
function withoutWrappers(words: readonly string[]): string[] {
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '-Xpreprocessor') { if (words[i + 1] !== undefined) plain.push(words[++i]!); }
    else if (word.startsWith('-Wp,')) {
      const inner = word.slice(4).split(',');
      for (let j = 0; j < inner.length; j++) {
        if (/^-M(?:M?D|F|T|Q)$/.test(inner[j]!)) j++; else plain.push(inner[j]!);
      }
    } else plain.push(word);
  }
  return plain;
}

function addPrefixMap(options: Collected, operand: string): void {
  const equals = operand.lastIndexOf('=');
  if (equals >= 0) options.prefixMap.push({ from: operand.slice(0, equals), to: operand.slice(equals + 1) });
}
