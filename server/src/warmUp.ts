// SPDX-License-Identifier: GPL-2.0-or-later
// A run over one file ends before the code that it optimises has paid for its optimisation: V8's optimising compiler used to take half
// of a cold check's processor time. A function must here run about eight times as long as usual until it is optimised; a whole tree
// is checked faster that way as well (docs/performance.md). WebAssembly is not optimised at all: what iced-x86 answers is remembered. The young
// generation grows to its full size at once: nearly all that is made at first is kept.
// Imported first, before anything is hot.

import { setFlagsFromString } from 'node:v8';

/**
 * A run over a list of files and its end: code is optimised in smaller pieces. What is inlined is optimised again in each of its callers, and again when one of
 * them was wrong about it; in a server, whose hot code stays, that pays in time, here it does not.
 */
export function settleForOneRun(): void { setFlagsFromString('--max-inlined-bytecode-size-cumulative=150'); }

for (const flag of ['--interrupt-budget=1000000', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--semi-space-growth-factor=16']) setFlagsFromString(flag);
