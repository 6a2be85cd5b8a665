// SPDX-License-Identifier: GPL-2.0-or-later
// How one file is built: what project/ finds out and analysis/ works with.

import type { Grade } from '../base/diagnostic.ts';
import type { CppOptions } from '../cpp/preprocessed.ts';
import type { ObjtoolOptions, ObjtoolVersion } from '../objtool/rules.ts';

export interface Configuration {
  readonly kind: 'analysed';
  /** Where the flags come from, in words for the status item: the .cmd file, compile_commands.json, tree defaults, built-in headers, the command line. */
  readonly origin: { readonly kind: 'cmd' | 'compile-commands' | 'tree' | 'built-in' | 'command-line'; readonly path?: string; readonly note?: string };
  /** Absolute path; relative paths of the options are relative to it. */
  readonly workingDirectory: string;
  /** The main file's path as the compiler gets it (relative to workingDirectory if the command has it so). */
  readonly inputPath: string;
  readonly cpp: CppOptions;
  /** The compiler words that `cpp` was read from: no compiler name, no input, no output; -I/-D overrides already in their place. */
  readonly words: readonly string[];
  readonly mode: 16 | 32 | 64;
  /** -g: with which DWARF, 4 and older or 5. It leaves section symbols in the object. */
  readonly debugInfo?: 4 | 5;
  /** GNU as version as a number like CONFIG_AS_VERSION: 24000 = 2.40. */
  readonly assemblerVersion: number;
  /** Clang's integrated assembler keeps relocations for global targets. */
  readonly assembler: 'gas' | 'clang';
  /** Root of the kernel tree (sources), if any; and of its build output (O=DIR; the same otherwise). */
  readonly tree?: string;
  readonly build?: string;
  /** objtool sees this object; if not, why not (boot code, vdso, outside a kernel tree ...). */
  readonly objtool: { readonly runs: true; readonly options: ObjtoolOptions; readonly origin: string } | { readonly runs: false; readonly reason: string; readonly options: ObjtoolOptions };
  /** undefined: decided from the tree's headers. */
  readonly objtoolVersion?: ObjtoolVersion;
  /** Texts by absolute path for files that are not on the disk: stand-ins for generated headers, built-in headers. */
  readonly standIns: ReadonlyMap<string, string>;
  /** A unit (absolute path) that includes this file, which by itself is no unit: no Makefile lists it. To be analysed through that unit. */
  readonly includedBy?: string;
  /** How the directory's Makefile has this object (kbuildObject.ts), if it lies in a tree. */
  readonly part?: 'builtin' | 'module' | 'disabled' | 'elsewhere' | 'unlisted';
  /** What was chosen instead of the tree's own configuration. */
  readonly choice?: string;
  /** Release of the tree, and the options that change most assembly, in words. */
  readonly release?: string;
  readonly features?: readonly string[];
  /** Why objtool's findings are not shown although an object was built: nobody meant to build it in this configuration. */
  readonly withheld?: string;
  /** What had to be assumed, to be shown once: no .config, unknown constants. */
  readonly assumptions: readonly string[];
}

/** A file that Unwind Lens has nothing to say about, and why. */
export interface NotAnalysed { readonly kind: 'not-analysed'; readonly reason: string }

export type Profile = 'object' | 'vmlinux' | 'module';

/** What the user said, by settings or on the command line; it wins over everything found. */
export interface Overrides {
  /** A whole compile command (--cmd). */
  readonly command?: string;
  /** Where that command runs: its relative paths start here. */
  readonly workingDirectory?: string;
  /** -I and -D, in order, as spelled. */
  readonly include?: readonly string[];
  readonly define?: readonly string[];
  /** Where `make O=DIR` leaves its output. */
  readonly build?: string;
  /** Which of the configurations that were found is meant (configurations.ts), in all trees and by the root of a tree. */
  readonly configuration?: string;
  readonly choices?: Readonly<Record<string, string>>;
  /** Options of the real tool (--objtool). */
  readonly objtool?: string;
  readonly objtoolVersion?: ObjtoolVersion;
  readonly profile?: Profile;
  readonly assemblerVersion?: number;
  /** Findings graded otherwise than by the table, by code. */
  readonly severity?: Readonly<Record<string, Grade>>;
}

/** The stand-in headers for files outside any kernel tree; another part of the product owns their text. */
export interface BuiltInHeaders {
  /** An absolute directory that need not exist. */
  readonly directory: string;
  readonly words: readonly string[];
  /** By absolute path. */
  readonly files: ReadonlyMap<string, string>;
}

/** Which compiler's macros are predefined. */
export interface Compiler { readonly name: 'gcc' | 'clang'; readonly version: readonly [number, number, number] }

/** What configure needs of the rooms it must not import. */
export interface Rooms {
  readonly cppOptions: (words: readonly string[], compiler: Compiler) => CppOptions;
  readonly builtIn?: BuiltInHeaders;
}
