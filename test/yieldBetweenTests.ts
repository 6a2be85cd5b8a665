// SPDX-License-Identifier: GPL-2.0-or-later
// Our tests are synchronous and long; a worker that never lets go of its thread cannot answer vitest, which then gives it up for dead.
import { afterEach } from 'vitest';

afterEach(() => new Promise<void>((resolve) => { setImmediate(resolve); }));
