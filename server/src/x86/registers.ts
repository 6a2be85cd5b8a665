// SPDX-License-Identifier: GPL-2.0-or-later
// The register file by AT&T name (without '%'): what class a register is of and which number the hardware gives it. One table, made
// once; every other file of the room asks here and never looks at a register's spelling itself.

export type RegisterClass =
  | 'r8' | 'r16' | 'r32' | 'r64' | 'segment' | 'control' | 'debug' | 'test' | 'ip' | 'noindex' | 'st' | 'mm' | 'xmm' | 'ymm' | 'zmm' | 'mask' | 'bound' | 'tile';

export interface Register {
  /** Lower case, without '%'. */
  readonly name: string;
  readonly class: RegisterClass;
  /** Hardware number; 0-31 for vectors. ah, ch, dh, bh are 4-7 like spl, bpl, sil, dil. */
  readonly number: number;
  /** Operand size in bits of general registers, else 0. */
  readonly size: 0 | 8 | 16 | 32 | 64;
  /** ah, ch, dh, bh: cannot be encoded beside a REX prefix. */
  readonly high: boolean;
  /** spl, bpl, sil, dil: need a REX prefix. */
  readonly needsRex: boolean;
  /** Exists in 64-bit code only. */
  readonly only64: boolean;
}

/** The register of this lower-case AT&T name without '%', or undefined. */
export function registerNamed(name: string): Register | undefined { return registers.get(name); }

/** True for names as `Sink.isRegister` gets them. Upper case is allowed, as in gas. */
export function isRegister(name: string): boolean { return registers.has(name) || registers.has(name.toLowerCase()); }

/** All names, for completion. */
export function registerNames(): readonly string[] { return [...registers.keys()]; }

/** Hardware order of the sixteen general registers, by their 64-bit names. */
export const generalRegisters: readonly string[] =
  ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];

const registers = buildTable();

function buildTable(): Map<string, Register> {
  const table = new Map<string, Register>();
  const sizes: Partial<Record<RegisterClass, Register['size']>> = { r8: 8, r16: 16, r32: 32, r64: 64 };
  const add = (name: string, kind: RegisterClass, number: number, only64 = false): void => {
    const high = kind === 'r8' && /^[a-d]h$/.test(name), needsRex = kind === 'r8' && /^(spl|bpl|sil|dil)$/.test(name);
    table.set(name, { name, class: kind, number, size: sizes[kind] ?? 0, high, needsRex, only64: only64 || needsRex });
  };
  const row = (names: string, kind: RegisterClass, first = 0, only64 = false): void =>
    names.split(' ').forEach((name, i) => add(name, kind, first + i, only64));

  row('al cl dl bl', 'r8'); row('ah ch dh bh', 'r8', 4); row('spl bpl sil dil', 'r8', 4);
  row('ax cx dx bx sp bp si di', 'r16');
  row('eax ecx edx ebx esp ebp esi edi', 'r32');
  row('rax rcx rdx rbx rsp rbp rsi rdi', 'r64', 0, true);
  for (let i = 8; i < 16; i++) {
    add(`r${i}b`, 'r8', i, true); add(`r${i}w`, 'r16', i, true); add(`r${i}d`, 'r32', i, true); add(`r${i}`, 'r64', i, true);
  }
  row('es cs ss ds fs gs', 'segment');
  add('rip', 'ip', 0, true); add('eip', 'ip', 1, true);
  add('riz', 'noindex', 0, true); add('eiz', 'noindex', 1);
  add('st', 'st', 0);
  for (let i = 0; i < 8; i++) {
    add(`st(${i})`, 'st', i); add(`mm${i}`, 'mm', i); add(`tr${i}`, 'test', i); add(`k${i}`, 'mask', i); add(`tmm${i}`, 'tile', i, true);
  }
  for (let i = 0; i < 16; i++) { add(`cr${i}`, 'control', i, i > 7); add(`dr${i}`, 'debug', i, i > 7); add(`db${i}`, 'debug', i, i > 7); }
  for (let i = 0; i < 32; i++) { add(`xmm${i}`, 'xmm', i, i > 7); add(`ymm${i}`, 'ymm', i, i > 7); add(`zmm${i}`, 'zmm', i, i > 7); }
  for (let i = 0; i < 4; i++) add(`bnd${i}`, 'bound', i);
  return table;
}
