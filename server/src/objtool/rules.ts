// SPDX-License-Identifier: GPL-2.0-or-later
// Everything about objtool that differs between kernel trees, as one plain record. Computed once per tree in analysis/ by looking at
// the tree (headers, tools/objtool/noreturns.h), never from a version number alone; objtool/ reads nothing else beside the ObjectFile.

import type { Behaviour } from './behaviour.ts';

export type ObjtoolVersion = '6.1' | '6.12' | '7.2';

/** Options of the tool, as on its command line (KERNEL.md 2.7). */
export interface ObjtoolOptions {
  readonly orc: boolean; readonly stackval: boolean; readonly uaccess: boolean; readonly retpoline: boolean; readonly rethunk: boolean;
  readonly sls: boolean; readonly ibt: boolean; readonly mcount: boolean; readonly mnop: boolean; readonly staticCall: boolean;
  readonly cfi: boolean; readonly noinstr: boolean; readonly unret: boolean; readonly noUnreachable: boolean; readonly link: boolean;
  readonly module: boolean; readonly backtrace: boolean; readonly secAddress: boolean; readonly noabs: boolean; readonly werror: boolean;
  /** --hacks=... */
  readonly jumpLabelHack: boolean; readonly noinstrHack: boolean; readonly skylakeHack: boolean;
  /** --prefix=N, bytes. */
  readonly prefix: number;
}

export type HintType = 'call' | 'regs' | 'regs-partial' | 'save' | 'restore' | 'ret-offset' | 'func' | 'entry' | 'undefined' | 'end-of-stack';

export interface Rules {
  /** Which objtool behaviour (KERNEL.md 3.12). */
  readonly version: ObjtoolVersion;
  /** Where this tree's objtool is not like that version, as its sources show. */
  readonly behaviour?: Partial<Behaviour>;
  readonly options: ObjtoolOptions;
  /** struct unwind_hint: size in bytes and offsets of its members (undefined = member does not exist). */
  readonly hint: { readonly size: number; readonly spOffset: number; readonly spReg: number; readonly type: number; readonly signal?: number; readonly end?: number };
  /** Hint type number -> meaning. */
  readonly hintTypes: ReadonlyMap<number, HintType>;
  /** ORC_REG_* number -> meaning: 'undefined','prev-sp','dx','di','bp','sp','r10','r13','bp-indirect','sp-indirect','ax'. */
  readonly orcRegisters: ReadonlyMap<number, string>;
  /** .altinstructions record. */
  readonly alternative: { readonly size: number; readonly feature: number; readonly originalLength: number; readonly replacementLength: number };
  readonly jumpLabelSize: number;
  readonly exceptionTableSize: number;
  readonly noreturns: ReadonlySet<string>;
  readonly uaccessSafe: ReadonlySet<string>;
  /** Symbols in the middle of an instruction. */
  readonly embedded: ReadonlySet<string>;
}
