// SPDX-License-Identifier: GPL-2.0-or-later
// What gas hands on: statements after macro expansion and conditionals, and the Sink that takes them. gas is streaming: it hands one
// statement over before it reads the next, because `.if` needs bytes already laid out and `.set` symbols as they are now.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { MappedText, Origin } from '../base/origin.ts';
import type { Beyond, Expression } from './expression.ts';

/** A register's AT&T name without '%', lower case: 'rax', 'st(1)', 'xmm3'. */
export type RegisterName = string;

/**
 * One statement, scrubbed (`source` and `origin` may be getters that compute on first use, so do not spread a statement): comments gone, blanks as GAS.md 1.2 says, character constants already decimal.
 *   label        `name` is the label ('foo', '1', quoted names without quotes); rest is ''
 *   assignment   `name` = `rest` (from `n = e`; `.set` stays a directive); `operator` is '==' for `n == e` (means .eqv)
 *   directive    `name` is '.byte' (lower case, with dot)
 *   instruction  `name` is the first word, lower case; prefixes and {vex} and friends stay in `rest`'s text as written, that is the
 *                whole statement is `name + ' ' + rest` (or just name)
 */
export interface Statement {
  readonly kind: 'label' | 'assignment' | 'directive' | 'instruction';
  readonly name: string;
  readonly rest: string;
  /** Of an instruction that is a line's: name and rest in one, the same string for all lines of the same text. */
  readonly text?: string | undefined;
  /** Only of an assignment, and only when it is not a plain `=`. */
  readonly operator?: '==' | undefined;
  /** The scrubbed statement with its origins; `rest` is source.text.slice(restAt) up to its end. */
  readonly source: MappedText;
  readonly restAt: number;
  /** Where the statement is spelled (first to last character) and through which expansions. */
  readonly origin: Origin;
  /** The names in it that depend on the number of a call, if that is all that does (numbered.ts). */
  readonly numbered?: readonly NumberedName[] | undefined;
  /** Number of macro/rept/irp expansions around it (the '>' of `as -alm`). */
  readonly depth: number;
}

/** A name with the number of a call in it: the same one, whatever that number is. */
export interface NumberedName {
  /** The call, and the name with a mark in place of the number; both together are what the name is known by. */
  readonly invocation: object;
  readonly pattern: string;
  /** As it is now. */
  readonly name: string;
}

/** What an expression is worth at this moment of a single pass. */
export type Value =
  | { readonly kind: 'constant'; readonly value: bigint; readonly beyond?: Beyond; readonly said?: readonly Said[] }
  | { readonly kind: 'register'; readonly register: RegisterName; readonly said?: readonly Said[] }
  /**
   * Known only later (forward symbol, a difference across a branch or an alignment) or never absolute. `number` is what stands beside the
   * names (the 4 of `foo+4`; absent: none).
   */
  | { readonly kind: 'unknown'; readonly number?: bigint; readonly said?: readonly Said[] };

/** A complaint about an expression (a division by zero): whoever asked for its value says where. */
export interface Said { readonly code: string; readonly message: string; readonly severity: 'error' | 'warning' }

export function sameValue(a: Value, b: Value): boolean {
  if (a.said !== b.said && JSON.stringify(a.said) !== JSON.stringify(b.said)) return false;
  switch (a.kind) {
    case 'constant': return b.kind === 'constant' && a.value === b.value;
    case 'register': return b.kind === 'register' && a.register === b.register;
    case 'unknown': return b.kind === 'unknown' && a.number === b.number;
  }
}

export interface Passages {
  begin(): void;
  /** Undefined: it cannot be done again. */
  end(): unknown;
  /** False if the passage would not be the same now; then nothing has happened. */
  repeat(passage: unknown): boolean;
  /** Passages that followed each other, as one. */
  merge(passages: readonly unknown[]): unknown;
}

/** What gas asks of the assembler behind it. Implemented by object/. */
export interface Sink {
  append(statement: Statement): void;
  evaluate(expression: Expression): Value;
  /** `.ifdef`: GAS.md section 3. */
  isDefined(symbol: string): boolean;
  /** True for registers by AT&T name without '%'. */
  readonly isRegister: (name: string) => boolean;
  /** True if `name` ('.byte', lower case) is a directive that the sink handles (a macro of this name is refused). */
  isDirective(name: string): boolean;
  /** A sink that can do again what came of a top-level line, without its statements: what happens from `begin` to `end` is one passage. */
  readonly passages?: Passages;
}

/** What gas leaves behind, for printing and for the editor. */
export interface Listing {
  readonly statements: readonly Statement[];
  /** By lower-case name: all definitions met, in order (a `.purgem` may lie between). */
  readonly macros: ReadonlyMap<string, readonly MacroDefinition[]>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface MacroParameter { readonly name: string; readonly default?: string; readonly qualifier?: 'req' | 'vararg' }

export interface MacroDefinition {
  readonly name: string;
  readonly parameters: readonly MacroParameter[];
  /** Body statements' text, one per line as written (after cpp). */
  readonly body: readonly MappedText[];
  /** From `.macro` to `.endm`. */
  readonly origin: Origin;
}
