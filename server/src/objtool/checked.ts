// SPDX-License-Identifier: GPL-2.0-or-later
// What `check` leaves behind: the CFI state in front of every instruction, and the findings.

import type { Decoded } from '../x86/instruction.ts';
import type { Program } from './program.ts';
import type { BrokenWalk } from './walk.ts';

/** Bases of a CfiRegister: register numbers 0-16 (16 = return address) or one of these (objtool's own numbers). */
export const UNDEFINED = -1, CFA = -2, SP_INDIRECT = -3, BP_INDIRECT = -4;

export interface CfiRegister { readonly base: number; readonly offset: number }

/** Frame type by objtool's 6.4+ numbers, whatever the tree's own numbers are. */
export type FrameType = 'undefined' | 'end-of-stack' | 'call' | 'regs' | 'regs-partial' | 'unknown';

/** The state *in front of* an instruction (KERNEL.md 3.2). Offsets in bytes. */
export interface CfiState {
  readonly cfa: CfiRegister;
  /** Where the caller's value of each register is: 17 entries, [16] is the return address. */
  readonly regs: readonly CfiRegister[];
  /** What registers hold now. */
  readonly vals: readonly CfiRegister[];
  readonly stackSize: number;
  readonly drapReg: number;
  readonly drapOffset: number;
  readonly drap: boolean;
  readonly bpScratch: boolean;
  readonly type: FrameType;
  /** The tree's own number for the type, as messages print it; also for hint types that nobody knows. */
  readonly typeNumber: number;
  readonly signal: boolean;
  readonly end: boolean;
  readonly forceUndefined: boolean;
  /** Of i386 code: words of four bytes, registers of 32 bits (walk32.ts). */
  readonly word?: 4;
}

/** An instruction of an exec section. */
export interface CheckedInstruction {
  /** Index into ObjectFile.sections; bytes from the section's start. */
  readonly section: number;
  readonly offset: number;
  readonly decoded: Decoded;
  /** Undefined = never visited and not hinted. */
  readonly state?: CfiState | undefined;
  /** The state is recovery's, not objtool's: index of the finding it lies beyond. */
  readonly beyond?: number | undefined;
  readonly hint: boolean;
  readonly visited: boolean;
  /** Alternative group: index into Checked.groups. */
  readonly group?: number | undefined;
  /** Name of the sized symbol that owns it, if any. */
  readonly symbol?: string | undefined;
  /** Where control can go from here, as indexes into Checked.instructions (fall-through, jump, alternatives, fixups). */
  readonly next: readonly { readonly to: number; readonly kind: EdgeKind }[];
}

export type EdgeKind = 'fall-through' | 'jump' | 'alternative' | 'fixup' | 'jump-table' | 'jump-label';

/** One stream of an alternative: the original, or one replacement. */
export interface CheckedGroup {
  /** Instruction indexes; a replacement of length 0 has neither. */
  readonly first?: number;
  readonly last?: number;
  /** The original's index, when this is a replacement. */
  readonly original?: number;
  /** Shared by all streams of one site: the state at each byte of it (KERNEL.md 3.5). */
  readonly states: readonly (CfiState | undefined)[];
}

/** One finding, in objtool's words. */
export interface Finding {
  /** WARNINGS.md id, e.g. 'stack-mismatch-cfa'. */
  readonly code: string;
  /** The message without location: `stack state mismatch: cfa1=4+8 cfa2=4+16`. */
  readonly words: string;
  /** 7.2 tells errors from warnings; older ones call everything a warning. */
  readonly severity: 'warning' | 'error';
  /** The location text that objtool prints in front (`sym+0x1c: `), '' for global messages. */
  readonly where: string;
  /** Place the finding is about, when there is one. */
  readonly section?: number;
  readonly offset?: number;
  /** Instruction index. */
  readonly instruction?: number;
  /** objtool would print it; false for what `once per symbol` swallows (and for recovery's findings). */
  readonly printed: boolean;
  readonly fatal: boolean;
  /** For mismatches: state of first visit and of this visit, and the instruction indexes walked on each way, oldest first, from the split. */
  readonly paths?: { readonly split?: number; readonly first: readonly number[]; readonly second: readonly number[]; readonly firstState: CfiState; readonly secondState: CfiState };
  /** Which function (symbol name) the walk was in. */
  readonly function?: string;
  /** Recovery's: index of the finding that every way here passes, when it is a consequence of that one. */
  readonly follows?: number;
  /** `--backtrace` lines that follow it: `  sym+0x8: (branch)`. */
  readonly trace?: readonly string[];
  /** objtool does not even name the object (option errors). */
  readonly nameless?: boolean;
}

export interface Checked {
  /** All instructions of exec sections, section by section in header order, offsets ascending. */
  readonly instructions: readonly CheckedInstruction[];
  readonly groups: readonly CheckedGroup[];
  readonly findings: readonly Finding[];
  /** Process exit code of the real tool. */
  readonly exit: number;
  /** A fatal finding ended the run: no validation, no ORC. */
  readonly stopped: boolean;
  /** objtool's own picture of the object; for the other files of this room (orc, recover). */
  readonly program: Program;
  /** Walks that a finding broke off; recovery takes them up. */
  readonly broken: readonly BrokenWalk[];
}

/** One row, in the terms of `objtool --dump=orc`. */
export interface OrcEntry {
  readonly section: number;
  /** Bytes from the section's start. */
  readonly offset: number;
  readonly type: '(und)' | 'end' | 'call' | 'regs' | 'regs (partial)' | '?';
  /** 'sp+8', '(sp)+0', '(bp-8)', '(und)'. */
  readonly sp: string;
  /** 'prevsp-16', '(und)'. */
  readonly bp: string;
  readonly signal: number;
  readonly end: number;
}
