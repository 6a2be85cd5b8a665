// SPDX-License-Identifier: GPL-2.0-or-later
// V8 collects garbage when it needs room, not when there is time: after all files of a folder were opened, half of the heap of a server
// that nobody asks anything is garbage. So it is given back after a while of silence.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;
/** Bytes that were needed after the last time. */
let needed = 0;

const worthwhile = 100e6;

/** Takes some hundred milliseconds if there is something to give back, else nothing. */
export function giveBack(): void {
  const { heapUsed } = process.memoryUsage();
  if (heapUsed < worthwhile || heapUsed < 1.3 * needed) return;
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  setFlagsFromString('--compact-on-every-full-gc');
  collect();
  setFlagsFromString('--no-compact-on-every-full-gc');
  needed = process.memoryUsage().heapUsed;
}
