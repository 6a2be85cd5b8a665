// SPDX-License-Identifier: GPL-2.0-or-later
// What the C preprocessor leaves behind.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { MappedText, Origin, Span } from '../base/origin.ts';
import type { SourceText } from '../base/text.ts';

/** The options of a gcc command line that matter for preprocessing, in command order where order matters. */
export interface CppOptions {
  /** -D NAME, NAME=VALUE, NAME(args)=VALUE and -U NAME, in order. */
  readonly defines: readonly { readonly kind: 'define' | 'undef'; readonly text: string }[];
  /** -imacros and -include files as spelled. */
  readonly imacros: readonly string[];
  readonly includes: readonly string[];
  /** Directories as spelled on the command line, relative to the working directory. */
  readonly quoteDirectories: readonly string[];
  readonly directories: readonly string[];
  readonly systemDirectories: readonly string[];
  readonly afterDirectories: readonly string[];
  /** -fmacro-prefix-map=OLD=NEW, in order. */
  readonly prefixMap: readonly { readonly from: string; readonly to: string }[];
  /** The compiler's own macros after all -m/-f/-O flags: name -> replacement text. */
  readonly predefined: ReadonlyMap<string, string>;
  /** -nostdinc: no standard directories and no implicit stdc-predef.h. */
  readonly noStandardIncludes: boolean;
}

/**
 * Answers the text of a path (relative paths are relative to the compiler's working directory): the text, 'absent', or 'pending'
 * when it has to be fetched first (the run is then repeated by the caller; 'pending' is handled as absent in this run).
 * The same SourceText object is answered for the same content, so that lexed headers can be cached by it.
 */
export type ReadHeader = (path: string) => SourceText | 'absent' | 'pending';

/** One line of output, exactly as `gcc -E -P` prints it. Never contains "\n" (but may hold very long macro expansions). */
export type Line = MappedText;

export interface Include {
  /** The directive's operand (spelled), or undefined for -include. */
  readonly directive?: Origin;
  readonly spelled: string;
  readonly angled: boolean;
  /** Undefined when nothing was found. */
  readonly file?: SourceText;
}

export interface MacroDefinition {
  readonly name: string;
  readonly parameters?: readonly string[] | undefined;
  readonly variadic?: boolean | undefined;
  /** Replacement list as spelled (one blank where there was white space). */
  readonly body: string;
  /** Undefined for predefined and -D macros. */
  readonly definition?: Span | undefined;
}

/** What `gcc -E` prints before lines[before] and `gcc -E -P` does not: line markers and empty lines, with their line ends. */
export interface Marker { readonly before: number; readonly text: string }

/** Lines of one file that conditionals left out. */
export interface InactiveRegion {
  readonly file: SourceText;
  /** Offsets [start, end) of the left-out text, without the directives around it. */
  readonly start: number;
  readonly end: number;
  /** The directive that decided. */
  readonly directive: Span;
}

export interface Preprocessed {
  readonly lines: readonly Line[];
  /** In output order; one with before === lines.length stands at the end. */
  readonly markers: readonly Marker[];
  /** Every macro that is defined at the end, by name. */
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly includes: readonly Include[];
  readonly inactive: readonly InactiveRegion[];
  readonly diagnostics: readonly Diagnostic[];
  /** Some header answered 'pending': run again when it is there. */
  readonly pending: boolean;
}
