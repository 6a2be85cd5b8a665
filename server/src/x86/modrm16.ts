// SPDX-License-Identifier: GPL-2.0-or-later
// 16-bit addresses: the eight register combinations that ModRM.rm can name.

import type { Register } from './registers.ts';

const combinations: Readonly<Record<string, number>> = { 'bx,si': 0, 'bx,di': 1, 'bp,si': 2, 'bp,di': 3, 'si,': 4, 'di,': 5, 'bp,': 6, 'bx,': 7 };

/** ModRM.rm for a 16-bit base and index, undefined if no such address exists. */
export function modrm16(base: Register | undefined, index: Register | undefined): number | undefined {
  return combinations[`${base?.name ?? index?.name ?? ''},${base ? index?.name ?? '' : ''}`];
}
