// SPDX-License-Identifier: GPL-2.0-or-later
// The two records of x86: what AT&T text lowers to, and what bytes decode to. Both are plain, frozen data: no iced object leaves x86/.

import type { Expression } from '../gas/expression.ts';
import type { RegisterName, Value } from '../gas/statement.ts';

export type Mode = 16 | 32 | 64;

/** A field of an instruction that layout fills in. */
export interface Hole {
  /** Bytes from the instruction's start, and size in bytes (1, 2, 4, 8). */
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly expression: Expression;
  /** 'immediate' and 'displacement' are absolute unless pcRelative; 'branch' is jmp/jcc/call/loop/xbegin. */
  readonly kind: 'immediate' | 'displacement' | 'branch';
  /** The field is relative to the end of the instruction (rip-relative, branches). */
  readonly pcRelative: boolean;
  /** The value is sign-extended by the CPU to 64 bits: R_X86_64_32S instead of R_X86_64_32. */
  readonly signed: boolean;
  /** jmp/jcc/call rel32: an undefined or global target takes a PLT32 relocation. `call` decides at its own line. */
  readonly branch?: 'call' | 'jump';
  /** For foo@GOTPCREL: which of the three relocation types the instruction form admits. */
  readonly gotpcrel?: 'plain' | 'relaxable' | 'relaxable-rex';
}

/** A jmp or jcc whose size layout chooses (GAS.md 6.1). `bytes` of the Lowered are then the short form's. */
export interface Relaxable {
  readonly target: Expression;
  /** Opcode bytes before the displacement, prefixes included. */
  readonly short: Uint8Array;
  readonly near: Uint8Array;
  /** Size of the near displacement in bytes: 4, or 2 in 16-bit code. */
  readonly nearSize: 2 | 4;
  /** `{disp32}`: near whatever the distance. */
  readonly startsNear: boolean;
}

export interface Lowered {
  /** Encoding with zeros in the holes. */
  readonly bytes: Uint8Array;
  readonly holes: readonly Hole[];
  readonly relaxable?: Relaxable;
  /** Only a lone prefix (`rep`): its bytes fuse with the next statement when decoded. */
  readonly prefixOnly?: boolean;
  /** Warnings that `as` prints for it, in its words. */
  readonly warnings?: readonly string[];
}

/** Why a statement does not assemble, in gas's words; `at` is an index range in the statement text when known. */
export interface LowerError { readonly error: string; readonly at?: { readonly start: number; readonly end: number } }

/** What lowering asks of the assembler at this moment of the pass. */
export interface LowerContext {
  readonly mode: Mode;
  /** What the object is for: %tr6 and its like are known in ELF32 only. */
  readonly machine: 'x86-64' | 'i386';
  /** A constant if it is known now, a register for `.set`-bound names, else unknown (then the wide form is taken). */
  evaluate(expression: Expression): Value;
  /** A `.set name, %rax` symbol, by name. */
  registerSymbol(name: string): RegisterName | undefined;
}

// ---- decoding -----------------------------------------------------------------------------------------------------------------

/** objtool's instruction types (KERNEL.md section 4). */
export type InstructionType =
  | 'jmp' | 'jcc' | 'jmp-dynamic' | 'jcc-dynamic' | 'call' | 'call-dynamic' | 'return' | 'context-switch' | 'bug' | 'nop'
  | 'stac' | 'clac' | 'std' | 'cld' | 'trap' | 'endbr' | 'iret' | 'other';

export interface StackOperand {
  /** `leave`: of old objtools alone (objtool/oldDecoder.ts). */
  readonly kind: 'reg' | 'add' | 'and' | 'pop' | 'popf' | 'push' | 'pushf' | 'const' | 'indirect' | 'memory' | 'leave';
  /** Register number 0-15 (hardware order); meaningless for const, push... */
  readonly register: number;
  /** Immediate or displacement in bytes. */
  readonly offset: number;
}

export interface StackOp { readonly destination: StackOperand; readonly source: StackOperand }

export interface Decoded {
  /** Bytes; at least 1 (an invalid byte is one byte of 'other'). */
  readonly length: number;
  readonly type: InstructionType;
  readonly stackOps: readonly StackOp[];
  /** For jmp/jcc/call with an immediate: displacement from the end of the instruction, as encoded. */
  readonly displacement?: number | undefined;
  /** Reasons of objtool's decode-time messages. */
  readonly odd?: 'truncated' | 'notrack' | 'enqcmd' | 'invalid-lea' | undefined;
  readonly invalid?: boolean | undefined;
}
