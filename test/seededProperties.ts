// SPDX-License-Identifier: GPL-2.0-or-later
// Property tests draw the same cases in every run, so that a failure is somebody's change and not somebody's luck. FC_SEED=N draws others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 1) });
