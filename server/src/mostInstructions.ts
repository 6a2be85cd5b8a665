// SPDX-License-Identifier: GPL-2.0-or-later

import { getHeapStatistics } from 'node:v8';

/** While it is traced, an instruction takes up to so many bytes, with the line and the statement that it was made of. */
const bytesEach = 4000;

/** Of how many instructions an object may be, with the memory that this thread is given. */
export function mostInstructions(): number { return Math.floor(getHeapStatistics().heap_size_limit / bytesEach); }
