// SPDX-License-Identifier: GPL-2.0-or-later
// Expressions of GNU as: what they look like once parsed. Values are 64-bit two's complement bigints.
// Precedence, high to low: prefix - + ~ ! | * / % << >> | "|" & ^ ! | + - | == != <> < <= > >= | && | ||   (GAS.md 4.1)

import type { RegisterName } from './statement.ts';

export type BinaryOperator =
  | '*' | '/' | '%' | '<<' | '>>' | '|' | '&' | '^' | '!' | '+' | '-' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';
export type UnaryOperator = '-' | '~' | '!';

/**
 * What gas knows of a number beyond its 64 bits (its X_unsigned and X_extrabit), in two bits: it counts as signed, since a minus stands before
 * it; and the 65th bit. Absent: 0.
 */
export type Beyond = number;
export const signed: Beyond = 1, bit65: Beyond = 2;

export type Expression =
  /** `wide` holds constants of more than 64 bits (.octa); `value` is then their low 64 bits. */
  | { readonly kind: 'number'; readonly value: bigint; readonly wide?: bigint; readonly beyond?: Beyond }
  /** `name` as gas sees it ('.' for here; '1f'/'1b' for numeric labels, if not `quoted`); `suffix` is 'PLT', 'GOTPCREL' ... in upper case. */
  | { readonly kind: 'symbol'; readonly name: string; readonly suffix?: string; readonly quoted?: true }
  | { readonly kind: 'register'; readonly register: RegisterName }
  /** `grouped`: it stands in parentheses, at which gas evaluates what it must know at once. */
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly grouped?: boolean }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression; readonly grouped?: boolean }
  /** `foo@PLT+4` written as (foo+4)@PLT never occurs; an empty operand (`.byte 1,,2`) is this. */
  | { readonly kind: 'absent' };

/** Stands in the names that only `.startof.()` and `.sizeof.()` make, behind what they begin with. */
export const ofLinker = '\u0000';
