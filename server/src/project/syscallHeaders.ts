// SPDX-License-Identifier: GPL-2.0-or-later
// The headers that kbuild generates from arch/x86/entry/syscalls/*.tbl: lines of "number abi name entry".

export interface SyscallHeader { readonly path: string; readonly table: 'syscall_32.tbl' | 'syscall_64.tbl'; readonly abis: readonly string[]; readonly prefix: string; readonly base?: string }

export const syscallHeaders: readonly SyscallHeader[] = [
  { path: 'uapi/asm/unistd_64.h', table: 'syscall_64.tbl', abis: ['common', '64'], prefix: '' },
  { path: 'uapi/asm/unistd_x32.h', table: 'syscall_64.tbl', abis: ['common', 'x32'], prefix: '', base: '__X32_SYSCALL_BIT' },
  { path: 'uapi/asm/unistd_32.h', table: 'syscall_32.tbl', abis: ['i386'], prefix: '' },
  { path: 'asm/unistd_64_x32.h', table: 'syscall_64.tbl', abis: ['x32'], prefix: 'x32_' },
  { path: 'asm/unistd_32_ia32.h', table: 'syscall_32.tbl', abis: ['i386'], prefix: 'ia32_' },
];

export function syscallHeaderText(header: SyscallHeader, table: string): string {
  const guard = `_UNWIND_LENS_${header.path.replace(/\W/g, '_').toUpperCase()}`;
  let text = `#ifndef ${guard}\n#define ${guard}\n`;
  let next = 0;
  for (const { number, abi, name } of callsOf(table)) {
    if (!header.abis.includes(abi)) continue;
    text += `#define __NR_${header.prefix}${name} ${header.base ? `(${header.base} + ${number})` : number}\n`;
    next = Math.max(next, number + 1);
  }
  return `${text}#ifdef __KERNEL__\n#define __NR_${header.prefix}syscalls ${next}\n#endif\n#endif\n`;
}

/**
 * asm/syscalls_NN.h: one __SYSCALL(number, entry) per line. Until 5.6 the tree's script wrote __SYSCALL_64(number, entry, qualifier), the
 * qualifier being what stands behind a slash, and left out calls without an entry.
 */
export function syscallListText(table: string, abis: readonly string[], script = ''): string {
  let text = '';
  if (script.includes('__SYSCALL_${abi}')) {
    const abi = abis.includes('i386') ? 'I386' : '64';
    for (const call of callsOf(table)) {
      const [entry = '', qualifier = ''] = call.entry.split('/');
      if (abis.includes(call.abi) && entry !== '') text += `__SYSCALL_${abi}(${call.number}, ${entry}, ${qualifier})\n`;
    }
    return text;
  }
  for (const { number, abi, entry } of callsOf(table)) if (abis.includes(abi)) text += `__SYSCALL(${number}, ${entry || 'sys_ni_syscall'})\n`;
  return text;
}

function* callsOf(table: string): Generator<{ number: number; abi: string; name: string; entry: string }> {
  for (const line of table.split('\n')) {
    const [number, abi, name, entry] = line.trim().split(/\s+/);
    if (number && abi && name && /^\d+$/.test(number)) yield { number: Number(number), abi, name, entry: entry ?? '' };
  }
}
