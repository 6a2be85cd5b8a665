// SPDX-License-Identifier: GPL-2.0-or-later
// A compile command without what does not matter here: compiler, input, output, warnings, debug information, dependency files.
// What is left decides the preprocessed text and the assembler's mode.

import { nameOf } from './path.ts';

export interface CompileWords {
  readonly words: readonly string[];
  readonly input?: string;
  readonly output?: string;
  readonly clang: boolean;
  /** -g: which form of DWARF the assembler is told to write. */
  readonly debugInfo?: 4 | 5;
}

/** Options whose value is the next word. The left-out ones take their value with them. */
const takesValue = new Set(['-include', '-imacros', '-I', '-iquote', '-isystem', '-idirafter', '-iprefix', '-iwithprefix', '-isysroot', '-D', '-U', '-x', '-target', '-march', '-mllvm', '--param', '-Xclang']);
const leftOutWithValue = new Set(['-o', '-MF', '-MT', '-MQ', '-Xassembler', '-Xlinker', '-Xpreprocessor', '-wrapper']);

export function readCompileCommand(command: readonly string[]): CompileWords {
  const kept: string[] = [];
  let input: string | undefined, output: string | undefined;
  // Wrappers such as ccache stand in front of the compiler.
  const first = command.findIndex((word, index) => word.startsWith('-') || (index > 0 && isSource(word)));
  const compilers = command.slice(0, first < 0 ? command.length : first);
  for (let i = compilers.length; i < command.length; i++) {
    const word = command[i]!;
    if (leftOutWithValue.has(word)) { i++; if (word === '-o') output = command[i]; }
    else if (takesValue.has(word)) { kept.push(word); if (i + 1 < command.length) kept.push(command[++i]!); }
    else if (!word.startsWith('-')) { if (isSource(word)) input = word; }
    else if (!isLeftOut(word)) kept.push(word);
  }
  const clang = compilers.some(word => /^clang(-[\d.]+)?$/.test(nameOf(word))) || kept.some(word => word.startsWith('--target='));
  const debugInfo = debugInfoOf(command);
  return { words: kept, clang, ...(debugInfo && { debugInfo }), ...(input !== undefined && { input }), ...(output !== undefined && { output }) };
}

/** The compiler's own -g makes it tell the assembler; -Wa,-g tells the assembler alone, which then writes an old version. */
function debugInfoOf(command: readonly string[]): 4 | 5 | undefined {
  let on = false, version = 5, told: 4 | 5 | undefined;
  for (const word of command) {
    const own = /^-g(?:dwarf(?:-(\d))?|gdb)?(\d)?$/.exec(word);
    if (own) { on = own[2] !== '0'; version = Number(own[1] ?? version); }
    if (word.startsWith('-Wa,')) for (const each of word.slice(4).split(',')) if (/^(-g|--gen-debug|--?gdwarf-?\d?)$/.test(each)) told = each.endsWith('5') ? 5 : 4;
  }
  return told ?? (on ? version < 5 ? 4 : 5 : undefined);
}

export function modeOf(words: readonly string[]): 16 | 32 | 64 {
  for (let i = words.length - 1; i >= 0; i--) {
    if (words[i] === '-m16') return 16;
    if (words[i] === '-m32') return 32;
    if (words[i] === '-m64') return 64;
    if (/^--target=i\d86/.test(words[i]!)) return 32;
  }
  return 64;
}

function isSource(word: string): boolean { return /\.(S|s|sx|asm|c)$/.test(word); }

function isLeftOut(word: string): boolean {
  if (word === '-c' || word === '-S' || word === '-E' || word === '-pipe' || word === '-v') return true;
  if (/^-(W|MM?D?$|MP$|MG$)/.test(word)) return true;
  return /^-g(dwarf.*|\d|gdb\d?|z.*|split-dwarf|no-.*|-?)?$/.test(word) || word.startsWith('-fdiagnostics') || word.startsWith('-fplugin');
}
