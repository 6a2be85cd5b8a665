// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for what an editor shows some time later.

import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience { readonly timeout?: number; readonly interval?: number; readonly what?: string }

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/** Calls `probe` until it gives something truthy, and gives that. What it throws counts as "not yet", and is the cause of giving up. */
export async function until<T>(probe: () => T | Promise<T>, { timeout = 30_000, interval = 100, what = 'it' }: Patience = {}): Promise<Truthy<T>> {
  const end = Date.now() + timeout;
  for (;;) {
    let cause: unknown;
    try {
      const value = await probe();
      if (value) return value as Truthy<T>;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > end) throw new Error(`waited ${timeout} ms for ${what}`, { cause });
    await sleep(interval);
  }
}
