// SPDX-License-Identifier: GPL-2.0-or-later
// How one file is built: what project/ finds out and analysis/ works with.

import type { CppOptions } from '../cpp/preprocessed.ts';
import type { ObjtoolOptions, ObjtoolVersion } from '../objtool/rules.ts';

export interface Configuration {
  /** Where the flags come from, in words for the status item: the .cmd file, compile_commands.json, tree defaults, built-in headers, the command line. */
  readonly origin: { readonly kind: 'cmd' | 'compile-commands' | 'tree' | 'built-in' | 'command-line'; readonly path?: string; readonly note?: string };
  /** Absolute path; relative paths of the options are relative to it. */
  readonly workingDirectory: string;
  /** The main file's path as the compiler gets it (relative to workingDirectory if the command has it so). */
  readonly inputPath: string;
  readonly cpp: CppOptions;
  readonly mode: 16 | 32 | 64;
  /** GNU as version as a number like CONFIG_AS_VERSION: 24000 = 2.40. */
  readonly assemblerVersion: number;
  /** Root of the kernel tree (sources), if any; and of its build output (O=DIR; the same otherwise). */
  readonly tree?: string;
  readonly build?: string;
  /** objtool sees this object; if not, why not (boot code, vdso, outside a kernel tree ...). */
  readonly objtool: { readonly runs: true; readonly options: ObjtoolOptions; readonly origin: string } | { readonly runs: false; readonly reason: string; readonly options: ObjtoolOptions };
  /** undefined: decided from the tree's headers. */
  readonly objtoolVersion?: ObjtoolVersion;
}
