// SPDX-License-Identifier: GPL-2.0-or-later
// What the programs for Node load when it is needed, as one bundle beside theirs: a server answers `initialize`, and a command line says its
// version, without it. It is the threads' program too. What a part does not need is not evaluated.

import './warmUp.ts';
import { threadTask } from './thread.ts';

export const parts = {
  server: () => import('./server.ts'),
  check: () => import('./commandLine/check.ts'),
  expand: () => import('./commandLine/expand.ts'),
  matrix: () => import('./commandLine/matrix.ts'),
  print: () => import('./commandLine/print.ts'),
  staticCalls: () => import('./commandLine/staticCalls.ts'),
  unwind: () => import('./commandLine/unwind.ts'),
  where: () => import('./commandLine/where.ts'),
};

if (threadTask() !== undefined) void import('./background.ts').then(({ runTask }) => runTask());
