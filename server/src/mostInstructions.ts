// SPDX-License-Identifier: GPL-2.0-or-later

import { getHeapStatistics } from 'node:v8';

/** Bytes that an instruction takes while it is traced, with the line and the statement that it was made of: once, or in a document that is edited, with all that is kept for the next key. */
const bytesEach = { once: 4000, edited: 12_000 } as const;

/** How many instructions an object may have, with the memory that this thread is given. */
export function mostInstructions(use: keyof typeof bytesEach): number { return Math.floor(getHeapStatistics().heap_size_limit / bytesEach[use]); }
