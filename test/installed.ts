// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the real tools are there. `npm run verify` passes with Node alone; .ci/run installs them, so that nothing is left out there.

import { spawnSync } from 'node:child_process';

export const hasAssembler = isThere('as') && isThere('readelf');
export const hasGcc = hasAssembler && isThere('gcc');

function isThere(tool: string): boolean { return spawnSync(tool, ['--version']).status === 0; }
